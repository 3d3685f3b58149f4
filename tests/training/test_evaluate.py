from pathlib import Path

import pytest

import mvs_classifier as mvs
from mvs_classifier.errors import DataError
from mvs_classifier.training.evaluate import evaluate


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.csv"
    path.write_text("text,label\n拜访客户,sales\n策划活动,marketing\n催收货款,both\n！x,neither\n", encoding="utf-8")
    return path


def test_measures_and_names_what_is_wrong(labelled: Path) -> None:
    evaluation = evaluate(mvs.load(), labelled)
    assert evaluation.texts == 4
    assert evaluation.metrics["accuracy"] == 0.75
    assert evaluation.confusion == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]
    assert [(m.example.text, str(m.prediction.label)) for m in evaluation.mistakes] == [("催收货款", "sales")]
    assert sum(count for count, _, _ in evaluation.calibration) == 4


def test_a_label_it_does_not_know_is_an_error_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("text,label\n拜访客户,sales\n策划活动,market\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"bad\.csv:3: the label is 'market'"):
        evaluate(mvs.load(), tmp_path / "bad.csv")


def test_nothing_to_measure_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("text,label\n", encoding="utf-8")
    with pytest.raises(DataError, match="there are 0 examples, and 1 or more are needed"):
        evaluate(mvs.load(), tmp_path / "empty.csv")
