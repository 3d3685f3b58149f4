"""The rows that a report shows: the lines that decide, with the words that decide in them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.jobs import JobTag, LineContribution
from mvs_classifier.model.labels import Label
from mvs_classifier.model.notebook import Weighed, highlight, visible
from mvs_classifier.tables.report.counting import Entry

_DUTIES = 3
_WORDS = 4
_WEAKEST = 0.25  # of the strongest word; weaker ones are not marked
_LONGEST_LINE = 240


class Shown(NamedTuple):
    """A row as it is shown.

    Attributes:
        entry: the row.
        other: the label that is next, or the one that the title promises.
        chance: the probability of that label.
        lines: the lines that decide, as HTML with the words marked that speak for the label and against the other.
    """

    entry: Entry
    other: Label
    chance: float
    lines: Sequence[Markup]


def shown_text(classifier: Classifier, entry: Entry) -> Shown:
    """Show a row whose text is judged as one."""
    scores = classifier.classify(entry.row.text).scores
    label, other = _best(scores)
    return Shown(entry, other, scores[other], [_marked(classifier, entry.row.text, label, other)])


def shown_job(classifier: Classifier, entry: Entry, *, against_title: bool) -> Shown:
    """Show a row whose text is a whole job.

    Args:
        classifier: the model.
        entry: the row.
        against_title: whether to show what speaks against the promise of the title, and not against the next label.
    """
    tag = classifier.tag_job(entry.row.text, entry.row.title or None)
    label, other = _best(tag.scores)
    if against_title and entry.says and entry.says != label:
        other = entry.says
    lines = [_marked(classifier, line.text, label, other) for line in _deciding(tag, label, other)]
    return Shown(entry, other, tag.scores[other], lines or [_plain(entry.row.text)])


def _best(scores: Mapping[Label, float]) -> tuple[Label, Label]:
    first, second, *_ = sorted(scores, key=lambda label: -scores[label])
    return first, second


def _deciding(tag: JobTag, label: Label, other: Label) -> list[LineContribution]:
    """The duties that decide most between two labels, in the order of their weight."""

    def weight(line: LineContribution) -> float:
        return line.contributions[label] - line.contributions[other]

    ranked = sorted(tag.duties_deciding, key=weight, reverse=True)
    return [line for line in ranked if weight(line) > 0][:_DUTIES] or ranked[:1]


def _marked(classifier: Classifier, text: str, label: Label, other: Label) -> Markup:
    explained = classifier.explain(text)
    words = explained.weighed(lambda word: word.contributions[label] - word.contributions[other])
    strongest = sorted(words, key=lambda word: -word.weight)[:_WORDS]
    least = _WEAKEST * strongest[0].weight if strongest else 0.0
    shown = sorted(word for word in strongest if word.weight > max(least, 0.0))
    html = highlight(explained.original, shown, _LONGEST_LINE, _mark, "…")
    return Markup(html)  # noqa: S704 - highlight has escaped it


def _mark(word: str, strength: float, hint: str) -> str:  # noqa: ARG001 - as highlight calls it
    return f"<mark>{visible(word)}</mark>"


def _plain(text: str) -> Markup:
    return Markup(highlight(text, list[Weighed](), _LONGEST_LINE, _mark, "…"))  # noqa: S704 - highlight has escaped it
