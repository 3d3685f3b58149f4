"""Results are immutable values: equal and hashable by content, and plain where they leave Python."""

import copy
import json
import pickle
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

import mvs_classifier as mvs
from mvs_classifier import Label
from mvs_classifier.training.examples import Example
from mvs_classifier.training.measure.evaluate import evaluate_examples
from mvs_classifier.training.result import NOTHING_TAUGHT
from mvs_classifier.value import FrozenDict, Value

TEXT = "負責拜訪客戶，策划活动"
EXAMPLE = Example(TEXT, Label.SALES, "mine.csv", 2, "2", "user", "")


@cache
def shipped() -> mvs.Classifier:
    return mvs.load("shipped")


def evaluation() -> mvs.Evaluation:
    return evaluate_examples(shipped(), [EXAMPLE, EXAMPLE._replace(label=Label.NEITHER)])


def report() -> mvs.Report:
    return mvs.Report("abc", {"tasks.csv": 3}, {"accuracy": 0.5}, gate=None, **NOTHING_TAUGHT)


MAKERS: dict[str, Callable[[], Any]] = {
    "Prediction": lambda: mvs.classify(TEXT),
    "Prediction without a verdict": lambda: mvs.classify("！"),
    "Explanation": lambda: mvs.explain(TEXT),
    "WordContribution": lambda: mvs.explain(TEXT).words[0],
    "JobTag": lambda: mvs.tag_job(["拜访客户", "策划活动"], title="销售"),
    "ModelInfo": lambda: mvs.load("shipped").info,
    "Evaluation": evaluation,
    "Judged": lambda: evaluation().judged[0],
    "Doubt": lambda: mvs.Doubt(EXAMPLE, 0.1, Label.BOTH, 0.8, None),
    "Report": report,
}
each_kind = pytest.mark.parametrize("make", MAKERS.values(), ids=list(MAKERS))


@each_kind
def test_equal_content_is_an_equal_value_with_the_same_hash(make: Callable[[], Any]) -> None:
    one, other = make(), make()
    assert one is not other
    assert one == other
    assert hash(one) == hash(other)
    assert len({one, other}) == 1
    name = type(one)._fields[-1]
    assert one != one._replace(**{name: "another"})


@each_kind
def test_a_value_is_not_a_tuple(make: Callable[[], Any]) -> None:
    value = make()
    assert not isinstance(value, tuple)
    assert value != value._content()
    with pytest.raises(TypeError, match="not iterable"):
        list(value)
    with pytest.raises(TypeError, match="is not a tuple; use its attributes: "):
        value[0]


@each_kind
def test_a_value_cannot_be_changed(make: Callable[[], Any]) -> None:
    value = make()
    for name in (*type(value)._fields, "new"):
        with pytest.raises(AttributeError):
            setattr(value, name, None)
        with pytest.raises(AttributeError):
            delattr(value, name)


@each_kind
def test_copies_and_pickles_are_equal(make: Callable[[], Any]) -> None:
    value = make()
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(value, protocol)) == value
    assert copy.copy(value) == copy.deepcopy(value) == value


def is_plain(value: object) -> bool:
    if type(value) is dict:
        return all(type(key) is str and is_plain(item) for key, item in value.items())
    if type(value) is list:
        return all(map(is_plain, value))
    return type(value) in {str, int, float, bool, type(None)}


@each_kind
def test_a_dict_of_it_is_plain_and_survives_json(make: Callable[[], Any]) -> None:
    record = make().to_dict()
    assert is_plain(record)
    assert list(record) == list(type(make())._fields)
    assert json.loads(json.dumps(record)) == record == dict(make())


@each_kind
def test_it_shows_its_attributes(make: Callable[[], Any]) -> None:
    value = make()
    first = type(value)._fields[0]
    assert repr(value).startswith(f"{type(value).__name__}({first}={getattr(value, first)!r}, ")


def test_a_training_result_travels_too() -> None:
    result = mvs.TrainingResult(mvs.load("shipped"), report(), installed=True)
    record = result.to_dict()
    assert is_plain(record)
    assert record["classifier"] == mvs.load("shipped").info.to_dict()
    assert repr(result) == "<TrainingResult abc, installed>"


def test_a_job_gives_its_tasks_with_their_texts() -> None:
    job = mvs.tag_job(["拜访客户"])
    assert job.to_dict()["tasks"] == [{"text": "拜访客户", **mvs.classify("拜访客户").to_dict()}]


