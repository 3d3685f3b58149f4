"""What the documents say is so: their code runs, their commands print what stands there, every option is named."""

import csv
import doctest
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import mvs_classifier
from mvs_classifier.cli.main import COMMANDS, command_parser

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
DOCUMENTS = [
    *READMES,
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "models" / "README.md",
    ROOT / "training_data" / "README.md",
    ROOT / "benchmarks" / "README.md",
    ROOT / "CONTRIBUTING.md",
]


def commands() -> Iterator[tuple[Path, str, str]]:
    """Each command of the console blocks with the output that stands below it."""
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                yield document, command, output


@pytest.fixture
def postings(tmp_path: Path) -> Path:
    """A folder with the file that the documents' commands label."""
    with (tmp_path / "postings.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(
            [["编号", "职位名称", "职位描述"], ["001", "市场专员", "1、拜访客户；\n2、签订合同；"], ["002", "文员", ""]]
        )
    return tmp_path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_python_in_documents_gives_what_stands_there(document: Path) -> None:
    done = doctest.testfile(str(document), module_relative=False, encoding="utf-8")
    assert done.failed == 0
    assert done.attempted > 0 or document not in READMES


@pytest.mark.parametrize(("document", "command", "output"), list(commands()))
def test_commands_in_documents_print_what_stands_there(
    document: Path, command: str, output: str, postings: Path
) -> None:
    program, *arguments = shlex.split(command)
    assert program == "mvs-classifier"
    done = subprocess.run(
        [sys.executable, "-m", "mvs_classifier", *arguments],
        cwd=postings,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    if output:
        assert done.stdout == output


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(readme: Path, name: str) -> None:
    text = readme.read_text(encoding="utf-8")
    assert f"mvs-classifier {name}" in text
    for action in command_parser(name)._actions:
        for option in action.option_strings:
            assert option in {"-h", "--help"} or f"`{option}" in text, (name, option)


def test_the_tables_of_options_are_current() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "write_options.py"), "--check"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_a_help(name: str) -> None:
    assert all(action.help for action in command_parser(name)._actions)


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_two_set_up_commands_stand_in_the_readme(readme: Path) -> None:
    lines = readme.read_text(encoding="utf-8").splitlines()
    assert 'pip install . && mvs-classifier classify "负责拜访客户，完成季度销售指标"' in lines
    assert "pip install -e '.[test]' && pytest" in lines


def test_every_public_name_is_in_the_readme_or_documented_by_another() -> None:
    text = READMES[0].read_text(encoding="utf-8")
    for name in ("classify", "classify_many", "explain", "tag_job", "load", "train", "MvsError"):
        assert name in mvs_classifier.__all__
        assert f"`{name}" in text


def test_links_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), (document.name, target)
