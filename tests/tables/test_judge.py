import pytest
from hypothesis import given
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.added import ALWAYS, COLUMNS, Value
from mvs_classifier.tables.judge import NO_CELL, NOT_SURE, Judge
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.options import Request
from mvs_classifier.tables.tally import Tally
from tests.small_world import TAUGHT_LINE
from tests.strategies import texts

classifier = mvs.load()


def cells(request: Request, *given: str | None, titles: list[str | None] | None = None) -> list[tuple[Value, ...]]:
    return list(zip(*Judge(classifier, request).judge(given, titles).columns, strict=True))


@given(st.lists(texts, max_size=20))
def test_says_of_each_text_what_classify_says(given: list[str]) -> None:
    for text, (label, confidence, reason, model) in zip(given, cells(Request(), *given), strict=True):
        prediction = classifier.classify(text)
        is_empty = prediction.reason == "empty"
        assert (label, reason) == (None if is_empty else prediction.label, prediction.reason)
        assert confidence == (None if is_empty else pytest.approx(prediction.confidence, abs=6e-5))
        assert model == classifier.fingerprint


@given(st.lists(st.none() | texts, max_size=20), st.sampled_from([0.0, 0.5, 0.95]))
def test_codes_stand_for_the_same_cells(given: list[str | None], least: float) -> None:
    judge = Judge(classifier, Request(min_confidence=least))
    verdicts, codes = judge.judge(given), judge.codes(given)
    assert [judge.cells(code) for code in codes.codes] == list(map(list, zip(*verdicts.written(), strict=True)))
    assert codes.tally == verdicts.tally


def test_a_row_without_the_cell_has_no_verdict_and_says_so() -> None:
    assert cells(Request(), None, "") == [
        (None, None, NO_CELL, classifier.fingerprint),
        (None, None, "empty", classifier.fingerprint),
    ]
    assert cells(Request(job=True), None)[0][:3] == (None, None, NO_CELL)


def test_what_is_below_the_wanted_confidence_has_no_label() -> None:
    sure = classifier.classify("拜访客户").confidence
    assert cells(Request(min_confidence=sure - 0.001), "拜访客户")[0][0] == "sales"
    label, confidence, reason, _ = cells(Request(min_confidence=sure + 0.001), "拜访客户")[0]
    assert (label, confidence, reason) == (None, pytest.approx(sure, abs=1e-4), NOT_SURE)


def test_names_the_words_that_speak_for_the_label_each_once() -> None:
    (words,) = (str(row[4]) for row in cells(Request(explain=True), "拜访客户，拜访客户，催收货款"))
    assert "拜访" in words.split()
    assert len(words.split()) == len(set(words.split()))


def test_speaks_chinese() -> None:
    judge = Judge(classifier, Request(job=True, titles=True, language="zh"))
    verdicts = judge.judge(["1、拜访客户；2、催收货款；3、签订合同", ""], ["市场专员", ""])
    added = "类别 置信度 说明 模型 市场营销占比 销售占比 营销销售工作占比 标题所指 标题相符"
    assert judge.columns == added.split()
    first, second = zip(*verdicts.columns, strict=True)
    assert (first[0], first[2], *first[-2:]) == ("销售", None, "市场营销", "否")
    assert second[:3] == (None, None, "空白")


def test_tallies_add_up() -> None:
    judge = Judge(classifier, Request())
    first, second = judge.judge(["拜访客户", ""]).tally, judge.judge(["策划品牌活动", "拜访客户", None]).tally
    both = first.plus(second)
    assert (both.rows, both.labels, both.reasons) == (5, {"sales": 2, "marketing": 1}, {"empty": 1, NO_CELL: 1})
    assert both.plus(Tally.none()) == both


