"""The names of labels, and corrections, which go before labels."""

import json
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mvs_classifier import Classifier
from mvs_classifier.errors import DataError
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.added import column_names
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.language import LANGUAGES
from mvs_classifier.tables.options import Options, Request
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.labelled import ReadOptions, read_labelled
from tests.training.labelled.reading import Write, pairs, problems

NAMES = {
    "marketing": "marketing MARKETING 市场 营销 市场营销 市場營銷 m M Ｍ",
    "sales": "sales Sales ｓａｌｅｓ 销售 銷售 s S",
    "both": "both 营销+销售 营销＋销售 营销和销售 市场+销售 市场和销售 两者 两者都是 都是 b",
    "neither": "neither 都不是 其他 其它 无 n N",
}


@pytest.mark.parametrize("label", NAMES)
def test_names_of_labels(label: str, write: Write) -> None:
    names = [*NAMES[label].split(), *(["营销 + 销售"] if label == "both" else [])]
    rows = "".join(f"第{number}条,\u3000{name} \n" for number, name in enumerate(names))
    assert [found for _, found in pairs(read_labelled(write(f"text,label\n{rows}")))] == [label] * len(names)


KNOWN = {normalize(name).replace("和", "+") for names in NAMES.values() for name in names.split()}


@given(value=st.text(max_size=6) | st.text(st.sampled_from("ms市场营销售和+两者都是不其他 "), max_size=6))
def test_nothing_else_is_a_label(value: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assume(normalize(value).replace(" ", "").replace("和", "+") not in KNOWN)
    path = tmp_path_factory.mktemp("labels") / "a.jsonl"
    path.write_text(json.dumps({"text": "拜访", "label": value}), encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.jsonl:1: the label is "):
        read_labelled(path)


def test_what_label_writes_is_a_label_here(write: Write) -> None:
    for language in LANGUAGES.values():
        rows = "".join(f"第{number}条,{name}\n" for number, name in enumerate(language.labels))
        assert [label for _, label in pairs(read_labelled(write(f"text,label\n{rows}")))] == list(Label)


@pytest.mark.parametrize("name", ["correct_label", "Correct_Label ", "正确标签", "正确类别", "正確標籤", "更正"])
def test_corrections_go_before_labels_and_may_be_blank(name: str, write: Write) -> None:
    rows = "拜访,marketing,s\n策划,marketing,\n回款,marketing,\u3000\n签约,sales\n推文,sales,营销\n"
    reading = read_labelled(write(f"text,label,{name}\n{rows}"))
    assert (pairs(reading), reading.skipped) == ([("拜访", "sales"), ("推文", "marketing")], 3)


@pytest.mark.parametrize("name", ["label", "LABEL", "标签", "標籤", "类别", "分类", "标注"])
def test_labels_may_not_be_blank(name: str, write: Write) -> None:
    assert pairs(read_labelled(write(f"text,{name}\n拜访,s\n"))) == [("拜访", "sales")]
    assert [line.partition(";")[0] for line in problems(write(f"text,{name}\n拜访,\n策划, \n签约\n"))] == [
        f"mine.csv:{line}: the label is blank" for line in (2, 3, 4)
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_a_labelled_file_teaches_only_what_was_corrected(
    language: str, ending: str, classifier: Classifier, write: Write, tmp_path: Path
) -> None:
    given_ = {
        "csv": "任务\n拜访客户\n策划品牌传播活动\n",
        "jsonl": '{"任务":"拜访客户"}\n{"任务":"策划品牌传播活动"}\n',
    }
    source = write(given_.get(ending, given_["csv"]), "jsonl.jsonl" if ending == "jsonl" else "in.csv")
    out = tmp_path / f"out.{ending}"
    label_file(classifier, source, out, Options(request=Request(language=language)))
    (problem,) = problems(out)
    assert problem.startswith(f"out.{ending}:1: the only labels are a model's own")
    assert "correct_label" in problem
    verdict = column_names(language)["mvs_label"]
    assert pairs(read_labelled(out, ReadOptions(label_column=verdict))) == [
        ("拜访客户", "sales"),
        ("策划品牌传播活动", "marketing"),
    ]


def test_a_label_of_the_users_own_stands_beside_verdicts(write: Write) -> None:
    english = "text,label,mvs_label,mvs_confidence,mvs_reason,mvs_model\n拜访,b,sales,1,,x\n"
    assert pairs(read_labelled(write(english))) == [("拜访", "both")]
    chinese = "任务,标签,类别,置信度,说明,模型\n拜访,b,销售,1,,x\n"
    assert pairs(read_labelled(write(chinese))) == [("拜访", "both")]
    remarks = "任务,类别,说明\n拜访,都是,难\n"
    assert pairs(read_labelled(write(remarks))) == [("拜访", "both")]
    corrected = "任务,类别,置信度,说明,模型,更正\n拜访,销售,1,,x,\n策划,销售,1,,x,营销\n"
    assert pairs(read_labelled(write(corrected))) == [("策划", "marketing")]
