"""The verdicts on texts: what ``classify`` does without options, with the fewest imports."""

from __future__ import annotations

from itertools import tee

from mvs_classifier.cli.output import argument_text, on_one_line, show
from mvs_classifier.store.current import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mvs_classifier.model.classifier import Classifier
    from mvs_classifier.model.prediction import Prediction


def are_texts(arguments: Sequence[str]) -> bool:
    """Return whether all arguments of ``classify`` are texts, so that there is nothing to parse."""
    return bool(arguments) and not any(argument.startswith("-") for argument in arguments)


def show_verdicts(arguments: Iterable[str]) -> int:
    """Print the verdict of the current model on each argument; return the exit code."""
    texts = list(map(argument_text, arguments))
    for text, prediction in predicted(load(), iter(texts)):
        show_verdict(text, prediction)
    return 0


def predicted(classifier: Classifier, texts: Iterator[str]) -> Iterator[tuple[str, Prediction]]:
    """Yield each text with its prediction."""
    spoken, judged = tee(texts)
    return zip(spoken, classifier.classify_many(judged), strict=True)


def show_verdict(text: str, prediction: Prediction, more: Sequence[str] = ()) -> None:
    """Print a verdict as a line of a table, with more cells at its end."""
    cells = [prediction.label, f"{prediction.confidence:.2f}", on_one_line(text)]
    if prediction.reason:
        cells.append(f"(no verdict: {prediction.reason})")
    show("\t".join([*cells, *more]))
