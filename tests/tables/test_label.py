import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mvs_classifier import Classifier, ColumnError, DataError, InputNotFoundError, OutputError
from mvs_classifier.tables.label import Options, label_file

Rows = list[list[str]]


@pytest.fixture
def run(classifier: Classifier, tmp_path: Path) -> Callable[..., Rows]:
    """Write bytes or text to a file, label it, and return the rows of the output."""

    def labelled(content: str | bytes, encoding: str = "utf-8", delimiter: str = ",", **options: object) -> Rows:
        source, target = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        label_file(classifier, source, target, Options(force=True, **options))  # type: ignore[arg-type]
        with target.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, delimiter=delimiter))

    return labelled


def test_adds_the_verdict_right_after_the_columns(run: Callable[..., Rows], classifier: Classifier) -> None:
    header, row = run("编号,任务\n007,拜访客户并签约\n")
    assert header == ["编号", "任务", "mvs_label", "mvs_confidence", "mvs_reason", "mvs_model"]
    prediction = classifier.classify("拜访客户并签约")
    assert row == ["007", "拜访客户并签约", "sales", f"{prediction.confidence:.4f}", "", classifier.fingerprint]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_finds_the_encoding(encoding: str, run: Callable[..., Rows]) -> None:
    header, row = run("编号,任务\n1,拜访客户並簽約€\n", encoding)
    assert header[:2] == ["编号", "任务"]
    assert row[:3] == ["1", "拜访客户並簽約€", "sales"]


def test_takes_the_encoding_that_is_named(classifier: Classifier, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes("編號,任務\n1,拜訪客戶\n".encode("big5"))
    label_file(classifier, tmp_path / "in.csv", tmp_path / "out.csv", Options(column="任務", encoding="big5"))
    assert "1,拜訪客戶,sales," in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_the_output_opens_in_excel(classifier: Classifier, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("任务\n拜访客户\n", encoding="utf-8")
    label_file(classifier, tmp_path / "in.csv", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_finds_the_delimiter_and_keeps_it(delimiter: str, run: Callable[..., Rows]) -> None:
    content = delimiter.join(["编号", "任务"]) + "\n" + delimiter.join(["1", "拜访客户"]) + "\n"
    assert run(content, delimiter=delimiter)[1][:3] == ["1", "拜访客户", "sales"]


def test_keeps_line_breaks_quotes_and_odd_cells(run: Callable[..., Rows]) -> None:
    cells = ['第一行\n第二行,"引号"', "=1+1", "13800138000", " 空格 "]
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    assert run(f"任务,a,b,c\n{quoted}\n", column="任务")[1][:4] == cells


def test_keeps_rows_that_are_ragged_or_empty(run: Callable[..., Rows]) -> None:
    rows = run("编号,任务,备注\n1,拜访客户\n2,拜访客户,x,多,余\n\n,,\n", column="任务")
    assert [row[:3] for row in rows[1:]] == [["1", "拜访客户", ""], ["2", "拜访客户", "x"], [""] * 3, [""] * 3]
    assert rows[2][7:] == ["多", "余"]
    assert [row[3] for row in rows[1:]] == ["sales", "sales", "", ""]
    assert [row[5] for row in rows[1:]] == ["", "", "empty", "empty"]


def test_a_text_without_a_verdict_says_why(run: Callable[..., Rows]) -> None:
    rows = run("任务\n！！\nṼṽ\n", column="任务")
    assert [row[1:4] for row in rows[1:]] == [
        ["neither", "0.2500", "no words"],
        ["neither", "0.2500", "no known words"],
    ]


def test_a_header_without_rows_gives_an_output_without_rows(run: Callable[..., Rows]) -> None:
    assert len(run("编号,任务\n")) == 1


def test_labels_jobs_and_holds_titles_against_them(run: Callable[..., Rows]) -> None:
    content = '岗位,职位描述\n市场专员,"1、拜访客户；\n2、签订合同；3、催收货款"\n行政,\n'
    header, job, empty = run(content, job=True, title_column="岗位")
    assert header[2:] == [
        "mvs_label",
        "mvs_confidence",
        "mvs_reason",
        "mvs_model",
        "mvs_marketing_share",
        "mvs_sales_share",
        "mvs_title_agrees",
    ]
    assert (job[2], job[-1]) == ("sales", "false")
    assert float(job[6]) + float(job[7]) == pytest.approx(1, abs=1e-3)
    assert (empty[2], empty[4], empty[-1]) == ("", "empty", "")


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(cells, min_size=3, max_size=3), max_size=8))
def test_every_row_and_cell_comes_back_in_order(run: Callable[..., Rows], rows: Rows, tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["a", "b", "c"], *rows])
    assert [row[:3] for row in run(path.read_bytes(), column="b")[1:]] == rows


def test_a_long_file_is_labelled_as_one_by_one(run: Callable[..., Rows], classifier: Classifier) -> None:
    texts = [f"第{number}次拜访客户" if number % 3 else f"策划第{number}场活动" for number in range(5000)]
    rows = run("任务\n" + "\n".join(texts) + "\n")
    assert [row[1] for row in rows[1:]] == [str(classifier.classify(text).label) for text in texts]


# Which column.


