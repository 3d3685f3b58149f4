"""Help in Chinese, on a terminal of 80 columns."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.cli import main
from mvs_classifier.cli.main import COMMANDS
from mvs_classifier.cli.widehelp import wrapped
from mvs_classifier.text.cells import cells_wide, padded

TEXTS = st.text("拜访客户ab c-，。（“”）`", max_size=60)
ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}")


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_the_help_fits_the_terminal_and_is_in_chinese(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(SystemExit):
        main([*name.split(), "--help"])
    lines = capsys.readouterr().out.splitlines()
    commands = [line for line in lines if line.startswith(f"  mvs-classifier {name}")]
    assert bool(commands) == bool(name)
    others = [line for line in lines if not line.startswith("  mvs-classifier ")]
    assert [line for line in others if cells_wide(line) > 80] == []
    assert [line for line in others if re.match(r"\s*[，。；：、）”］]", line) or line.endswith(("（", "“"))] == []
    assert [line for line in others if ENGLISH.search(line) or line.endswith(":")] == []
    continued = next((line for line in lines[1:] if line.startswith("  ") and "[" in line), "")
    assert not continued or len(continued) - len(continued.lstrip()) == len(f"用法：mvs-classifier {name} ") + 3


def test_the_commands_of_the_examples_are_the_same_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    for name in COMMANDS:
        shown = []
        for language in ("en", "zh"):
            with pytest.raises(SystemExit):
                main([name, "--help", "--lang", language])
            out = capsys.readouterr().out
            shown.append([line for line in out.splitlines() if line.startswith("  mvs-classifier ")])
        assert shown[0] == shown[1] != []


@given(TEXTS, st.integers(8, 40))
def test_wrapping_loses_nothing_but_blanks_and_keeps_to_the_width(text: str, cells: int) -> None:
    lines = list(wrapped(text, cells))
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        cannot_be_broken = len(list(wrapped(line, 1))) == 1
        assert cells_wide(line) <= cells or cannot_be_broken


@pytest.mark.parametrize(
    ("text", "cells", "lines"),
    [
        ("拜访客户，签约", 8, ["拜访客", "户，签约"]),
        ("用 mvs-classifier train 来教", 20, ["用 mvs-classifier", "train 来教"]),
        ("（默认：自动识别）", 8, ["（默认：", "自动识", "别）"]),
        ("与 `label --job` 相同", 12, ["与", "`label --job`", "相同"]),
        ("", 8, []),
    ],
)
def test_lines_are_broken_where_a_reader_would(text: str, cells: int, lines: list[str]) -> None:
    assert list(wrapped(text, cells)) == lines


@pytest.mark.parametrize(
    ("text", "cells"), [("", 0), ("sales", 5), ("销售", 4), ("ｆ１", 4), ("e\u0301", 1), ("“”", 2)]
)
def test_a_chinese_character_takes_two_cells(text: str, cells: int) -> None:
    assert cells_wide(text) == cells
    assert cells_wide(padded(text, 9)) == cells_wide(padded(text, 9, to_right=True)) == 9
