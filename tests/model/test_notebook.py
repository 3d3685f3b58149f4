import re
import subprocess
import sys

import pytest
from hypothesis import given

import mvs_classifier as mvs
from mvs_classifier.i18n import speaking
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.model.notebook import Weighed, highlight, placed, visible
from tests.html_reader import Element, Page
from tests.small_world import TAUGHT_LINE, TAUGHT_POSTING
from tests.strategies import texts

HOSTILE = "<script>alert('\"&')</script>拜访客户\x00\u202e推广\ud800👩\u200d💻"
HARMLESS = {"div", "span", "b", "mark", "table", "tbody", "tr", "td"}


def html_of(shown: object) -> str:
    return shown._repr_html_()  # type: ignore[attr-defined]


def shown(weights: dict[str, float], longest: int) -> str:
    """Words one after the other, with what each weighs, as they are shown."""
    text, words = "", []
    for word, weight in weights.items():
        words.append(Weighed(len(text), len(text) + len(word), weight))
        text += word
    return highlight(text, words, longest)


def depth(mark: Element) -> float:
    found = re.search(r"rgba\(\d+,\d+,\d+,([.\d]+)\)", mark["style"])
    assert found
    return float(found[1])


@given(texts)
def test_whatever_a_text_holds_becomes_text(text: str) -> None:
    for one in (mvs.classify(text), mvs.explain(text), mvs.tag_job([text, HOSTILE], title=text)):
        html = html_of(one)
        html.encode()
        assert {element.tag for element in Page(html).elements} <= HARMLESS
        assert all(char.isprintable() or char == "\u200d" for char in html)


@given(texts)
def test_a_visible_text_is_the_text_where_all_of_it_can_be_seen(text: str) -> None:
    if text.isprintable():
        assert Page(visible(text)).text == text


def test_what_would_turn_a_text_around_is_written_out() -> None:
    assert visible("a\u202eb\x00\u2067\ud800") == r"a\u202eb\x00\u2067\ud800"
    assert visible("a\u3000b\n👩\u200d💻") == "a b 👩\u200d💻"


def test_words_are_marked_by_side_and_weight() -> None:
    html = shown({"强": 2.0, "反": -1.0, "中": 1.0, "无": 0.1, "零": 0.0}, 100)
    marks = Page(html).all("mark")
    assert [mark.text for mark in marks] == ["强", "反", "中"]
    assert [mark["title"] for mark in marks] == ["+2.00", "-1.00", "+1.00"]
    assert ["dotted" in mark["style"] for mark in marks] == [False, True, False]
    assert ["solid" in mark["style"] for mark in marks] == [True, False, True]
    assert depth(marks[0]) > depth(marks[1]) == depth(marks[2])
    assert Page(html).text == "强反中无零"


def test_where_nothing_weighs_nothing_is_marked() -> None:
    assert shown({"一": 0.0}, 9) == "一"


def test_a_long_text_is_cut_and_says_so() -> None:
    html = shown({"拜访": 1.0, "客户": 1.0}, 3)
    assert Page(html).text == "拜访客 … and 1 more character"
    assert [mark.text for mark in Page(html).all("mark")] == ["拜访"]


def test_of_a_long_text_the_part_around_the_strongest_word_is_shown() -> None:
    html = shown({"前" * 50: 0.0, "弱": 1.0, "中" * 50: 0.0, "强": -2.0, "后" * 50: 0.0}, 20)
    assert Page(html).text == f"… {'中' * 9}强{'后' * 10} … and 132 more characters"
    assert [mark.text for mark in Page(html).all("mark")] == ["强"]
    html = shown({"前" * 50: 0.0, "强": 2.0}, 20)
    assert Page(html).text == f"… {'前' * 19}强 … and 31 more characters"


@given(texts)
def test_an_explanation_shows_the_text_as_it_came(text: str) -> None:
    explanation = mvs.explain(text)
    shown = next(element for element in Page(html_of(explanation)).all("div") if "lang" in element.attributes)
    assert explanation.original == text
    assert shown.text == Page(visible(text)).text


def test_words_are_marked_where_they_are_in_the_text_as_it_came() -> None:
    page = Page(html_of(mvs.explain("①負責ＳＥＯ推\u200b廣，拜訪客戶")))
    assert [mark.text for mark in page.all("mark")][:-2] == ["負責", "推\\u200b廣", "拜訪", "客戶"]


def test_words_of_one_character_become_one_mark() -> None:
    words = [Weighed(0, 1, 1.0), Weighed(1, 2, -0.25), Weighed(2, 3, 2.0)]
    assert placed(words, "㎡客", "m2客") == [Weighed(0, 1, 0.75), Weighed(1, 2, 2.0)]


def test_where_a_place_cannot_be_told_the_text_is_shown_without_marks() -> None:
    assert placed([Weighed(0, 1, 1.0)], "a", "ab") == []


def test_an_explanation_marks_the_words_that_speak_for_the_verdict() -> None:
    explanation = mvs.explain("在办公室拜访客户")
    page = Page(html_of(explanation))
    marks = {mark.text: mark["style"] for mark in page.all("mark")}
    assert page.text.startswith("sales")
    for word in explanation.strongest(2):
        assert "solid" in marks[word.word]
    assert "dotted" in marks["办公室"]


