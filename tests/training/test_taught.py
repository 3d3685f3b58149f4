"""What a user has taught is kept in the store, can be looked at, and can be taken back."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mvs_classifier.errors import StoreError, UsageError
from mvs_classifier.model.labels import Label
from mvs_classifier.store.changes import exclusive, install, replace_examples, use
from mvs_classifier.store.places import examples_path
from mvs_classifier.store.state import read_state
from mvs_classifier.training.examples import USER, Example
from mvs_classifier.training.labelled import read_labelled
from mvs_classifier.training.taught import (
    TaughtExample,
    added,
    as_csv,
    as_examples,
    read_learned,
    read_taught,
    take_back,
    taught_only_by,
    without,
)
from tests.small_world import contents
from tests.tiny_models import tiny

DAY = "2026-01-31"


def new(text: str, label: Label = Label.SALES, file: str = "new.csv", line: int = 2) -> Example:
    return Example(text, label, file, line, f"{file}:{line}", USER, "")


def keep(taught: list[TaughtExample]) -> None:
    with exclusive():
        replace_examples(as_csv(taught))


@pytest.fixture
def six(store: Path) -> list[TaughtExample]:
    """Six examples in the store, numbered 1 to 6, of two files."""
    texts = [new(f"第{name}家", file="a.csv" if place < 4 else "b.csv") for place, name in enumerate("甲乙丙丁戊己")]
    taught = added([], texts, DAY)
    with exclusive():
        install(tiny(), as_csv(taught))
    return taught


# Kept and read again.


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.builds(
            TaughtExample,
            number=st.integers(1, 10**12),
            added=st.just(DAY),
            file=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
            line=st.integers(1, 10**12),
            label=st.sampled_from(Label),
            text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
        ),
        min_size=1,
    )
)
def test_what_is_kept_is_read_again(store: Path, taught: list[TaughtExample]) -> None:
    keep(taught)
    assert read_taught() == taught


@pytest.mark.parametrize("text", ['他说"好"，\r\n换行\n再换', "x" * 200_000, "\ufeff开头", "=1+1", "\0空"])
def test_odd_texts_are_kept_too(text: str, store: Path) -> None:
    keep(added([], [new(text)], DAY))
    assert [one.text for one in read_taught()] == [text]


def test_a_file_name_in_no_encoding_is_kept_in_writing(store: Path) -> None:
    keep(added([], [new("拜访", file=os.fsdecode(b"\xff.csv"))], DAY))
    assert [one.file for one in read_taught()] == [r"\udcff.csv"]


def test_without_a_store_nothing_was_taught(store: Path) -> None:
    assert read_taught() == []


def test_the_file_of_the_store_can_be_taught_elsewhere(six: list[TaughtExample], tmp_path: Path) -> None:
    (tmp_path / "copy.csv").write_bytes(as_csv(six))
    examples = read_labelled(tmp_path / "copy.csv").examples
    assert [(one.text, one.label) for one in examples] == [(one.text, one.label) for one in six]


def test_what_the_current_model_learned_stays_when_it_is_taken_back(six: list[TaughtExample]) -> None:
    take_back(["1-5"])
    assert (read_taught(), read_learned()) == (six[5:], six)
    take_back(["6"])
    assert (read_taught(), read_learned()) == ([], six)


def test_without_a_model_nothing_was_learned(store: Path) -> None:
    keep(added([], [new("甲家")], DAY))
    assert read_learned() == []


def test_examples_that_only_one_model_was_taught(six: list[TaughtExample]) -> None:
    first = str(read_state().current)
    other = [*six[:2], six[2]._replace(label=Label.BOTH)]
    with exclusive():
        install(tiny(number=1), as_csv(other))
    second = str(read_state().current)
    assert (taught_only_by(first), taught_only_by(second)) == (six[2:], [])
    use(first)
    assert (taught_only_by(first), taught_only_by(second)) == ([], other[2:])


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"number,added\n1,2\n",
        b"number,added,file,line,label,text\n1,2026-01-31,a.csv,2,sale,x\n",
        b"number,added,file,line,label,text\none,2026-01-31,a.csv,2,sales,x\n",
        b"number,added,file,line,label,text\n1,2026-01-31,a.csv,2,sales\n",
        b"number,added,file,line,label,text\n1,2026-01-31,a.csv,2,sales,x,posting\n",
        b"number,added,file,line,label,text,kind,title\n1,2026-01-31,a.csv,2,sales,x,posting,y,z\n",
        b'number,added,file,line,label,text\n1,2026-01-31,a.csv,2,sales,"x\n',
        b"number,added,file,line,label,text\n1,2026-01-31,a.csv,2,sales,\xff\n",
        b"number,added,file,line,label,text\n1,2026-01-31,a.csv,2,sales,\xe6\x8b\x9c",
        b"1,2026-01-31,a.csv,2,sales,x\n",
        b"PK\x03\x04\0\0\0",
        None,
    ],
)
def test_a_damaged_file_is_told_with_the_way_back(damage: bytes | None, six: list[TaughtExample]) -> None:
    path = Path(examples_path(str(read_state().examples)))
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    for reading in (read_taught, lambda: take_back(["1"])):
        with pytest.raises(StoreError, match=f"{path.name} cannot be read .*models rollback"):
            reading()
    assert not damage or path.read_bytes() == damage


# New ones join them.


def test_new_examples_join_the_earlier_ones_with_new_numbers() -> None:
    earlier = added([], [new("甲家"), new("乙家")], DAY)
    both = added(earlier, [new("丙家", Label.BOTH, "x.csv", 7), new("甲家", file="again.csv")], "2026-02-01")
    assert both == [*earlier, TaughtExample(3, "2026-02-01", "x.csv", 7, Label.BOTH, "丙家")]


def test_of_a_text_the_newer_label_counts() -> None:
    earlier = added([], [new("拜访 ＡＢＣ 客户"), new("乙家")], DAY)
    both = added(earlier, [new("拜访 abc 客户", Label.NEITHER)], DAY)
    assert [(one.number, one.text, one.label) for one in both] == [
        (2, "乙家", "sales"),
        (3, "拜访 abc 客户", "neither"),
    ]


def test_of_a_text_the_newer_label_counts_though_marks_and_blanks_differ() -> None:
    earlier = added([], [new("拜访客户，签约。")], DAY)
    both = added(earlier, [new("拜访客户 签约", Label.MARKETING)], DAY)
    assert [(one.number, one.text, one.label) for one in both] == [(2, "拜访客户 签约", "marketing")]


def test_examples_that_differ_from_others_in_marks_only_are_left_out() -> None:
    held = [new("拜访客户，签约。", file="holdout.csv"), new("拜访客户", file="holdout.csv")]
    assert without(held, added([], [new("拜访客户 签约")], DAY)) == held[1:]


def test_examples_whose_text_is_among_others_are_left_out() -> None:
    examples = [new("甲家 ＡＢＣ", file="tasks.csv"), new("乙家", file="tasks.csv")]
    assert without(examples, added([], [new("甲家 abc", Label.BOTH)], DAY)) == examples[1:]
    assert without(examples, examples) == without([], examples) == []


def test_they_are_trained_on_as_taught_examples() -> None:
    examples = [new("甲家", Label.BOTH, "x.csv", 7)]
    assert as_examples(added([], examples, DAY)) == examples


# Some are taken back.


@pytest.mark.parametrize(
    ("what", "left"),
    [
        (["2"], [1, 3, 4, 5, 6]),
        (["2-4"], [1, 5, 6]),
        (["1", "3-3", "6"], [2, 4, 5]),
        (["2-4", "3"], [1, 5, 6]),
        (["５"], [1, 2, 3, 4, 6]),
        (["5-900000000000000000"], [1, 2, 3, 4]),
        (["a.csv"], [5, 6]),
        (["folder/b.csv", "1"], [2, 3, 4]),
        (["1-6"], []),
        (["a.csv", "b.csv"], []),
    ],
)
def test_examples_are_taken_back_by_number_range_or_file(
    what: list[str], left: list[int], six: list[TaughtExample], store: Path
) -> None:
    current = read_state().current
    gone = take_back(what)
    assert [one.number for one in read_taught()] == left
    assert sorted([*left, *(one.number for one in gone)]) == [1, 2, 3, 4, 5, 6]
    assert read_state().current == current
    assert (read_state().examples is None) == (not left)


@pytest.mark.parametrize(
    "name", ["7", "0", "7-9", "5-3", "c.csv", "", "-1", "1-", "1,2", "1 2", "..", "²", "9" * 5_000, "a.csv/"]
)
def test_what_nothing_goes_by_takes_nothing_back(name: str, six: list[TaughtExample], store: Path) -> None:
    before = contents(store)
    with pytest.raises(UsageError, match=r"no example goes by .*`mvs-classifier examples` lists them"):
        take_back(["1", name])
    assert contents(store) == before


def test_a_file_is_meant_before_a_number(store: Path) -> None:
    keep(added([], [new("甲家", file="2"), new("乙家", file="b.csv")], DAY))
    assert [one.text for one in take_back(["2"])] == ["甲家"]
