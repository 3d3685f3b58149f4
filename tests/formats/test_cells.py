import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mvs_classifier.formats.cells import CellError, Repeated, cell_text, is_blank, is_no_text, is_nothing, judged_text


class NAType:
    """What pandas has for a missing value: it cannot be compared."""

    def __eq__(self, other: object) -> bool:
        raise TypeError

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    "cell", [None, float("nan"), np.float32("nan"), np.float64("nan"), Decimal("NaN"), NAType(), ""]
)
def test_nothing_is_empty(cell: Any) -> None:
    assert cell_text(cell) == ""


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("007", "007"),
        (7, "7"),
        (7.0, "7"),
        (1.5, "1.5"),
        (True, "True"),
        (np.int64(7), "7"),
        (Decimal("1.50"), "1.50"),
        (dt.date(2024, 2, 29), "2024-02-29"),
        ("拜访客户".encode(), "拜访客户"),
        (bytearray("拜访".encode()), "拜访"),
        (["拜访客户", "签合同"], "拜访客户\n签合同"),
        (("拜访", None, float("nan")), "拜访"),
        (np.array(["拜访", "签约"]), "拜访\n签约"),
        ([], ""),
    ],
)
def test_text_numbers_dates_bytes_and_lists_are_read(cell: Any, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ({"a": 1}, "dict"),
        ("拜访".encode("gb18030"), "bytes that are not UTF-8"),
        ([["拜访"]], "a list with a value of type list"),
        (["拜访", 1], "a list with a value of type int"),
        ([{"text": "拜访"}], "a list with a value of type dict"),
        (Repeated(["a", "b"]), "several values of one name"),
        (Repeated(["a", "b"], "text"), "several values of the member 'text'"),
        (SimpleNamespace(), "SimpleNamespace"),
        ({"a"}, "set"),
    ],
)
def test_anything_else_is_an_error_that_names_its_kind(cell: Any, kind: str) -> None:
    with pytest.raises(CellError, match=kind):
        cell_text(cell)


@pytest.mark.parametrize(
    "word", ["\\N", "NULL", "null", "nan", "NaN", "None", "N/A", "n/a", "NA", "#N/A", " NULL ", "<NA>"]
)
def test_words_for_nothing_are_empty_unless_they_are_kept(word: str) -> None:
    assert is_nothing(word)
    assert judged_text(word, keep_na=False) == ""
    assert judged_text(word, keep_na=True) == word


@pytest.mark.parametrize(
    "word", ["无", "暂无", " 无。", "无内容", "不详", "略", "暫無", "详见附件", "面议。", "同上", "未填写"]
)
def test_words_for_nothing_to_write_are_empty_unless_they_are_kept_and_may_be_labels(word: str) -> None:
    assert is_no_text(word)
    assert not is_nothing(word)
    assert judged_text(word, keep_na=False) == ""
    assert judged_text(word, keep_na=True) == word


def test_a_truth_value_is_no_text_to_judge() -> None:
    truth: Any = True
    with pytest.raises(CellError, match=r"a value of type bool \(True\); it must be a text"):
        judged_text(truth, keep_na=False)
    assert judged_text(7.0, keep_na=False) == "7"


@pytest.mark.parametrize("text", ["-", "无人机", "无需出差", "nanotube", "NULL 值", "0", "！"])
def test_other_texts_are_not_words_for_nothing(text: str) -> None:
    assert judged_text(text, keep_na=False) == text


def test_blanks_are_blank() -> None:
    assert [is_blank(cell) for cell in (None, " \u3000", "", float("nan"), "x", 0, False)] == [True] * 4 + [False] * 3
