import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.store.state import read_state
from mvs_classifier.training.examples import read_postings, read_shipped
from tests.conftest import Command
from tests.small_world import contents


def test_without_a_store_there_is_the_shipped_model(small: Path, small_model: Path, command: Command) -> None:
    code, out, err = command("models")
    assert (code, len(out.splitlines())) == (0, 1)
    assert re.match(rf"\* shipped +{len(read_shipped()) + len(read_postings())} examples", out)
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
    back = f"the current model is shipped again; `mvs-classifier models use {three[0]}` comes back to the one before\n"
    assert command("models", "rollback")[::2] == (0, back)
    assert command("models", "use", three[2])[0] == 0
    assert command("models", "remove", three[1])[::2] == (0, f"model {three[1]} is removed\n")
    back = (
        f"the current model is {three[0]} again; `mvs-classifier models use {three[2]}` comes back to the one before\n"
    )
    assert command("models", "rollback")[::2] == (0, back)
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
        ("models remove CURRENT", "is the current model; use another model first"),
        ("models use ../../state", "there is no model"),
        ("models list CURRENT", "takes no name"),
        ("models rollback CURRENT", "takes no name"),
        ("examples remove", "needs numbers, such as 3 or 5-9, or names of files"),
        ("examples remove 1 99", "no example goes by '99'"),
        ("examples list 3", "takes no further argument"),
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


def test_a_model_with_which_examples_would_be_lost_is_removed_by_force_only(three: list[str], command: Command) -> None:
    command("models", "use", "shipped")
    code, _, err = command("models", "remove", three[2][:11])
    assert (code, f"2 examples that {three[2]} was taught are kept with no other model" in err) == (2, True)
    assert three[2] in read_state().versions
    assert command("models", "remove", three[2][:11], "--force")[::2] == (0, f"model {three[2]} is removed\n")
    assert command("models", "remove", three[0])[0] == 0


def test_the_installed_command_knows_the_store(store: Path) -> None:
    os.makedirs(store)
    (store / "state.json").write_text("{}", encoding="utf-8")
    command = [sys.executable, "-m", "mvs_classifier"]
    done = subprocess.run([*command, "classify", "x"], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, "models use NAME" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
    assert subprocess.run([*command, "models", "use", "shipped"], capture_output=True, check=False).returncode == 0
    assert subprocess.run([*command, "classify", "x"], capture_output=True, check=False).returncode == 0


def test_the_fingerprint_in_a_labelled_table_names_the_model(three: list[str], command: Command) -> None:
    command("models", "use", "shipped")
    shipped = mvs.load().fingerprint
    command("models", "use", three[1])
    assert command("models", "use", shipped[:4])[::2] == (
        0,
        "the current model is shipped, without examples of yours\n",
    )
    assert f"model {shipped}, the one that ships" in command("models", "info", shipped)[1]
    assert "cannot be removed" in command("models", "remove", shipped[:6])[2]


def test_a_planted_link_is_not_written_through(three: list[str], small: Path, tmp_path: Path, command: Command) -> None:
    victim = tmp_path / "victim"
    state = small / "state.json"
    victim.write_bytes(state.read_bytes())
    before = victim.read_bytes()
    for name in ("state.json", "lock"):
        (small / name).unlink(missing_ok=True)
        (small / name).symlink_to(victim)
    assert command("models", "use", three[0])[0] == 0
    assert (victim.read_bytes(), state.is_symlink(), read_state().current) == (before, False, three[0])


def test_a_pipe_in_place_of_the_lock_makes_way(three: list[str], small: Path, command: Command) -> None:
    (small / "lock").unlink(missing_ok=True)
    os.mkfifo(small / "lock")
    assert command("models", "use", three[0])[0] == 0
    assert read_state().current == three[0]


def test_a_pipe_in_place_of_the_notes_is_not_waited_for(three: list[str], small: Path, command: Command) -> None:
    (small / "state.json").unlink()
    os.mkfifo(small / "state.json")
    assert command("models")[0] == 0
    code, _, err = command("models", "use", three[0])
    assert (code, "is a device or a pipe" in err) == (73, True)


def test_a_pipe_in_place_of_a_model_is_not_waited_for(three: list[str], small: Path, command: Command) -> None:
    path = small / "models" / f"{three[0]}.joblib"
    path.unlink()
    os.mkfifo(path)
    assert "damaged" in command("models")[1]
    code, _, err = command("models", "use", three[0])
    assert (code, "is not a file but a pipe" in err) == (1, True)
