"""Notices about new examples before training; none of them is an error."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mvs_classifier.errors import excerpt
from mvs_classifier.tables.postings import hints_of_texts
from mvs_classifier.training.examples import Example

_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ENOUGH = 10
_COMPARABLE = 20
_LARGEST_SHARE = 0.9
_SHOWN = 5


class Notice(NamedTuple):
    """A notice about a new example, or about all of them.

    Attributes:
        kind: ``repeat``; ``earlier`` and ``shipped`` where a text is known with the same label, ``relabelled`` and
            ``overruled`` where it is known with another; ``holdout``; ``language``; ``few``, ``one-sided`` and
            ``postings``; ``reading`` where it is about how a file was read.
        where: ``file:line``, or the files where all examples are meant; empty where the message names the file.
        message: what was found, and its consequence.
    """

    kind: str
    where: str
    message: str


def notices(
    new: Sequence[Example], earlier: Sequence[Example], shipped: Sequence[Example], holdout: Sequence[Example]
) -> list[Notice]:
    """Compare new examples with everything known; texts are the same if their normalised forms are.

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
    ]


def summary(notices: Iterable[Notice]) -> list[str]:
    """Return notices as lines, of each kind 5 at most, and then how many more there are.

    >>> summary([Notice("few", "new.csv", "there are 2 examples")])
    ['new.csv: there are 2 examples']
    """
    kinds: dict[str, list[str]] = {}
    for notice in notices:
        place = f"{notice.where}: " if notice.where else ""
        kinds.setdefault(notice.kind, []).append(f"{place}{notice.message}")
    lines = []
    for of_kind in kinds.values():
        lines += of_kind[:_SHOWN]
        if len(of_kind) > _SHOWN:
            lines.append(f"… and {len(of_kind) - _SHOWN:,} more of this kind")
    return lines


def _by_text(examples: Iterable[Example]) -> dict[str, Example]:
    return {example.identity: example for example in examples}


def _pairs(first: Mapping[str, Example], known: Mapping[str, Example]) -> Iterator[tuple[Example, Example]]:
    return ((example, known[text]) for text, example in first.items() if text in known)


def _place(example: Example) -> str:
    return f"{example.file}:{example.line}"


def _notice(kind: str, example: Example, what: str) -> Notice:
    return Notice(kind, _place(example), f"{excerpt(example.text)} {what}")


def _repeat(example: Example, original: Example) -> Notice:
    return _notice("repeat", example, f"is already at {_place(original)}; it counts once")


def _taught_earlier(first: Mapping[str, Example], earlier: Mapping[str, Example]) -> Iterator[Notice]:
    for example, known in _pairs(first, earlier):
        was = f"was taught earlier as {known.label} ({_place(known)})"
        if known.label == example.label:
            yield _notice("earlier", example, f"{was}; it teaches nothing new")
        else:
            yield _notice("relabelled", example, f"{was}; the newer label {example.label} counts")


def _shipped_already(first: Mapping[str, Example], shipped: Mapping[str, Example]) -> Iterator[Notice]:
    for example, known in _pairs(first, shipped):
        stands = f"is {known.label} in the shipped data ({_place(known)})"
        if known.label == example.label:
            yield _notice("shipped", example, f"{stands} already; it teaches nothing new")
        else:
            yield _notice("overruled", example, f"{stands}; your label {example.label} counts")


def _held_out(first: Mapping[str, Example], holdout: Mapping[str, Example]) -> Iterator[Notice]:
    for example, known in _pairs(first, holdout):
        yield _notice("holdout", example, f"is a text of the holdout ({_place(known)}); it is not measured on")


def _without_chinese(distinct: Iterable[Example]) -> Iterator[Notice]:
    for example in distinct:
        if not _CHINESE.search(example.text):
            yield _notice(
                "language", example, "has no Chinese character; the model knows Chinese and learns little here"
            )


def _few(distinct: Sequence[Example]) -> Iterator[Notice]:
    if 0 < len(distinct) < _ENOUGH:
        number = "there is 1 example" if len(distinct) == 1 else f"there are {len(distinct)} examples"
        advice = f"it may change little, and whether it helps cannot be measured; give {_ENOUGH} or more to know"
        yield Notice("few", _files(distinct), f"{number}; {advice}")


def _one_sided(distinct: Sequence[Example]) -> Iterator[Notice]:
    counts = Counter(example.label for example in distinct)
    label, count = max(counts.items(), key=lambda item: item[1], default=("", 0))
    is_most = len(distinct) >= _COMPARABLE and count > _LARGEST_SHARE * len(distinct)
    if is_most or 1 < len(distinct) == count:
        message = (
            f"{count:,} of {len(distinct):,} examples are {label}, so the model may become biased towards it; add "
            "examples of other labels"
        )
        yield Notice("one-sided", _files(distinct), message)


def _postings(distinct: Sequence[Example]) -> Iterator[Notice]:
    for hint in hints_of_texts(example.text for example in distinct if not example.is_posting):
        yield Notice("postings", _files(distinct), hint)


def _files(examples: Iterable[Example]) -> str:
    return ", ".join(dict.fromkeys(example.file for example in examples))
