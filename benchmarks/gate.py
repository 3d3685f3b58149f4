"""What the gate lets pass: python -m benchmarks.gate [--seeds N] [--in-a-row N] [LABELLED …]

Some styles of tasks.csv are left out of the shipped data, and a model of the rest stands for the one that ships. Files
of their lines are then taught to it: 20 to 800 lines, honest ones, honest corrections of that model's mistakes, and
files whose labels are wrong in one way each. For each size and kind it prints how many of them were installed, asked
about and refused, and how accuracy changes on labelled files that are named, for all of them and for those installed.

With ``--in-a-row N``, N small files of a kind are taught instead, each to the model that the ones before it made, and
the changes are those after the last. Small losses must not add up.
"""

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.labels import Label
from mvs_classifier.shipped import shipped_data
from mvs_classifier.training import measured as measuring
from mvs_classifier.training import train as training
from mvs_classifier.training.build import train_taught
from mvs_classifier.training.examples import POSTINGS_HOLDOUT, TASKS, USER, Example, read_postings
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.gate import Gate
from mvs_classifier.training.labelled import read_labelled
from mvs_classifier.training.lesson import Lesson, read_holdout
from mvs_classifier.training.measure.evaluate import evaluate_examples
from mvs_classifier.training.newton import ROUGH
from mvs_classifier.training.ready import ready
from mvs_classifier.training.taught import TaughtExample, added, without

LEFT_OUT = (
    *("lines_3", "postings-1", "requirements", "adverts-b2b", "adverts-services", "formal-adverts"),
    *("wide-marketing", "wide-sales", "wide-both"),
)
SIZES = (20, 50, 140, 400, 800)
IN_A_ROW = (15, 50)
KINDS = ("honest", "corrections", "random", "exchanged", "one label", "slipped")
INSTALLED = "installed"
LABELS = list(Label)
EXCHANGED = {Label.MARKETING: Label.SALES, Label.SALES: Label.MARKETING}


class World(NamedTuple):
    """A model that stands for the one that ships, what it learned, and lines that it did not."""

    model: Classifier
    shipped: list[Example]
    others: list[Example]
    mistaken: list[Example]
    measuring: dict[str, tuple[list[Example], float]]


class Case(NamedTuple):
    """A file that was taught."""

    kind: str
    rows: int
    outcome: str
    changes: dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--in-a-row", type=int, metavar="N")
    parser.add_argument("labelled", nargs="*", type=Path)
    options = parser.parse_args()
    world = prepared(options.labelled)
    if options.in_a_row:
        show_in_a_row(world, options.in_a_row, options.seeds)
        return
    cases = []
    for seed in range(options.seeds):
        for rows in SIZES:
            for kind in KINDS:
                cases.append(taught(world, kind, rows, seed))
                print(
                    "#", seed, *cases[-1][:3], *(f"{change:+.2%}" for change in cases[-1].changes.values()), flush=True
                )
    table(cases, list(world.measuring))


def prepared(files: Sequence[Path]) -> World:
    """Train the model of the rest."""
    everything = ready(Settings()).examples
    styles = {f"{TASKS}:{name}" for name in LEFT_OUT}
    shipped = [example for example in everything if example.style not in styles]
    others = [example for example in everything if example.style in styles]
    model = Classifier(train_taught(shipped, [], Settings(), 1.0, enough=ROUGH))
    labelled = {file.stem: list(read_labelled(file).examples) for file in files}
    known = {name: (some, accuracy(model, some)) for name, some in labelled.items()}
    mistaken = [one.example for one in evaluate_examples(model, others).mistakes]
    return World(model, shipped, others, mistaken, known)


def accuracy(model: Classifier, examples: Sequence[Example]) -> float:
    return evaluate_examples(model, examples).metrics["accuracy"]


def file_of(world: World, kind: str, rows: int, seed: int) -> list[Example]:
    """The rows of a file of a kind, as a user writes them: in no order, each with a label."""
    dice = random.Random(f"{kind != 'corrections'} {rows} {seed}")  # noqa: S311 - the same each time
    lines = world.mistaken if kind == "corrections" else world.others
    chosen = dice.sample(lines, min(rows, len(lines)))
    labels = [example.label for example in chosen]
    if kind == "random":
        labels = [dice.choice(LABELS) for _ in chosen]
    elif kind == "exchanged":
        labels = [EXCHANGED.get(label, label) for label in labels]
    elif kind == "one label":
        labels = [dice.choice(LABELS)] * len(chosen)
    elif kind == "slipped":
        labels = [labels[-1], *labels[:-1]]
    pairs = zip(chosen, labels, strict=True)
    return [example._replace(label=label, style=USER) for example, label in pairs]


