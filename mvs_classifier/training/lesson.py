"""What is to be learned: the shipped examples, what was taught earlier, and what new files teach."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from mvs_classifier.atomic import Path
from mvs_classifier.shipped import shipped_data
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.examples import Example, read_examples, read_shipped
from mvs_classifier.training.labelled import Reading, ReadOptions, read_labelled
from mvs_classifier.training.notices import Notice, notices
from mvs_classifier.training.taught import TaughtExample, added, as_examples, read_learned, read_taught, without


class Lesson(NamedTuple):
    """All that a model is to be trained and measured on.

    Attributes:
        shipped: the shipped examples, without those whose text was taught.
        taught: what was taught, now and earlier.
        new: the examples of the new files.
        fresh: those of them that the current model has not learned, so that both models can be measured on them.
        holdout: the texts to measure on, without those that were taught to this model or to the current one.
        skipped: how many rows of the new files hold no correction.
        notices: what to know about the new examples.
    """

    shipped: list[Example]
    taught: list[TaughtExample]
    new: list[Example]
    fresh: list[Example]
    holdout: list[Example]
    skipped: int
    notices: list[Notice]

    @property
    def examples(self) -> list[Example]:
        """Everything to train on."""
        return self.shipped + as_examples(self.taught)


def read_holdout() -> list[Example]:
    """Return the examples that ship for measuring and that no model is trained on."""
    return read_examples([shipped_data("holdout.csv")])


def learned_texts() -> set[str]:
    """Return the normalised texts that ship as training data or were taught to the current model."""
    return {normalize(example.text) for example in (*read_shipped(), *as_examples(read_taught()))}


def prepare(files: Sequence[Path], read: ReadOptions, *, with_earlier: bool = True) -> Lesson:
    """Read everything, and find out what to know about the new examples.

    Args:
        files: the files of new examples.
        read: how they are read.
        with_earlier: whether what was taught earlier is learned too.

    Raises:
        InputNotFoundError: a file is not there.
        DataError: something in the files is wrong; every problem is listed.
        StoreError: what was taught earlier cannot be read.
    """
    reading = read_labelled(files, read) if files else Reading([], 0)
    new = reading.examples
    earlier, learned = read_taught() if with_earlier else [], read_learned()
    all_shipped, holdout = read_shipped(), read_holdout()
    taught = added(earlier, new, datetime.now(UTC).date().isoformat())
    return Lesson(
        shipped=without(all_shipped, taught),
        taught=taught,
        new=new,
        fresh=without(new, [*all_shipped, *learned]),
        holdout=without(holdout, [*taught, *learned]),
        skipped=reading.skipped,
        notices=[
            *(Notice("reading", "", note) for note in reading.notes),
            *(notices([*new, *reading.repeats], as_examples(earlier), all_shipped, holdout) if files else []),
        ],
    )
