import pytest

from mvs_classifier import ColumnError
from mvs_classifier.formats.columns import find_column, guess_column, listed
from mvs_classifier.i18n import speaking

LONG = "这是一个很长很长的关于拜访客户的任务描述"


def test_a_name_comes_before_a_number() -> None:
    assert find_column(["x", "1", "任务"], "1") == 1
    assert find_column(["x", "z"], "1") == 0


@pytest.mark.parametrize("wanted", ["0", "3", "-1", "²", ""])
def test_a_number_must_be_one_of_a_column(wanted: str) -> None:
    with pytest.raises(ColumnError, match="there is no column"):
        find_column(["x", "z"], wanted)


def test_the_nearest_names_are_suggested() -> None:
    with pytest.raises(ColumnError, match="there is no column '职位描'; did you mean '职位描述'"):
        find_column(["编号", "职位描述"], "职位描")


def test_a_name_that_stands_twice_is_named_by_number() -> None:
    with pytest.raises(ColumnError, match="there are 2 columns 'a'; name one by its number: 1, 3"):
        find_column(["a", "b", "a"], "a")


def test_columns_are_listed_as_the_language_does() -> None:
    assert listed(["a", "b"]) == "1 'a', 2 'b'"
    with speaking("zh"):
        assert listed(["a", "b"]) == "1 'a'、2 'b'"


def test_many_columns_are_not_all_listed() -> None:
    with pytest.raises(ColumnError) as caught:
        find_column([f"c{number}" for number in range(100_000)], "任务")
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    ("columns", "row", "expected"),
    [
        (["编号", "职位描述", "公司"], ["1", "拜访", LONG], 1),
        (["a", "b"], ["短", LONG], 1),
        (["只有一列"], ["拜访"], 0),
        (["标题", "描述", "内容"], ["短", "品牌", LONG], 2),
        (["ID", " Text "], ["1", "拜访"], 1),
        (["数", "长"], [1234567.0, LONG], 1),
        (["空", "长"], [None, LONG], 1),
    ],
)
def test_guesses_the_obvious_column(columns: list[str], row: list[object], expected: int) -> None:
    assert guess_column(columns, [row]).position == expected


@pytest.mark.parametrize("sample", [[], [["x", "y"]], [[LONG, LONG]], [[]]])
def test_asks_where_none_is_obvious(sample: list[list[str]]) -> None:
    with pytest.raises(ColumnError, match=r"name one with --column; the columns are: 1 '甲', 2 '乙'"):
        guess_column(["甲", "乙"], sample)


def test_a_title_above_the_names_is_told_of() -> None:
    with pytest.raises(ColumnError, match="if the names are in another row, give its number with --header-row"):
        guess_column(["招聘岗位统计表", "", ""], [["序号", "岗位", "工作内容"]])


COMPANY = "我们是一家成立于2001年的高新技术企业，总部位于上海，欢迎加入我们的大家庭"


@pytest.mark.parametrize(
    "name",
    [
        "岗位职责：",
        "*岗位职责",
        "岗位职责（必填）",
        "岗位 职责",
        "【岗位职责】",
        "岗位职责\n(不少于50字)",
        "崗位職責",
        "職位描述",
        "工作職責",
        "工作內容",
        "職務內容",
        "Job Description",
        "job-description",
        "JOB DESCRIPTION*",
        "Key Responsibilities:",
        "岗位职责及任职要求",
        "主要工作职责",
        "ＪＤ",
    ],
)
def test_duties_are_known_however_they_are_written(name: str) -> None:
    columns = ["公司简介", name, "任职要求", "描述"]
    assert guess_column(columns, [[COMPANY, "拜访客户", COMPANY, COMPANY]]) == (1, False)


def test_what_a_company_says_of_itself_is_never_the_text() -> None:
    assert guess_column(["公司简介", "做什么", "福利待遇"], [[COMPANY * 2, LONG, COMPANY]]) == (1, True)
    with pytest.raises(ColumnError, match="no column is obviously the text"):
        guess_column(["公司介绍", "岗位"], [[COMPANY, "销售"]])


@pytest.mark.parametrize("wanted", ["岗位职责", "崗位職責", "岗位职责（选填）"])
def test_a_name_is_found_without_its_marks(wanted: str) -> None:
    assert find_column(["编号", "*岗位 职责："], wanted) == 1


def test_an_exact_name_comes_before_a_similar_one() -> None:
    assert find_column(["任务：", "任务"], "任务") == 1
    with pytest.raises(ColumnError, match="there are 2 columns '任务'; name one by its number: 1, 2"):
        find_column(["任务：", "*任务"], "任务")
