"""The intervals of figures are those of chance."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.training.measure.bootstrap import NAMES, Interval, intervals, measured, resampled, text_parts
from mvs_classifier.training.measure.comparison import change
from mvs_classifier.training.measure.evaluate import Evaluation, outcome
from mvs_classifier.training.measure.metrics import OutOfFold, metrics

outcomes = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.floats(-30, 30), min_size=4, max_size=4)), min_size=1, max_size=30
)


@given(outcomes)
def test_the_resampled_figures_are_the_metrics(rows: list[tuple[int, list[float]]]) -> None:
    found = OutOfFold(np.array([label for label, _ in rows]), np.array([logits for _, logits in rows]))
    once = measured(text_parts(found).sum(axis=0)[None], len(rows))[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Cohen's kappa of one label
        expected = {name: value for name, value in metrics(found).items() if name in NAMES}
    assert dict(zip(NAMES, once.tolist(), strict=True)) == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_an_interval_is_as_wide_as_theory_has_it() -> None:
    right = np.array([True] * 320 + [False] * 80)
    logits = np.where(right[:, None], [[3.0, 0, 0, 0]], [[0, 3.0, 0, 0]])
    low, high = intervals(resampled(OutOfFold(np.zeros(400, int), logits)))[NAMES.index("accuracy")]
    margin = 1.96 * (0.8 * 0.2 / 400) ** 0.5
    assert (low, high) == pytest.approx((0.8 - margin, 0.8 + margin), abs=0.005)


def test_a_model_does_not_differ_from_itself(measured_many: Evaluation) -> None:
    found = outcome(measured_many.judged)
    assert set(intervals(resampled(found) - resampled(found))) == {Interval(0.0, 0.0)}


@pytest.mark.parametrize(
    ("name", "interval", "meaning"),
    [
        ("accuracy", Interval(0.01, 0.02), "better"),
        ("accuracy", Interval(-0.02, -0.01), "worse"),
        ("log_loss", Interval(0.01, 0.02), "worse"),
        ("calibration_error", Interval(-0.02, -0.01), "better"),
        ("macro_f1", Interval(-0.01, 0.01), "no clear difference"),
        ("macro_f1", Interval(0.0, 0.0), "no clear difference"),
    ],
)
def test_a_difference_that_chance_may_have_made_is_none(name: str, interval: Interval, meaning: str) -> None:
    assert change(name, 0.5, 0.4, interval).meaning == meaning
