import pytest
from hypothesis import given
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier.tables.judge import NO_CELL, NOT_SURE, Judge
from mvs_classifier.tables.options import Request
from mvs_classifier.tables.tally import Tally
from tests.strategies import texts

classifier = mvs.load()


def cells(request: Request, *given: str | None, titles: list[str | None] | None = None) -> list[tuple[str, ...]]:
    return list(zip(*Judge(classifier, request).judge(given, titles).columns, strict=True))


@given(st.lists(texts, max_size=20))
def test_says_of_each_text_what_classify_says(given: list[str]) -> None:
    for text, (label, confidence, reason, model) in zip(given, cells(Request(), *given), strict=True):
        prediction = classifier.classify(text)
        assert (label, reason) == ("" if prediction.reason == "empty" else prediction.label, prediction.reason or "")
        assert not confidence or float(confidence) == pytest.approx(prediction.confidence, abs=6e-5)
        assert model == classifier.fingerprint


def test_a_row_without_the_cell_has_no_verdict_and_says_so() -> None:
    assert cells(Request(), None, "") == [
        ("", "", NO_CELL, classifier.fingerprint),
        ("", "", "empty", classifier.fingerprint),
    ]
    assert cells(Request(job=True), None)[0][:3] == ("", "", NO_CELL)


def test_what_is_below_the_wanted_confidence_has_no_label() -> None:
    sure = classifier.classify("拜访客户").confidence
    assert cells(Request(min_confidence=sure - 0.001), "拜访客户")[0][0] == "sales"
    label, confidence, reason, _ = cells(Request(min_confidence=sure + 0.001), "拜访客户")[0]
    assert (label, float(confidence), reason) == ("", pytest.approx(sure, abs=1e-4), NOT_SURE)


def test_names_the_words_that_speak_for_the_label_each_once() -> None:
    (words,) = (row[4] for row in cells(Request(explain=True), "拜访客户，拜访客户，催收货款"))
    assert "拜访" in words.split()
    assert len(words.split()) == len(set(words.split()))


def test_speaks_chinese() -> None:
    judge = Judge(classifier, Request(job=True, titles=True, language="zh"))
    verdicts = judge.judge(["1、拜访客户；2、催收货款；3、签订合同", ""], ["市场专员", ""])
    assert judge.columns == ["类别", "置信度", "说明", "模型", "市场营销占比", "销售占比", "标题相符"]
    first, second = zip(*verdicts.columns, strict=True)
    assert (first[0], first[2], first[-1]) == ("销售", "", "否")
    assert second[:3] == ("", "", "空白")


def test_tallies_add_up() -> None:
    judge = Judge(classifier, Request())
    first, second = judge.judge(["拜访客户", ""]).tally, judge.judge(["策划品牌活动", "拜访客户", None]).tally
    both = first.plus(second)
    assert (both.rows, both.labels, both.reasons) == (5, {"sales": 2, "marketing": 1}, {"empty": 1, NO_CELL: 1})
    assert both.plus(Tally.none()) == both


def test_numbers_are_typed_and_nothing_is_none() -> None:
    assert Judge(classifier, Request()).typed(["sales", "0.5000", "", "m"]) == ["sales", 0.5, None, "m"]
