"""A training reads, learns, measures, and installs what is not worse."""

import json
import re
from pathlib import Path

import pytest
import xlsxwriter

import mvs_classifier as mvs
from mvs_classifier.errors import OutputError
from mvs_classifier.model.file import read_model
from mvs_classifier.store.state import read_state
from mvs_classifier.training.examples import read_postings, read_shipped
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.lesson import read_holdout
from mvs_classifier.training.taught import read_taught
from tests.conftest import Command
from tests.small_world import GOOD, MORE, table, wrong


def test_what_was_taught_is_known_at_once_and_the_old_model_stays(small: Path, good: Path) -> None:
    old = mvs.load().fingerprint
    result = mvs.train(good)
    assert (result.installed, mvs.load().fingerprint) == (True, result.classifier.fingerprint)
    assert result.classifier.fingerprint != old
    assert [str(mvs.classify(text).label) for text, _ in GOOD] == [label for _, label in GOOD]
    assert (result.report.taught, len(result.report.new), result.report.strayed) == (len(GOOD), len(GOOD), ())
    assert result.report.model == result.classifier.fingerprint == read_state().current
    assert result.report.examples == result.classifier.info.examples
    assert (result.classifier.info.examples["taught"], result.report.gate.reasons) == (len(GOOD), ())  # type: ignore[union-attr]


def test_the_command_says_what_became_of_it(small: Path, good: Path, command: Command) -> None:
    code, out, err = command("train", "--add", good)
    assert code == 0
    assert out.startswith(
        f"model {mvs.load().fingerprint}: {len(read_shipped()) + len(read_postings()) + 6:,} examples, 6 of them "
        "taught by you"
    )
    assert "new examples: 6, of which the current model knew " in out
    assert "6 of 6 taught examples come out as taught" in out
    assert f"on the holdout ({len(read_holdout())} texts)" in out
    assert "against it" not in out
    assert "it is your current model now; `mvs-classifier models rollback` goes back" in err


def test_the_same_file_again_gives_the_same_model(learned: Path, good: Path) -> None:
    first = read_state().current
    before = (learned / "models" / f"{first}.joblib").stat().st_mtime_ns
    again = mvs.train(good)
    assert again.report.model == first
    assert {notice.kind for notice in again.report.notices} == {"earlier", "few"}
    assert (learned / "models" / f"{first}.joblib").stat().st_mtime_ns == before
    assert (list(read_state().versions), len(read_taught())) == ([first], len(GOOD))


def test_examples_accumulate(small: Path, good: Path, more: Path, command: Command) -> None:
    assert command("train", "--add", good)[0] == command("train", "--add", more)[0] == 0
    assert [(one.text, one.label) for one in read_taught()] == GOOD + MORE
    assert [str(mvs.load().classify(text).label) for text, _ in GOOD + MORE] == [label for _, label in GOOD + MORE]
    both = command("train", "--add", good, more, "--dry-run", "--shipped", "--json")[1]
    assert json.loads(both)["data_hash"] == mvs.load().info.data_hash


def test_what_was_taught_earlier_can_be_left_out(untouched: Path, more: Path, command: Command) -> None:
    report = json.loads(command("train", "--add", more, "--shipped", "--dry-run", "--json")[1])
    assert (report["taught"], report["examples"]["taught"]) == (len(MORE), len(MORE))


def test_the_newer_label_of_a_text_counts(learned: Path, tmp_path: Path, command: Command) -> None:
    code, out, _ = command("train", "--add", table(tmp_path / "new.csv", [(f"{GOOD[0][0]} ", "neither")]))
    assert (code, "was taught earlier as sales (good.csv:2); the newer label neither counts" in out) == (0, True)
    assert mvs.load().classify(GOOD[0][0]).label == "neither"
    assert len(read_taught()) == len(GOOD)


def test_a_users_label_beats_the_shipped_one(small: Path, tmp_path: Path, command: Command) -> None:
    shipped = [one for one in read_shipped() if one.file == "tasks.csv" and one.label == "marketing"][7]
    code, out, _ = command("train", "--add", table(tmp_path / "new.csv", [(shipped.text, "neither")]))
    assert (code, "your label neither counts" in out) == (0, True)
    assert mvs.load().classify(shipped.text).label == "neither"
    assert mvs.load().info.examples["tasks.csv"] == sum(one.file == "tasks.csv" for one in read_shipped()) - 1


def test_what_was_taken_back_is_no_longer_known(learned: Path, more: Path, command: Command) -> None:
    before = mvs.load().info
    mvs.train(more)
    assert command("examples", "remove", "more.csv")[0] == 0
    assert mvs.load().info.examples["taught"] == len(GOOD + MORE)
    code, out, _ = command("train")
    assert (code, "6 of 6 taught examples" in out) == (0, True)
    assert mvs.load().info == before


