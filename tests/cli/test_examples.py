import json
from pathlib import Path

from mvs_classifier.store.state import read_state
from mvs_classifier.training.labelled import read_labelled
from tests.conftest import Command
from tests.small_world import GOOD, table


def test_examples_are_listed_with_their_places(three: list[str], command: Command) -> None:
    rows = [line.split("\t") for line in command("examples")[1].splitlines()]
    assert [(row[0], row[2], row[3], row[4]) for row in rows] == [
        (str(place + 1), f"{place // 2 * 2}.csv:{place % 2 + 2}", label, text)
        for place, (text, label) in enumerate(GOOD)
    ]
    records = [json.loads(line) for line in command("examples", "list", "--json")[1].splitlines()]
    assert [(one["number"], one["file"], one["label"], one["text"]) for one in records] == [
        (place + 1, f"{place // 2 * 2}.csv", label, text) for place, (text, label) in enumerate(GOOD)
    ]


def test_an_odd_text_is_listed_on_one_line(small: Path, tmp_path: Path, command: Command) -> None:
    command("train", "--add", table(tmp_path / "new.csv", [("拜访\n客户\t签约", "sales")]))
    assert command("examples")[1].endswith("\tsales\t拜访 客户 签约\n")


def test_nothing_taught_is_said(small: Path, command: Command) -> None:
    assert command("examples") == (0, "", "nothing has been taught yet; `mvs-classifier train --add FILE` teaches\n")


def test_examples_are_taken_back(three: list[str], command: Command) -> None:
    code, out, err = command("examples", "remove", "0.csv", "4-5")
    assert (code, out) == (0, "")
    assert err == "examples taken back: 4; `mvs-classifier train` makes a model without them\n"
    assert [line[0] for line in command("examples")[1].splitlines()] == ["3", "6"]
    assert read_state().current == three[2]


def test_the_examples_of_the_store_are_a_table_to_teach(three: list[str], small: Path) -> None:
    read = read_labelled(small / "examples" / f"{three[2]}.csv")
    assert [(one.text, str(one.label)) for one in read.examples] == GOOD