@pytest.mark.parametrize(
    "content",
    [
        "编号,职位描述,公司\n1,拜访客户,品牌策划\n",
        "a,b\n短,这是一个很长很长的关于拜访客户的任务描述\n",
        "只有一列\n拜访客户\n",
        "标题,描述,内容\n短,品牌,这是一个很长很长的关于拜访客户的任务描述\n",
    ],
)
def test_guesses_the_obvious_column(content: str, run: Callable[..., Rows]) -> None:
    header, row = run(content)
    assert row[header.index("mvs_label")] == "sales"


def test_asks_for_the_column_where_none_is_obvious(run: Callable[..., Rows]) -> None:
    with pytest.raises(ColumnError, match=r"name one with --column\. The columns are: 1 '甲', 2 '乙'"):
        run("甲,乙\nx,y\n")


def test_suggests_the_nearest_names(run: Callable[..., Rows]) -> None:
    with pytest.raises(ColumnError, match="there is no column '职位描'; did you mean '职位描述'"):
        run("编号,职位描述\n1,x\n", column="职位描")


def test_a_number_is_a_name_first(run: Callable[..., Rows]) -> None:
    assert run("x,1,任务\n拜访客户,策划活动,y\n", column="1")[1][3] == "marketing"
    assert run("x,z\n拜访客户,策划活动\n", column="1")[1][2] == "sales"


# What goes wrong.


def test_a_missing_input_is_named(classifier: Classifier, tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match=r"cannot read .*nowhere\.csv"):
        label_file(classifier, tmp_path / "nowhere.csv", tmp_path / "out.csv")


def test_an_empty_file_is_refused(run: Callable[..., Rows]) -> None:
    with pytest.raises(DataError, match="is empty"):
        run("")


def test_a_byte_that_fits_no_encoding_is_placed(run: Callable[..., Rows]) -> None:
    with pytest.raises(DataError, match=r"as utf-8: byte 13 in line 3; as gb18030: byte 13 in line 3.*-e big5"):
        run(b"a,text\n1,abc\n\xff\xff\n")


def test_an_unknown_encoding_is_named(classifier: Classifier, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\nx\n", encoding="utf-8")
    with pytest.raises(DataError, match="no encoding 'klingon' of text"):
        label_file(classifier, tmp_path / "in.csv", tmp_path / "out.csv", Options(encoding="klingon"))


def test_an_open_quote_is_found_and_nothing_is_written(run: Callable[..., Rows], tmp_path: Path) -> None:
    with pytest.raises(DataError, match="a quote that opens in the row of line 3 is never closed"):
        run('a,text\n1,x\n2,"y\n3,z\n')
    assert not (tmp_path / "out.csv").exists()


def test_a_quote_within_a_quoted_cell_is_an_error_instead_of_lost_rows(run: Callable[..., Rows]) -> None:
    with pytest.raises(DataError, match="a quote in the row of line 2 is not followed by ','"):
        run('id,text,z\n1,"拜访客户,x\n2,策划活动,x\n3,"电话销售",x\n')


def test_a_workbook_is_named(run: Callable[..., Rows]) -> None:
    with pytest.raises(DataError, match="is an Excel workbook"):
        run(b"PK\x03\x04rest")


@pytest.mark.parametrize("target", ["-", "folder/", "device"])
def test_what_is_no_file_is_never_replaced(target: str, classifier: Classifier, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\nx\n", encoding="utf-8")
    os.mkfifo(tmp_path / "device")
    with pytest.raises(OutputError, match="give the name of a file"):
        label_file(classifier, tmp_path / "in.csv", target if target == "-" else f"{tmp_path}/{target}")
    with pytest.raises(InputNotFoundError, match="is no file"):
        label_file(classifier, tmp_path / "device", tmp_path / "out.csv")


def test_a_job_without_a_verdict_says_why(run: Callable[..., Rows]) -> None:
    rows = run("text\n！！\nสวัสดี\n", job=True)
    assert [(row[1], row[3]) for row in rows[1:]] == [("neither", "no words"), ("neither", "no known words")]


def test_an_output_that_is_there_is_not_replaced_unasked(classifier: Classifier, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("text\nx\n", encoding="utf-8")
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="already there; give another name, or --force"):
        label_file(classifier, source, target)
    assert target.read_text(encoding="utf-8") == "mine"


def test_the_input_is_never_overwritten(classifier: Classifier, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("text\nx\n", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(source)
    for target in (source, tmp_path / "link.csv"):
        with pytest.raises(OutputError, match="is the input itself"):
            label_file(classifier, source, target, Options(force=True))
    assert source.read_text(encoding="utf-8") == "text\nx\n"


def test_a_full_disk_leaves_the_old_output(
    run: Callable[..., Rows], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    run("text\nx\n")
    before = (tmp_path / "out.csv").read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device; nothing was changed"):
        run("text\ny\n")
    assert (tmp_path / "out.csv").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "out.csv"}


def test_a_missing_output_folder_is_named(classifier: Classifier, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\nx\n", encoding="utf-8")
    with pytest.raises(OutputError, match=r"cannot write .*nowhere"):
        label_file(classifier, tmp_path / "in.csv", tmp_path / "nowhere" / "out.csv")
