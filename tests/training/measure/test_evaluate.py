import math
from pathlib import Path

import numpy as np
import pytest

import mvs_classifier as mvs
from mvs_classifier.errors import DataError
from mvs_classifier.training.measure.evaluate import evaluate, outcome
from mvs_classifier.training.measure.metrics import probabilities


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.csv"
    path.write_text("text,label\n拜访客户,sales\n策划活动,marketing\n催收货款,both\n！x,neither\n", encoding="utf-8")
    return path


def test_measures_and_names_what_is_wrong(labelled: Path) -> None:
    evaluation = evaluate(mvs.load(), labelled)
    assert evaluation.texts == 4
    assert evaluation.metrics["accuracy"] == 0.75
    assert evaluation.confusion == ((1, 0, 0, 0), (0, 1, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1))
    assert [(m.example.text, str(m.prediction.label)) for m in evaluation.mistakes] == [("催收货款", "sales")]
    assert sum(count for count, _, _ in evaluation.calibration) == 4
    assert evaluation.confidences[0] == (max(one.prediction.confidence for one in evaluation.judged), True)


def test_every_text_keeps_its_label_and_its_verdict(labelled: Path) -> None:
    judged = evaluate(mvs.load(), labelled).judged
    assert [(one.example.line, str(one.example.label), one.is_right) for one in judged] == [
        (2, "sales", True),
        (3, "marketing", True),
        (4, "both", False),
        (5, "neither", True),
    ]
    for one in judged:
        assert one.prediction == mvs.classify(one.example.text)


def test_labels_and_verdicts_become_numbers(labelled: Path) -> None:
    judged = evaluate(mvs.load(), labelled).judged
    found = outcome(judged)
    assert found.labels.tolist() == [1, 0, 2, 3]
    assert found.logits.argmax(axis=1).tolist() == [1, 0, 1, 3]
    scores = [[one.prediction.scores[label] for label in mvs.Label] for one in judged]
    assert probabilities(found.logits) == pytest.approx(np.array(scores), abs=1e-8)


def test_a_text_of_which_nothing_is_known_is_neither_though_all_labels_are_alike(tmp_path: Path) -> None:
    (tmp_path / "unknown.csv").write_text("text,label\nξ,neither\nψ,sales\n", encoding="utf-8")
    evaluation = evaluate(mvs.load(), tmp_path / "unknown.csv")
    assert evaluation.confusion[3][3] == evaluation.confusion[1][3] == 1


def test_one_label_has_no_kappa_and_every_other_metric(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text("text,label\n拜访客户,sales\n签订合同,sales\n", encoding="utf-8")
    found = evaluate(mvs.load(), tmp_path / "sales.csv").metrics
    assert "kappa" not in found
    assert (found["accuracy"], found["f1_sales"], found["macro_f1"]) == (1, 1, 1)
    assert not any(map(math.isnan, found.values()))


def test_a_label_it_does_not_know_is_an_error_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("text,label\n拜访客户,sales\n策划活动,market\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"bad\.csv:3: the label is 'market'"):
        evaluate(mvs.load(), tmp_path / "bad.csv")


def test_nothing_to_measure_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("text,label\n", encoding="utf-8")
    with pytest.raises(DataError, match="there is no row below the header"):
        evaluate(mvs.load(), tmp_path / "empty.csv")
