"""The command ``label``."""

import sys
from argparse import Namespace
from typing import Never

from tqdm import tqdm

from mvs_classifier.cli.options import delimiter
from mvs_classifier.cli.progress import move
from mvs_classifier.errors import UsageError
from mvs_classifier.store.current import load
from mvs_classifier.tables.judge import NO_CELL, Request
from mvs_classifier.tables.label import STREAM, Summary, label_file
from mvs_classifier.tables.options import Options

_JOB_LENGTH = 120
_SOME_NOT_READ = 3


def run(options: Namespace) -> int:
    """Label a file, with a progress bar on a terminal, and say what it came to."""
    with tqdm(total=None, unit="B", unit_scale=True, disable=None, file=sys.stderr, leave=False) as bar:
        summary = label_file(
            load(options.model),
            options.input,
            options.output,
            _options(options),
            lambda done, total, unit: _move(bar, done, total, unit),
        )
    print(_told(summary, options), file=sys.stderr)
    return _SOME_NOT_READ if summary.tally.reasons[NO_CELL] else 0


def _options(options: Namespace) -> Options:
    if not 0 <= options.min_confidence <= 1:
        raise UsageError(f"a confidence is from 0 to 1, but --min-confidence gives {options.min_confidence}")
    if options.min_confidence and options.job:
        raise UsageError("a job has no confidence of its own, so --min-confidence does not go with --job")
    if options.workers is not None and options.workers < 1:
        raise UsageError(f"there must be 1 worker or more, but --workers gives {options.workers}")
    return Options(
        columns=tuple(options.column or ()),
        title_column=options.title_column,
        request=Request(
            job=options.job,
            explain=options.explain,
            language=options.lang,
            min_confidence=options.min_confidence,
        ),
        format=options.format,
        output_format=options.output_format,
        encoding=options.encoding,
        delimiter=delimiter(options.delimiter),
        header=not options.no_header,
        sheet=options.sheet,
        safe_excel=options.safe_excel,
        force=options.force,
        resume=options.resume,
        workers=options.workers,
    )


def _move(bar: "tqdm[Never]", done: int, total: int | None, unit: str) -> None:
    bar.unit = unit
    move(bar, done, total)


def _told(summary: Summary, options: Namespace) -> str:
    tally = summary.tally
    target = "standard output" if options.output == STREAM else options.output
    read = " + ".join(map(repr, summary.columns))
    lines = [f"{tally.rows:,} rows labelled by column {read}, written to {target}"]
    lines += [f"  {note}" for note in summary.notes]
    if summary.resumed:
        lines.append(f"  {summary.resumed:,} of them by the run that was interrupted")
    lines += [_share(label, count, tally.rows) for label, count in sorted(tally.labels.items())]
    lines += [_share(f"no verdict: {why}", count, tally.rows) for why, count in sorted(tally.reasons.items())]
    if options.title_column:
        lines.append(f"  {tally.disagreeing:,} titles name another craft than their tasks are of")
    if tally.ragged:
        lines.append(f"  {tally.ragged:,} rows had more or fewer cells than the header; all cells were kept")
    if tally.reasons[NO_CELL]:
        lines.append("  some rows end before the column of texts and could not be read; look at them")
    if not options.job and tally.characters > _JOB_LENGTH * tally.rows:
        lines.append("  the texts look like whole job descriptions: --job labels each job by its tasks")
    return "\n".join(lines)


def _share(name: str, count: int, rows: int) -> str:
    return f"  {name:<36}{count:>12,}{count / rows:>8.1%}"
