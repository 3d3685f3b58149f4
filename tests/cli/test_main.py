"""What all commands have in common: the list of them, mistakes, exit codes, how they end."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.cli import main
from mvs_classifier.cli.main import COMMANDS
from tests.cli.conftest import Process


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["label", "nowhere.csv", "-o", "out.csv"], 66, "cannot read nowhere.csv"),
        (["label", "quote.csv", "-o", "out.csv"], 65, "never closed"),
        (["label", "good.csv", "-o", "good.csv"], 73, "is the input itself"),
        (["label", "good.csv", "-o", "nowhere/out.csv"], 73, "cannot write"),
        (["label", "good.csv", "-o", "out.csv", "--column", "tex"], 2, "did you mean 'text'"),
        (["label", "good.csv", "-o", "out.csv", "-d", "::"], 2, "the delimiter must be one character"),
        (["label", "good.csv", "-o", "out.csv", "--title-column", "text"], 2, "--title-column needs --job"),
        (["label", "good.csv"], 2, "-o"),
        (["classify", "--model", "good.csv", "x"], 1, "cannot use the model file good.csv"),
        (["classify", "-e", "klingon"], 65, "no encoding 'klingon'"),
        (["train"], 2, "name tables of your own with --add"),
        (["train", "-o", "good.csv"], 73, "is no model file"),
        (["evaluate", "nowhere.csv"], 66, "no such file"),
        ([], 2, "COMMAND"),
    ],
)
@pytest.mark.usefixtures("small")
def test_what_goes_wrong_has_a_message_and_a_code(
    arguments: list[str], code: int, says: str, run: Process, tmp_path: Path
) -> None:
    (tmp_path / "good.csv").write_text("text\n拜访客户\n", encoding="utf-8")
    (tmp_path / "quote.csv").write_text('text\n"拜访客户\n', encoding="utf-8")
    done = run(*arguments, stdin=b"x")
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_an_interruption_ends_with_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mvs_classifier.cli.verdicts.load", interrupted)
    assert main(["classify", "x"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_the_version(process: Process) -> None:
    assert process("--version").stdout == f"mvs-classifier {mvs.__version__}\n"


@pytest.mark.parametrize("arguments", ["classify 拜访客户", "--help", "--version", "classify --help", "models --help"])
def test_a_full_disk_under_standard_output_is_told(arguments: str) -> None:
    shell = f"'{sys.executable}' -m mvs_classifier {arguments} > /dev/full"
    done = subprocess.run(["/bin/bash", "-c", shell], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, "cannot write the output" in done.stderr, "Traceback" in done.stderr) == (73, True, False)


def test_a_name_that_is_no_command_is_a_mistake_of_use() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["models", "delete"])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("lable x.csv", "there is no command 'lable'; did you mean label?"),
        ("modles", "there is no command 'modles'; did you mean models?"),
        ("xyz", "there is no command 'xyz'; choose one of classify, job, label"),
        ("models rolback", "there is no action 'rolback'; did you mean rollback?"),
        ("examples remov 3", "there is no action 'remov'; did you mean remove?"),
        ("label in.csv --ouput out.csv", "there is no option --ouput; did you mean --output"),
        ("label in.csv -o out.csv --colunm=1", "there is no option --colunm; did you mean --column"),
        ("train --ad new.csv --dryrun", "there is no option --dryrun; did you mean --dry-run?"),
        ("classify --zzz", "there is no option --zzz"),
        ("-- classify", "the command must come first"),
        ("--model x classify", "there is no option --model"),
    ],
)
def test_a_misspelt_name_is_told_with_the_nearest(
    arguments: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments.split())
    assert (ended.value.code, says in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_teaches(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert (ended.value.code, f"examples:\n  mvs-classifier {name}" in capsys.readouterr().out) == (0, True)


def test_the_help_lists_the_commands_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines() if re.match(r"  \w+ {2,}\w", line)][-len(COMMANDS) :] == list(
        COMMANDS
    )
    assert "73 output cannot be written" in out


def test_a_text_that_looks_like_an_option_is_a_text_after_two_dashes(run: Process) -> None:
    assert run("classify", "--", "--拜访客户").stdout.startswith("sales\t")
    assert run("classify", "--拜访 客户").returncode == 0


def test_the_handler_of_signals_is_what_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    main(["classify", "拜访客户"])
    assert signal.getsignal(signal.SIGTERM) is before


def test_only_the_module_of_the_command_is_imported() -> None:
    code = (
        "import sys; from mvs_classifier.cli import main; main(['classify', '--json', 'x'])\n"
        "print(sorted(name for name in sys.modules if name.startswith('mvs_classifier.cli.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    modules = ["classify", "ending", "main", "options", "output", "streams", "terminal", "verdicts"]
    assert done.stdout.splitlines()[-1] == str([f"mvs_classifier.cli.{module}" for module in modules])


ESCAPE = "\x1b[31m\x07红\u202e"


def test_control_characters_are_shown_wherever_a_text_is_printed(small: Path, run: Process, tmp_path: Path) -> None:
    rows = [f"{ESCAPE}拜访客户{number},marketing" for number in range(3)]
    (tmp_path / "in.csv").write_text("\n".join([f"text,label,{ESCAPE}", *rows]), encoding="utf-8")
    shown = [
        run("classify", ESCAPE),
        run("classify", "--explain", ESCAPE + "拜访"),
        run("classify", "--json", ESCAPE),
        run("evaluate", "in.csv"),
        run("evaluate", "--json", "in.csv"),
        run("evaluate", "in.csv", "--label-column", ESCAPE),
        run("label", "in.csv", "-o", f"{ESCAPE}.csv", "--column", ESCAPE),
        run("label", "in.csv", "-o", "out.csv", f"--{ESCAPE}"),
        run("label", "in.csv", "-o", f"{ESCAPE}.csv", "--column", "text"),
        run("models", "use", ESCAPE),
        run("examples", "remove", ESCAPE),
        run(ESCAPE),
    ]
    printed = "".join(done.stdout + done.stderr for done in shown)
    assert not {"\x1b", "\x07", "\u202e"} & set(printed)
    assert "Traceback" not in printed
    assert printed.count("红") >= 9
    assert json.loads(shown[2].stdout)["text"] == ESCAPE