def test_numbers_are_numbers_until_they_are_written() -> None:
    verdicts = Judge(classifier, Request(job=True)).judge(["1、拜访客户；2、催收货款", ""])
    assert [type(share) for share in (*verdicts.columns[4], *verdicts.columns[5])] == [float, type(None)] * 2
    assert verdicts.written()[0] == ["sales", ""]
    assert all(len(share) == len("0.0000") for share in (verdicts.written()[4][0], verdicts.written()[5][0]))


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        (Request(), ""),
        (Request(explain=True), "mvs_words"),
        (Request(job=True), "mvs_marketing_share mvs_sales_share mvs_craft_part"),
        (
            Request(job=True, titles=True),
            "mvs_marketing_share mvs_sales_share mvs_craft_part mvs_title_says mvs_title_agrees",
        ),
        (Request(job=True, explain=True), "mvs_words mvs_marketing_share mvs_sales_share mvs_craft_part"),
    ],
)
def test_the_columns_that_a_request_adds(request_: Request, names: str) -> None:
    judge = Judge(classifier, request_)
    assert judge.columns == [*ALWAYS, *names.split()]
    assert judge.fields == [
        (name, float if "share" in name or "conf" in name or "part" in name else str) for name in judge.columns
    ]


def test_every_column_has_a_name_of_its_own_in_each_language() -> None:
    for language in LANGUAGES:
        names = [column.called(language) for column in COLUMNS]
        assert len(set(names)) == len(COLUMNS)


POSTING = """岗位职责：
1、每天拜访客户，签订合同；
2、催收货款；
任职要求：
1、有销售业绩和大客户销售经验，擅长销售谈判
2、负责拜访客户，完成销售指标，签订合同，催收货款的经验"""


def test_the_words_of_a_job_are_of_its_duties_and_never_of_requirements() -> None:
    words = cells(Request(job=True, explain=True), POSTING)[0][4]
    duties, *_ = POSTING.partition("任职要求")
    assert words
    assert all(word in duties for word in str(words).split())


def test_the_words_of_a_job_of_both_crafts_are_of_a_line_of_one() -> None:
    lines = ["拜访客户，签订合同", "策划品牌传播活动，撰写推文"]
    row = cells(Request(job=True, explain=True), "岗位职责：\n" + "\n".join(lines))[0]
    label, words = row[0], str(row[4]).split()
    assert label == "both"
    (line,) = (line for line in lines if all(word in line for word in words))
    assert classifier.classify(line).label in {Label.MARKETING, Label.SALES}


def test_the_words_of_a_job_are_those_of_the_verdict_with_its_title() -> None:
    lines = ["负责门店日常工作", "介绍产品，完成领导交办的任务"]
    request = Request(job=True, titles=True, explain=True)
    rows = cells(request, *["；".join(lines)] * 2, titles=[None, "销售顾问"])
    assert [row[0] for row in rows] == ["neither", "sales"]
    for line, row in zip(lines, rows, strict=True):
        assert row[4] is not None
        assert all(word in line for word in str(row[4]).split())


def test_the_words_of_a_job_do_not_change_its_other_cells() -> None:
    jobs: list[str | None] = [POSTING, "拜访客户；策划活动", "！！", "", None, "五险一金"]
    titles: list[str | None] = ["市场专员", None, "销售", "会计", "", "储备干部"]
    with_words = cells(Request(job=True, titles=True, explain=True), *jobs, titles=titles)
    assert [row[:4] + row[5:] for row in with_words] == cells(Request(job=True, titles=True), *jobs, titles=titles)


def test_a_taught_line_gives_a_job_no_other_words(taught_classifier: Classifier) -> None:
    first, second = (Judge(one, Request(job=True, explain=True)) for one in (classifier, taught_classifier))
    jobs = [f"{TAUGHT_LINE}\n归档文件", TAUGHT_LINE]
    assert first.judge(jobs) == second.judge(jobs)
    assert all(first.judge(jobs).columns[4])


def test_a_job_without_a_line_has_no_words() -> None:
    assert cells(Request(job=True, explain=True), "！！", "")[0][4] is None


def test_a_confidence_of_exactly_the_least_is_enough() -> None:
    for text in (
        "拜访客户",
        "策划品牌活动",
        "开发亲子客群，策划周末体验课",
        "向医生介绍新药的推广资料",
        "写周报",
        "整理展厅",
    ):
        ((_, confidence, _, _),) = cells(Request(), text)
        ((_, _, reason, _),) = cells(Request(min_confidence=float(str(confidence))), text)
        assert reason is None
