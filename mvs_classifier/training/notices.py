"""Notices about new examples before training; none of them is an error."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mvs_classifier.errors import excerpt
from mvs_classifier.formats.places import at, place_of
from mvs_classifier.i18n import _, joined, ngettext
from mvs_classifier.tables.language import label_name
from mvs_classifier.tables.postings import hints_of_texts
from mvs_classifier.text.lines import split_lines
from mvs_classifier.training.examples import Example

_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ENOUGH = 10
_COMPARABLE = 20
_LARGEST_SHARE = 0.9
_FEWEST_LINES = 2
_SHOWN = 5


class Notice(NamedTuple):
    """A notice about a new example, or about all of them.

    Attributes:
        kind: ``repeat``; ``earlier`` and ``shipped`` where a text is known with the same label, ``relabelled`` and
            ``overruled`` where it is known with another; ``holdout``; ``language``; ``few``, ``one-sided``,
            ``postings`` and ``lines``; ``reading`` where it is about how a file was read.
        where: ``file:line``, or the files where all examples are meant; empty where the message names the file.
        message: what was found, and its consequence.
    """

    kind: str
    where: str
    message: str


def notices(
    new: Sequence[Example], earlier: Sequence[Example], shipped: Sequence[Example], holdout: Sequence[Example]
) -> list[Notice]:
    """Compare new examples with everything known; texts are the same if only marks, blanks and forms differ.

    Args:
        new: the new examples with the repeats among them: ``[*reading.examples, *reading.repeats]``.
        earlier: what was taught before; of one text the last example counts.
        shipped: the training data that ships.
        holdout: the texts on which models are measured.

    Returns:
        The notices; those of one kind are in the order of the examples.
    """
    first: dict[str, Example] = {}
    repeats = []
    for text, example in ((example.identity, example) for example in new):
        if text in first:
            repeats.append(_repeat(example, first[text]))
        else:
            first[text] = example
    distinct = list(first.values())
    return [
        *repeats,
        *_taught_earlier(first, _by_text(earlier)),
        *_shipped_already(first, _by_text(shipped)),
        *_held_out(first, _by_text(holdout)),
        *_without_chinese(distinct),
        *_few(distinct),
        *_one_sided(distinct),
        *_postings(distinct),
        *_lines(distinct),
    ]


def summary(notices: Iterable[Notice]) -> list[str]:
    """Return notices as lines, of each kind 5 at most, and then how many more there are.

    >>> summary([Notice("few", "new.csv", "there are 2 examples")])
    ['new.csv: there are 2 examples']
    """
    kinds: dict[str, list[str]] = {}
    for notice in notices:
        line = at(notice.where, notice.message) if notice.where else notice.message
        kinds.setdefault(notice.kind, []).append(line)
    lines = []
    for of_kind in kinds.values():
        lines += of_kind[:_SHOWN]
        if len(of_kind) > _SHOWN:
            lines.append(_("… and {count:,} more of this kind", count=len(of_kind) - _SHOWN))
    return lines


def _by_text(examples: Iterable[Example]) -> dict[str, Example]:
    return {example.identity: example for example in examples}


def _pairs(first: Mapping[str, Example], known: Mapping[str, Example]) -> Iterator[tuple[Example, Example]]:
    return ((example, known[text]) for text, example in first.items() if text in known)


def _place(example: Example) -> str:
    return place_of(example.file, example.line)


def _repeat(example: Example, original: Example) -> Notice:
    return Notice(
        "repeat",
        _place(example),
        _("{text} is already at {place}; it counts once", text=excerpt(example.text), place=_place(original)),
    )


def _taught_earlier(first: Mapping[str, Example], earlier: Mapping[str, Example]) -> Iterator[Notice]:
    for example, known in _pairs(first, earlier):
        values = _of_pair(example, known)
        if known.label == example.label:
            said = _("{text} was taught earlier as {known} ({place}); it teaches nothing new", **values)
            yield Notice("earlier", _place(example), said)
        else:
            said = _("{text} was taught earlier as {known} ({place}); the newer label {label} counts", **values)
            yield Notice("relabelled", _place(example), said)


def _shipped_already(first: Mapping[str, Example], shipped: Mapping[str, Example]) -> Iterator[Notice]:
    for example, known in _pairs(first, shipped):
        values = _of_pair(example, known)
        if known.label == example.label:
            said = _("{text} is {known} in the shipped data ({place}) already; it teaches nothing new", **values)
            yield Notice("shipped", _place(example), said)
        else:
            said = _("{text} is {known} in the shipped data ({place}); your label {label} counts", **values)
            yield Notice("overruled", _place(example), said)


def _held_out(first: Mapping[str, Example], holdout: Mapping[str, Example]) -> Iterator[Notice]:
    for example, known in _pairs(first, holdout):
        said = _("{text} is a text of the holdout ({place}); it is not measured on", **_of_pair(example, known))
        yield Notice("holdout", _place(example), said)


def _of_pair(example: Example, known: Example) -> dict[str, str]:
    """What messages about an example that is known already name."""
    return {
        "text": excerpt(example.text),
        "label": label_name(example.label),
        "known": label_name(known.label),
        "place": _place(known),
    }


def _without_chinese(distinct: Iterable[Example]) -> Iterator[Notice]:
    for example in distinct:
        if not _CHINESE.search(example.text):
            said = _(
                "{text} has no Chinese character; the model knows Chinese and learns little here",
                text=excerpt(example.text),
            )
            yield Notice("language", _place(example), said)


def _few(distinct: Sequence[Example]) -> Iterator[Notice]:
    if 0 < len(distinct) < _ENOUGH:
        said = ngettext(
            "there is {n} example; it may change little, and whether it helps cannot be measured; give {enough} or "
            "more to know",
            "there are {n} examples; it may change little, and whether it helps cannot be measured; give {enough} or "
            "more to know",
            len(distinct),
            enough=_ENOUGH,
        )
        yield Notice("few", _files(distinct), said)


def _one_sided(distinct: Sequence[Example]) -> Iterator[Notice]:
    counts = Counter(example.label for example in distinct)
    if not counts:
        return
    label, count = max(counts.items(), key=lambda item: item[1])
    is_most = len(distinct) >= _COMPARABLE and count > _LARGEST_SHARE * len(distinct)
    if is_most or 1 < len(distinct) == count:
        said = _(
            "{count:,} of {all:,} examples are {label}, so the model may become biased towards it; add examples of "
            "other labels",
            count=count,
            all=len(distinct),
            label=label_name(label),
        )
        yield Notice("one-sided", _files(distinct), said)


def _postings(distinct: Sequence[Example]) -> Iterator[Notice]:
    """Whole postings that were taught as single lines."""
    lines = [example for example in distinct if not example.is_posting]
    if hints_of_texts(example.text for example in lines):
        said = _(
            "the texts look like whole job descriptions, but each was taught as one line, which `label --job` hardly "
            "follows: train again and give --job, so that each is taught as a whole"
        )
        yield Notice("postings", _files(lines), said)


def _lines(distinct: Sequence[Example]) -> Iterator[Notice]:
    """Single lines that were taught as whole postings."""
    postings = [example for example in distinct if example.is_posting]
    single = sum(len(split_lines(example.text)) < _FEWEST_LINES for example in postings)
    if 2 * single > len(postings):
        said = _(
            "{count:,} of {all:,} texts are single lines, but each was taught as a whole posting, as --job asks, so "
            "lines are judged as before; to teach lines, train again without --job",
            count=single,
            all=len(postings),
        )
        yield Notice("lines", _files(postings), said)


def _files(examples: Iterable[Example]) -> str:
    return joined(dict.fromkeys(example.file for example in examples))
