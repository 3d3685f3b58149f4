import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mvs_classifier.errors import DataError, UsageError
from mvs_classifier.model.labels import Label
from mvs_classifier.training import ready
from mvs_classifier.training.check import Doubt, check, most_probable_others, usual_confidence, write_doubts
from mvs_classifier.training.examples import TASKS, Example, read_examples
from mvs_classifier.training.labelled import read_labelled
from tests.conftest import Command
from tests.small_world import ROOT

pytestmark = pytest.mark.usefixtures("small")  # where little ships, little is counted before the work
OTHER = dict(zip(Label, [Label.SALES, Label.NEITHER, Label.NEITHER, Label.MARKETING], strict=True))


def wrong(example: Example) -> Example:
    return example._replace(label=OTHER[example.label])


@pytest.fixture(scope="module")
def base(examples: list[Example]) -> list[Example]:
    return examples[::80]


@pytest.fixture(scope="module", params=[32, pytest.param(16, marks=pytest.mark.slow)])
def large_base(request: pytest.FixtureRequest, examples: list[Example]) -> list[Example]:
    """Enough to learn from for few false alarms."""
    return examples[:: request.param]


@pytest.fixture(scope="module")
def middle_base(examples: list[Example]) -> list[Example]:
    return examples[::25]


@pytest.fixture(scope="module")
def some(examples: list[Example]) -> list[Example]:
    """Lines that are not in the base."""
    return [example for example in examples[5::90] if example.file == TASKS]


# Which labels are found.


