import ast
import gettext
import importlib.util
import re
import string
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from mvs_classifier import i18n
from mvs_classifier.i18n import _, ngettext, speaking
from tests.conftest import Command

ROOT = Path(__file__).parent.parent
MARKS = {"_", "N_", "ngettext"}
PERCENT = re.compile(r"%(?:\(\w+\))?[sdr]")


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _catalogues() -> dict[str, Catalog]:
    catalogues = {}
    for code in i18n.LANGUAGES[1:]:
        path = Path(i18n.CATALOGUES, code, "LC_MESSAGES", f"{i18n.DOMAIN}.po")
        with path.open("rb") as file:
            catalogues[code] = read_po(file, locale=code)
    return catalogues


def _forms(message: Message) -> tuple[set[str], list[str]]:
    """All that the code may say, and all that the catalogue does."""
    if isinstance(message.id, str):
        return {message.id}, [str(message.string)]
    assert message.string
    return set(message.id), list(message.string)


def _placeholders(text: str) -> set[str]:
    named = {f"{name}!{how}:{spec}" for _text, name, spec, how in string.Formatter().parse(text) if name}
    return named | set(PERCENT.findall(text))


def test_every_message_of_the_code_is_translated_and_what_python_reads_is_current() -> None:
    messages = _script()
    template = messages.extracted()
    for path in Path(i18n.CATALOGUES).glob("*/LC_MESSAGES/*.po"):
        catalogue = messages.current(path, template)
        assert messages.untranslated(catalogue) == []
        assert path.read_bytes() == messages.po_bytes(catalogue)
        assert path.with_suffix(".mo").read_bytes() == messages.mo_bytes(catalogue)


def test_no_message_is_overlooked_such_as_one_among_the_values_of_another() -> None:
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in _script().extracted()}
    for path in sorted((ROOT / "mvs_classifier").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    assert first.value in known, f"{path.name}:{first.lineno}: give it a name of its own first"


@pytest.mark.parametrize("code", i18n.LANGUAGES[1:])
def test_a_translation_fills_in_what_the_message_does(code: str) -> None:
    for message in _catalogues()[code]:
        if not message.id:
            continue
        said, translated = _forms(message)
        wanted = set.union(*map(_placeholders, said))
        for text in translated:
            lost = wanted - _placeholders(text)
            assert lost <= {"n!None:", "n!None:,"} if len(said) > 1 else not lost, message.id
            assert _placeholders(text) <= wanted, message.id


def test_a_message_is_said_in_the_language_of_the_block_and_then_as_before() -> None:
    assert _("the command") == "the command"
    with speaking("zh"):
        assert _("what is read") == "读取"
        with speaking("en"):
            assert _("what is read") == "what is read"
        assert ngettext("{n} apple", "{n} apples", 2) == "2 apples"  # what no catalogue holds stays English
    assert _("what is read") == "what is read"


def test_another_thread_speaks_the_language_of_the_process() -> None:
    heard: list[str] = []
    with speaking("zh"):
        thread = threading.Thread(target=lambda: heard.append(i18n.language()))
        thread.start()
        thread.join()
    assert heard == ["en"]


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.GB18030", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "zh_CN", "LC_MESSAGES": "en_US.UTF-8", "LANG": "C"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh"}, "zh"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_of_the_locale(variables: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert i18n.of_locale() == code


def test_the_command_line_speaks_the_language_of_the_locale_or_the_one_asked_for(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "找不到" in command("label", "no.csv", "-o", "out.csv", "--lang", "zh")[2]
    assert "no such file" in command("label", "no.csv", "-o", "out.csv")[2]
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "找不到" in command("label", "no.csv", "-o", "out.csv")[2]
    assert "no such file" in command("label", "no.csv", "-o", "out.csv", "--lang=en")[2]
    assert i18n.language() == "en"


@pytest.mark.parametrize("arguments", [("--help",), ("label", "--help"), ("label",), ("label", "--nothing")])
def test_what_argparse_says_is_translated_too_and_gettext_is_left_as_it_was(
    arguments: tuple[str, ...], command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    domain = gettext.textdomain()
    with pytest.raises(SystemExit):
        command(*arguments, "--lang", "zh")
    said = "".join(capsys.readouterr())
    assert "用法：" in said
    assert "usage" not in said
    assert gettext.textdomain() == domain


def test_a_language_that_is_not_spoken_is_a_mistake_of_usage(command: Command) -> None:
    code, _told, failed = command("models", "--lang", "fr")
    assert (code, "the language must be en or zh, not 'fr'" in failed) == (2, True)


SENTENCE = re.compile(r"[A-Za-z]{3,} [a-z]{2,}")
SAID_BY = {"say", "show", "tell", "told", "progress", "stage", "error", "warn", "add_argument_group"}
SAID_AS = {"help", "description", "desc", "purpose", "advice"}
OF_PROGRAMMERS = {"AttributeError", "ValueError", "AssertionError"}


@pytest.mark.parametrize("path", sorted((ROOT / "mvs_classifier").rglob("*.py")), ids=lambda path: path.name)
def test_no_sentence_is_said_without_being_marked_for_translation(path: Path) -> None:
    assert [f"line {line}: {text}" for line, text in _unmarked(ast.parse(path.read_text(encoding="utf-8")))] == []


def _unmarked(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            is_said = name in SAID_BY or (name.endswith(("Error", "Warning")) and name not in OF_PROGRAMMERS)
            arguments = [*(call.args if is_said else []), *(one.value for one in call.keywords if one.arg in SAID_AS)]
            yield from ((call.lineno, text) for text in map(_literal, arguments) if SENTENCE.search(text))


def _literal(node: ast.expr) -> str:
    """The text that stands in the code; that of a call, such as ``_("…")``, is not."""
    if isinstance(node, ast.BinOp):
        return _literal(node.left) + _literal(node.right)
    if isinstance(node, ast.IfExp):
        return _literal(node.body) + _literal(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_literal, node.values))
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