def test_going_back_brings_back_the_model_and_its_examples(learned: Path, more: Path, command: Command) -> None:
    first = read_state().current
    mvs.train(more)
    assert command("models", "rollback")[0] == 0
    assert (mvs.load().fingerprint, [one.text for one in read_taught()]) == (first, [text for text, _ in GOOD])
    assert command("train", "--add", more)[0] == 0
    assert len(read_taught()) == len(GOOD + MORE)


def test_chinese_labels_and_blank_corrections_of_a_workbook(small: Path, tmp_path: Path, command: Command) -> None:
    names = {"sales": "销售", "marketing": "市场营销", "both": "营销+销售", "neither": "都不是"}
    rows = [
        ("任务", "类别", "正确标签"),
        *((text, "都不是", names[label]) for text, label in GOOD),
        ("整理仓库", "都不是", ""),
    ]
    with xlsxwriter.Workbook(tmp_path / "改正.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    code, out, _ = command("train", "--add", tmp_path / "改正.xlsx")
    assert (code, "; 1 rows without a correction were skipped" in out) == (0, True)
    assert [(one.text, one.label, one.file) for one in read_taught()] == [(*row, "改正.xlsx") for row in GOOD]


def test_what_was_taught_comes_out_as_taught_even_of_unknown_words(
    small: Path, tmp_path: Path, command: Command
) -> None:
    unknown = table(tmp_path / "new.csv", [("𠮷𪚥", "sales"), GOOD[0]])
    code, out, _ = command("train", "--add", unknown)
    assert (code, "2 of 2 taught examples come out as taught" in out) == (0, True)


def test_many_new_examples_are_measured_on_too(small: Path, tmp_path: Path) -> None:
    right = [(one.text, str(one.label)) for one in read_holdout()[10:]]
    result = mvs.train(table(tmp_path / "new.csv", right), dry_run=True)
    names = [(comparison.name, comparison.texts) for comparison in result.report.gate.comparisons]  # type: ignore[union-attr]
    assert [name for name, _ in names] == [
        "the holdout",
        "the postings of the holdout",
        "new examples kept aside",
        "lines of styles left out",
    ]
    assert names[0][1] == len(read_holdout()) - len(right)
    assert names[2][1] == -(-len(right) // 5)


def test_who_is_measured_on_texts_kept_aside_has_not_learned_them(small: Path, tmp_path: Path) -> None:
    """Labels that have nothing to do with the texts can be learned by heart, but not be guessed."""
    labels = list(mvs.Label)
    rows = [(text, labels[place * 7 // 5 % 4]) for place, (text, _) in enumerate(wrong(200))]
    gate = mvs.train(table(tmp_path / "new.csv", rows), dry_run=True).report.gate
    aside = next(one for one in gate.comparisons if one.name == "new examples kept aside")  # type: ignore[union-attr]
    assert (aside.texts, aside.figures[0].name) == (40, "accuracy")
    assert aside.figures[0].value < 0.6


def test_with_nothing_taught_there_is_nothing_to_learn(small: Path, command: Command) -> None:
    code, out, err = command("train")
    assert (code, out) == (2, "")
    assert re.search("nothing to learn besides the shipped examples.*--add.*models use shipped", err)
    assert read_state().current is None


def test_other_settings_are_something_to_learn(small: Path, small_model: Path) -> None:
    result = mvs.train(settings=Settings(C=20.0))
    assert (result.installed, mvs.load().info.settings["C"]) == (True, "20.0")
    assert mvs.load().info.data_hash == read_model(small_model).info.data_hash
    assert "come out as taught" not in str(result.report)
    names = [comparison.name for comparison in result.report.gate.comparisons]  # type: ignore[union-attr]
    assert names == ["the holdout", "the postings of the holdout"]


def test_a_growing_file_is_not_held_against_what_the_current_model_has_learned(small: Path, tmp_path: Path) -> None:
    """Nobody does as well on texts kept aside as who has learned them."""
    right = [(one.text, str(one.label)) for one in read_holdout()[::8]]
    assert mvs.train(table(tmp_path / "new.csv", right)).installed
    result = mvs.train(table(tmp_path / "new.csv", [*right, *GOOD]))
    assert result.installed
    assert "new examples kept aside" not in [one.name for one in result.report.gate.comparisons]  # type: ignore[union-attr]


def test_what_is_being_done_is_told(small: Path, good: Path, tmp_path: Path) -> None:
    told: list[str] = []
    mvs.train(good, html=tmp_path / "report.html", told=told.append)
    assert told == ["reading", "training", "measuring", "writing the report"]
    assert "on the holdout" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_every_shipped_task_may_be_taught(small: Path, tmp_path: Path) -> None:
    tasks = [(one.text, str(one.label)) for one in read_shipped() if one.file == "tasks.csv"]
    result = mvs.train(table(tmp_path / "tasks.csv", tasks), dry_run=True)
    assert result.report.gate.shipped[0] == 0  # type: ignore[union-attr]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nowhere"):
        mvs.train(output=tmp_path / "nowhere" / "model.joblib")
