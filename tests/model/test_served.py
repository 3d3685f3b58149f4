"""A file of format 2 is looked up as it is; whatever is in it, it is refused or harmless."""

import pickle
import random
from binascii import crc32
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mvs_classifier as mvs
from mvs_classifier import Classifier
from mvs_classifier.errors import ModelFileError
from mvs_classifier.model.container import is_container, joined, split
from mvs_classifier.model.file import ModelFile, fingerprint, read_model, write_model
from mvs_classifier.model.parameters import Parameters
from mvs_classifier.model.served import Served, read_served
from mvs_classifier.model.taught import Taught, key
from mvs_classifier.shipped import shipped_model

TEXTS = ["负责拜访客户，完成季度销售指标", "策划618直播seo推广，推广活动", "", "！？", "发放工资", "客户" * 600]
JOB = "岗位职责：\n1、拜访客户，签订合同；\n2、策划活动"
_CHECKSUM = b"checksumX\x08\x00\x00\x00"


def thinned(parameters: Parameters, every: int) -> Parameters:
    rows = [row[::every] for row in parameters.coef]
    return parameters._replace(vocabulary=parameters.vocabulary[::every], idf=parameters.idf[::every], coef=rows)


@pytest.fixture(scope="module")
def model() -> ModelFile:
    """A model with all that a file may hold, but few n-grams."""
    whole = read_model(shipped_model())
    assert whole.jobs
    jobs = whole.jobs._replace(roles=thinned(whole.jobs.roles, 9), titles=thinned(whole.jobs.titles, 19))
    made = ModelFile(thinned(whole.parameters, 150), whole.info, jobs, Taught({key("发放工资"): 1}, {key("x"): 0}))
    features = len(made.parameters.vocabulary)
    return made._replace(info=made.info._replace(fingerprint=fingerprint(made), features=features))


@pytest.fixture(scope="module")
def data(model: ModelFile, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "model.joblib"
    write_model(path, model)
    return path.read_bytes()


def made_right(data: bytes) -> bytes:
    """The same file with the checksum of its content."""
    start = data.index(_CHECKSUM) + len(_CHECKSUM)
    return data[:start] + b"%08x" % crc32(data[start + 8 :]) + data[start + 8 :]


def test_everything_comes_back(model: ModelFile, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.joblib"
    path.write_bytes(data)
    assert is_container(data)
    assert read_model(path) == model
    served = read_served(path)
    assert (served.fingerprint, served.info, served.taught) == (model.info.fingerprint, model.info, model.taught)
    assert pickle.loads(pickle.dumps(served)).whole == model
    write_model(tmp_path / "again.joblib", read_model(path))
    assert (tmp_path / "again.joblib").read_bytes() == data


def test_verdicts_are_those_of_the_values_in_memory(model: ModelFile, data: bytes, training_texts: list[str]) -> None:
    served, listed = Classifier(Served(data, "")), Classifier(model)
    texts = [*TEXTS, *training_texts[:300]]
    assert list(map(served.classify, texts)) == list(map(listed.classify, texts))
    assert list(served.classify_many(texts)) == list(listed.classify_many(texts)) == list(map(served.classify, texts))
    assert served.tag_job(JOB, "销售") == listed.tag_job(JOB, "销售")
    assert served.classify("发放工资").reason == "taught"


def test_what_is_read_for_a_verdict_is_aligned(data: bytes) -> None:
    assert data.index(bytes(split(data).data)) % 64 == 0


@pytest.mark.parametrize("longest", [1, 2, 3])
def test_ngrams_of_any_length_are_found(longest: int, tmp_path: Path, model: ModelFile) -> None:
    vocabulary = sorted(
        ["一", "二a", "一…二", "a一", "0", "seo", "一二三", "a0二"] if longest > 2 else ["一", "seo", "0"]
    )
    size = len(vocabulary)
    parameters = Parameters(longest, longest > 2, vocabulary, [1024] * size, [range(size)] * 4, [0] * 4, [])
    write_model(tmp_path / "model.joblib", ModelFile(parameters, model.info))
    lines = read_served(tmp_path / "model.joblib").whole.parameters
    assert [lines.vocabulary, *map(list, lines.coef)] == [vocabulary, *[list(range(size))] * 4]


def test_weights_beyond_two_bytes_are_kept(model: ModelFile, tmp_path: Path) -> None:
    large = model.parameters._replace(coef=[[1 << 18] * len(model.parameters.idf)] * 4)
    write_model(tmp_path / "model.joblib", model._replace(parameters=large))
    assert set(read_model(tmp_path / "model.joblib").parameters.coef[0]) == {1 << 18}


# What is damaged or hostile.


def refused(data: bytes, match: str) -> None:
    with pytest.raises(ModelFileError, match=match):
        Served(data, "here").whole  # noqa: B018 - reading it is the test


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: data[:-1], "damaged|ends"),
        (lambda data: data + b"x", "checksum"),
        (lambda data: made_right(data + b"x"), "follows the end"),
        (lambda data: data.replace(b"X\x03\x00\x00\x002.0", b"X\x03\x00\x00\x003.0"), "upgrade mvs-classifier"),
        (lambda data: data.replace(b"mvs-classifier model", b"mvs-classifier mocel"), "it is not an mvs-classifier"),
        (lambda data: data[:500] + bytes([data[500] ^ 1]) + data[501:], "does not match its checksum"),
        (lambda data: made_right(data.replace(b'"grid": 1024', b'"grid": 1000')), "other units"),
        (lambda data: made_right(data.replace(b'"unicode": "NFKC"', b'"unicode": "NFKD"')), "normalisation"),
        (lambda data: made_right(data.replace(b'"labels": ["marketing"', b'"labels": ["markets!!"')), "labels"),
        (lambda data: made_right(data.replace(b'"examples": {', b'"examples": [')), "damaged"),
        (lambda data: made_right(data.replace(b'"context": ', b'"context": -')), "damaged|bounds|follows"),
    ],
)
def test_what_does_not_fit_together_is_refused(change: Callable[[bytes], bytes], says: str, data: bytes) -> None:
    assert change(data) != data
    refused(change(data), says)


