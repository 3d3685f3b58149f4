import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mvs_classifier import Classifier, DataError
from mvs_classifier.formats.options import Sizes
from mvs_classifier.tables.jsonlabeller import without_members
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options, Request
from mvs_classifier.tables.plan import Summary

Label = Callable[..., tuple[list[bytes], Summary]]


@pytest.fixture
def label(classifier: Classifier, tmp_path: Path) -> Label:
    """Write bytes to a file, label it, and return the lines of the output."""

    def labelled(content: str | bytes, **options: Any) -> tuple[list[bytes], Summary]:
        source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        source.write_bytes(content if isinstance(content, bytes) else content.encode())
        summary = label_file(classifier, source, target, Options(force=True, **options))
        return target.read_bytes().split(b"\n"), summary

    return labelled


def test_other_members_stay_byte_for_byte(label: Label, classifier: Classifier) -> None:
    line = '{"id":007e0 , "n":1.50,"任务": "拜访\\u5ba2户" ,"x":{"a":[1,2]},"x":1e400}'.replace("007e0", "7e0")
    (found, end), _ = label(f"{line}\n")
    assert found.startswith(line[:-1].encode() + b', "mvs_label": "sales", ')
    assert json.loads(found)["mvs_confidence"] == round(classifier.classify("拜访客户").confidence, 4)
    assert (json.loads(found)["mvs_reason"], end) == (None, b"")


def test_blank_lines_and_line_ends_stay(label: Label) -> None:
    found, _ = label('\n{"任务":"拜访"}\r\n  \r\n\n{"任务":"策划"}')
    assert [line[-1:] for line in found] == [b"", b"\r", b"\r", b"", b"}", b""]
    assert found[2] == b"  \r"


def test_lines_that_are_no_object_are_kept_and_counted(label: Label) -> None:
    lines = ["[1, 2]", "{broken", "null", "[" * 100_000]
    found, summary = label('{"任务": "拜访"}\n' + "\n".join(lines))
    kept = [json.loads(line) for line in found[1:-1]]
    assert [line["mvs_line"] for line in kept] == lines
    assert {line["mvs_reason"] for line in kept} == {"no such cell"}
    assert summary.tally.reasons == {"no such cell": 4}


def test_an_object_may_be_empty_or_lack_the_text(label: Label) -> None:
    found, _ = label('{"任务": "拜访"}\n{}\n{"a": 1}\n{"任务": null}\n{"任务": ""}\n')
    objects = [json.loads(line) for line in found[:-1]]
    assert [one["mvs_reason"] for one in objects] == [None, "no such cell", "no such cell", "empty", "empty"]
    assert list(objects[1]) == ["mvs_label", "mvs_confidence", "mvs_reason", "mvs_model"]


def test_a_byte_order_mark_is_no_part_of_the_first_line(label: Label) -> None:
    found, summary = label('\ufeff{"任务": "拜访客户"}\n')
    assert json.loads(found[0].decode("utf-8-sig"))["mvs_label"] == "sales"
    assert summary.columns == ["任务"]


def test_jobs_with_titles(label: Label) -> None:
    line = json.dumps({"岗位": "市场专员", "职位描述": "拜访客户；签订合同"}, ensure_ascii=False)
    found = json.loads(label(line, request=Request(job=True), title_column="岗位")[0][0])
    assert (found["mvs_label"], found["mvs_title_says"], found["mvs_title_agrees"]) == ("sales", "marketing", "false")
    assert isinstance(found["mvs_confidence"], float)
    assert isinstance(found["mvs_sales_share"], float)


@pytest.mark.parametrize("workers", [1, 2])
def test_lines_cross_the_borders_of_pieces(workers: int, label: Label) -> None:
    lines = [json.dumps({"id": number, "任务": f"第{number}次拜访客户"}, ensure_ascii=False) for number in range(50)]
    found, _ = label("\n".join(lines), columns=("任务",), workers=workers, sizes=Sizes(chunk=100))
    assert [json.loads(line)["id"] for line in found[:-1]] == list(range(50))


def test_a_giant_line_is_an_error(label: Label) -> None:
    with pytest.raises(DataError, match="a line has more than 1 MiB; is it JSON Lines"):
        label('{"任务": "' + "x" * (3 << 20) + '"}', sizes=Sizes(largest=1 << 20))


@pytest.mark.parametrize(("stored", "named"), [("gb18030", None), ("utf-16", None), ("big5", "big5")])
def test_other_encodings_come_out_in_utf_8(label: Label, stored: str, named: str | None) -> None:
    found, _ = label('{"text":"公司"}\n{"text":"推廣"}\n'.encode(stored), encoding=named)
    assert [json.loads(line)["text"] for line in found[:2]] == ["公司", "推廣"]


@pytest.mark.parametrize("end", ["}", "}\n"])
def test_the_euro_of_code_page_936_is_read(end: str, label: Label) -> None:
    content = '{"text":"提成"}\n{"text":"提成'.encode("gbk") + b'\x805"' + end.encode()
    assert json.loads(label(content)[0][1])["text"] == "提成€5"


