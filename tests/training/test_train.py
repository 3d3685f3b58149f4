"""A training reads, learns, measures, and installs only what is not worse; until then nothing changes."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

import mvs_classifier as mvs
from mvs_classifier.errors import DataError, OutputError
from mvs_classifier.model.file import read_model, write_model
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store import changes as versions
from mvs_classifier.store.state import read_state
from mvs_classifier.training.examples import Example, data_hash, read_postings, read_shipped
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.lesson import read_holdout
from mvs_classifier.training.taught import read_taught
from tests.conftest import Command
from tests.small_world import GOOD, contents, table, wrong

SHIPPED = Path(shipped_model())
MORE = [("上门走访幼儿园，推销课程并收款", "sales"), ("画活动海报，投放信息流广告", "marketing")]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return table(tmp_path / "good.csv", GOOD)


@pytest.fixture
def more(tmp_path: Path) -> Path:
    return table(tmp_path / "more.csv", MORE)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return table(tmp_path / "bad.csv", wrong())


@pytest.fixture
def untouched(taught: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store in which something was taught, and of which not a byte may change; its folder is where we are."""
    monkeypatch.chdir(tmp_path)
    before = contents(taught)
    yield taught
    assert contents(taught) == before


# What is good is installed.


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
        f"model {mvs.load().fingerprint}: {len(read_shipped()) + 6:,} examples, 6 of them taught by you"
    )
    assert "new examples: 6, of which the current model knew " in out
    assert "6 of 6 taught examples come out as taught" in out
    assert f"on the holdout ({len(read_holdout())} texts)" in out
    assert "against it" not in out
    assert "it is your current model now; `mvs-classifier models rollback` goes back" in err


def test_the_same_file_again_gives_the_same_model(small: Path, good: Path) -> None:
    first = mvs.train(good)
    before = (small / "models" / f"{first.report.model}.joblib").stat().st_mtime_ns
    again = mvs.train(good)
    assert again.report.model == first.report.model
    assert {notice.kind for notice in again.report.notices} == {"earlier", "few"}
    assert (small / "models" / f"{first.report.model}.joblib").stat().st_mtime_ns == before
    assert (list(read_state().versions), len(read_taught())) == ([first.report.model], len(GOOD))


def test_examples_accumulate(small: Path, good: Path, more: Path, command: Command) -> None:
    assert command("train", "--add", good)[0] == command("train", "--add", more)[0] == 0
    assert [(one.text, one.label) for one in read_taught()] == GOOD + MORE
    assert [str(mvs.load().classify(text).label) for text, _ in GOOD + MORE] == [label for _, label in GOOD + MORE]
    both = command("train", "--add", good, more, "--dry-run", "--shipped", "--json")[1]
    assert json.loads(both)["data_hash"] == mvs.load().info.data_hash


def test_what_was_taught_earlier_can_be_left_out(untouched: Path, more: Path, command: Command) -> None:
    report = json.loads(command("train", "--add", more, "--shipped", "--dry-run", "--json")[1])
    assert (report["taught"], report["examples"]["taught"]) == (len(MORE), len(MORE))


def test_the_newer_label_of_a_text_counts(small: Path, good: Path, tmp_path: Path, command: Command) -> None:
    mvs.train(good)
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


def test_what_was_taken_back_is_no_longer_known(small: Path, good: Path, more: Path, command: Command) -> None:
    mvs.train(good)
    before = mvs.load().info
    mvs.train(more)
    assert command("examples", "remove", "more.csv")[0] == 0
    assert mvs.load().info.examples["taught"] == len(GOOD + MORE)
    code, out, _ = command("train")
    assert (code, "6 of 6 taught examples" in out) == (0, True)
    assert mvs.load().info == before


def test_going_back_brings_back_the_model_and_its_examples(
    small: Path, good: Path, more: Path, command: Command
) -> None:
    first = mvs.train(good).report.model
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
    assert re.search("nothing to learn beside what ships.*--add.*models use shipped", err)
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
    right = [(one.text, str(one.label)) for one in read_holdout()[::4]]
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


# What is worse is refused.


def test_a_worse_model_is_refused_with_its_reasons(untouched: Path, bad: Path, command: Command) -> None:
    code, out, err = command("train", "--add", bad)
    assert code == 4
    assert "against it: macro_f1 on the holdout falls from" in out
    assert "the new model was refused, so it was not kept and nothing was changed" in err


def test_a_refused_training_says_so_in_its_result(untouched: Path, bad: Path) -> None:
    result = mvs.train(bad)
    assert not result.installed
    assert any(reason.startswith("macro_f1 on the holdout falls") for reason in result.report.gate.reasons)  # type: ignore[union-attr]
    assert result.classifier.fingerprint != mvs.load().fingerprint


