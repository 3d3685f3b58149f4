import csv
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mvs_classifier import Classifier
from mvs_classifier.errors import DataError, InputNotFoundError, MissingExtraError, UsageError
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.added import column_names
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.options import Options, Request
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import Example, data_hash
from mvs_classifier.training.labelled import Reading, ReadOptions, read_labelled

Write = Callable[..., Path]
ROWS = [["text", "label"], ["拜访客户", "sales"], ["策划活动", "营销"]]
EXPECTED = [("拜访客户", "sales"), ("策划活动", "marketing")]
NAMES = {
    "marketing": "marketing MARKETING 市场 营销 市场营销 市場營銷 m M Ｍ",
    "sales": "sales Sales ｓａｌｅｓ 销售 銷售 s S",
    "both": "both 营销+销售 营销＋销售 营销和销售 市场+销售 市场和销售 两者 两者都是 都是 b",
    "neither": "neither 都不是 其他 其它 无 n N",
}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(content: str | bytes, name: str = "mine.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return written


def pairs(reading: Reading) -> list[tuple[str, str]]:
    return [(example.text, str(example.label)) for example in reading.examples]


def problems(paths: Any, **options: Any) -> list[str]:
    """The lines of the error, without the folders."""
    with pytest.raises(DataError) as raised:
        read_labelled(paths, ReadOptions(**options))
    folder = os.path.dirname(paths if isinstance(paths, Path) else paths[0])
    return str(raised.value).replace(folder + os.sep, "").splitlines()


def test_an_example_says_where_it_stands_and_that_a_user_wrote_it(write: Write) -> None:
    path = write("编号,text,label\n1,策划活动,marketing\n2, 拜访客户 ,s\n")
    assert read_labelled([path]) == Reading(
        [
            Example("策划活动", Label.MARKETING, "mine.csv", 2, "mine.csv:2", "user", ""),
            Example("拜访客户", Label.SALES, "mine.csv", 3, "mine.csv:3", "user", ""),
        ],
        skipped=0,
        repeats=[],
    )


def as_workbook(kind: str) -> bytes:
    file = io.BytesIO()
    if kind == "xls":
        import xlwt

        book = xlwt.Workbook()
        sheet = book.add_sheet("表")
        for number, row in enumerate(ROWS):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    else:
        import openpyxl

        book = openpyxl.Workbook()
        for row in ROWS:
            book.active.append(row)
    book.save(file)
    return file.getvalue()


def as_parquet() -> bytes:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    file = io.BytesIO()
    texts, labels = zip(*ROWS[1:], strict=True)
    write_table(pa.table({"text": texts, "label": pa.array(labels).dictionary_encode()}), file)
    return file.getvalue()


def as_csv(delimiter: str, line_end: str = "\n") -> str:
    return line_end.join(delimiter.join(row) for row in ROWS)


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        ("a.csv", as_csv(",").encode("utf-8-sig"), [2, 3]),
        ("a.csv", as_csv(";", "\r\n").encode("gb18030"), [2, 3]),
        ("a.csv", as_csv("|", "\r").encode("utf-16"), [2, 3]),
        ("a.txt", as_csv("\t").encode(), [2, 3]),
        ("a.tsv", as_csv("\t").encode("gb18030"), [2, 3]),
        ("a.csv", b"sep=;\r\n" + as_csv(";").encode(), [3, 4]),
        ("a.csv", ("sep=;\r\n" + as_csv(";")).encode("utf-16"), [3, 4]),
        ("a.xlsx", as_workbook("xlsx"), [2, 3]),
        ("a.xls", as_workbook("xls"), [2, 3]),
        ("a.parquet", as_parquet(), [1, 2]),
    ],
)
def test_every_format_is_read(name: str, content: bytes, lines: list[int], write: Write) -> None:
    reading = read_labelled(write(content, name))
    assert pairs(reading) == EXPECTED
    assert [example.line for example in reading.examples] == lines


def test_json_lines_are_read_and_counted_with_the_empty_ones(write: Write) -> None:
    objects = [json.dumps({"label": label, "text": text, "by": {"a": [1]}}) for text, label in ROWS[1:]]
    reading = read_labelled(write("\ufeff" + "\n\n".join(objects), "a.jsonl"))
    assert pairs(reading) == EXPECTED
    assert [example.line for example in reading.examples] == [1, 3]


