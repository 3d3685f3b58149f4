"""Files as labelling tools export them."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow.parquet import write_table

from mvs_classifier import DataError
from mvs_classifier.training.labelled import Reading, ReadOptions, read_labelled

MEMBERS = (
    "text label answer accept data annotations result value choices fields responses status values annotation inputs "
    "lead_time label.responses"
).split()
Read = Callable[..., Reading]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write records as JSON Lines, as an array, or as CSV, and read them."""

    def reading(*records: dict[str, Any], name: str = "a.jsonl", **options: Any) -> Reading:
        path = tmp_path / name
        if path.suffix == ".csv":
            file = io.StringIO(newline="")
            writer = csv.DictWriter(file, list(records[0]))
            writer.writeheader()
            writer.writerows(records)
            path.write_text(file.getvalue(), encoding="utf-8")
        elif path.suffix == ".json":
            path.write_text(json.dumps(records, ensure_ascii=False, indent=1), encoding="utf-8")
        else:
            path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in records), encoding="utf-8")
        return read_labelled(path, ReadOptions(**options))

    return reading


def pairs(reading: Reading) -> list[tuple[str, str]]:
    return [(one.text, str(one.label)) for one in reading.examples]


def notes(reading: Reading) -> list[str]:
    return [note.partition(": ")[2] for note in reading.notes]


def problem(read: Callable[[], Reading]) -> str:
    with pytest.raises(DataError) as raised:
        read()
    return str(raised.value).rpartition("a.json")[2]


# doccano


