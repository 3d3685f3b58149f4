from pathlib import Path

import pytest

from mvs_classifier import DataError, InputNotFoundError, UsageError
from mvs_classifier.formats.options import SourceOptions
from mvs_classifier.formats.registry import FORMATS, format_of, open_source, output_format


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.CSV", "csv"),
        ("a.txt", "csv"),
        ("a", "csv"),
        ("-", "csv"),
        ("a.tab", "tsv"),
        ("a.xlsm", "xlsx"),
        ("a.json", "json"),
    ],
)
def test_the_ending_tells_the_format(name: str, kind: str) -> None:
    assert format_of(name).name == kind


def test_an_unknown_format_or_ending_is_named() -> None:
    with pytest.raises(UsageError, match=r"a\.doc has an extension that is not supported; .* --format: csv, tsv"):
        format_of("a.doc")
    with pytest.raises(UsageError, match="there is no format 'foo'; name one of csv, "):
        format_of("a.csv", "foo")


@pytest.mark.parametrize(
    ("source", "formats"),
    [("csv", "csv, tsv, xlsx"), ("xls", "csv, tsv, xlsx"), ("json", "jsonl"), ("parquet", "parquet")],
)
def test_only_formats_that_the_table_can_be_written_to_are_offered(source: str, formats: str) -> None:
    with pytest.raises(UsageError, match=f"name its format with --output-format: {formats}$"):
        output_format("x.doc", FORMATS[source])
    with pytest.raises(UsageError, match=f"there is no format 'foo'; name one of {formats}$"):
        output_format("x.csv", FORMATS[source], "foo")


@pytest.mark.parametrize(("source", "target"), [("csv", "csv"), ("xlsx", "csv"), ("xls", "csv"), ("json", "jsonl")])
def test_a_stream_gets_a_format_that_can_be_one(source: str, target: str) -> None:
    assert output_format("-", FORMATS[source], is_stream=True).name == target


@pytest.mark.parametrize(
    ("source", "given", "says"),
    [
        ("parquet", None, "parquet is not written to standard output; name a file with -o"),
        ("csv", "xlsx", "xlsx is not written to standard output; name a file with -o"),
        ("csv", "xls", r"xls is only read; give the output the extension \.xlsx"),
        ("json", "json", r"json is only read; give the output the extension \.jsonl"),
        ("parquet", "csv", "a table in parquet is written as parquet, not as csv"),
        ("xls", "jsonl", "a table in xls is written as csv, tsv or xlsx, not as jsonl"),
    ],
)
def test_what_cannot_be_written_is_said(source: str, given: str | None, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        output_format("-", FORMATS[source], given, is_stream=True)


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "json"])
def test_a_format_without_sheets_has_none_to_choose(kind: str, tmp_path: Path) -> None:
    (tmp_path / "in").write_text('{"text": "x"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=f"is read as {kind}, which has no sheets; leave --sheet '二' out"):
        open_source(tmp_path / "in", FORMATS[kind], SourceOptions(sheet="二"), "in")


def test_messages_name_what_the_user_named(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(b"text\n\xff\xff\n")
    with pytest.raises(DataError, match=r"^standard input is not in the encoding"):
        open_source(tmp_path / "secret.csv", FORMATS["csv"], name="standard input")
    (tmp_path / "secret.csv").write_bytes(b"")
    with pytest.raises(DataError, match=r"^standard input is empty"):
        open_source(tmp_path / "secret.csv", FORMATS["csv"], name="standard input")


def test_options_are_looked_at_before_the_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the delimiter must be one character"):
        open_source(tmp_path / "nowhere.csv", FORMATS["csv"], SourceOptions(delimiter="::"))
    with pytest.raises(InputNotFoundError, match=r"cannot read .*nowhere\.csv"):
        open_source(tmp_path / "nowhere.csv", FORMATS["csv"])


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_of_another_kind_is_an_error_in_the_data(kind: str, tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"%PDF-1.7 " + b"\0" * 99)
    with pytest.raises(DataError, match="in is not "):
        open_source(tmp_path / "in", FORMATS[kind])


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "json"])
def test_places_are_lines_of_the_file(kind: str, tmp_path: Path) -> None:
    content = {
        "csv": '# note\n\n"编\n号",任务\n1,"a\nb"\n\n2,c\n',
        "tsv": '说明\n\n"编\n号"\t任务\n1\t"a\nb"\n\n2\tc\n',
        "jsonl": '\n\n\n\n{"任务": "a"}\n\n\n{"任务": "c"}\n',
        "json": '[\n\n\n\n {"任务":\n "a"},\n\n{"任务": "c"}]',
    }[kind]
    (tmp_path / "in").write_text(content, encoding="utf-8")
    records = open_source(tmp_path / "in", FORMATS[kind]).records()
    assert [record.place for record in records if any(record.cells)] == [5, 8]
