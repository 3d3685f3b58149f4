"""A model that is worse is refused, and a training that fails or is interrupted changes nothing."""

import json
import shutil
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.errors import DataError
from mvs_classifier.store.state import read_state
from mvs_classifier.training.examples import read_shipped
from mvs_classifier.training.lesson import read_holdout
from mvs_classifier.training.taught import read_taught
from tests.conftest import Command
from tests.small_world import GOOD, MORE, contents, table

STEPS = ["prepare", "train_taught", "evaluate_examples", "compare"]


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


def test_force_does_not_mark_a_model_that_is_not_worse(learned: Path, good: Path) -> None:
    assert mvs.train(good, force=True).report.model == read_state().current
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


@pytest.mark.parametrize(
    "options",
    [["-o", "out.joblib"], ["--dry-run"], pytest.param(["--dry-run", "-o", "out.joblib"], marks=pytest.mark.slow)],
)
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
    shutil.copy(small_model, "old.joblib")
    assert command("train", "--add", bad, "-o", "old.joblib")[0] == 4
    assert Path("old.joblib").read_bytes() == small_model.read_bytes()


@pytest.mark.slow
def test_a_refused_model_gets_no_file(untouched: Path, bad: Path, command: Command) -> None:
    assert command("train", "--add", bad, "-o", "new.joblib")[0] == 4
    assert not Path("new.joblib").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ("--add nowhere.csv", 66, "there is no such file"),
        ("--add good.csv nowhere.csv", 66, "there is no such file"),
        ("--add label.csv", 65, "label.csv:3: the label is 'sale'"),
        ("--add two.csv", 65, "decide on one"),
        ("--add empty.csv", 65, "no row below the header"),
        ("--add good.csv --text-column nothing", 65, "nothing"),
        ("--add good.csv --encoding klingon", 65, "klingon"),
        ("--add good.csv -d ::", 2, "the delimiter must be one character"),
        ("--add good.csv -o nowhere/out.joblib", 73, "does not exist; create it first"),
        ("--add good.csv -o good.csv", 73, "is no model file; give another name"),
        ("--add good.csv -o store/out.joblib", 73, "is in the store of models"),
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


@pytest.mark.parametrize(
    "moment",
    ["install", *(pytest.param(name, marks=pytest.mark.slow) for name in STEPS)],
)
def test_an_interrupted_training_leaves_everything_as_it_was(
    moment: str, untouched: Path, more: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    module = "measured" if moment == "compare" else "train"
    monkeypatch.setattr(f"mvs_classifier.training.{module}.{moment}", interrupted)
    code, _, err = command("train", "--add", more)
    assert (code, "no output was left incomplete" in err) == (130, True)


def test_instead_of_a_damaged_current_model_the_shipped_one_is_compared_with(
    learned: Path, more: Path, command: Command
) -> None:
    taught = len(read_taught())
    path = learned / "models" / f"{read_state().current}.joblib"
    path.write_bytes(path.read_bytes()[:-1])
    code, out, _ = command("train", "--add", more)
    assert (code, "the current model is damaged, so the new one was compared with the one that ships" in out) == (
        0,
        True,
    )
    assert len(read_taught()) > taught
    assert command("classify", "拜访客户")[0] == 0


@pytest.mark.parametrize("name", ["state.json", "examples"])
def test_damaged_notes_and_examples_are_told(name: str, learned: Path, more: Path, command: Command) -> None:
    path = learned / name if name == "state.json" else next((learned / name).iterdir())
    path.write_bytes(path.read_bytes()[:-9])
    before = contents(learned)
    code, _, err = command("train", "--add", more)
    assert (code, str(path) in err, "mvs-classifier models" in err) == (1, True, True)
    assert contents(learned) == before


def test_too_few_examples_change_nothing(untouched: Path, more: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = [one for one in read_shipped() if one.label != "both"]
    monkeypatch.setattr("mvs_classifier.training.lesson.shipped_examples", lambda: few)
    with pytest.raises(DataError, match="each label needs 10 examples or more, but both has 1; add some"):
        mvs.train(more)
