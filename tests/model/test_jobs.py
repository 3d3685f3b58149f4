import csv
import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mvs_classifier as mvs
from mvs_classifier import Classifier, JobTag, Label
from mvs_classifier.model.jobs import Shares, agrees, says, shares
from mvs_classifier.model.prediction import no_verdict, of_probabilities
from mvs_classifier.model.work import ROLES, Work
from tests.small_world import TAUGHT_LINE
from tests.strategies import texts

DATA = Path(__file__).parents[1] / "data"
SELLING = "岗位职责：1、每天拜访客户；2、签订合同；3、催收货款；4、完成销售指标。任职要求：大专以上学历。"
LINES = ["岗位职责：", "拜访客户", "策划品牌活动", "编写接口代码", "任职要求：", "本科以上学历", "五险一金", "……"]
postings = st.lists(st.sampled_from([*LINES, TAUGHT_LINE]) | texts, max_size=12).map("\n".join)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def work(*means: tuple[float, float, float, float]) -> Work:
    """A job whose roles have these means, each of two lines' weight."""
    every = [*means, *[(0.0, 0.0, 0.0, 0.0)] * (len(ROLES) - len(means))]
    totals = [2.0 if any(mean) else 0.0 for mean in every]
    return Work([], (totals[0], totals[1], totals[2], totals[3]), every)


# The verdict and what it is made of.


def test_selling_is_sales() -> None:
    job = mvs.tag_job(SELLING)
    assert (job.label, job.reason, job.title, job.title_says, job.title_agrees) == (Label.SALES, None, None, None, None)
    assert job.confidence == max(job.scores.values()) > 0.9
    assert job.sales_share > 0.9
    assert 0.5 < job.craft_part <= 1


def exactly_explained(job: JobTag) -> bool:
    """Whether the lines, the title and the intercept add up to scores that are the verdict's."""
    if job.reason:
        return job.deciding == ()
    powers = {label: math.exp(logit) for label, logit in job.logits.items()}
    total = sum(powers.values())
    return all(abs(powers[label] / total - job.scores[label]) < 1e-9 for label in Label)


@given(postings, st.none() | texts | st.sampled_from(["市场专员", "行政", "储备干部"]))
@settings(max_examples=60)
def test_what_lines_and_title_add_is_the_verdict(description: str, title: str | None) -> None:
    assert exactly_explained(mvs.tag_job(description, title))


@given(st.lists(st.tuples(postings, st.none() | st.sampled_from(["市场专员", "会计", "", "包吃住"])), max_size=6))
@settings(max_examples=40)
def test_many_at_once_are_the_same_as_one_by_one(
    taught_classifier: Classifier, jobs: list[tuple[str, str | None]]
) -> None:
    alone = [taught_classifier.tag_job(*job) for job in jobs]
    assert taught_classifier.tag_jobs([text for text, _ in jobs], [title for _, title in jobs]) == alone


def test_a_taught_line_does_not_force_the_verdict_on_its_job(
    classifier: Classifier, taught_classifier: Classifier
) -> None:
    assert taught_classifier.classify(TAUGHT_LINE).reason == "taught"
    for lines in ([TAUGHT_LINE], [TAUGHT_LINE, "维护客户"]):
        untaught = classifier.tag_job(lines)
        (many,) = taught_classifier.tag_jobs([lines])
        (verdict,) = taught_classifier.job_verdicts([lines])
        assert many == taught_classifier.tag_job(lines) == untaught
        assert list(verdict.probabilities) == list(untaught.scores.values())


