"""The commands train, models and examples: what is typed, what is printed, how they end."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.cli import main
from mvs_classifier.store.state import read_state
from mvs_classifier.training.examples import read_shipped
from mvs_classifier.training.labelled import read_labelled
from mvs_classifier.training.lesson import read_holdout
from tests.conftest import Command
from tests.small_world import GOOD, contents, table

ROOT = Path(__file__).parents[2]


@pytest.fixture
def three(taught: Path) -> list[str]:
    """The names of three models that were installed one after another, each taught two more examples."""
    return list(read_state().versions)


# train


def test_the_json_of_a_training_holds_the_whole_report(small: Path, tmp_path: Path, command: Command) -> None:
    fixed, held = GOOD[1][0], read_holdout()[0]
    rows = [(*GOOD[0], ""), (fixed, "", "sales"), (fixed, "", "sales"), (held.text, "", held.label)]
    file = table(tmp_path / "new.csv", rows, ["text", "label", "correct_label"])
    code, out, _ = command("train", "--add", file, "--json")
    report = json.loads(out)
    assert (code, report["fingerprint"], report["installed"]) == (0, mvs.load().fingerprint, True)
    assert (report["taught"], report["new"], report["skipped"]) == (2, 2, 1)
    assert (report["reasons"], report["strayed"]) == ([], [])
    assert [notice["kind"] for notice in report["notices"]] == ["repeat", "holdout", "few", "one-sided"]
    assert report["examples"] == mvs.load().info.examples
    (comparison,) = report["comparisons"]
    assert (comparison["texts"], comparison["count"]) == ("the holdout", len(read_holdout()) - 1)
    assert set(comparison["figures"]) == {"macro_f1", "f1_marketing", "f1_sales", "f1_both", "f1_neither"}
    figure = comparison["figures"]["macro_f1"]
    assert figure["new"] - figure["current"] == pytest.approx(figure["difference"])
    assert isinstance(report["shipped_lines_changed"], int)


def test_notices_are_printed(small: Path, tmp_path: Path, command: Command) -> None:
    out = command("train", "--add", table(tmp_path / "new.csv", [("call clients", "sales")]), "--dry-run")[1]
    assert "note: new.csv:2: 'call clients' has no Chinese character" in out
    assert "note: new.csv: there is 1 example; it may change little" in out


def test_several_files_and_a_repeated_option_add_up(small: Path, tmp_path: Path, command: Command) -> None:
    files = [table(tmp_path / f"{place}.csv", [row]) for place, row in enumerate(GOOD[:3])]
    out = command("train", "--add", files[0], files[1], "--add", files[2], "--dry-run")[1]
    assert "new examples: 3, of which the current model knew " in out


def test_columns_encoding_and_delimiter_may_be_named(small: Path, tmp_path: Path, command: Command) -> None:
    (tmp_path / "big5.csv").write_bytes("甲|乙\n拜訪客戶|銷售\n".replace("銷售", "s").encode("big5"))
    options = ["--text-column", "甲", "--label-column", "2", "-e", "big5", "-d", "|", "--dry-run"]
    code, out, _ = command("train", "--add", tmp_path / "big5.csv", *options)
    assert (code, "new examples: 1" in out) == (0, True)


@pytest.mark.parametrize("name", ["train", "models", "examples"])
def test_the_help_shows_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert (ended.value.code, f"examples:\n  mvs-classifier {name}" in capsys.readouterr().out) == (0, True)


# models


def test_without_a_store_there_is_the_shipped_model(small: Path, small_model: Path, command: Command) -> None:
    code, out, err = command("models")
    assert (code, len(out.splitlines())) == (0, 1)
    assert re.match(rf"\* shipped +{len(read_shipped())} examples", out)
    assert f"* is current; the store is {small}" in err
    assert f"model {mvs.load(small_model).fingerprint}, the one that ships" in command("models", "info")[1]
    assert not small.exists()


def test_models_are_listed_the_oldest_first(three: list[str], command: Command) -> None:
    lines = command("models", "list")[1].splitlines()
    assert [line.split()[-7 if "taught" in line else 0] for line in lines[:1]] == ["shipped"]
    assert [name for line in lines for name in three if name in line] == three
    assert [line[0] for line in lines] == [" ", " ", " ", "*"]
    assert [f"{count} taught by you" in line for count, line in zip((2, 4, 6), lines[1:], strict=True)] == [True] * 3


def test_the_list_as_json(three: list[str], command: Command) -> None:
    rows = [json.loads(line) for line in command("models", "--json")[1].splitlines()]
    assert [(row["name"], row["current"], row["taught"]) for row in rows] == [
        ("shipped", False, 0),
        *zip(three, (False, False, True), (2, 4, 6), strict=True),
    ]
    assert rows[0]["installed"] is None
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", row["installed"]) for row in rows[1:])


@pytest.mark.parametrize("content", [b"", "another"])
def test_a_damaged_model_is_listed_as_such(
    content: bytes | str, three: list[str], small: Path, command: Command
) -> None:
    path, other = (small / "models" / f"{name}.joblib" for name in three[:2])
    path.write_bytes(other.read_bytes() if isinstance(content, str) else content)
    damaged = [line.split()[0] for line in command("models")[1].splitlines() if line.endswith("damaged")]
    assert damaged == [three[0]]
    assert command("models", "info", three[0])[0] == command("models", "use", three[0])[0] == 1


def test_info_says_what_a_model_is(three: list[str], small: Path, command: Command) -> None:
    out = command("models", "info")[1]
    assert f"model {three[2]}\n  file: {small / 'models' / three[2]}.joblib\n" in out
    assert f", after {three[1]}" in out
    assert "taught 6" in out
    assert "holdout_macro_f1" in out
    assert json.loads(command("models", "info", three[0][:11], "--json")[1])["name"] == three[0]
    assert ", after shipped" in command("models", "info", three[0])[1]


def test_one_uses_goes_back_and_removes(three: list[str], command: Command) -> None:
    assert command("models", "use", three[0][:11])[::2] == (
        0,
        f"the current model is {three[0]}, with its examples\n",
    )
    assert len(command("examples")[1].splitlines()) == 2
    assert command("models", "rollback")[::2] == (0, "the current model is shipped again\n")
    assert command("models", "use", three[2])[0] == 0
    assert command("models", "remove", three[1])[::2] == (0, f"model {three[1]} is removed\n")
    assert command("models", "rollback")[::2] == (0, f"the current model is {three[0]} again\n")
    assert command("models", "remove", three[2])[0] == 2
    assert command("models", "use", "shipped")[2] == "the current model is shipped, without examples of yours\n"
    assert command("models", "rollback")[0] == 2
    assert [line.split()[0] for line in command("models")[1].splitlines()] == ["*", three[0], three[2]]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("models use", "`models use` needs the name of a model; `models list` shows them"),
        ("models remove", "`models remove` needs the name of a model"),
        ("models use nonsense", "there is no model 'nonsense'; the models are shipped, "),
        ("models info nonsense", "there is no model 'nonsense'; the models are shipped, "),
        ("models remove shipped", "cannot be removed"),
        ("models remove CURRENT", "is the current model; use another one first"),
        ("models use ../../state", "there is no model"),
        ("models list CURRENT", "takes no name"),
        ("models rollback CURRENT", "takes no name"),
        ("examples remove", "needs numbers, such as 3 or 5-9, or names of files"),
        ("examples remove 1 99", "no example goes by '99'"),
        ("examples list 3", "takes nothing more"),
    ],
)
def test_what_cannot_be_done_is_a_mistake_of_use_and_changes_nothing(
    arguments: str, says: str, three: list[str], small: Path, command: Command
) -> None:
    before = contents(small)
    code, out, err = command(*arguments.replace("CURRENT", three[2]).split())
    assert (code, out) == (2, "")
    assert says in err
    assert contents(small) == before


def test_a_name_that_is_no_command_is_a_mistake_of_use() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["models", "delete"])
    assert ended.value.code == 2


def test_a_model_with_which_examples_would_be_lost_is_removed_by_force_only(three: list[str], command: Command) -> None:
    command("models", "use", "shipped")
    code, _, err = command("models", "remove", three[2][:11])
    assert (code, f"2 examples that {three[2]} was taught are kept with no other model" in err) == (2, True)
    assert three[2] in read_state().versions
    assert command("models", "remove", three[2][:11], "--force")[::2] == (0, f"model {three[2]} is removed\n")
    assert command("models", "remove", three[0])[0] == 0


# examples


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
    assert command("examples") == (0, "", "nothing was taught yet; `mvs-classifier train --add FILE` does it\n")


def test_examples_are_taken_back(three: list[str], command: Command) -> None:
    code, out, err = command("examples", "remove", "0.csv", "4-5")
    assert (code, out) == (0, "")
    assert err == "examples taken back: 4; `mvs-classifier train` makes a model without them\n"
    assert [line[0] for line in command("examples")[1].splitlines()] == ["3", "6"]
    assert read_state().current == three[2]


def test_the_examples_of_the_store_are_a_table_to_teach(three: list[str], small: Path) -> None:
    read = read_labelled(small / "examples" / f"{three[2]}.csv")
    assert [(one.text, str(one.label)) for one in read.examples] == GOOD


# Processes of their own.

_SMALL = """
import sys
from pathlib import Path
import pytest
from tests import small_world
small_world.enter(pytest.MonkeyPatch(), Path(sys.argv[1]))
from mvs_classifier.cli import main
sys.exit(main(sys.argv[2:]))
"""


def test_in_processes_of_their_own(store: Path, small_root: Path, tmp_path: Path) -> None:
    def run(*arguments: object, start: tuple[object, ...] = ("-m", "mvs_classifier")) -> str:
        command = [sys.executable, *map(str, [*start, *arguments])]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
        return done.stdout

    text, shipped = GOOD[0][0], mvs.load().fingerprint
    assert json.loads(run("classify", "--json", text))["model"] == shipped
    trained = run("train", "--add", table(tmp_path / "good.csv", GOOD), "--json", start=("-c", _SMALL, small_root))
    now = json.loads(run("classify", "--json", text))
    assert (now["label"], now["model"]) == ("sales", json.loads(trained)["fingerprint"])
    assert f"\tgood.csv:2\tsales\t{text}\n" in run("examples")
    run("models", "rollback")
    assert json.loads(run("classify", "--json", text))["model"] == shipped


def test_the_installed_command_knows_the_store(store: Path) -> None:
    os.makedirs(store)
    (store / "state.json").write_text("{}", encoding="utf-8")
    command = [sys.executable, "-m", "mvs_classifier"]
    done = subprocess.run([*command, "classify", "x"], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, "models use NAME" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
    assert subprocess.run([*command, "models", "use", "shipped"], capture_output=True, check=False).returncode == 0
    assert subprocess.run([*command, "classify", "x"], capture_output=True, check=False).returncode == 0
