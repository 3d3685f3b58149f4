import pytest
from hypothesis import given

from mvs_classifier.text.titles import bare_title, is_open
from tests.strategies import texts


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("课程顾问（包吃住，底薪4000）", "课程顾问"),
        ("急聘Java工程师（上海）J1319", "java工程师"),
        ("销售代表 8k-12k 双休", "销售代表"),
        ("【高薪诚聘】置业顾问+五险一金", "置业顾问"),
        ("销售（电销）", "销售 电销"),
        ("市场部/品牌经理", "市场部 品牌经理"),
        ("C++开发", "c 开发"),
        ("招聘专员", "招聘专员"),
        ("客户经理-北京", "客户经理"),
        ("课程顾问月入过万", "课程顾问"),
        ("電話銷售（包住）", "电话销售"),
        ("销售综合薪资8000 - 1.2万/月以上", "销售"),
        ("销售薪资综合", "销售薪资综合"),
        ("销售月薪资4000", "销售月"),
        ("4000月入综合5000客服", "入 客服"),
        ("销售" + "月薪" * 100 + "4000", "销售"),
        ("客服8千  至  9千不等月薪", "客服 月薪"),
    ],
)
def test_what_says_nothing_of_the_work_is_taken_off(title: str, bare: str) -> None:
    assert bare_title(title) == bare


@pytest.mark.parametrize(
    "title",
    [
        "",
        "储备干部",
        "管培生",
        "管理培训生（2025届）",
        "合伙人",
        "项目专员",
        "助理",
        "包吃住",
        "底薪4000",
        "双休",
        "急聘",
        "（上海）",
        "J1319",
        "2026届应届毕业生",
        "诚聘英才",
    ],
)
def test_a_title_that_names_no_work_is_open(title: str) -> None:
    assert is_open(title)


@pytest.mark.parametrize(
    "title", ["销售", "市场专员", "招聘专员", "项目经理", "司机", "行政助理", "Java工程师", "课程顾问"]
)
def test_a_title_that_names_work_is_not(title: str) -> None:
    assert not is_open(title)


@given(texts)
def test_any_title_can_be_read(title: str) -> None:
    assert bare_title(bare_title(title)) is not None
    assert is_open(title) in {True, False}