def test_encoding_delimiter_sheet_and_columns_can_be_named(write: Write, tmp_path: Path) -> None:
    import openpyxl

    assert pairs(read_labelled(write("甲^乙\n拜訪^s\n", encoding="big5"), ReadOptions("甲", "2", "big5", "^"))) == [
        ("拜訪", "sales")
    ]
    book = openpyxl.Workbook()
    sheet = book.create_sheet("二")
    for row in ROWS:
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert pairs(read_labelled(tmp_path / "a.xlsx", ReadOptions(sheet="二"))) == EXPECTED


cells = st.text(st.sampled_from('拜a" ,;\r\n\t\u3000'), max_size=6)


@given(
    rows=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8),
    layout=st.tuples(
        st.sampled_from(["\n", "\r\n", "\r"]),
        st.sampled_from(["", "sep=,"]),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    ),
    name=cells,
)
def test_the_line_is_the_one_on_which_the_row_begins(
    rows: list[tuple[str, str, str]],
    layout: tuple[str, str, str],
    name: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    line_end, sep, encoding = layout
    content, begins = io.StringIO(newline=""), []
    content.write(sep and sep + line_end)
    writer = csv.writer(content, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerow(["text", f"more{name}", "label"])
    for number, (before, more, after) in enumerate(rows):
        begins.append(len((content.getvalue() + ".").splitlines()))
        writer.writerow([f"{before}第{number}条{after}", more, "sales"])
        content.write(line_end * (number % 3))
    path = tmp_path_factory.mktemp("lines") / "a.csv"
    path.write_text(content.getvalue(), encoding=encoding, newline="")
    assert [example.line for example in read_labelled(path).examples] == begins


def test_lines_are_counted_beyond_the_first_megabyte(write: Write) -> None:
    text = "拜访客户" * 100 + "\n"
    path = write("text,label\n" + "".join(f'"{number}{text}",s\n\n' for number in range(3000)), encoding="gb18030")
    assert path.stat().st_size > 2 << 20
    assert [example.line for example in read_labelled(path).examples] == [2 + 3 * number for number in range(3000)]


@pytest.mark.parametrize("label", NAMES)
def test_names_of_labels(label: str, write: Write) -> None:
    names = [*NAMES[label].split(), *(["营销 + 销售"] if label == "both" else [])]
    rows = "".join(f"第{number}条,\u3000{name} \n" for number, name in enumerate(names))
    assert [found for _, found in pairs(read_labelled(write(f"text,label\n{rows}")))] == [label] * len(names)


KNOWN = {normalize(name).replace("和", "+") for names in NAMES.values() for name in names.split()}


@given(value=st.text(max_size=6) | st.text(st.sampled_from("ms市场营销售和+两者都是不其他 "), max_size=6))
def test_nothing_else_is_a_label(value: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assume(normalize(value).replace(" ", "").replace("和", "+") not in KNOWN)
    path = tmp_path_factory.mktemp("labels") / "a.jsonl"
    path.write_text(json.dumps({"text": "拜访", "label": value}), encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.jsonl:1: the label is "):
        read_labelled(path)


def test_what_label_writes_is_a_label_here(write: Write) -> None:
    for language in LANGUAGES.values():
        rows = "".join(f"第{number}条,{name}\n" for number, name in enumerate(language.labels))
        assert [label for _, label in pairs(read_labelled(write(f"text,label\n{rows}")))] == list(Label)


@pytest.mark.parametrize("name", ["correct_label", "Correct_Label ", "正确标签", "正确类别", "正確標籤", "更正"])
def test_corrections_go_before_labels_and_may_be_blank(name: str, write: Write) -> None:
    rows = "拜访,marketing,s\n策划,marketing,\n回款,marketing,\u3000\n签约,sales\n推文,sales,营销\n"
    reading = read_labelled(write(f"text,label,{name}\n{rows}"))
    assert (pairs(reading), reading.skipped) == ([("拜访", "sales"), ("推文", "marketing")], 3)


@pytest.mark.parametrize("name", ["label", "LABEL", "标签", "標籤", "类别", "分类", "标注"])
def test_labels_may_not_be_blank(name: str, write: Write) -> None:
    assert pairs(read_labelled(write(f"text,{name}\n拜访,s\n"))) == [("拜访", "sales")]
    assert [line.partition(";")[0] for line in problems(write(f"text,{name}\n拜访,\n策划, \n签约\n"))] == [
        f"mine.csv:{line}: the label is blank" for line in (2, 3, 4)
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_a_labelled_file_teaches_only_what_was_corrected(
    language: str, ending: str, classifier: Classifier, write: Write, tmp_path: Path
) -> None:
    given_ = {
        "csv": "任务\n拜访客户\n策划品牌传播活动\n",
        "jsonl": '{"任务":"拜访客户"}\n{"任务":"策划品牌传播活动"}\n',
    }
    source = write(given_.get(ending, given_["csv"]), "jsonl.jsonl" if ending == "jsonl" else "in.csv")
    out = tmp_path / f"out.{ending}"
    label_file(classifier, source, out, Options(request=Request(language=language)))
    (problem,) = problems(out)
    assert problem.startswith(f"out.{ending}:1: the only labels are a model's own")
    assert "correct_label" in problem
    verdict = column_names(language)["mvs_label"]
    assert pairs(read_labelled(out, ReadOptions(label_column=verdict))) == [
        ("拜访客户", "sales"),
        ("策划品牌传播活动", "marketing"),
    ]


def test_a_label_of_the_users_own_stands_beside_verdicts(write: Write) -> None:
    english = "text,label,mvs_label,mvs_confidence,mvs_reason,mvs_model\n拜访,b,sales,1,,x\n"
    assert pairs(read_labelled(write(english))) == [("拜访", "both")]
    chinese = "任务,标签,类别,置信度,说明,模型\n拜访,b,销售,1,,x\n"
    assert pairs(read_labelled(write(chinese))) == [("拜访", "both")]
    remarks = "任务,类别,说明\n拜访,都是,难\n"
    assert pairs(read_labelled(write(remarks))) == [("拜访", "both")]
    corrected = "任务,类别,置信度,说明,模型,更正\n拜访,销售,1,,x,\n策划,销售,1,,x,营销\n"
    assert pairs(read_labelled(write(corrected))) == [("策划", "marketing")]


@pytest.mark.parametrize(
    ("header", "options", "says"),
    [
        ("text,x", {}, "no column is obviously the label; name it label in the first row, or name one with"),
        ("拜访,s", {}, "no column is obviously the label"),
        ("x,y,label", {}, "no column is obviously the text; name it text in the first row, or name one with"),
        ("label", {}, "no column is obviously the text"),
        ("mvs_words,说明,label", {}, "no column is obviously the text"),
        ("text,text,label", {}, "no column is obviously the text"),
        ("text,label,label", {}, "labels may be in 2 'label', 3 'label'; name one with --label-column"),
        ("text,更正,label,correct_label", {}, "labels may be in 2 '更正', 4 'correct_label'; name one"),
        ("text,label", {"text_column": "txt"}, "there is no column 'txt'; did you mean 'text'?"),
        ("text,label", {"label_column": "lable"}, "there is no column 'lable'; did you mean 'label'?"),
        ("x,x,label", {"text_column": "x"}, "there are 2 columns 'x'; name one by its number: 1, 2"),
        ("text,label", {"text_column": "label"}, "column 'label' cannot hold both texts and labels"),
    ],
)
def test_columns_that_are_not_clear_are_told(header: str, options: dict[str, str], says: str, write: Write) -> None:
    (problem,) = problems(write(f"{header}\n拜访客户,拜访客户,s\n"), **options)
    assert problem.startswith(f"mine.csv:1: {says}")


@pytest.mark.parametrize("name", ["TEXT", "文本", "任務", "\u200b描述 ", "ｊｄ"])
def test_usual_names_of_the_text_are_known_however_they_are_written(name: str, write: Write) -> None:
    assert pairs(read_labelled(write(f"备注,{name},label\n很长很长很长很长的一句话,拜访,s\n"))) == [("拜访", "sales")]


def test_the_text_is_else_the_column_that_is_clearly_the_longest(write: Write) -> None:
    content = f"a,label,b\n1,s,{'拜访客户' * 9}\n2,m,{'策划活动' * 9}\n3,m\n"
    (problem,) = problems(write(content))
    assert problem.startswith("mine.csv:4: the text '' is empty")


def test_of_two_columns_of_a_name_one_can_be_numbered(write: Write) -> None:
    path = write("text,text,label,label\n拜访,签约,s,m\n")
    assert pairs(read_labelled(path, ReadOptions("2", "4"))) == [("签约", "marketing")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "拜访,sale",
            "the label is 'sale'; write marketing (m 市场 营销 市场营销 市场/营销), sales (s 销售), both (b ",
        ),
        ("拜访,和", "the label is '和'; write"),
        (f"拜访,{'x' * 1_000_000}", f"the label is '{'x' * 59}…'; write"),
        ("！ 。,s", "the text '！ 。' is empty; write a text or take the row out"),
        ('"\u200b\0",s', r"the text '\u200b\x00' is empty"),
        (",s", "the text '' is empty"),
        (f"{'!' * 1_000_000},s", f"the text '{'!' * 59}…' is empty"),
        ("拜访,签约,s", "the row has 3 cells, and the header 2; put a text that holds the delimiter in quotes"),
        ("拜访,s,", "the row has 3 cells, and the header 2"),
    ],
)
def test_what_is_wrong_with_a_row_is_told(content: str, says: str, write: Write) -> None:
    (problem,) = problems(write(f"text,label\n策划,m\n{content}\n"))
    assert problem.startswith(f"mine.csv:3: {says}")


def test_a_cut_text_is_no_example_even_where_the_correction_is_blank(write: Write) -> None:
    (problem,) = problems(write("text,mvs_label,correct_label\n拜访,签约,sales,\n"))
    assert problem.startswith("mine.csv:2: the row has 4 cells, and the header 3")


def test_two_faults_of_a_row_are_both_told(write: Write) -> None:
    assert len(problems(write("text,label\n!,x\n"))) == 2


def test_a_text_with_two_labels_is_told_with_both_places(write: Write) -> None:
    one, other = write("text,label\n签约,s\n拜访客户,s\n", "a.csv"), write("text,label\n拜訪客戶 ,both\n", "b.csv")
    assert problems([one, other]) == [
        "b.csv:2: is both, but a.csv:3 says sales: '拜訪客戶'; decide on one and take the other out"
    ]


def test_a_text_with_one_label_counts_once_where_it_stands_first(write: Write) -> None:
    one, other = write("text,label\n签约,s\n拜访客户,s\n", "a.csv"), write("text,label\n拜訪客戶,销售\n", "b.csv")
    reading = read_labelled([one, other])
    assert [(example.file, example.line) for example in reading.examples] == [("a.csv", 2), ("a.csv", 3)]
    assert [(example.file, example.line, example.text) for example in reading.repeats] == [("b.csv", 2, "拜訪客戶")]
    assert len(read_labelled([one, one]).repeats) == 2


def test_files_of_one_name_are_told_apart(write: Write, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    one, other = write("text,label\n拜访,s\n", "a.csv"), write("text,label\n拜访,m\n", "b/a.csv")
    assert problems([one, other])[0].startswith(f"b{os.sep}a.csv:2: is marketing, but a.csv:2 says sales")


def test_all_problems_of_all_files_are_told_at_once(write: Write, tmp_path: Path) -> None:
    paths = [
        write("text,label\n!,s\n拜访,s\n", "a.csv"),
        write("text,x\n", "b.csv"),
        write("x", "c.docx"),
        write("", "d.csv"),
        write("PK\x03\x04", "e.xlsx"),
        write("text,label\n策划,x\n拜访,m\n", "f.csv"),
    ]
    begins = [line[:9] for line in problems(paths)]
    assert begins == ["a.csv:2: ", "b.csv:1: ", "c.docx ha", "d.csv is ", "e.xlsx is", "f.csv:2: ", "f.csv:3: "]


def test_at_most_twenty_problems_are_shown(write: Write) -> None:
    lines = problems(write("text,label\n" + "拜访,x\n" * 10_000))
    assert (len(lines), lines[-1]) == (21, "… and 9,980 more")
    assert len(problems(write("text,label\n" + "拜访,x\n" * 20))) == 20


def test_rows_before_a_broken_quote_are_still_looked_at(write: Write) -> None:
    rows = "拜访客户,x\n" + "".join(f'"第{number}条{"长" * 1000}",s\n' for number in range(600))
    found = problems(write(f'text,label\n{rows}"a,s\n'))
    assert found[0].startswith("mine.csv:2: the label is 'x'")
    assert found[1] == "mine.csv: a quote that opens in the row of line 603 is never closed; close it"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        ('text,label\n策划,m\n"a,s\n', "a.csv", "a quote that opens in the row of line 3 is never closed"),
        ('text,label\n"a"b,s\n', "a.csv", "a quote in the row of line 2 is not followed by"),
        (b"text,label\n\xff\xff,s\n", "a.csv", "is not in the encoding that was expected"),
        ("text,label\n拜访,s\n".encode("utf-16-le"), "a.csv", "try -e utf-16-le"),
        (b"\xef\xbb\xbf", "a.csv", "a.csv is empty"),
        (b"\xef\xbb\xbf", "a.tsv", "a.tsv is empty"),
        (b"sep=;\n", "a.csv", "a.csv is empty"),
        (b"\n\n", "a.tsv", "a.tsv is empty or begins with an empty line"),
        ("拜访", "a.jsonl", "a.jsonl holds no JSON object"),
        (b"PK\x03\x04", "a.xlsx", "a.xlsx is not a readable workbook"),
        (b"PAR1", "a.parquet", "a.parquet is not a readable Parquet file"),
    ],
)
def test_files_that_cannot_be_read_are_told(content: str | bytes, name: str, says: str, write: Write) -> None:
    (problem,) = problems(write(content, name))
    assert says in problem


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("text,label\n", "there is no row below the header"),
        ("text,label\n\n,\n , \u3000\n", "there is no row below the header"),
        ("text,correct_label\n拜访,\n策划\n", "the column of corrections is blank in all of 2 rows; fill it in"),
    ],
)
def test_a_file_without_an_example_is_told(content: str, says: str, write: Write) -> None:
    (problem,) = problems(write(content))
    assert problem.startswith(f"mine.csv: {says}")


