"""Verdicts as small pieces of HTML for notebooks and reports, with inline style, on light and dark backgrounds.

Labels and reasons are translated here under their own names, which ``tables.language`` marks.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from mvs_classifier.i18n import _, ngettext
from mvs_classifier.model.labels import Label
from mvs_classifier.model.palette import STRONG
from mvs_classifier.model.taught import REASON as TAUGHT
from mvs_classifier.text.origins import origins
from mvs_classifier.text.visible import printable

_FOR = ("213,94,0", "solid")
_AGAINST = ("0,114,178", "dotted")
_WEAKEST = 0.1  # what weighs less than this part of the strongest word is not marked
_FAINTEST, _DEEPEST = 0.1, 0.55
_LONGEST_TEXT = 2000
_LONGEST_LINE = 300
_MOST_LINES = 100
_BOX = "font-family:sans-serif;line-height:1.6;max-width:50em;text-align:left"
_TABLE = "border-collapse:collapse;margin:.4em 0;color:inherit"
_CELL = "text-align:left;vertical-align:top;padding:.1em .6em .1em 0;border:0;background:transparent"


class Weighed(NamedTuple):
    """A word of a text: where it begins and ends, and how much it supports something; negative if it opposes it."""

    start: int
    stop: int
    weight: float


class Line(NamedTuple):
    """A line of a job: its text, its label, its confidence, and why there is no verdict, if so."""

    text: str
    label: Label
    confidence: float
    reason: str | None


def visible(text: str) -> str:
    r"""Escape a text, and write out what is invisible or would reverse the text.

    >>> visible("a<b\u202e")
    'a&lt;b\\u202e'
    """
    return escape(printable(text))


def placed(words: Iterable[Weighed], original: str, normalized: str) -> list[Weighed]:
    """Return the words of a normalised text as they are in the original; none if that is unknown.

    Words that come from one character, such as the two of ㎡, become one.
    """
    places = origins(original, normalized)
    found: list[Weighed] = []
    for start, stop, weight in words if places else ():
        begin, end = places[start], places[stop]
        if found and begin < found[-1].stop:
            last = found.pop()
            begin, end, weight = last.start, max(end, last.stop), weight + last.weight  # noqa: PLW2901
        found.append(Weighed(begin, max(end, begin + 1), weight))
    return found


def highlight(
    text: str,
    words: Sequence[Weighed],
    longest: int,
    mark: Callable[[str, float, str], str] | None = None,
    more: str | None = None,
) -> str:
    """Return a text with its words marked.

    Args:
        text: the text.
        words: its words in their order.
        longest: the number of characters to show of a longer text: the first, or those around the strongest word.
        mark: marks a word, as :func:`marked` does, which is the default.
        more: what follows a text that is not shown whole; None says how many characters are left out.

    Returns:
        Words that support it have an orange background with a solid line below, words against it a blue one with a
        dotted line; the stronger the colour, the more they weigh compared with the text's strongest word.
    """
    strongest, _start, center = max(((abs(weight), -start, end) for start, end, weight in words), default=(0.0, 0, 0))
    place = begin = _begin(center, len(text), longest)
    stop = begin + longest
    parts = ["… "] if begin else []
    for start, end, weight in words:
        if abs(weight) > _WEAKEST * strongest and begin <= start and end <= stop:
            word = (mark or marked)(text[start:end], weight / strongest, f"{weight:+.2f}")
            parts += [visible(text[place:start]), word]
            place = end
    left = len(text) - longest
    ending = _characters_left(left) if more is None or left <= 0 else more
    return "".join([*parts, visible(text[place:stop]), ending])


def _begin(center: int, length: int, longest: int) -> int:
    """Where to begin so that the text up to ``center`` is shown."""
    return 0 if center <= longest else min(center - longest // 2, length - longest)


def marked(word: str, strength: float, hint: str) -> str:
    """Return a word marked by its strength, -1 to 1, with a hint for the pointer."""
    color, line = _FOR if strength > 0 else _AGAINST
    depth = _FAINTEST + (_DEEPEST - _FAINTEST) * abs(strength)
    style = f"color:inherit;background:rgba({color},{depth:.2f});border-bottom:2px {line} rgb({color})"
    return f'<mark style="{style}" title="{escape(hint)}">{visible(word)}</mark>'


def of_verdict(label: Label, scores: Mapping[Label, float], reason: str | None) -> str:
    """Return a verdict with a bar for the probability of each label."""
    head = f"<div><b>{_(label)}</b> {scores[label]:.2f}</div>"
    bars = "".join(_bar(one, scores[one], strong=one == label) for one in Label)
    return f'<div style="{_BOX}">{head}{bars}{_reason(reason)}</div>'


def of_words(text: str, label: Label, words: Sequence[Weighed], reason: str | None) -> str:
    """Return an explained text with its words marked, and a legend."""
    shown = highlight(text, words, _LONGEST_TEXT)
    speaks_for, against = marked(_("speaks for"), 0.5, ""), marked(_("against"), -0.5, "")
    name = _(label)
    legend = _("{speaks_for} {label} · {against} it", speaks_for=speaks_for, label=name, against=against)
    small = f'<div style="font-size:85%;opacity:.8">{legend}</div>' if words else ""
    head = f"<div><b>{name}</b></div>"
    return f'<div style="{_BOX}">{head}<div lang="zh-Hans">{shown}</div>{small}{_reason(reason)}</div>'


def of_lines(head: str, marketing: float, sales: float, lines: Sequence[Line], reason: str | None) -> str:
    """Return the verdict on a job with its reason, the shares of the two crafts, and each line with its label."""
    rows = "".join(map(_row, lines[:_MOST_LINES]))
    left = len(lines) - _MOST_LINES
    more = ngettext(" … and {n:,} more line", " … and {n:,} more lines", left) if left > 0 else ""
    table = f'<table style="{_TABLE}"><tbody>{rows}</tbody></table>'
    return f'<div style="{_BOX}"><div>{head}</div>{_reason(reason)}{_shares(marketing, sales)}{table}{more}</div>'


def _bar(label: Label, probability: float, *, strong: bool) -> str:
    name = f'<span style="display:inline-block;width:6em">{_(label)}</span>'
    weight = "bold" if strong else "normal"
    return f'<div style="font-weight:{weight}">{name}{_track(probability, STRONG[label])} {probability:.2f}</div>'


def _track(share: float, color: str, rest: str = "rgba(127,127,127,.25)") -> str:
    """A bar that is filled from the left."""
    outer = f"display:inline-block;width:12em;height:.7em;background:{rest}"
    inner = f"display:block;width:{share:.1%};height:100%;background:{color}"
    return f'<span style="{outer}"><span style="{inner}"></span></span>'


def _shares(marketing: float, sales: float) -> str:
    if not marketing + sales:
        return "<div>" + _("nothing that is marketing or sales") + "</div>"
    said = _(
        "marketing {marketing:.0%} {bar} {sales:.0%} sales",
        marketing=marketing,
        bar=_track(marketing, STRONG[Label.MARKETING], STRONG[Label.SALES]),
        sales=sales,
    )
    return f"<div>{said}</div>"


def _row(line: Line) -> str:
    sure = f"{line.confidence:.2f}" if line.reason is None else escape(_(line.reason))
    shown = visible(line.text[:_LONGEST_LINE]) + _characters_left(len(line.text) - _LONGEST_LINE)
    cells = ((_(line.label), ""), (sure, ""), (shown, ' lang="zh-Hans"'))
    return (
        '<tr style="background:transparent">'
        + "".join(f'<td style="{_CELL}"{attributes}>{cell}</td>' for cell, attributes in cells)
        + "</tr>"
    )


def _characters_left(count: int) -> str:
    return ngettext(" … and {n:,} more character", " … and {n:,} more characters", count) if count > 0 else ""


def _reason(reason: str | None) -> str:
    """A reason in words: no verdict and why, or taught."""
    if not reason:
        return ""
    name = escape(_(reason))
    return f"<div>{name if reason == TAUGHT else _('no verdict: {reason}', reason=name)}</div>"
