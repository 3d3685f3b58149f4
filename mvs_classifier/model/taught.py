"""Taught texts, which are answered as taught: the hash of their letters, with their labels."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from mvs_classifier.errors import ModelFileError
from mvs_classifier.i18n import _
from mvs_classifier.model.alike import Alike, packed_alike, unpacked_alike
from mvs_classifier.model.labels import Label
from mvs_classifier.model.prediction import Prediction
from mvs_classifier.text.normalize import letters

REASON = "taught"
"""The reason of a verdict that is a taught label."""

_DIGITS = 32
_LABELS = list(Label)


class Taught(NamedTuple):
    """The taught texts of a model, by their keys, with the numbers of their labels.

    Attributes:
        lines: single texts.
        jobs: whole jobs, by the key of their description.
        alike: what makes other jobs like these.
    """

    lines: Mapping[str, int] = {}
    jobs: Mapping[str, int] = {}
    alike: Alike = Alike()


def key(text: str) -> str:
    """Return the key of a text: a hash of its letters, characters and digits after normalisation.

    >>> key("拜访客户，签约。") == key(" 拜访客户 签约")
    True
    """
    return sha256(letters(text).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def job_key(lines: Sequence[str]) -> str:
    """Return the key of a whole job, from its lines."""
    return key("".join(lines))


def text_key(text: str, *, is_job: bool) -> str:
    """Return the key of a line, or of the description of a whole job, as it is given.

    >>> text_key("1、拜访客户；2、签约", is_job=True) == text_key("拜访客户 签约", is_job=False)
    True
    """
    if not is_job:
        return key(text)
    from mvs_classifier.text.lines import split_lines

    return job_key(split_lines(text))


def taught_label(labels: Mapping[str, int], of: str) -> Label | None:
    """Return the label that was taught for the text or the job with a key, or None."""
    number = labels.get(of)
    return None if number is None else _LABELS[number]


def taught_rows(labels: Mapping[str, int], texts: Sequence[str]) -> Iterator[tuple[int, Label]]:
    """Yield the positions and the labels of the texts that were taught."""
    if labels:
        for row, text in enumerate(texts):
            label = taught_label(labels, key(text))
            if label is not None:
                yield row, label


def taught_verdict(label: Label, model: str) -> Prediction:
    """Return the prediction for a text that was taught."""
    return Prediction(label, 1.0, {one: float(one == label) for one in Label}, REASON, model)


def taught_content(taught: Taught) -> dict[str, Any]:
    """Return taught texts as plain content."""
    alike = {"alike": packed_alike(taught.alike)} if taught.alike.postings else {}
    return {"lines": dict(taught.lines), "jobs": dict(taught.jobs), **alike}


def taught_of(content: Mapping[str, Any]) -> Taught:
    """Return the taught texts in the plain content of a model file.

    Raises:
        ModelFileError: it holds something else.
    """
    if not set(content) <= set(Taught._fields):
        raise ModelFileError(_("its taught texts are of unknown kinds: {kinds!r:.60}", kinds=", ".join(content)))
    labelled = {name: labels for name, labels in content.items() if name != "alike"}
    for labels in labelled.values():
        if type(labels) is not dict or not all(type(name) is str for name in labels):
            raise ModelFileError(_("its taught texts are not a dict of keys"))
        if not all(type(number) is int and 0 <= number < len(_LABELS) for number in labels.values()):
            raise ModelFileError(_("its taught texts have unknown labels"))
    return Taught(**labelled, alike=unpacked_alike(content["alike"]) if "alike" in content else Alike())