def test_one_file_with_examples_is_enough(write: Write) -> None:
    paths = [write("text,更正\n拜访,\n", "a.csv"), write("text,label\n拜访,s\n", "b.csv")]
    assert (pairs(read_labelled(paths)), read_labelled(paths).skipped) == ([("拜访", "sales")], 1)
    with pytest.raises(DataError, match="no file is given"):
        read_labelled([])


def test_a_file_that_is_not_there_is_told_before_any_is_read(write: Write, tmp_path: Path) -> None:
    bad = write("text,label\n拜访,x\n")
    with pytest.raises(InputNotFoundError, match=r"nowhere\.docx: there is no such file"):
        read_labelled([bad, tmp_path / "nowhere.docx"])
    (tmp_path / "old.d").mkdir()
    with pytest.raises(InputNotFoundError, match="is a folder"):
        read_labelled([bad, tmp_path / "old.d"])


def test_a_package_that_is_missing_is_no_fault_of_the_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(MissingExtraError, match=r"python_calamine.*mvs-classifier\[excel\]"):
        read_labelled(write(as_workbook("xlsx"), "a.xlsx"))


@pytest.mark.parametrize("delimiter", ["", "::", '"', "\n"])
def test_a_delimiter_is_one_character(delimiter: str, write: Write) -> None:
    with pytest.raises(UsageError, match="the delimiter must be one character"):
        read_labelled(write("text,label\n"), ReadOptions(delimiter=delimiter))