def test_one_job_is_judged_without_what_judges_many() -> None:
    code = (
        "import sys, mvs_classifier as m; m.tag_job('拜访客户', title='销售'); "
        "sys.exit('numpy' in sys.modules or 'mvs_classifier.model.batch.scorer' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_verdict_without_lines_is_that_of_the_whole(classifier: Classifier) -> None:
    titles: list[str | None] = ["市场专员", "销售", None]
    texts = [SELLING, "", "负责Java后端接口开发"]
    for job, verdict in zip(classifier.tag_jobs(texts, titles), classifier.job_verdicts(texts, titles), strict=True):
        assert (job.label, job.confidence, job.reason) == (verdict.label, max(verdict.probabilities), verdict.reason)
        assert (job.marketing_share, job.sales_share, job.craft_part) == verdict.shares
        assert (job.title, job.title_says, job.title_agrees) == (verdict.title, verdict.promise, verdict.agrees)


def test_the_lines_that_decide_come_first_and_requirements_are_not_among_the_duties() -> None:
    job = mvs.tag_job("岗位职责：\n完成销售指标，催收货款\n整理会议纪要\n任职要求：\n三年以上大客户销售经验")
    assert job.duties_deciding[0].text == "完成销售指标，催收货款"
    assert "三年以上大客户销售经验" not in [line.text for line in job.duties_deciding]


def test_a_stray_line_is_read_in_the_light_of_the_others() -> None:
    duties = ["编写Linux内核驱动", "调试嵌入式系统", "排查线上故障", "编写单元测试", "优化代码性能"]
    stray = "协助市场部门做技术支持"
    alone = mvs.classify(stray).scores[Label.NEITHER]
    assert dict(mvs.tag_job([*duties, stray]).tasks)[stray].scores[Label.NEITHER] > alone


# Titles.


@pytest.mark.parametrize("job", rows("clear_postings.csv"), ids=lambda job: job["text"][5:15])
def test_clear_duties_decide_against_any_title(job: dict[str, str]) -> None:
    titles = [row["title"] for row in rows("lying_titles.csv")]
    assert len(titles) == 50
    verdicts = [tag.label for tag in mvs.tag_jobs([job["text"]] * len(titles), titles)]
    assert verdicts == [job["kind"]] * len(titles)


@pytest.mark.parametrize(
    ("title", "promise", "agree"),
    [
        ("市场专员", "marketing", False),
        ("销售代表（双休）", "sales", True),
        ("行政专员", "neither", False),
        ("储备干部（包吃住）", "open", None),
        ("底薪4000", "open", None),
        ("", None, None),
        (" ", None, None),
    ],
)
def test_what_a_title_promises_is_compared_with_the_duties(title: str, promise: str | None, agree: object) -> None:
    job = mvs.tag_job(SELLING, title=title)
    assert (job.label, job.title_says, job.title_agrees) == (Label.SALES, promise, agree)


def test_pay_and_benefits_do_not_hide_what_a_title_says() -> None:
    job = mvs.tag_job(SELLING, title="课程顾问（包吃住，底薪4000）")
    assert job.title is not None
    assert job.title.label == Label.SALES


@pytest.mark.parametrize(
    ("promise", "sure", "job", "agree"),
    [
        ("marketing", 0.9, Label.SALES, False),
        ("both", 0.9, Label.SALES, True),
        ("marketing", 0.9, Label.BOTH, True),
        ("neither", 0.9, Label.SALES, False),
        ("sales", 0.9, Label.NEITHER, False),
        ("neither", 0.9, Label.NEITHER, True),
        ("marketing", 0.4, Label.SALES, None),
        ("open", 0.9, Label.SALES, None),
    ],
)
def test_a_title_agrees_with_the_job_that_it_promises(promise: str, sure: float, job: Label, agree: object) -> None:
    title = of_probabilities([sure, *[(1 - sure) / 3] * 3], "model")
    assert agrees(title, promise, job) is agree


def test_a_title_of_unknown_words_says_nothing() -> None:
    assert says(no_verdict("𠮷", "model"), is_open=False) == "open"


# Shares.


def test_shares_are_those_of_the_duties_and_both_counts_half_to_each() -> None:
    found = shares(work((0.2, 0.4, 0.2, 0.2), (1.0, 0.0, 0.0, 0.0)), (0.2, 0.4, 0.2, 0.2))
    assert found == pytest.approx((0.3 / 0.8, 0.5 / 0.8, 0.8))


def test_without_duties_the_requirements_are_what_is_shared() -> None:
    found = shares(work((0.0, 0.0, 0.0, 0.0), (0.0, 0.6, 0.0, 0.2)), (0.0, 1.0, 0.0, 0.0))
    assert found == pytest.approx((0.0, 1.0, 0.75))


def test_the_verdict_on_the_whole_job_decides_where_the_duties_are_even() -> None:
    even = work((0.4, 0.4, 0.0, 0.2))
    assert shares(even, (0.1, 0.8, 0.0, 0.1)).sales > 0.5 > shares(even, (0.8, 0.1, 0.0, 0.1)).sales
    assert shares(even, (0.0, 0.0, 0.0, 1.0))[:2] == (0.5, 0.5)


def test_where_hardly_any_work_is_a_craft_there_is_nothing_to_share() -> None:
    assert shares(work((0.01, 0.01, 0.0, 0.98)), (0.0, 0.0, 0.0, 1.0))[:2] == (0.0, 0.0)
    assert shares(work(), (0.25, 0.25, 0.25, 0.25)) == Shares(0.0, 0.0, 0.0)


# What it is given.


def test_tasks_are_every_line_in_order_headings_too() -> None:
    job = mvs.tag_job("岗位职责：\n1、拜访客户；\n\n2、策划活动")
    assert [text for text, _ in job.tasks] == ["岗位职责：", "拜访客户；", "策划活动"]


def test_a_list_of_tasks_is_taken_as_it_is() -> None:
    job = mvs.tag_job(["1、拜访客户；2、催款", " ", "策划活动"])
    assert [text for text, _ in job.tasks] == ["1、拜访客户；2、催款", "策划活动"]


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("……\n——", "no words"),
        ("𠮷𪚥", "no known words"),
        (["！！", "qzxvjk"], "no known words"),
        (["岗位职责：", "qzxvjk"], "no known words"),
        (["岗位职责：", "！！"], "no words"),
        (["岗位职责：", "\u200b"], "no words"),
    ],
)
def test_a_job_with_nothing_to_judge_is_neither_and_says_why(description: str | list[str], reason: str) -> None:
    job = mvs.tag_job(description, title="销售代表")
    assert (job.label, job.reason, job.marketing_share, job.sales_share) == (Label.NEITHER, reason, 0.0, 0.0)
    assert (set(job.scores.values()), job.deciding) == ({0.25}, ())
    assert job.title_agrees is None


