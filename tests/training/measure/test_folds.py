import math

import numpy as np
import pytest

from mvs_classifier.training.measure.metrics import (
    OutOfFold,
    calibration_error,
    log_loss,
    metrics,
    probabilities,
    temperature,
)


def outcome(labels: list[int], logits: list[list[float]]) -> OutOfFold:
    return OutOfFold(np.array(labels), np.array(logits))


def test_probabilities_sum_to_one_without_overflow() -> None:
    assert probabilities(np.array([[1000.0, 0, 0, 0], [0, 0, 0, 0]])).tolist() == [[1, 0, 0, 0], [0.25] * 4]


def test_metrics_of_a_known_confusion() -> None:
    found = metrics(outcome([0, 0, 1, 3], [[9, 0, 0, 0], [0, 9, 0, 0], [0, 9, 0, 0], [0, 0, 0, 9]]))
    assert found["accuracy"] == 0.75
    assert found["f1_marketing"] == pytest.approx(2 / 3)
    assert found["f1_sales"] == pytest.approx(2 / 3)
    assert math.isnan(found["f1_both"])  # no text is both, and no verdict
    assert found["macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)


def test_a_label_that_is_given_wrongly_counts() -> None:
    found = metrics(outcome([0, 0], [[9, 0, 0, 0], [0, 0, 9, 0]]))
    assert (found["f1_both"], found["macro_f1"]) == (0, pytest.approx(1 / 3))


def test_log_loss_of_knowing_nothing() -> None:
    assert log_loss(outcome([2], [[0, 0, 0, 0]])) == pytest.approx(np.log(4))


def test_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    always_sure = [[100.0, 0, 0, 0]] * 4
    assert calibration_error(outcome([0, 0, 0, 1], always_sure)) == pytest.approx(0.25)


def test_the_temperature_of_calibrated_logits_is_one_and_scales_with_them() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (4000, 4))
    labels = np.array([rng.choice(4, p=row) for row in probabilities(logits)])
    assert temperature(OutOfFold(labels, logits)) == pytest.approx(1, abs=0.06)
    assert temperature(OutOfFold(labels, 3 * logits)) == pytest.approx(3, abs=0.18)