PARTS = [
    *"text,label sales 拜访;|\t\n\r\"'{}[]:\0\ufeff\x1f",
    '"text"',
    '"label"',
    "sep=",
    "correct_label",
    "\n",
    "\n",
    ",",
]


@given(
    content=st.lists(st.sampled_from(PARTS), max_size=40).map("".join).map(str.encode) | st.binary(max_size=60),
    start=st.sampled_from([b"", b"text,label\n", b"sep=;\n", b"PK\x03\x04", b"PAR1", b"\xff\xfe", b'{"text":"a"}\n']),
    name=st.sampled_from(["a.csv", "a.tsv", "a.jsonl", "a.xlsx", "a.xls", "a.parquet", "odd"]),
)
def test_whatever_a_file_holds_it_is_read_or_told(
    content: bytes, start: bytes, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("odd") / name
    path.write_bytes(start + content)
    try:
        outcome = str(read_labelled(path).examples)
    except DataError as error:
        outcome = str(error)
    assert name in outcome


def test_odd_cells_of_a_workbook_are_told(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["text", "label"], ["拜访", 1], ["策划", 1.5], ["签约", True], ["=1+1", "m"], [None, None], [618, "s"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    begins = [line.partition(";")[0] for line in problems(tmp_path / "a.xlsx")]
    assert begins == [
        "a.xlsx:2: the label is '1'",
        "a.xlsx:3: the label is '1.5'",
        "a.xlsx:4: the label is 'True'",
        "a.xlsx:5: the text '' is empty",
    ]


def test_an_empty_sheet_is_told(tmp_path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    (problem,) = problems(tmp_path / "a.xlsx")
    assert problem.startswith("the sheet of a.xlsx is empty")


def test_odd_json_is_told(write: Write) -> None:
    lines = [
        '{"text":"策划","label":"m"}',
        "[1]",
        '{"text":"拜访","label":"s","label":"m"}',
        '{"text":"\\ud800拜","label":"s"}',
        '{"text":["拜访"],"label":"s"}',
        '{"label":"s"}',
        "{}",
        '{"text":null,"label":null}',
        '{"text":"签约","label":' + "[" * 100_000 + "]" * 100_000 + "}",
    ]
    assert [line.partition(";")[0] for line in problems(write("\n".join(lines), "a.jsonl"))] == [
        "a.jsonl:2: is not a JSON object",
        "a.jsonl:3: the label is \"['s', 'm']\"",
        r"a.jsonl:4: the text '\ud800拜' holds half a character",
        "a.jsonl:6: the text '' is empty",
        "a.jsonl:9: is not a JSON object",
    ]


def test_a_correction_may_come_late_in_json_lines(write: Write) -> None:
    lines = [f'{{"text":"第{number}条","label":"s"}}\n' for number in range(1000)]
    reading = read_labelled(write("".join(lines) + '{"text":"策划","correct_label":"m"}', "a.jsonl"))
    assert (pairs(reading), reading.skipped) == ([("策划", "marketing")], 1000)


def test_a_broken_line_is_told_even_where_corrections_may_be_blank(write: Write) -> None:
    (problem,) = problems(write('{"text":"策划","correct_label":"m"}\nnull\n', "a.jsonl"))
    assert problem.startswith("a.jsonl:2: is not a JSON object")


def test_texts_of_bytes_are_utf_8_or_a_problem(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    texts = ["拜访".encode(), "策划".encode("gb18030")]
    write_table(pa.table({"text": texts, "label": ["s", "m"]}), tmp_path / "a.parquet")
    (problem,) = problems(tmp_path / "a.parquet")
    assert problem.startswith("a.parquet:2: the text cannot be read: the cell holds bytes that are not UTF-8")


def test_strings_of_a_parquet_file_that_are_no_utf_8_are_told(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    texts = pa.array(["拜访".encode("gb18030")], pa.binary()).view(pa.string())
    write_table(pa.table({"text": texts, "label": ["s"]}), tmp_path / "a.parquet")
    (problem,) = problems(tmp_path / "a.parquet")
    assert problem.startswith("a.parquet is not a readable Parquet file ('utf-8' codec")


def test_long_texts_and_odd_characters_stay_as_they_are(write: Write) -> None:
    texts = ["拜" * 1_000_000, "策\0划", "签\u200b约\r\n合同", '"引号", 逗号']
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["text", "label"], *([text, "s"] for text in texts)])
    found = read_labelled(write(file.getvalue())).examples
    assert [example.text for example in found] == texts
    assert data_hash(found)