@pytest.mark.parametrize(("text", "reason"), [(" ", "empty"), ("！", "no words"), ("ξ", "no known words")])
def test_a_reason_is_shown(text: str, reason: str) -> None:
    for one in (mvs.classify(text), mvs.explain(text)):
        assert f"no verdict: {reason}" in Page(html_of(one)).text


def test_a_job_without_a_verdict_says_why() -> None:
    assert "no verdict: no words" in Page(html_of(mvs.tag_job(["！"]))).text
    assert "no verdict" not in Page(html_of(mvs.tag_job(["拜访客户"]))).text


def test_what_was_taught_is_not_called_without_a_verdict(taught_classifier: Classifier) -> None:
    classified, explained = taught_classifier.classify(TAUGHT_LINE), taught_classifier.explain(TAUGHT_LINE)
    for one in (classified, explained, taught_classifier.tag_job([TAUGHT_POSTING])):
        text = Page(html_of(one)).text
        assert text.startswith("sales")
        assert "taught" in text
        assert "no verdict" not in text


def test_labels_and_reasons_are_in_the_language_that_is_spoken(taught_classifier: Classifier) -> None:
    job = mvs.tag_job(["！", "拜访客户"], title="市场专员")
    shown = [mvs.classify("ξ"), mvs.explain("拜访客户"), taught_classifier.classify(TAUGHT_LINE), job]
    with speaking("zh"):
        pages = [Page(html_of(one)) for one in (*shown, mvs.tag_job(["拜访客户"], title="储备干部"))]
    unknown, explained, taught, of_job, is_open = (page.text for page in pages)
    assert unknown.startswith("都不是")
    assert "未判断：没有认识的词" in unknown
    assert explained.startswith("销售")
    assert "按所教" in taught
    assert pages[3].table(0)[0][:2] == ["都不是", "没有文字"]
    assert "职位名称所指：市场营销" in of_job
    assert "职位名称所指：看不出" in is_open
    assert not any(label in text for text in (unknown, explained, taught, of_job) for label in Label)


def test_the_bars_of_a_prediction_are_as_long_as_its_scores() -> None:
    prediction = mvs.classify("策划活动并拜访客户")
    page = Page(html_of(prediction))
    widths = re.findall(r"width:([.\d]+)%;height", " ".join(span["style"] for span in page.all("span")))
    assert list(map(float, widths)) == pytest.approx([100 * prediction.scores[label] for label in Label], abs=0.06)
    assert page.text.startswith(f"{prediction.label} {prediction.confidence:.2f}")
    assert [div.text.split()[0] for div in page.all("div") if "bold" in (div.attributes.get("style") or "")] == ["both"]


def test_a_job_shows_its_lines_its_shares_and_its_title() -> None:
    job = mvs.tag_job("1、每天拜访客户；2、签订合同；3、催收货款", title="市场专员")
    page = Page(html_of(job))
    assert [row[0] for row in page.table(0)] == [str(line.label) for _, line in job.tasks]
    assert [row[2] for row in page.table(0)] == [text for text, _ in job.tasks]
    assert " · the title says marketing: does not agree with the tasks" in page.text
    assert f"marketing {job.marketing_share:.0%}" in page.text
    assert f"{job.sales_share:.0%} sales" in page.text


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("销售代表", "agrees with the tasks"),
        ("会计", "does not agree with the tasks"),
        ("储备干部", "cannot be compared"),
        (None, ""),
    ],
)
def test_a_title_may_agree_or_say_nothing(title: str | None, said: str) -> None:
    text = Page(html_of(mvs.tag_job(["拜访客户"], title=title))).text
    assert said in text
    assert ("title" in text) == (title is not None)


def test_a_line_without_a_verdict_says_why() -> None:
    assert Page(html_of(mvs.tag_job(["！", "拜访客户"]))).table(0)[0] == ["neither", "no words", "！"]


def test_a_job_of_no_craft_has_no_bar() -> None:
    text = Page(html_of(mvs.tag_job(["五险一金"]))).text
    assert "nothing that is marketing or sales" in text
    assert "%" not in text


def test_of_a_long_job_the_first_lines_are_shown_and_the_rest_is_counted() -> None:
    page = Page(html_of(mvs.tag_job(["拜访客户" * 100] * 130)))
    assert len(page.table(0)) == 100
    assert "and 30 more lines" in page.text
    assert all(row[2] == "拜访客户" * 75 + " … and 100 more characters" for row in page.table(0))


def test_they_remain_what_they_were() -> None:
    prediction = mvs.classify("拜访客户")
    assert repr(prediction).startswith("Prediction(label=<Label.SALES: 'sales'>, confidence=")
    assert "html" not in " ".join((*prediction._fields, *mvs.Explanation._fields, *mvs.JobTag._fields))


def test_nobody_but_a_notebook_pays_for_it() -> None:
    code = (
        "import sys, mvs_classifier as m; m.classify('拜访客户'); m.tag_job('拜访客户'); "
        "sys.exit('mvs_classifier.model.notebook' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
