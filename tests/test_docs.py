"""What the documents say is so: their code runs, their commands print what is shown, every option is named."""

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
COMMAND_PAGES = [ROOT / "docs" / "commands.md", ROOT / "docs" / "commands.zh-CN.md"]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("*/*.md"))]
EXECUTED = [*READMES, *(ROOT / "docs" / f"{name}.md" for name in ("index", "jobs", "python", "labelling"))]
MOST_LINES = 150


def blocks(language: str) -> Iterator[tuple[Path, str]]:
    """Each block of code in a language, with the document that it is in."""
    for document in DOCUMENTS:
        for block in re.findall(rf"```{language}\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL):
            yield document, block


def run_commands() -> Iterator[tuple[Path, str, str]]:
    """Each command of the console blocks with the output that is shown below it."""
    for document, block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield document, command, output


def named_commands() -> Iterator[tuple[Path, str]]:
    """Each command of the blocks for a shell, without what follows it on the line."""
    for document, block in blocks("sh"):
        for line in block.splitlines():
            yield from ((document, part) for part in re.split(r" && | < ", line) if part.startswith("mvs-classifier "))


@pytest.fixture
def postings(tmp_path: Path) -> Path:
    """A folder with the files that the documents' commands read."""
    with (tmp_path / "postings.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(
            [
                ["编号", "城市", "职位名称", "职位描述"],
                ["001", "武汉", "市场专员", "1、拜访客户；\n2、签订合同；"],
                ["002", "武汉", "文员", ""],
            ]
        )
    (tmp_path / "posting.txt").write_text("岗位职责：\n1、拜访客户；\n2、签订合同，催收货款。\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_python_in_documents_gives_what_is_shown(
    document: Path, postings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(postings)
    done = doctest.testfile(str(document), module_relative=False, encoding="utf-8")
    assert done.failed == 0
    assert done.attempted > 0 or document not in EXECUTED


def test_python_that_is_not_executed_compiles() -> None:
    for document, block in blocks("python"):
        if not block.startswith(">>>"):
            compile(block, document.name, "exec")


def slow_where_everything_is_read() -> Iterator[object]:
    """The commands; ``suggest`` reads all that ships, and prints nothing that could be compared."""
    for document, command, output in run_commands():
        slow = command.startswith("mvs-classifier suggest") and not output
        yield pytest.param(document, command, output, marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize(("document", "command", "output"), list(slow_where_everything_is_read()))
def test_commands_in_documents_print_what_is_shown(document: Path, command: str, output: str, postings: Path) -> None:
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


@pytest.mark.parametrize(("document", "command"), list(named_commands()))
def test_commands_in_documents_are_understood(document: Path, command: str) -> None:
    name, *arguments = shlex.split(command, comments=True)[1:]
    command_parser(name).read(arguments)


@pytest.mark.parametrize("page", COMMAND_PAGES, ids=lambda path: path.name)
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(page: Path, name: str) -> None:
    text = page.read_text(encoding="utf-8")
    assert f"mvs-classifier {name}" in text
    for action in command_parser(name)._actions:
        for option in action.option_strings:
            assert option in {"-h", "--help"} or f"`{option}" in text, (name, option)


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_a_readme_names_every_command_that_people_start_with(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    for name in sorted({*COMMANDS} - {"examples"}):
        assert f"mvs-classifier {name}" in text


def test_the_tables_of_options_are_current() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "write_options.py"), "--check"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_a_help(name: str) -> None:
    assert all(action.help for action in command_parser(name)._actions)


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_a_readme_has_the_two_set_up_commands_and_is_short(readme: Path) -> None:
    lines = readme.read_text(encoding="utf-8").splitlines()
    assert 'pip install . && mvs-classifier classify "负责拜访客户，完成季度销售指标"' in lines
    assert "pip install -e '.[test]' && pytest" in lines
    assert len(lines) <= MOST_LINES


def test_every_public_name_is_in_the_reference() -> None:
    lines = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8").splitlines()
    assert [name for name in mvs_classifier.__all__ if f"::: mvs_classifier.{name}" not in lines] == []


def test_every_page_is_on_the_site() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    for page in (ROOT / "docs").glob("*.md"):
        assert re.search(rf"[ :-] {re.escape(page.name)}\n", navigation), page.name


def test_every_module_that_the_architecture_names_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = re.findall(r"`([\w/]+(?:\.py|\.html\.j2|/))`", text)
    assert len(names) > 20
    for name in names:
        assert any((ROOT / "mvs_classifier").rglob(name)) or (ROOT / name).exists(), name


def test_links_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), (document.name, target)
