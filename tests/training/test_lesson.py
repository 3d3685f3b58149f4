"""What is learned and measured on: shipped, taught and new examples, the newest word on each text."""

from collections.abc import Callable
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.errors import DataError, InputNotFoundError
from mvs_classifier.store.changes import exclusive, install, replace_examples
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import USER, Example, read_shipped
from mvs_classifier.training.labelled import ReadOptions
from mvs_classifier.training.lesson import Lesson, prepare, read_holdout
from mvs_classifier.training.taught import as_csv, take_back
from tests.small_world import GOOD, table
from tests.tiny_models import tiny


@pytest.fixture
def lesson(small: Path, tmp_path: Path) -> Callable[..., Lesson]:
    def prepared(
        *rows: tuple[str, str], header: tuple[str, str] = ("text", "label"), with_earlier: bool = True
    ) -> Lesson:
        return prepare([table(tmp_path / "new.csv", rows, header)], ReadOptions(), with_earlier=with_earlier)

    return prepared


def test_without_files_it_is_what_ships(small: Path) -> None:
    found = prepare([], ReadOptions())
    assert found.examples == found.shipped == read_shipped()
    assert found.holdout == read_holdout()
    assert (found.taught, found.new, found.skipped, found.notices) == ([], [], 0, [])


def test_new_examples_join_what_ships(lesson: Callable[..., Lesson]) -> None:
    found = lesson(*GOOD)
    assert [(one.text, one.label) for one in found.new] == GOOD
    assert found.examples == [*read_shipped(), *found.new]
    assert {one.style for one in found.new} == {USER}


def test_earlier_examples_join_too_unless_they_are_left_out(lesson: Callable[..., Lesson]) -> None:
    first = lesson(*GOOD[:2])
    with exclusive():
        replace_examples(as_csv(first.taught))
    assert [(one.number, one.text) for one in lesson(*GOOD[2:4]).taught] == [
        (place, text) for place, (text, _) in enumerate(GOOD[:4], 1)
    ]
    assert [one.text for one in lesson(GOOD[2], with_earlier=False).taught] == [GOOD[2][0]]


def test_a_users_label_beats_the_shipped_one(lesson: Callable[..., Lesson]) -> None:
    shipped = next(one for one in read_shipped() if one.label == mvs.Label.SALES)
    found = lesson((f" {shipped.text} ", "neither"))
    assert [one.label for one in found.examples if normalize(one.text) == normalize(shipped.text)] == ["neither"]
    assert len(found.shipped) == len(read_shipped()) - 1
    assert [notice.kind for notice in found.notices] == ["overruled", "few"]


def test_a_taught_text_of_the_holdout_is_not_measured_on(lesson: Callable[..., Lesson]) -> None:
    held = read_holdout()[0]
    found = lesson((held.text, str(held.label)))
    assert found.holdout == read_holdout()[1:]
    assert [notice.kind for notice in found.notices] == ["holdout", "few"]


def test_a_text_of_the_holdout_that_was_taught_earlier_is_not_measured_on(lesson: Callable[..., Lesson]) -> None:
    held = read_holdout()[0]
    with exclusive():
        replace_examples(as_csv(lesson((held.text, str(held.label))).taught))
    assert lesson(GOOD[0]).holdout == read_holdout()[1:]


def test_a_text_that_the_current_model_learned_is_not_measured_on_even_if_taken_back(
    lesson: Callable[..., Lesson],
) -> None:
    held, known = read_holdout()[0], read_shipped()[0]
    taught = lesson(GOOD[0], (held.text, str(held.label))).taught
    with exclusive():
        install(tiny(), as_csv(taught))
    take_back(["1-2"])
    found = lesson(GOOD[0], GOOD[1], (known.text, str(known.label)))
    assert [one.text for one in found.taught] == [GOOD[0][0], GOOD[1][0], known.text]
    assert found.holdout == read_holdout()[1:]
    assert [one.text for one in found.fresh] == [GOOD[1][0]]


def test_rows_without_a_correction_are_counted(lesson: Callable[..., Lesson]) -> None:
    found = lesson(GOOD[0], ("任务甲", ""), ("任务乙", "  "), header=("text", "correct_label"))
    assert ([one.text for one in found.new], found.skipped) == ([GOOD[0][0]], 2)


def test_a_text_that_stands_twice_counts_once_and_is_told(lesson: Callable[..., Lesson]) -> None:
    found = lesson(GOOD[0], GOOD[0])
    assert (len(found.new), [notice.kind for notice in found.notices]) == (1, ["repeat", "few"])


def test_a_text_with_two_labels_and_a_file_that_is_not_there_are_errors(lesson: Callable[..., Lesson]) -> None:
    with pytest.raises(DataError, match="decide on one"):
        lesson(GOOD[0], (GOOD[0][0], "neither"))
    with pytest.raises(InputNotFoundError):
        prepare(["nowhere.csv"], ReadOptions())


def test_the_holdout_holds_no_training_text(examples: list[Example]) -> None:
    def plain(text: str) -> str:
        return "".join(filter(str.isalnum, normalize(text)))

    assert not {plain(example.text) for example in read_holdout()} & {plain(example.text) for example in examples}


def test_postings_are_learned_beside_lines(small: Path, tmp_path: Path) -> None:
    lines = table(tmp_path / "lines.csv", [*GOOD, ("任务甲", "都不是")])
    rows = [("园艺师", "1、给绿植浇水；2、修剪枝叶", "neither"), ("销售", GOOD[0][0], "sales")]
    postings = table(tmp_path / "postings.csv", rows, ("title", "text", "label"))
    found = prepare([lines], ReadOptions(), postings=[postings])
    assert [one.is_posting for one in found.new] == [*[False] * 7, True, True]
    assert [(one.title, one.text, one.label) for one in found.new[7:]] == rows
    assert len(found.taught) == 9
