"""The verdicts on texts: what ``classify`` does without options, with the fewest imports."""

from __future__ import annotations

from itertools import tee
from os.path import isfile

from mvs_classifier.cli.output import argument_text, on_one_line, say, show
from mvs_classifier.i18n import _
from mvs_classifier.store.current import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mvs_classifier.model.classifier import Classifier
    from mvs_classifier.model.prediction import Prediction


_LONGEST_NAME = 255


def are_texts(arguments: Sequence[str]) -> bool:
    """Return whether all arguments of ``classify`` are texts, so that there is nothing to parse."""
    return bool(arguments) and not any(argument.startswith("-") for argument in arguments)


def show_verdicts(arguments: Iterable[str]) -> int:
    """Print the verdict of the current model on each argument; return the exit code."""
    texts = list(map(argument_text, arguments))
    warn_of_files(texts)
    for text, prediction in predicted(load(), iter(texts)):
        show_verdict(text, prediction)
    return 0


def warn_of_files(texts: Iterable[str]) -> None:
    """Say so where a text is the name of a file: its name is judged, not its content."""
    for text in texts:
        if len(text) <= _LONGEST_NAME and "\0" not in text and isfile(text):
            say(
                _(
                    "{text} is a file, but only its name was judged as a text; for a table run `label`, for a posting "
                    "`job`",
                    text=on_one_line(text),
                )
            )


def predicted(classifier: Classifier, texts: Iterator[str]) -> Iterator[tuple[str, Prediction]]:
    """Yield each text with its prediction."""
    spoken, judged = tee(texts)
    return zip(spoken, classifier.classify_many(judged), strict=True)


def show_verdict(text: str, prediction: Prediction, more: Sequence[str] = (), *, label: str | None = None) -> None:
    """Print a verdict as a line of a table.

    Args:
        text: what was judged.
        prediction: the verdict.
        more: cells to put at the end.
        label: the name of its label (default: the English one).
    """
    cells = [label or prediction.label, f"{prediction.confidence:.2f}", on_one_line(text)]
    if prediction.reason:
        cells.append(remark_on(prediction.reason))
    show("\t".join([*cells, *more]))


def remark_on(reason: str) -> str:
    """Return what is said where a verdict has a reason: that there is none, or that it was taught."""
    from mvs_classifier.cli.names import reason_name
    from mvs_classifier.model.taught import REASON as TAUGHT

    return _("(taught)") if reason == TAUGHT else _("(no verdict: {reason})", reason=reason_name(reason))