def test_force_installs_a_worse_model_which_says_so(small: Path, bad: Path, command: Command) -> None:
    code, out, _ = command("train", "--add", bad, "--force")
    assert (code, "against it: macro_f1" in out) == (0, True)
    assert out.startswith(f"model {mvs.load().fingerprint}: ")
    assert "macro_f1 on the holdout falls from" in mvs.load().info.settings["forced"]
    assert "forced though refused" in command("models")[1]
    assert "forced accuracy on the holdout falls" in command("models", "info")[1]


def test_force_does_not_mark_a_model_that_is_not_worse(small: Path, good: Path) -> None:
    assert mvs.train(good).report.model == mvs.train(good, force=True).report.model
    assert "forced" not in mvs.load().info.settings


def test_a_gate_with_nothing_to_measure_refuses(untouched: Path, tmp_path: Path, command: Command) -> None:
    held = table(tmp_path / "holdout.csv", [(one.text, one.label) for one in read_holdout()])
    code, out, err = command("train", "--add", held)
    assert (code, "too few texts are left to measure on (0 marketing, 0 sales" in out) == (4, True)
    assert "is a text of the holdout" in out
    assert "nothing was changed" in err


def test_force_installs_even_what_cannot_be_measured(small: Path, tmp_path: Path) -> None:
    held = table(tmp_path / "holdout.csv", [(one.text, one.label) for one in read_holdout()])
    assert mvs.train(held, force=True).installed
    assert "too few texts" in mvs.load().info.settings["forced"]
    assert mvs.load().info.metrics == {}


# Nothing changes.


@pytest.mark.parametrize("options", [["--dry-run"], ["-o", "out.joblib"], ["--dry-run", "-o", "out.joblib"]])
def test_a_trial_installs_nothing(options: list[str], untouched: Path, more: Path, command: Command) -> None:
    code, out, err = command("train", "--add", more, *options, "--json")
    report = json.loads(out)
    assert (code, report["installed"], report["reasons"], report["taught"]) == (0, False, [], len(GOOD + MORE))
    names = [comparison["texts"] for comparison in report["comparisons"]]
    beside = ["", ", beside the model that ships"]
    assert names == [f"{what}{how}" for what in ("the holdout", "the postings of the holdout") for how in beside]
    assert Path("out.joblib").exists() == ("--dry-run" not in options)
    if "--dry-run" in options:
        assert "nothing was installed or written" in err
    else:
        assert mvs.load("out.joblib").fingerprint == report["fingerprint"] != mvs.load().fingerprint


def test_a_refused_model_is_not_written(untouched: Path, bad: Path, small_model: Path, command: Command) -> None:
    assert command("train", "--add", bad, "-o", "new.joblib")[0] == 4
    assert not Path("new.joblib").exists()
    shutil.copy(small_model, "old.joblib")
    assert command("train", "--add", bad, "-o", "old.joblib")[0] == 4
    assert Path("old.joblib").read_bytes() == small_model.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ("--add nowhere.csv", 66, "there is no such file"),
        ("--add good.csv nowhere.csv", 66, "there is no such file"),
        ("--add label.csv", 65, "label.csv:3: the label is 'sale'"),
        ("--add two.csv", 65, "decide on one"),
        ("--add empty.csv", 65, "no row below the header"),
        ("--add good.csv --text-column nothing", 65, "nothing"),
        ("--add good.csv --sheet X --encoding klingon", 65, "klingon"),
        ("--add good.csv -d ::", 2, "the delimiter must be one character"),
        ("--add good.csv -o nowhere/out.joblib", 73, "does not exist; create it first"),
        ("--add good.csv -o good.csv", 73, "is no model file; give another name"),
        ("--add good.csv -o store/out.joblib", 73, "is inside the store of models"),
        ("--add good.csv --html nowhere/x.html", 73, "does not exist; create it first"),
        ("--add good.csv --html good.csv", 73, "is not a report; give another name"),
        ("--add good.csv -o out.joblib --html ./out.joblib", 73, "give the report another name"),
        ("--add holdout.csv --html x.html", 65, "every text of the holdout was taught"),
    ],
)
def test_what_goes_wrong_leaves_everything_as_it_was(
    arguments: str, code: int, says: str, untouched: Path, command: Command
) -> None:
    folder = untouched.parent
    table(folder / "label.csv", [GOOD[0], ("任务", "sale")])
    table(folder / "two.csv", [GOOD[0], (GOOD[0][0], "neither")])
    table(folder / "empty.csv", [])
    table(folder / "good.csv", GOOD)
    table(folder / "holdout.csv", [(one.text, one.label) for one in read_holdout()])
    before = contents(folder)
    found = command("train", *arguments.split())
    assert (found[0], says in found[2]) == (code, True), found
    assert contents(folder) == before


