"""What is printed and how texts come in."""

import io
import json
import re
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier import DataError, InputNotFoundError
from mvs_classifier.cli.output import argument_text, on_one_line, printable, say, show_json
from mvs_classifier.cli.terminal import input_lines, input_text, progress, stage


@given(st.text())
def test_nothing_that_is_printed_takes_effect(text: str) -> None:
    shown = printable(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert printable(shown) == shown
    shown.encode()


@given(st.text())
def test_a_line_of_a_table_is_one_line(text: str) -> None:
    assert not re.search("[\n\r\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", on_one_line(text))


@pytest.mark.parametrize("text", ["拜访客户\n签约\t是", "👨\u200d👩\u200d👧", "\uf06c 负责", "\u3000拜访"])
def test_what_has_no_effect_is_printed_as_it_is(text: str) -> None:
    assert printable(text) == text


@given(st.text())
def test_json_holds_the_text_and_nothing_that_takes_effect(text: str) -> None:
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        show_json({"text": text})
    assert json.loads(out.getvalue()) == {"text": text}
    assert out.getvalue().rstrip("\n").isprintable() or printable(out.getvalue()) == out.getvalue()


def test_without_standard_error_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    say("nobody hears it")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk"])
def test_arguments_are_decoded_whatever_the_locale(encoding: str) -> None:
    assert argument_text("职位描述".encode(encoding).decode("ascii", "surrogateescape")) == "职位描述"


@pytest.mark.parametrize("name", ["职位", "职务", "岗位", "任务", "内容", "文本", "描述"])
def test_short_names_in_gbk_are_understood_also_where_they_are_utf_8_of_something_else(name: str) -> None:
    assert argument_text(name.encode("gbk").decode("utf-8", "surrogateescape")) == name


@pytest.mark.parametrize("text", ["é", "Δ", "отдел", "Größe", "naïve", "職位", "a", ""])
def test_other_arguments_stay_as_they_are(text: str) -> None:
    assert argument_text(text) == text


def test_an_argument_in_no_encoding() -> None:
    with pytest.raises(DataError, match="an argument is neither in UTF-8 nor in GB18030"):
        argument_text(b"\xff\xff".decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("encoding", [None, "utf-8"])
def test_a_line_ends_with_lf_or_crlf_only(encoding: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["拜访\x0c客户", "a\rb", "c\x85d\u2028e", "", "end"]
    data = "\r\n".join(lines[:2]) + "\n" + "\n".join(lines[2:])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
    assert list(input_lines(encoding)) == lines


@pytest.mark.parametrize("encoding", [None, "gbk", "gb18030"])
def test_the_euro_of_code_page_936_is_read(encoding: str | None, tmp_path: Path) -> None:
    data = "提成".encode("gbk") + b"\x805"
    (tmp_path / "in.txt").write_bytes(data)
    assert input_text(str(tmp_path / "in.txt"), encoding) == "提成€5"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert list(input_lines(encoding)) == ["提成€5"]


def test_long_work_is_told_in_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("training", " models", also_piped=True) as move:
        for done in range(6):
            move(done, 5)
    assert capsys.readouterr().err.splitlines()[0] == "training …"


SECONDS = r"\(\d+ s\)"


def is_told(capsys: pytest.CaptureFixture[str], wanted: str) -> bool:
    """Whether a line is printed on standard error, sooner or later."""
    text, end = "", time.monotonic() + 120
    while not (found := re.search(f"^{wanted}\n", text, re.MULTILINE)) and time.monotonic() < end:
        time.sleep(0.01)
        text += capsys.readouterr().err
    return bool(found)


def test_a_line_says_how_far_the_work_is_even_where_nothing_moves(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("mvs_classifier.cli.terminal._SECONDS", 0.01)
    with progress("training", " models", also_piped=True) as move:
        assert is_told(capsys, f"training … {SECONDS}")
        move(3, 5)
        assert is_told(capsys, f"training: 3 of 5 models {SECONDS}")
        move(4, None)
        assert is_told(capsys, f"training: 4 models {SECONDS}")
    capsys.readouterr()
    time.sleep(0.05)
    assert capsys.readouterr().err == ""


def test_a_stage_that_takes_long_is_told_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("mvs_classifier.cli.terminal._SECONDS", 0.01)
    with stage(also_piped={"waiting"}) as tell:
        tell("measuring")
        assert is_told(capsys, f"measuring … {SECONDS}")
        tell("waiting")
        assert is_told(capsys, "waiting")


def test_other_work_is_silent_there(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("", "B") as move:
        move(1, None, " rows")
    assert capsys.readouterr().err == ""


BINARY = {
    b"PK\x03\x04": r"an Excel workbook \(XLSX\)",
    b"\xd0\xcf\x11\xe0": r"an old Excel workbook \(XLS\)",
    b"PAR1": "a Parquet file",
}


@pytest.mark.parametrize(("start", "what"), BINARY.items(), ids=["xlsx", "xls", "parquet"])
def test_a_table_that_is_no_text_is_not_read_as_a_posting(start: bytes, what: str, tmp_path: Path) -> None:
    path = tmp_path / "postings"
    path.write_bytes(start + b"rest")
    with pytest.raises(DataError, match=rf"postings is {what}.*, not a text file .*`label --job`"):
        input_text(str(path), None)


def test_a_misspelt_name_of_a_posting_is_answered_by_a_like_one(tmp_path: Path) -> None:
    (tmp_path / "posting.txt").write_text("拜访客户", encoding="utf-8")
    with pytest.raises(InputNotFoundError, match=r"no such file; did you mean .*posting\.txt"):
        input_text(str(tmp_path / "posting"), None)
