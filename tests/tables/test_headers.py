from pathlib import Path

import pytest

from mvs_classifier import Classifier
from mvs_classifier.errors import ColumnError
from mvs_classifier.formats.columns import is_like_cells, is_sentence
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options
from mvs_classifier.tables.plan import Summary

A, B = "负责拜访客户，完成季度销售指标", "策划品牌传播活动，撰写推广文案"


def labelled(classifier: Classifier, folder: Path, content: str, **options: object) -> Summary:
    (folder / "in.csv").write_text(content, encoding="utf-8")
    return label_file(classifier, folder / "in.csv", folder / "out.csv", Options(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize("options", [{}, {"columns": ("1",)}])
@pytest.mark.parametrize("content", [f"{A}\n{B}\n", f"1,{A}\n2,{B}\n", f"{A},{A}\n{B},{B}\n"])
def test_a_sentence_is_no_header(
    content: str, options: dict[str, object], classifier: Classifier, tmp_path: Path
) -> None:
    with pytest.raises(ColumnError, match=f"row 1 reads like a text, .*{A}.* add --no-header; .* --header-row 1"):
        labelled(classifier, tmp_path, content, **options)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(("options", "rows"), [({"header": False}, 2), ({"header_row": 1}, 1)])
def test_a_sentence_is_what_the_user_says_it_is(
    options: dict[str, object], rows: int, classifier: Classifier, tmp_path: Path
) -> None:
    assert labelled(classifier, tmp_path, f"{A}\n{B}\n", **options).tally.rows == rows


def test_a_short_text_as_header_is_noted(classifier: Classifier, tmp_path: Path) -> None:
    summary = labelled(classifier, tmp_path, "拜访客户\n策划活动\n签订合同\n")
    note = "'拜访客户' in row 1 was taken for the name of the column and is not judged; if the table has no header, "
    assert [said for said in summary.notes if said.startswith(note)]


@pytest.mark.parametrize("header", ["任务", "岗位职责（必填，限 500 字）", "您的工作内容是什么？请写明，谢谢", "x"])
def test_a_name_is_a_header(header: str, classifier: Classifier, tmp_path: Path) -> None:
    summary = labelled(classifier, tmp_path, f"{header}\n“{A}”\n")
    assert (summary.tally.rows, [note for note in summary.notes if "--no-header" in note]) == (1, [])


def test_another_column_may_have_a_sentence_above_it(classifier: Classifier, tmp_path: Path) -> None:
    assert labelled(classifier, tmp_path, "任务,以下内容由人事填写，请勿改动本列\n拜访客户,x\n").tally.rows == 1


def test_a_name_much_shorter_than_the_cells_is_like_no_text() -> None:
    assert is_like_cells("拜访客户", [["签订合同"]], 0)
    assert not is_like_cells("客户反馈", [["客户反馈" * 9]], 0)
    assert not is_sentence("客户反馈")
