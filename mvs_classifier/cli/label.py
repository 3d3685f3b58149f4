"""The command ``label``."""

import os
import sys
from argparse import Namespace
from typing import Never

from tqdm import tqdm

from mvs_classifier.errors import UsageError
from mvs_classifier.model.store import load
from mvs_classifier.tables.label import Options, Summary, label_file

_JOB_LENGTH = 120


def run(options: Namespace) -> None:
    """Label a file, with a progress bar on a terminal, and say what it came to."""
    if options.title_column and not options.job:
        raise UsageError("--title-column goes with --job: a title is held against the tasks of a whole job")
    how = Options(
        column=options.column,
        job=options.job,
        title_column=options.title_column,
        encoding=options.encoding,
        delimiter=_delimiter(options.delimiter),
        force=options.force,
    )
    classifier = load(options.model)
    size = os.path.getsize(options.input) if os.path.exists(options.input) else None
    with tqdm(total=size, unit="B", unit_scale=True, disable=None, file=sys.stderr, leave=False) as bar:
        summary = label_file(classifier, options.input, options.output, how, lambda done: _move(bar, done))
    print(_told(summary, options), file=sys.stderr)


def _move(bar: "tqdm[Never]", done: int) -> None:
    bar.update(done - bar.n)


def _delimiter(given: str | None) -> str | None:
    if given is None or len(given) == 1:
        return given
    if given in (r"\t", "tab"):
        return "\t"
    raise UsageError(f"a delimiter is one character, but -d gives {given!r}; write \\t for a tab")


def _told(summary: Summary, options: Namespace) -> str:
    lines = [f"{summary.rows:,} rows labelled by column {summary.column!r}, written to {options.output}"]
    lines += [_share(label, count, summary.rows) for label, count in sorted(summary.labels.items())]
    lines += [_share(f"no verdict: {why}", count, summary.rows) for why, count in sorted(summary.reasons.items())]
    if options.title_column:
        lines.append(f"  {summary.disagreeing:,} titles name another craft than their tasks are of")
    if summary.ragged:
        lines.append(f"  {summary.ragged:,} rows had more or fewer cells than the header; all cells were kept")
    if not options.job and summary.mean_length > _JOB_LENGTH:
        lines.append("  the texts look like whole job descriptions: --job labels each job by its tasks")
    return "\n".join(lines)


def _share(name: str, count: int, rows: int) -> str:
    return f"  {name:<24}{count:>12,}{count / rows:>8.1%}"
