"""How long do people wait for a training and for a check? python -m benchmarks.waiting [TIMES]

Runs the commands as a user does, each in a process and in a store of its own, three times or as often as is said, and
prints the least seconds by the clock and of both processors together. The counts of the shipped texts are in the cache
from an earlier run. The new examples are those of paraphrases.csv and lines of tasks.csv with a word more; what is
checked are 200 lines of the holdout, of which ten have another label than theirs.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.retraining import read_pairs, write
from mvs_classifier.model.labels import Label
from mvs_classifier.store.places import HOME
from mvs_classifier.training.examples import TASKS, Example
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.lesson import read_holdout
from mvs_classifier.training.ready import ready

REFUSED = 4
CHECKED = 200
WRONG_EVERY = 20


class Seconds(NamedTuple):
    """What a command took: seconds by the clock, and of all processors together."""

    clock: float
    processors: float


def main() -> None:
    times = int(sys.argv[1]) if sys.argv[1:] else 3
    shipped = ready(Settings()).examples
    print("| command | rows | seconds | seconds of the processors |")
    print("| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for count in (10, 1000):
            write(Path(folder, "new.csv"), new_examples(shipped, count))
            report("train --add", count, least(["train", "--add", "new.csv"], folder, times))
            report(
                "train --add --html", count, least(["train", "--add", "new.csv", "--html", "page.html"], folder, times)
            )
        for count in (2, CHECKED):
            write(Path(folder, "labelled.csv"), to_check()[:count])
            report("check", count, least(["check", "labelled.csv"], folder, times))


def new_examples(shipped: Sequence[Example], count: int) -> list[Example]:
    """Examples that do not ship; from the 201st on they are like some that do."""
    written = [example for example, _ in read_pairs()][:count]
    tasks = [example for example in shipped if example.file == TASKS]
    drawn = random.Random(1).sample(tasks, count - len(written))  # noqa: S311
    return [*written, *(example._replace(text=f"日常{example.text}") for example in drawn)]


def to_check() -> list[Example]:
    labels = list(Label)
    lines = random.Random(2).sample(read_holdout(), CHECKED)  # noqa: S311
    return [
        line._replace(label=labels[labels.index(line.label) - 1]) if number % WRONG_EVERY == 0 else line
        for number, line in enumerate(lines)
    ]


def least(arguments: Sequence[str], folder: str, times: int) -> Seconds:
    """The least of some runs, each in an empty store."""
    taken = [run(arguments, folder, f"store-{number}") for number in range(times)]
    return Seconds(*map(min, zip(*taken, strict=True)))


def run(arguments: Sequence[str], folder: str, store: str) -> Seconds:
    with tempfile.TemporaryDirectory(dir=folder, prefix=store) as home:
        before, start = _processors(), time.perf_counter()
        command = [sys.executable, "-m", "mvs_classifier", *arguments]
        done = subprocess.run(command, cwd=folder, env={**os.environ, HOME: home}, capture_output=True, check=False)
        clock = time.perf_counter() - start
    if done.returncode not in {0, REFUSED}:
        sys.exit(done.stderr.decode(errors="replace"))
    return Seconds(clock, _processors() - before)


def _processors() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(command: str, rows: int, seconds: Seconds) -> None:
    print(f"| `{command}` | {rows:,} | {seconds.clock:.1f} | {seconds.processors:.1f} |", flush=True)


if __name__ == "__main__":
    main()