def test_another_content_under_a_name_is_refused_when_it_is_unpacked(data: bytes) -> None:
    name = split(data).fingerprint.encode()
    refused(made_right(data.replace(name, b"0" * 12)), "does not match its name")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("before", [b'"metrics": {', b'"settings": {', b'"versions": {', b"{"])
def test_descriptions_with_numbers_that_are_not_finite_are_refused(number: str, before: bytes, data: bytes) -> None:
    parts = split(data)
    assert before in parts.about
    parts.about = parts.about.replace(before, before + f'"x": {number}, '.encode(), 1)
    refused(joined(parts), "not finite")


def test_nested_descriptions_are_refused(data: bytes) -> None:
    parts = split(data)
    parts.about = b"[" * 100_000 + b"]" * 100_000
    refused(joined(parts), "damaged")


@pytest.mark.parametrize("numbers", [[3, 0, 9], [1, 0, 2, 1, 1 << 30, 1 << 23, 1 << 23], [2, 0], [-1, 0]])
def test_sizes_are_checked_before_memory_is_taken(numbers: list[int], data: bytes) -> None:
    parts = split(data)
    head = b"".join(number.to_bytes(4, "little", signed=True) for number in numbers)
    for rest in (b"", bytes(200), bytes(parts.data[len(head) :])):
        parts.data = memoryview(head + rest)
        refused(joined(parts), "tables|widths?|units|n-gram")


def outcome(work: Callable[[], Any]) -> Any:
    """What some work returns; a model file's error is fine, any other is not."""
    try:
        return work()
    except ModelFileError:
        return None


def use(data: bytes) -> bool:
    """Use a model file in every way; whether it was taken at first."""
    model = outcome(lambda: Served(data, "mutated"))
    if model is None:
        return False
    outcome(lambda: model.whole)
    outcome(lambda: model.info)
    classifier = outcome(lambda: Classifier(model))
    if classifier is None:
        return False
    outcome(lambda: classifier.tag_job(JOB, "销售"))
    for text in TEXTS:
        check(outcome(lambda text=text: [classifier.classify(text)]))  # type: ignore[misc]
    check(outcome(lambda: list(classifier.classify_many(TEXTS * 4))))
    return True


def check(found: list[Any] | None) -> None:
    for prediction in found or []:
        assert isinstance(prediction, mvs.Prediction)
        assert sum(prediction.scores.values()) == pytest.approx(1)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with up to eight bytes changed, half of the time where sizes and descriptions are."""
    changed = bytearray(data)
    near = data.index(bytes(split(data).data[:64]))
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(near + 400) if chance.random() < 0.5 else chance.randrange(len(data))
        changed[place] = chance.choice([0, 1, 255, chance.randrange(256), changed[place] ^ 1 << chance.randrange(8)])
    if chance.random() < 0.1:
        del changed[chance.randrange(len(data)) :]
    return bytes(changed)


def run_mutations(data: bytes, count: int, seed: int) -> int:
    chance, taken = random.Random(seed), 0  # noqa: S311 - it only shakes bytes
    for number in range(count):
        changed = mutated(data, chance)
        if number % 2 and _CHECKSUM in changed:
            changed = made_right(changed)
        taken += use(changed)
    return taken


def test_mutated_files_are_refused_or_harmless(data: bytes) -> None:
    assert run_mutations(data, 200, seed=1) > 10


@pytest.mark.slow
def test_ten_thousand_mutated_files_are_refused_or_harmless(data: bytes) -> None:
    assert run_mutations(data, 10_000, seed=2) > 1000