@given(st.one_of(texts, st.lists(texts)), st.one_of(st.none(), texts))
def test_any_description_gets_a_label(description: str | list[str], title: str | None) -> None:
    job = mvs.tag_job(description, title)
    assert job.marketing_share + job.sales_share == pytest.approx(1 if job.marketing_share or job.sales_share else 0)
    assert sum(job.scores.values()) == pytest.approx(1)


def test_as_many_titles_as_descriptions() -> None:
    with pytest.raises(ValueError, match="2 descriptions, but 1 titles"):
        mvs.tag_jobs(["拜访客户", "策划活动"], ["销售"])


@pytest.mark.parametrize("title", [None, "销售代表"])
def test_headings_alone_are_nothing_to_judge(classifier: Classifier, title: str | None) -> None:
    for headings in ("岗位职责：", "任职要求", "岗位职责：\n任职要求：\n【福利待遇】"):
        job = classifier.tag_job(headings, title)
        assert (str(job.label), job.reason, job.deciding) == ("neither", "no words", ())


@pytest.mark.parametrize("description", ["五险一金，包吃住", "工作地点：北京"])
@pytest.mark.parametrize(("title", "label"), [("销售代表", "sales"), ("市场专员", "marketing"), ("会计", "neither")])
def test_where_no_duty_is_told_the_title_decides(description: str, title: str, label: str) -> None:
    assert mvs.tag_job(description, title=title).label == label


def test_a_missing_title_of_a_column_is_no_title(classifier: Classifier) -> None:
    tags = classifier.tag_jobs(["拜访客户"] * 3, ["销售代表", None, float("nan")])  # type: ignore[list-item]
    assert [tag.title_says for tag in tags] == ["sales", None, None]
    with pytest.raises(TypeError, match="title 1 must be a str or None, not int: 3"):
        classifier.tag_jobs(["拜访客户"] * 2, [None, 3])  # type: ignore[list-item]
