"""The plots of a report as SVG, by scikit-learn's displays; their lines can be distinguished in black and white."""

import io
import re
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.calibration import CalibrationDisplay
from sklearn.metrics import ConfusionMatrixDisplay, PrecisionRecallDisplay

from mvs_classifier.i18n import N_, _
from mvs_classifier.model.labels import Label
from mvs_classifier.tables.language import label_name
from mvs_classifier.training.measure.evaluate import Evaluation, outcome
from mvs_classifier.training.measure.metrics import probabilities

_SIZE = (3.8, 3.7)
_STYLE = {"svg.fonttype": "none", "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans", "Arial"]}
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_LINES = (("#0072b2", "-"), ("#d55e00", "--"), ("#009e73", "-."), ("#555555", ":"))
_DIAGONAL = N_("Perfectly calibrated")  # as scikit-learn calls it
_COUNT: dict[str, Any] = {"ha": "center", "bbox": {"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.5}}
_GROUP_NAMES = re.compile(r'<g id="[^"]*">')  # every plot has the same, and a page may hold an id once only


def confusion(evaluation: Evaluation) -> str:
    """Draw the confusion matrix."""

    def draw(axes: Axes) -> None:
        display = ConfusionMatrixDisplay(np.array(evaluation.confusion), display_labels=list(map(label_name, Label)))
        display.plot(ax=axes, cmap="Blues", colorbar=False, values_format=",d")
        axes.set(xlabel=_("verdict"), ylabel=_("true label"))

    return _svg("confusion", draw)


def calibration(evaluation: Evaluation, previous: Evaluation | None) -> str:
    """Draw the accuracy over the confidence, in tenths of confidence, with the number of texts in each."""

    def draw(axes: Axes) -> None:
        if previous:
            _calibration_line(axes, previous, _("previous model"), color="0.45", marker="o", linestyle="--", mfc="w")
        _calibration_line(axes, evaluation, _("this model"), color=_LINES[0][0])
        for count, confidence, accuracy in evaluation.calibration:
            axes.annotate(f"{count:,}", (confidence, accuracy), (0, 7), textcoords="offset points", **_COUNT)
        axes.set(xlabel=_("mean confidence"), ylabel=_("part that is right"), xlim=(0.2, 1.04), ylim=(-0.04, 1.1))
        for line in axes.get_lines():
            if line.get_label() == _DIAGONAL:
                line.set_label(_(_DIAGONAL))
        axes.legend(loc="best")

    return _svg("calibration", draw)


def _calibration_line(axes: Axes, evaluation: Evaluation, name: str, **line: str) -> None:
    _count, confidence, accuracy = np.array(evaluation.calibration).T
    sure = np.array([confidence for confidence, _ in evaluation.confidences])
    CalibrationDisplay(accuracy, confidence, sure).plot(ax=axes, name=name, **line)


def precision_recall(evaluation: Evaluation) -> str:
    """Draw precision over recall for each label that occurs."""

    def draw(axes: Axes) -> None:
        found = outcome(evaluation.judged)
        scores = probabilities(found.logits)
        for number, (label, (color, linestyle)) in enumerate(zip(Label, _LINES, strict=True)):
            of_label = found.labels == number
            if of_label.any():
                display = PrecisionRecallDisplay.from_predictions(
                    of_label, scores[:, number], pos_label=True, name=label_name(label), ax=axes
                )
                display.line_.set(color=color, linestyle=linestyle)
        axes.set(xlabel=_("recall"), ylabel=_("precision"))
        axes.legend(loc="lower left")

    return _svg("precision-recall", draw)


def _svg(name: str, draw: Callable[[Axes], None]) -> str:
    """Draw on a separate figure, regardless of the user's settings, without date, prolog and names of groups."""
    written = io.StringIO()
    with style.context(["default", {**_STYLE, "svg.hashsalt": name}]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing")  # a browser has Chinese characters
        figure = Figure(figsize=_SIZE, layout="constrained")
        draw(figure.subplots())
        figure.savefig(written, format="svg", metadata=_NO_METADATA)
    svg = written.getvalue()
    return _GROUP_NAMES.sub("<g>", svg[svg.index("<svg") :])
