import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier import Classifier, Label
from mvs_classifier.training.examples import Example
from tests.strategies import texts


@given(texts)
def test_any_text_gets_a_verdict(text: str) -> None:
    prediction = mvs.classify(text)
    assert sum(prediction.scores.values()) == pytest.approx(1)
    assert prediction.confidence == prediction.scores[prediction.label] == max(prediction.scores.values())
    assert set(prediction.scores) == set(Label)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \t\n\u3000", "empty"),
        ("\x00", "empty"),
        ("\ud800", "empty"),
        ("。！？…", "no words"),
        ("🎉🎉", "no words"),
        ("Ṽṽḱ", "no known words"),
    ],
)
def test_a_text_with_nothing_to_judge_is_neither_and_says_why(text: str, reason: str) -> None:
    prediction = mvs.classify(text)
    assert (prediction.label, prediction.confidence, prediction.reason) == (Label.NEITHER, 0.25, reason)


def test_a_megabyte_gets_a_verdict() -> None:
    assert mvs.classify("拜访客户，签订合同。" * 35_000).label == Label.SALES


def test_a_verdict_names_the_model(classifier: Classifier) -> None:
    assert mvs.classify("拜访客户").model == classifier.fingerprint


@pytest.mark.parametrize("call", [mvs.classify, mvs.explain, mvs.tag_job, lambda thing: list(mvs.classify_many(thing))])
@pytest.mark.parametrize("thing", [None, 3, b"bytes", ["x", 3]])
def test_what_is_no_text_is_a_type_error(call: Callable[[object], object], thing: object) -> None:
    with pytest.raises(TypeError):
        call(thing)


def test_one_text_is_not_taken_for_many() -> None:
    with pytest.raises(TypeError, match="use classify"):
        mvs.classify_many("拜访客户")


@given(st.lists(texts, max_size=200))
def test_many_give_the_same_as_one_by_one(many: list[str]) -> None:
    assert list(mvs.classify_many(many)) == [mvs.classify(text) for text in many]


def test_many_training_texts_give_the_same_as_one_by_one(classifier: Classifier, training_texts: list[str]) -> None:
    assert list(classifier.classify_many(training_texts)) == [classifier.classify(text) for text in training_texts]


def test_many_are_read_lazily(classifier: Classifier) -> None:
    endless = itertools.cycle(["拜访客户", "策划活动"])
    labels = [prediction.label for prediction in itertools.islice(classifier.classify_many(endless), 1000)]
    assert labels == [Label.SALES, Label.MARKETING] * 500


def test_texts_before_one_that_is_none_are_answered(classifier: Classifier) -> None:
    predictions = classifier.classify_many(["拜访客户"] * 100 + [None])  # type: ignore[list-item]
    for _ in range(100):
        assert next(predictions).label == Label.SALES
    with pytest.raises(TypeError, match="NoneType"):
        next(predictions)


def test_eight_threads_give_the_same_answers_as_one(examples: list[Example]) -> None:
    classifier = mvs.load()  # a fresh one: also what is made on first use is made by several at once
    many = [example.text for example in examples[:400]]
    alone = [mvs.classify(text) for text in many]

    def work(number: int) -> tuple[list[mvs.Prediction], list[mvs.Prediction], mvs.Explanation]:
        one_by_one = [classifier.classify(text) for text in many]
        return one_by_one, list(classifier.classify_many(many)), classifier.explain(many[0])

    with ThreadPoolExecutor(8) as pool:
        for one_by_one, together, explanation in pool.map(work, range(8)):
            assert one_by_one == together == alone
            assert explanation == mvs.explain(many[0])


def test_classify_imports_no_heavy_package() -> None:
    code = (
        "import sys, mvs_classifier; mvs_classifier.classify('拜访客户'); mvs_classifier.tag_job('1、拜访客户')\n"
        "heavy = {'numpy', 'sklearn', 'scipy', 'joblib', 'pandas', 'jieba', 'rjieba', 'opencc', 'tqdm'}\n"
        "sys.exit(' '.join(heavy & sys.modules.keys()) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert (run.returncode, run.stderr) == (0, "")


OURS = """
mvs_classifier mvs_classifier.api mvs_classifier.errors mvs_classifier.i18n mvs_classifier.log
mvs_classifier.model
mvs_classifier.model.batches mvs_classifier.model.classifier mvs_classifier.model.container
mvs_classifier.model.given mvs_classifier.model.labels mvs_classifier.model.lookup
mvs_classifier.model.prediction mvs_classifier.model.scorer mvs_classifier.model.served
mvs_classifier.model.tables mvs_classifier.shipped mvs_classifier.store mvs_classifier.store.current
mvs_classifier.store.places mvs_classifier.text mvs_classifier.text.ngrams mvs_classifier.text.normalize
mvs_classifier.text.traditional mvs_classifier.value
""".split()
OF_THE_COMMAND = """
mvs_classifier.cli mvs_classifier.cli.main mvs_classifier.cli.output mvs_classifier.cli.streams
mvs_classifier.cli.verdicts
""".split()
SLOW = {"argparse", "contextlib", "dataclasses", "json", "logging", "pathlib", "pickle", "platformdirs", "re", "typing"}


@pytest.mark.skipif(sys.platform != "linux", reason="platformdirs is needed elsewhere")
@pytest.mark.parametrize(
    ("call", "modules"),
    [
        ("import mvs_classifier; mvs_classifier.classify('拜访客户')", OURS),
        ("import mvs_classifier.cli; mvs_classifier.cli.main(['classify', '拜访客户'])", [*OURS, *OF_THE_COMMAND]),
    ],
    ids=["library", "command"],
)
def test_a_verdict_imports_what_it_needs_and_no_more(call: str, modules: list[str]) -> None:
    code = (
        f"import sys; before = set(sys.modules)\n{call}\n"
        "found = sys.modules.keys() - before\n"
        "print(*sorted(name for name in found if name.startswith('mvs_classifier')))\n"
        "print(*sorted(found & set(sys.argv[1:])))"
    )
    bare = [sys.executable, "-S", "-c", f"import sys; sys.path = {sys.path!r}\n{code}", *SLOW]
    done = subprocess.run(bare, capture_output=True, encoding="utf-8", check=True)
    ours, slow = done.stdout.splitlines()[-2:]
    assert ours.split() == sorted(modules)
    assert slow == ""


def test_nothing_is_loaded_before_it_is_used() -> None:
    code = "import mvs_classifier.store.current as store, mvs_classifier; print(store._DEFAULT._classifier)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert run.stdout == "None\n"


def test_an_error_in_the_iterable_comes_after_all_before_it(classifier: Classifier) -> None:
    def broken() -> Iterator[str]:
        yield from ["拜访客户"] * 25
        raise OSError("the disk is gone")

    predictions = classifier.classify_many(broken())
    assert [next(predictions).label for _ in range(25)] == [Label.SALES] * 25
    with pytest.raises(OSError, match="disk is gone"):
        next(predictions)


def test_what_is_no_iterable_is_refused_at_once() -> None:
    with pytest.raises(TypeError):
        mvs.classify_many(None)  # type: ignore[arg-type]
