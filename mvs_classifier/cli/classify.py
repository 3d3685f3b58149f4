"""The command ``classify``."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from mvs_classifier.cli.streams import argument_text, input_lines, on_one_line
from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.explain import Explanation
from mvs_classifier.model.prediction import Prediction
from mvs_classifier.store.current import load

_SHOWN_WORDS = 5


def run(options: Namespace) -> int:
    """Print the verdict on each text."""
    classifier = load(options.model)
    from_input = options.texts in ([], ["-"])
    texts = input_lines(options.encoding) if from_input else map(argument_text, options.texts)
    show = _print_json if options.json else _print_plain
    if options.explain:
        for text in texts:
            show(text, classifier.classify(text), classifier.explain(text))
    else:
        for text, prediction in _predicted(classifier, texts):
            show(text, prediction, None)
    return 0


def _predicted(classifier: Classifier, texts: Iterator[str]) -> Iterator[tuple[str, Prediction]]:
    from itertools import tee

    spoken, judged = tee(texts)
    return zip(spoken, classifier.classify_many(judged), strict=True)


def _print_plain(text: str, prediction: Prediction, explanation: Explanation | None) -> None:
    line = f"{prediction.label}\t{prediction.confidence:.2f}\t{on_one_line(text)}"
    if prediction.reason:
        line += f"\t(no verdict: {prediction.reason})"
    if explanation:
        words = (
            f"{word.word} {word.contributions[prediction.label]:+.2f}" for word in explanation.strongest(_SHOWN_WORDS)
        )
        line += f"\t{', '.join(words)}"
    print(line)


def _print_json(text: str, prediction: Prediction, explanation: Explanation | None) -> None:
    import json

    record: dict[str, Any] = {"text": text, **prediction.to_dict()}
    if explanation:
        explained = explanation.to_dict()
        record |= {"intercept": explained["intercept"], "words": explained["words"]}
    print(json.dumps(record, ensure_ascii=False))
