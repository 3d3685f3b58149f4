"""What is not a text, or not many texts, is refused with advice; nothing of it is judged."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import mvs_classifier as mvs


class Frame:
    """Looks as a table does: iterating over it gives the names of its columns."""

    columns = ("text",)

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)


class Series:
    """Looks as a column of pandas does."""

    def __init__(self, values: list[Any], index: list[Any]) -> None:
        self.values, self.index, self.iloc = values, index, values

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)


@pytest.mark.parametrize("call", [mvs.classify_many, mvs.tag_jobs, lambda given: mvs.tag_jobs(given, given)])
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("拜访客户", "not one text; use (classify|tag_job) for it"),
        (b"\xe6\x8b\x9c", "not bytes; decode it first"),
        (bytearray(b"x"), "not bytearray; decode it first"),
        ({"拜访客户": 1}, r"not a dict; pass its texts: .*\(texts.values\(\)\)"),
        (Frame(), r"not a Frame; name the column of texts: .*\(table\['text'\]\)"),
        (None, "not NoneType: None"),
        (3, "not int: 3"),
    ],
)
def test_what_is_not_many_texts_is_refused_at_once(call: Callable[[Any], object], given: object, says: str) -> None:
    with pytest.raises(TypeError, match=f"takes an iterable of texts, such as a list or a column, {says}"):
        call(given)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, r"not NoneType: None; leave out missing texts or fill them in, as by fillna\(''\)"),
        (float("nan"), "not float: nan; leave out missing texts"),
        (b"x", "not bytes: b'x'; decode it first"),
        (3.5, "not float: 3.5$"),
        (["拜访客户"], "not list"),
    ],
)
def test_one_that_is_not_a_text_is_named_by_its_row(text: object, says: str) -> None:
    given: list[Any] = ["拜访客户"] * 20 + [text]
    with pytest.raises(TypeError, match=f"^text 20 must be a str, {says}"):
        list(mvs.classify_many(given))
    calls: list[Callable[[Any], Any]] = [mvs.classify_many]
    if not isinstance(text, list):  # a job may be a list of tasks
        calls.append(mvs.tag_jobs)
    for call in calls:
        with pytest.raises(TypeError, match=rf"^text 1 \(row 'r7'\) must be a str, {says}"):
            list(call(Series(["拜访客户", text], ["r3", "r7"])))
    with pytest.raises(TypeError, match=r"^text 1 must be a str"):
        mvs.tag_job(["拜访客户", text])  # type: ignore[list-item]
    for one in (mvs.classify, mvs.explain):
        with pytest.raises(TypeError, match=f"^a text must be a str, {says}"):
            one(text)  # type: ignore[arg-type]


def test_a_row_of_pandas_is_named() -> None:
    pandas = pytest.importorskip("pandas")
    for missing in (None, float("nan"), pandas.NA, pandas.NaT):
        texts = pandas.Series(["拜访客户", missing], index=["a", "b"], dtype=object)
        with pytest.raises(TypeError, match=r"^text 1 \(row 'b'\) .*; leave out missing texts"):
            list(mvs.classify_many(texts))
    with pytest.raises(TypeError, match="not a DataFrame; name the column"):
        mvs.classify_many(pandas.DataFrame({"text": ["拜访客户"]}))


@pytest.mark.parametrize("make", [list, tuple, iter, lambda given: dict.fromkeys(given).keys()])
def test_any_iterable_of_texts_is_fine(make: Callable[[list[str]], Any]) -> None:
    given = ["拜访客户", "策划活动"]
    labels = [mvs.Label.SALES, mvs.Label.MARKETING]
    assert [prediction.label for prediction in mvs.classify_many(make(given))] == labels
    assert [job.label for job in mvs.tag_jobs(make(given), make(given))] == labels


def test_a_table_of_arrow_is_refused() -> None:
    arrow = pytest.importorskip("pyarrow")
    with pytest.raises(TypeError, match="not a Table; name the column"):
        mvs.classify_many(arrow.table({"text": ["拜访客户"]}))


def test_there_must_be_a_title_for_each_description() -> None:
    with pytest.raises(ValueError, match="there are 2 descriptions, but 1 titles"):
        mvs.tag_jobs(["拜访客户", "策划活动"], ["销售"])


def test_a_title_that_is_no_text_is_called_a_title() -> None:
    with pytest.raises(TypeError, match="a title must be a str or None, not int: 3"):
        mvs.tag_job("拜访客户", title=3)  # type: ignore[arg-type]