@pytest.mark.parametrize("member", ["label", "labels"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_doccanos_lists_of_labels(member: str, name: str, read: Read) -> None:
    reading = read(
        {"id": 1, "text": "拜访客户", member: ["sales"]},
        {"id": 2, "text": "开店", member: ["marketing", "sales"]},
        {"id": 3, "text": "推文", member: ["营销"]},
        {"id": 4, "text": "还没看", member: []},
        name=name,
    )
    assert pairs(reading) == [("拜访客户", "sales"), ("开店", "both"), ("推文", "marketing")]
    assert notes(reading) == ["1 rows with no label yet were left out"]


def test_doccanos_csv(read: Read) -> None:
    reading = read(
        {"id": 1, "text": "开店", "label": "sales#marketing"}, {"id": 2, "text": "推文", "label": "m"}, name="a.csv"
    )
    assert pairs(reading) == [("开店", "both"), ("推文", "marketing")]


@pytest.mark.parametrize(
    "labels", [["sales", "neither"], ["sale"], [["sales"]], [[0, 2, "sales"]], {"a": 1}, ["both", "sales"]]
)
def test_a_list_that_is_no_label_is_a_problem(labels: Any, read: Read) -> None:
    assert problem(lambda: read({"text": "拜访客户", "label": labels})).startswith("l:1: the label is ")


# Label Studio


def task(text: str, *annotations: list[str], cancelled: bool = False) -> dict[str, Any]:
    given = [
        {
            "id": number,
            "was_cancelled": cancelled,
            "result": [{"from_name": "craft", "to_name": "text", "type": "choices", "value": {"choices": choices}}],
        }
        for number, choices in enumerate(annotations)
    ]
    return {"id": 1, "data": {"text": text, "city": "上海"}, "annotations": given, "predictions": [], "meta": {}}


def test_label_studios_tasks(read: Read) -> None:
    reading = read(
        task("拜访客户", ["sales"]),
        task("开店", ["sales", "marketing"]),
        task("推文", ["marketing"], ["marketing"]),
        task("还没看"),
        task("算了", ["sales"], cancelled=True),
        name="a.json",
    )
    assert pairs(reading) == [("拜访客户", "sales"), ("开店", "both"), ("推文", "marketing")]
    assert notes(reading) == [
        "1 rows with no label yet were left out",
        "1 rows with a cancelled annotation were left out",
    ]
    assert reading.examples[0].line == 2


def test_label_studios_tables_with_an_odd_label(read: Read) -> None:
    rest = {"annotator": 1, "lead_time": 3.5}
    told = problem(
        lambda: read({"text": "拜访", "craft": "sales", **rest}, {"text": "推文", "craft": "x", **rest}, name="a.json")
    )
    assert told.startswith(":8: the label is 'x'")


def test_annotators_who_disagree_are_a_problem(read: Read) -> None:
    told = problem(lambda: read(task("拜访客户", ["sales"], ["neither"]), name="a.json"))
    assert told.startswith(":2: the label is ")


@pytest.mark.parametrize("name", ["a.json", "a.csv"])
def test_label_studios_tables(name: str, read: Read) -> None:
    rest = {"annotator": 1, "annotation_id": 7, "lead_time": 3.5, "created_at": "2024-05-01"}
    both = {"choices": ["sales", "marketing"]}
    reading = read(
        {"id": 1, "text": "拜访客户", "craft": "sales", **rest},
        {"id": 2, "text": "开店", "craft": json.dumps(both) if name == "a.csv" else both, **rest},
        name=name,
    )
    assert pairs(reading) == [("拜访客户", "sales"), ("开店", "both")]


# Prodigy


def test_prodigys_rejected_and_ignored_answers_do_not_teach(read: Read) -> None:
    reading = read(
        {"text": "拜访客户", "label": "SALES", "answer": "accept", "_input_hash": 1},
        {"text": "写代码", "label": "SALES", "answer": "reject", "_input_hash": 2},
        {"text": "看不懂", "label": "SALES", "answer": "ignore", "_input_hash": 3},
        {"text": "送货", "label": "SALES", "answer": "reject", "_input_hash": 4},
    )
    assert pairs(reading) == [("拜访客户", "sales")]
    assert notes(reading) == [
        "2 rows with the answer reject were left out",
        "1 rows with the answer ignore were left out",
    ]


def test_prodigys_choices(read: Read) -> None:
    options = [{"id": "sales", "text": "销售"}, {"id": "marketing", "text": "营销"}]
    reading = read(
        {"text": "拜访客户", "options": options, "accept": ["sales"], "answer": "accept"},
        {"text": "开店", "options": options, "accept": ["sales", "marketing"], "answer": "accept"},
        {"text": "没选", "options": options, "accept": [], "answer": "accept"},
        {"text": "写代码", "options": options, "accept": ["sales"], "answer": "reject"},
    )
    assert pairs(reading) == [("拜访客户", "sales"), ("开店", "both")]


def test_a_file_of_rejected_answers_holds_no_example(read: Read) -> None:
    told = problem(lambda: read({"text": "写代码", "label": "sales", "answer": "reject"}))
    assert told == "l: no row has a label to learn from (the answer reject)"


def test_a_column_of_answers_of_somebodys_own_is_read(read: Read) -> None:
    reading = read({"id": 1, "answer": "拜访客户", "label": "s"}, name="a.csv", text_column="answer")
    assert pairs(reading) == [("拜访客户", "sales")]


def test_columns_of_an_export_can_be_named_and_numbered(read: Read) -> None:
    record = {"id": 1, "a": "拜访客户", "b": "推文", "craft": "marketing", "lead_time": 3, "answer": "accept"}
    for columns in ({"text_column": "3", "label_column": "4"}, {"text_column": "b", "label_column": "craft"}):
        assert pairs(read(record, name="a.csv", **columns)) == [("推文", "marketing")]


# argilla


def test_argillas_records(read: Read) -> None:
    def record(text: str, *values: Any, status: str = "completed", state: str = "submitted") -> dict[str, Any]:
        responses = {"craft": [{"value": value, "user_id": "u", "status": state} for value in values]}
        return {"id": text, "fields": {"text": text}, "responses": responses, "suggestions": {}, "status": status}

    reading = read(
        record("拜访客户", "sales"),
        record("开店", ["sales", "marketing"]),
        record("不要", "sales", status="discarded"),
        record("草稿", "sales", state="draft"),
        name="a.json",
    )
    assert pairs(reading) == [("拜访客户", "sales"), ("开店", "both")]
    assert notes(reading) == [
        "1 rows with the status discarded were left out",
        "1 rows with no label yet were left out",
    ]


def test_argillas_feedback_records(read: Read) -> None:
    values = {"label": {"value": "sales"}, "quality": {"value": 3}}
    reading = read({"fields": {"text": "拜访客户"}, "responses": [{"status": "submitted", "values": values}]})
    assert pairs(reading) == [("拜访客户", "sales")]


def test_argillas_table(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": ["1", "2"],
            "status": ["completed", "pending"],
            "text": ["拜访客户", "还没看"],
            "label.responses": [["sales"], None],
            "label.responses.users": [["u"], None],
            "label.responses.status": [["submitted"], None],
            "label.suggestion": ["neither", "neither"],
        }
    )
    write_table(table, tmp_path / "a.parquet")
    assert pairs(read_labelled(tmp_path / "a.parquet")) == [("拜访客户", "sales")]


def test_argillas_first_format(read: Read) -> None:
    reading = read(
        {"text": "拜访客户", "inputs": {"text": "拜访客户"}, "annotation": "sales", "status": "Validated"},
        {"text": "没看", "inputs": {"text": "没看"}, "annotation": None, "status": "Default"},
        {"text": "不要", "inputs": {"text": "不要"}, "annotation": "sales", "status": "Discarded"},
    )
    assert pairs(reading) == [("拜访客户", "sales")]


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["sales", "", "拜访客户", "reject", "submitted", "discarded"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=4),
    max_leaves=12,
)


@given(
    records=st.lists(
        st.dictionaries(st.sampled_from(MEMBERS), values, min_size=1, max_size=6) | values, min_size=1, max_size=5
    )
)
def test_whatever_an_export_holds_it_is_read_or_told(
    records: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("odd") / "a.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in [{"text": "推文", "label": "m"}, *records]))
    try:
        outcome = str(read_labelled(path).examples)
    except DataError as error:
        outcome = str(error)
    assert "a.jsonl" in outcome


def test_surplus_cells_and_broken_lines_of_an_export_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label,answer\n拜访,客户,s,accept\n推文,m,accept\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.csv:2: the row has 4 cells, and the header 3"):
        read_labelled(tmp_path / "a.csv")
    (tmp_path / "a.jsonl").write_text('{"text":"推文","label":"m","answer":"accept"}\n[1]\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.jsonl:2: is not a JSON object"):
        read_labelled(tmp_path / "a.jsonl")