def taught(world: World, kind: str, rows: int, seed: int) -> Case:
    new = file_of(world, kind, rows, seed)
    gate, candidate, _ = learned(world, world.model, [], new)
    return Case(kind, len(new), outcome(gate), changes(world, candidate))


def learned(
    world: World, current: Classifier, earlier: Sequence[TaughtExample], new: list[Example]
) -> tuple[Gate, Classifier, list[TaughtExample]]:
    """Teach new examples to a model that was taught earlier ones; return the gate, the new model, and what it knows."""
    together = added(earlier, new, "2026-01-01")
    lesson = Lesson(
        shipped=world.shipped,
        postings=[],
        taught=together,
        new=new,
        fresh=without(new, earlier),
        holdout=read_holdout(),
        postings_holdout=read_postings(shipped_data(POSTINGS_HOLDOUT)),
        untouched=[],
        untouched_postings=[],
        skipped=0,
        notices=[],
    )
    with patch.object(measuring, "load", lambda _: world.model):
        candidate = Classifier(train_taught(lesson.examples, [], Settings(), 1.0, enough=ROUGH))
        rehearsed = list(training._rehearsed(lesson, Settings(), 1.0, current))
        return measuring.measured(lesson, current, candidate, Settings(), rehearsed), candidate, together


def changes(world: World, candidate: Classifier) -> dict[str, float]:
    return {name: accuracy(candidate, some) - before for name, (some, before) in world.measuring.items()}


def show_in_a_row(world: World, times: int, seeds: int) -> None:
    """Print what becomes of many small files, one after the other."""
    names = list(world.measuring)
    print(f"| rows each | kind | installed | stopped | {' | '.join(f'{name}, after all' for name in names)} |")
    print("| --- " * (4 + len(names)) + "|")
    for rows in IN_A_ROW:
        for kind in KINDS:
            rounds = [in_a_row(world, kind, rows, range(seed * times, (seed + 1) * times)) for seed in range(seeds)]
            installed = sum(count for count, _ in rounds)
            means = [sum(change[name] for _, change in rounds) / seeds for name in names]
            counts = f"{installed} | {times * seeds - installed}"
            print(f"| {rows} | {kind} | {counts} | {' | '.join(f'{mean:+.1%}' for mean in means)} |", flush=True)


def in_a_row(world: World, kind: str, rows: int, seeds: Iterable[int]) -> tuple[int, dict[str, float]]:
    """Teach one file after the other; return how many were installed, and the changes after the last."""
    current, known, installed = world.model, list[TaughtExample](), 0
    for seed in seeds:
        gate, candidate, together = learned(world, current, known, file_of(world, kind, rows, seed))
        if outcome(gate) == INSTALLED:
            current, known, installed = candidate, together, installed + 1
    return installed, changes(world, current)


def outcome(gate: Gate) -> str:
    names = [*(["asked"] if gate.question else []), *(["refused"] if gate.reasons else [])]
    return " and ".join(names) or INSTALLED


def table(cases: Sequence[Case], names: Sequence[str]) -> None:
    """Print what became of the files of each kind and size."""
    heads = [f"{name}, {which}" for name in names for which in ("all", "installed")]
    print(f"| rows | kind | {' | '.join(('installed', 'asked', 'refused', 'both', *heads))} |")
    print("| --- " * (6 + len(heads)) + "|")
    for rows, kind in sorted(
        {(case.rows, case.kind) for case in cases}, key=lambda pair: (KINDS.index(pair[1]), pair[0])
    ):
        some = [case for case in cases if (case.rows, case.kind) == (rows, kind)]
        counts = [
            sum(case.outcome == one for case in some) for one in (INSTALLED, "asked", "refused", "asked and refused")
        ]
        print(f"| {rows} | {kind} | {' | '.join(map(str, (*counts, *means(some, names))))} |")


def means(cases: Sequence[Case], names: Sequence[str]) -> Iterator[str]:
    """The mean changes of accuracy: of all files, and of those installed."""
    for name in names:
        for some in (cases, [case for case in cases if case.outcome == INSTALLED]):
            yield f"{sum(case.changes[name] for case in some) / len(some):+.1%}" if some else ""


if __name__ == "__main__":
    main()