def test_an_earlier_verdict_is_replaced_and_the_rest_stays_byte_for_byte(label: Label) -> None:
    (first, _), _ = label('{"id": 1.50 ,"任务":"拜访客户","x":1e400}\n')
    (second, _), summary = label(first + b"\n")
    assert second == first
    assert summary.replaced == ["mvs_label", "mvs_confidence", "mvs_reason", "mvs_model"]
    assert "of an earlier run were replaced" in summary.notes[-1]
    (third, _), _ = label('{"mvs_words":{"}":[1]} , "任务":"拜访客户" ,"mvs_label":"x" }')
    assert third.startswith('{"任务":"拜访客户", "mvs_label": "sales", '.encode())


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        (b'{"a":1,"b":2,"c":3}', b'{"a":1,"c":3}'),
        (b'{ "b" : [1, {"b": "}"}] }', b"{}"),
        (b'{"b":1, "a":"\\"b\\": 2"}', b'{"a":"\\"b\\": 2"}'),
        (b'{"a":1}\r', b'{"a":1}\r'),
    ],
)
def test_members_are_cut_out_of_a_line(line: bytes, rest: bytes) -> None:
    assert without_members(line, {"b"}) == rest


# Arrays.

ARRAY = '[\n  {"任务": "拜访客户",\n   "id": 1.50},\n  {"任务": "策划活动"},\n\n  {"任务": null}\n]\n'


@pytest.mark.parametrize("chunk", [1, 7, 64, 1 << 20])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("text", [ARRAY, json.dumps(json.loads(ARRAY), ensure_ascii=False)])
def test_an_array_of_objects_is_read_as_lines(text: str, encoding: str, chunk: int, label: Label) -> None:
    lines, summary = label(text.encode(encoding), columns=("任务",), sizes=Sizes(chunk=chunk))
    assert [json.loads(line)["mvs_label"] for line in lines[:-1]] == ["sales", "marketing", None]
    assert lines[0].startswith('{"任务": "拜访客户", "id": 1.5'.encode())
    assert summary.tally.rows == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[{"a":1}\n,{"b"', r"in\.jsonl:2: is not JSON from here on"),
        ('[{"text":"a"}', r"in\.jsonl:1: the array is never closed"),
        ('[{"text":"a"}\n {"text":"b"}]', r"in\.jsonl:2: '{' follows an object; an array of JSON has"),
        ("[]", "holds no JSON object"),
        ("[1, 2]", "holds no JSON object"),
    ],
)
def test_a_broken_array_is_an_error_with_its_line(text: str, says: str, label: Label) -> None:
    with pytest.raises(DataError, match=says):
        label(text)


def test_a_giant_object_of_an_array_is_an_error(label: Label) -> None:
    with pytest.raises(DataError, match="an object has more than 1 MiB"):
        label('[{"任务": "' + "x" * (3 << 20) + '"}]', sizes=Sizes(largest=1 << 20, chunk=1000))


def test_what_is_no_object_in_an_array_is_kept(label: Label) -> None:
    lines, summary = label('[{"任务": "拜访"}, [1,\n2], "x"]')
    assert [json.loads(line).get("mvs_line") for line in lines[:-1]] == [None, "[1, 2]", '"x"']
    assert summary.tally.reasons == {"no such cell": 2}


def test_a_list_of_duties_is_its_lines_and_other_things_are_an_error(label: Label) -> None:
    lines, _ = label('{"任务": ["拜访客户", "签订合同"]}', request=Request(job=True))
    assert json.loads(lines[0])["mvs_label"] == "sales"
    with pytest.raises(DataError, match=r"in\.jsonl:2: the cell holds a value of type dict"):
        label('{"任务": "x"}\n{"任务": {"a": 1}}')


def test_words_for_nothing_are_empty_unless_they_are_kept(label: Label) -> None:
    text = '{"任务": "NULL"}\n{"任务": "\\\\N"}\n{"任务": "拜访"}\n'
    assert label(text)[1].tally.reasons == {"empty": 2}
    assert "empty" not in label(text, keep_na=True)[1].tally.reasons


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("true", "a value of type bool (True)"),
        ('{"a": 1}', "a value of type dict"),
        ('"签约", "任务": "策划"', "several values of the member '任务'"),
    ],
)
def test_what_is_no_text_is_an_error_with_its_line(value: str, found: str, label: Label) -> None:
    with pytest.raises(DataError) as error:
        label(f'{{"任务": "拜访"}}\n{{"任务": {value}}}\n')
    assert "in.jsonl:2: " in str(error.value)
    assert found in str(error.value)


def test_a_number_is_read_as_it_is_written(label: Label) -> None:
    found, _ = label('{"任务": "拜访"}\n{"任务": 12}\n')
    assert json.loads(found[1])["mvs_label"] == "neither"
