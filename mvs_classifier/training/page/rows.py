"""The rows in the tables of a report."""

from typing import NamedTuple

from markupsafe import Markup

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.explain import WordContribution
from mvs_classifier.model.notebook import highlight
from mvs_classifier.training.measure.evaluate import Judged

_LONGEST_TEXT = 400


class TextRow(NamedTuple):
    """One text with its verdict.

    Attributes:
        judged: the text, its true label and the verdict.
        before: the same with the previous model's verdict, if it is shown.
        marked: the text with its words marked, as HTML.
    """

    judged: Judged
    before: Judged | None
    marked: Markup


def text_row(classifier: Classifier, one: Judged, before: Judged | None = None) -> TextRow:
    """Return a text's row; its words are marked by what they add to the log-odds between the verdict and another label.

    That is what the previous model said, where it is given, else the true label. In a posting no word is marked.
    """
    verdict = one.prediction.label
    other = before.prediction.label if before else one.example.label

    def weigh(word: WordContribution) -> float:
        return word.contributions[verdict] - word.contributions[other]

    if one.example.is_posting:  # no single word decides on a whole job
        return TextRow(one, before, Markup(highlight(one.example.text, [], _LONGEST_TEXT)))  # noqa: S704 - as below
    explained = classifier.explain(one.example.text)
    text = highlight(explained.original, explained.weighed(weigh), _LONGEST_TEXT)
    return TextRow(one, before, Markup(text))  # noqa: S704 - highlight has escaped it
