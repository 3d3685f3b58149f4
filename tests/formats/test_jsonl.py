import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mvs_classifier import Classifier, DataError
from mvs_classifier.formats.options import Sizes
from mvs_classifier.tables.label import Summary, label_file
from mvs_classifier.tables.options import Options, Request

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
    assert (found["mvs_label"], found["mvs_title_agrees"], found["mvs_confidence"]) == ("sales", "false", None)
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