def test_a_prediction_is_made_from_its_attributes() -> None:
    made = mvs.Prediction(Label.SALES, 0.7, {Label.SALES: 0.7, **dict.fromkeys(set(Label) - {"sales"}, 0.1)}, None, "m")
    assert (made.label, made.scores[Label.SALES], made.model) == (Label.SALES, 0.7, "m")
    assert made._replace(model="n") == mvs.Prediction(Label.SALES, 0.7, made.scores, None, "n")


@pytest.mark.parametrize("text", ["拜访客户", "！", ""])
def test_the_first_of_the_largest_scores_is_the_label(text: str) -> None:
    prediction = mvs.classify(text)
    assert max(prediction.scores, key=lambda label: prediction.scores[label]) == prediction.label


@pytest.mark.parametrize(
    "change",
    [
        lambda scores: scores.update(sales=1),
        lambda scores: scores.pop("sales"),
        lambda scores: scores.__setitem__("sales", 1),
        lambda scores: scores.__ior__({"sales": 1}),
        lambda scores: scores.clear(),
        lambda scores: scores.setdefault("new", 1),
    ],
)
def test_a_dict_of_a_result_cannot_be_changed(change: Callable[[dict[Label, float]], object]) -> None:
    for scores in (mvs.classify(TEXT).scores, mvs.explain(TEXT).intercept):
        before = dict(scores)
        with pytest.raises(TypeError, match="cannot be changed; copy it"):
            change(scores)
        assert scores == before
        assert isinstance(scores, dict)


def test_frozen_dicts_are_hashable_and_pickled() -> None:
    one = FrozenDict({"a": 1})
    assert hash(one) == hash(FrozenDict({"a": 1}))
    assert pickle.loads(pickle.dumps(one)) == one


class Point(Value):
    _fields = ("x", "y")
    __slots__ = _fields
    x: int
    y: object


def test_lists_and_dicts_inside_are_frozen() -> None:
    given = {"a": [1, [2]], "b": EXAMPLE}
    point = Point(1, given)
    given["a"] = []
    assert point.y == {"a": (1, (2,)), "b": EXAMPLE}
    assert Point(1, EXAMPLE).y is EXAMPLE
    assert isinstance(hash(point), int)


@pytest.mark.parametrize(
    ("values", "named"), [((), {}), ((1,), {}), ((1, 2, 3), {}), ((1, 2), {"y": 3}), ((1,), {"z": 2})]
)
def test_missing_or_surplus_values_are_refused(values: tuple[int, ...], named: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="takes exactly x, y"):
        Point(*values, **named)


def test_a_value_takes_its_values_by_place_or_name() -> None:
    assert Point(1, 2) == Point(1, y=2) == Point(y=2, x=1)


@pytest.mark.filterwarnings("ignore:Using .httpx. with .starlette:")  # with httpx2 it warns no longer
def test_fastapi_answers_with_values() -> None:
    fastapi = pytest.importorskip("fastapi")
    from fastapi.encoders import jsonable_encoder

    from tests.page.running import client_of, running

    app = fastapi.FastAPI()
    app.get("/typed", response_model=mvs.Prediction)(lambda: mvs.classify("拜访客户"))
    app.get("/untyped")(lambda: mvs.tag_job("拜访客户"))
    with running(app) as url, client_of(url) as client:
        typed, untyped, document = (client.get(path) for path in ("/typed", "/untyped", "/openapi.json"))
    assert typed.json() == jsonable_encoder(mvs.classify("拜访客户")) == mvs.classify("拜访客户").to_dict()
    assert untyped.json() == mvs.tag_job("拜访客户").to_dict()
    assert document.status_code == 200


def test_pandas_takes_values() -> None:
    pandas = pytest.importorskip("pandas")
    texts = pandas.Series(["拜访客户", "！", "拜访客户", "？", "策划活动"], dtype="category")
    labels = [str(prediction.label) for prediction in texts.map(mvs.classify)]
    assert labels == [str(prediction.label) for prediction in mvs.classify_many(texts)]
    assert list(pandas.DataFrame(p.to_dict() for p in mvs.classify_many(texts))["label"]) == labels
    assert mvs.classify("拜访客户") in set(texts.astype(object).map(mvs.classify))