@pytest.mark.parametrize("moment", ["prepare", "train_taught", "evaluate_examples", "compare", "install"])
def test_an_interrupted_training_leaves_everything_as_it_was(
    moment: str, untouched: Path, more: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    module = "measured" if moment == "compare" else "train"
    monkeypatch.setattr(f"mvs_classifier.training.{module}.{moment}", interrupted)
    code, _, err = command("train", "--add", more)
    assert (code, "no output was left incomplete" in err) == (130, True)


def test_a_damaged_current_model_is_told_and_not_trained_against(
    small: Path, good: Path, more: Path, command: Command
) -> None:
    mvs.train(good)
    path = small / "models" / f"{read_state().current}.joblib"
    path.write_bytes(path.read_bytes()[:-1])
    before = contents(small)
    code, _, err = command("train", "--add", more)
    assert (code, "models rollback" in err) == (1, True)
    assert contents(small) == before
    assert command("models", "rollback")[0] == command("train", "--add", more)[0] == 0


@pytest.mark.parametrize("name", ["state.json", "examples"])
def test_damaged_notes_and_examples_are_told(name: str, small: Path, good: Path, more: Path, command: Command) -> None:
    mvs.train(good)
    path = small / name if name == "state.json" else next((small / name).iterdir())
    path.write_bytes(path.read_bytes()[:-9])
    before = contents(small)
    code, _, err = command("train", "--add", more)
    assert (code, str(path) in err, "mvs-classifier models" in err) == (1, True, True)
    assert contents(small) == before


def test_too_few_examples_change_nothing(untouched: Path, more: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = [one for one in read_shipped() if one.label != "both"]
    monkeypatch.setattr("mvs_classifier.training.lesson.read_shipped", lambda: few)
    with pytest.raises(DataError, match="each label needs 10 examples or more, but both has 1; add some"):
        mvs.train(more)


# Models of other versions.


def test_a_model_of_an_older_version_works_and_its_info_says_what_is_new(
    small: Path, good: Path, more: Path, command: Command
) -> None:
    mvs.train(good)
    model = read_model(small / "models" / f"{read_state().current}.joblib")
    older = model.info._replace(
        versions={**model.info.versions, "mvs-classifier": "0.1.0"},
        settings={**model.info.settings, "shipped_data": "0" * 64},
        examples={"tasks.csv": 500, "taught": 6},
    )
    write_model(small / "older.joblib", model._replace(info=older))
    with versions.exclusive():
        versions.install(
            read_model(small / "older.joblib"), (small / "examples" / f"{read_state().current}.csv").read_bytes()
        )
    assert str(mvs.load().classify(GOOD[0][0]).label) == "sales"
    assert "the shipped data is newer, 6 taught by you" in command("models")[1]
    told = command("models", "info")[1]
    assert (
        f"with mvs-classifier 0.1.0 on 500 shipped examples; now {len(read_shipped()) + len(read_postings()):,} ship: "
        in told
    )
    assert "`mvs-classifier train` learns them and keeps what you taught" in told
    assert command("train")[0] == 0
    assert "shipped data is newer" not in "".join(command("models")[1].splitlines()[-1:])
    assert "ship:" not in command("models", "info")[1]
    assert len(read_taught()) == len(GOOD)


# The model that ships.


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model trained on all shipped data, by a command of its own, with the kernels of an old processor."""
    folder = tmp_path_factory.mktemp("whole")
    arguments = [sys.executable, "-m", "mvs_classifier", "train", "--shipped", "-o", "whole.joblib", "--json"]
    own = {"OPENBLAS_CORETYPE": "Prescott", "MVS_CLASSIFIER_HOME": str(folder / "store")}
    with (folder / "report.json").open("wb") as file:
        subprocess.run(arguments, stdout=file, env={**os.environ, **own}, cwd=folder, check=True)
    return folder


def test_the_model_that_ships_is_made_from_the_data_that_ships(examples: list[Example]) -> None:
    assert read_model(SHIPPED).info.data_hash == data_hash([*examples, *read_postings()])


def test_what_ships_is_made_by_a_command(small: Path, small_model: Path, tmp_path: Path, command: Command) -> None:
    code, out, _ = command("train", "--shipped", "-o", tmp_path / "model.joblib", "--json")
    assert (code, json.loads(out)["comparisons"]) == (0, [])
    assert read_model(tmp_path / "model.joblib").parameters == read_model(small_model).parameters


@pytest.mark.slow
def test_the_whole_data_gives_the_model_that_ships(whole: Path) -> None:
    """OpenBLAS adds in another order with the kernels of another processor; no weight rounds otherwise for that."""
    made, ships = read_model(whole / "whole.joblib"), read_model(SHIPPED)
    assert made.info.data_hash == ships.info.data_hash
    if made.info.versions == ships.info.versions:
        assert (made.parameters, made.jobs) == (ships.parameters, ships.jobs)


@pytest.mark.slow
def test_the_report_on_the_whole_data(whole: Path) -> None:
    report, info = json.loads((whole / "report.json").read_bytes()), read_model(whole / "whole.joblib").info
    assert report["fingerprint"] == info.fingerprint
    assert (report["installed"], report["taught"], report["comparisons"]) == (False, 0, [])
    assert 0.85 < report["metrics"]["left_out_macro_f1"] < 1
    assert not (whole / "store").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nowhere"):
        mvs.train(output=tmp_path / "nowhere" / "model.joblib")