def test_most_planted_errors_are_found_with_few_false_alarms(large_base: list[Example]) -> None:
    lines = read_examples([ROOT / "training_data" / "holdout.csv"])
    planted = {example.line for example in lines[3::20]}
    mixed = [wrong(one) if one.line in planted else one for one in lines]
    found = [doubt.example.line for doubt in check(mixed, large_base)]
    hits = planted & set(found)
    assert len(hits) > 0.6 * len(planted)
    assert len(hits) > 0.75 * len(found)
    strongest = set(found[: len(planted) // 2])
    assert len(strongest & planted) > 0.9 * len(strongest)


def test_a_doubt_says_what_is_likelier(base: list[Example], some: list[Example]) -> None:
    first = next(one for one in some if one.label == Label.SALES)
    doubts = check([one._replace(label=Label.NEITHER) if one is first else one for one in some], base)
    doubt = next(doubt for doubt in doubts if doubt.example.text == first.text)
    assert (doubt.example.line, doubt.example.label, doubt.likely) == (first.line, Label.NEITHER, Label.SALES)
    assert doubt.probability < 0.1 < doubt.likely_probability <= 1
    assert doubt.contradicts is None


def test_a_mistake_that_runs_through_the_file_is_found(middle_base: list[Example], some: list[Example]) -> None:
    crafts = [one for one in some if one.label in {Label.MARKETING, Label.SALES}][:60]
    swapped = {Label.MARKETING: Label.SALES, Label.SALES: Label.MARKETING}
    doubts = check([one._replace(label=swapped[one.label]) for one in crafts], middle_base)
    assert len(doubts) > 0.3 * len(crafts)


def test_copies_of_a_text_do_not_vouch_for_each_other(base: list[Example], some: list[Example]) -> None:
    texts = ["拜访客户，签订合同，催收货款", "拜访客户,签订合同,催收货款", "拜访客户，签订合同，\u200b催收货款"] * 2
    copies = [Example(text, Label.NEITHER, "mine.csv", 2, "", "", "") for text in texts]
    assert [doubt.example.file for doubt in check([*copies, *some[1::3]], base)].count("mine.csv") == len(copies)


def test_a_label_that_contradicts_the_base_is_named_with_its_place(base: list[Example], some: list[Example]) -> None:
    known = next(one for one in base if one.file == TASKS and one.label == Label.SALES)
    mine = known._replace(label=Label.BOTH, text=known.text + "\u200b", file="mine.csv", line=7)
    same = base[0]._replace(file="mine.csv", line=8)
    doubts = check([mine, same, *some[::3]], base)
    assert [doubt.contradicts for doubt in doubts if doubt.example.file == "mine.csv"] == [known]


def test_a_contradiction_is_named_even_where_the_model_takes_your_side(
    base: list[Example], some: list[Example]
) -> None:
    mine = Example("拜访客户，签订合同，催收货款", Label.SALES, "mine.csv", 2, "mine.csv:2", "user", "")
    theirs = mine._replace(label=Label.NEITHER, file="terms.csv", style="")
    (doubt,) = (doubt for doubt in check([mine, *some[::3]], [*base, theirs]) if doubt.example is mine)
    assert doubt.contradicts == theirs
    assert doubt.probability > doubt.likely_probability


def test_one_example_alone_is_held_against_the_base(base: list[Example], some: list[Example]) -> None:
    surest = Example("拜访客户，签订合同，催收货款", Label.NEITHER, "mine.csv", 2, "mine.csv:2", "user", "")
    assert [doubt.likely for doubt in check([surest], base)] == [Label.SALES]
    assert check([surest._replace(label=Label.SALES)], base) == []
    assert check([], base) == []


def test_a_label_that_nothing_can_be_learned_of_is_an_error(some: list[Example]) -> None:
    few = [one for one in some if one.label != Label.BOTH]
    with pytest.raises(DataError, match="there are no other examples of both to learn from; add some"):
        check(few)


def test_progress_is_told_after_each_fold(base: list[Example], some: list[Example]) -> None:
    told: list[tuple[int, int]] = []
    check(some[:30], base[::4], folds=3, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("folds", [1, 0, -1, 2.5, "5", True, None])
def test_the_folds_are_a_whole_number_of_at_least_two(folds: Any, some: list[Example]) -> None:
    with pytest.raises(UsageError, match=f"the number of folds must be a whole number of at least 2, not {folds!r}"):
        check(some[:30], folds=folds)


def test_what_is_usual_for_a_label_is_one_half_at_least() -> None:
    chances = np.array([[0.9, 0.1, 0, 0], [0.7, 0.3, 0, 0], [0.8, 0.2, 0, 0]])
    assert usual_confidence(chances, np.array([0, 0, 1])).tolist() == pytest.approx([0.8, 0.5, 0.5, 0.5])
    assert most_probable_others(chances, np.array([0, 1, 1])).tolist() == [1, 0, 0]


# Files and the command.


def test_what_people_decide_can_be_trained_on(some: list[Example], tmp_path: Path) -> None:
    doubts = [Doubt(one, 0.01, Label.BOTH, 0.9, some[9] if one is some[0] else None) for one in some[:3]]
    write_doubts(tmp_path / "doubts.csv", doubts)
    with (tmp_path / "doubts.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["line", "text", "label", "likely_label", "probability", "contradicts", "correct_label"]
    assert rows[0] == [
        str(some[0].line),
        some[0].text,
        str(some[0].label),
        "both",
        "0.01",
        f"{some[9].file}:{some[9].line} {some[9].label}",
        "",
    ]
    rows[1][-1] = "both"
    with (tmp_path / "doubts.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    assert [(one.text, one.label) for one in read_labelled(tmp_path / "doubts.csv").examples] == [
        (some[1].text.strip(), Label.BOTH)
    ]


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: list[Example], some: list[Example]) -> str:
    """A labelled table with two wrong labels, in the folder to work in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ready, "shipped_examples", lambda: base)
    known = next(one for one in base if one.file == TASKS and one.label == Label.SALES)
    rows = [["id", "text", "label"], ["1", "拜访客户，签订合同，催收货款", "都不是"], ["2", known.text, "m"]]
    rows += [[str(one.line), one.text, str(one.label)] for one in some[::5]]
    with (tmp_path / "mine.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    return "mine.csv"


def test_the_command_lists_doubts_with_their_lines(mine: str, command: Command) -> None:
    code, out, _ = command("check", mine)
    first, *listed = out.splitlines()
    assert code == 0
    assert first.endswith(f" labels checked, {len(listed)} in doubt")
    assert any("neither -> sales        line 2     拜访客户，签订合同，催收货款" in line for line in listed)
    assert any("line 3 " in line and "(sales in the shipped data, tasks.csv:" in line for line in listed)


def test_the_command_writes_json_and_a_file(mine: str, tmp_path: Path, command: Command) -> None:
    code, out, err = command("check", mine, "--json", "-o", "doubts.csv")
    record = json.loads(out)
    by_line = {doubt["line"]: doubt for doubt in record["doubts"]}
    assert code == 0
    assert (by_line[2]["label"], by_line[2]["likely_label"], by_line[2]["contradicts"]) == ("neither", "sales", None)
    assert by_line[3]["contradicts"].startswith("tasks.csv:")
    assert f"{len(by_line)} rows written to doubts.csv" in err
    lines = (tmp_path / "doubts.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(by_line) + 1


def test_an_output_that_is_there_is_refused_before_the_work(mine: str, tmp_path: Path, command: Command) -> None:
    (tmp_path / "doubts.csv").write_text("mine", encoding="utf-8")
    code, _, err = command("check", mine, "-o", "doubts.csv")
    assert (code, "already exists" in err, "training" in err) == (73, True, False)
    code, _, err = command("check", mine, "-o", mine, "--force")
    assert (code, "is the input itself" in err, "training" in err) == (73, True, False)
    assert (tmp_path / "doubts.csv").read_text(encoding="utf-8") == "mine"
