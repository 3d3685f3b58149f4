"""What is to be learned: the shipped examples, what was taught earlier, and what new files teach."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from mvs_classifier.atomic import Path
from mvs_classifier.shipped import shipped_data
from mvs_classifier.training.examples import POSTINGS_HOLDOUT, Example, read_examples, read_postings
from mvs_classifier.training.labelled import Reading, ReadOptions, read_labelled
from mvs_classifier.training.notices import Notice, notices
from mvs_classifier.training.reader import Untouched
from mvs_classifier.training.ready import shipped_examples, shipped_postings
from mvs_classifier.training.taught import TaughtExample, added, as_examples, read_learned, read_taught, without

_OF_POSTINGS = ReadOptions(text_column="text", label_column="label", title_column="title", job=True, keep_na=True)


class Lesson(NamedTuple):
    """All that a model is to be trained and measured on.

    Attributes:
        shipped: the shipped examples, without those whose text was taught.
        postings: the shipped postings, without those whose text was taught.
        taught: what was taught, now and earlier.
        new: the examples of the new files.
        fresh: the lines of them that the current model has not learned, so that both models can be measured on them.
        holdout: the texts to measure on, without those that were taught to this model or to the current one.
        postings_holdout: the postings to measure on, likewise.
        untouched: the lines in the new files that hold no correction.
        untouched_postings: the whole postings there that hold none.
        skipped: how many rows of the new files hold no correction.
        notices: what to know about the new examples.
    """

    shipped: list[Example]
    postings: list[Example]
    taught: list[TaughtExample]
    new: list[Example]
    fresh: list[Example]
    holdout: list[Example]
    postings_holdout: list[Example]
    untouched: Sequence[Untouched]
    untouched_postings: Sequence[Untouched]
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
    """Return the identities of the texts that ship as training data or were taught to the current model."""
    return {example.identity for example in (*shipped_examples(), *as_examples(read_taught()))}


def prepare(
    files: Sequence[Path], read: ReadOptions, *, postings: Sequence[Path] = (), with_earlier: bool = True
) -> Lesson:
    """Read everything, and find out what to know about the new examples.

    Args:
        files: the files of new examples.
        read: how they are read.
        postings: further files, of whole postings with the columns ``text``, ``label`` and ``title``.
        with_earlier: whether what was taught earlier is learned too.

    Raises:
        InputNotFoundError: a file is not there.
        DataError: something in the files is wrong; every problem is listed.
        StoreError: what was taught earlier cannot be read.
    """
    lines, jobs = _read(files, read), _read(postings, _OF_POSTINGS)
    new = [*lines.examples, *jobs.examples]
    earlier, learned = read_taught() if with_earlier else [], read_learned()
    all_shipped, holdout = shipped_examples(), read_holdout()
    taught = added(earlier, new, datetime.now(UTC).date().isoformat())
    postings_holdout = read_postings(shipped_data(POSTINGS_HOLDOUT))
    return Lesson(
        shipped=without(all_shipped, taught),
        postings=without(shipped_postings(), taught),
        taught=taught,
        new=new,
        fresh=without([example for example in new if not example.is_posting], [*all_shipped, *learned]),
        holdout=without(holdout, [*taught, *learned]),
        postings_holdout=without(postings_holdout, [*taught, *learned]),
        untouched=[] if read.job else lines.untouched,
        untouched_postings=[*lines.untouched, *jobs.untouched] if read.job else jobs.untouched,
        skipped=lines.skipped + jobs.skipped,
        notices=[
            *(Notice("reading", "", note) for note in (*lines.notes, *jobs.notes)),
            *(
                notices([*new, *lines.repeats, *jobs.repeats], as_examples(earlier), all_shipped, holdout)
                if new
                else []
            ),
        ],
    )


def _read(files: Sequence[Path], read: ReadOptions) -> Reading:
    return read_labelled(files, read) if files else Reading([], 0)
