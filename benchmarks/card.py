"""Bring the figures of models/README.md up to date.

    python -m benchmarks.card [FILE…]

Each FILE is a CSV of labelled lines from elsewhere (``text,label``, and ``clear`` where annotators said how sure they
were); their figures stand beside those of our own data. Takes two minutes.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import mvs_classifier as mvs
from mvs_classifier.shipped import shipped_data, shipped_model
from mvs_classifier.training.examples import TASKS, Example, read_shipped
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.measure.evaluate import Evaluation, evaluate
from mvs_classifier.training.measure.folds import cross_validate, leave_styles_out, style_parts
from mvs_classifier.training.measure.metrics import OutOfFold, calibrated, calibration_bins, metrics

CARD = Path(__file__).parents[1] / "models" / "README.md"
LABELS = [str(label) for label in mvs.Label]
FEWEST = 30
FEWEST_IN_BIN = 10


def main() -> None:
    info = mvs.load(shipped_model()).info
    examples = read_shipped()
    heat = float(info.settings["temperature"])
    folds = calibrated(cross_validate(examples, Settings()), heat)
    styles = calibrated(leave_styles_out(examples, Settings()).lines, heat)
    holdout = evaluate(mvs.load(shipped_model()), shipped_data("holdout.csv"))
    outside = {file: evaluate(mvs.load(shipped_model()), file) for file in sys.argv[1:]}
    draw(
        {"styles left out": calibration_bins(styles), "holdout": holdout.calibration}
        | {Path(file).stem: found.calibration for file, found in outside.items()}
    )
    figures = [
        f"Model `{info.fingerprint}`: {info.features:,} features, temperature {heat:.3f}; "
        + ", ".join(f"{name} {value}" for name, value in info.versions.items()),
        counts_table(examples),
        "All examples in cross-validation, the tasks with their styles left out, and the holdout that trains nothing:",
        metrics_table(
            {
                "cross-validation": (len(examples), metrics(folds)),
                "styles left out": (len(styles.labels), metrics(styles)),
            }
            | {"holdout": (holdout.texts, holdout.metrics)}
            | {Path(file).stem: (found.texts, found.metrics) for file, found in outside.items()}
        ),
        *(f"{Path(file).stem}: {surest(found)}" for file, found in outside.items()),
        "Holdout, rows true, columns predicted:",
        table(["", *LABELS], [[label, *row] for label, row in zip(LABELS, holdout.confusion, strict=True)]),
        "![Accuracy over confidence, one line for each set, beside the diagonal](calibration.svg)",
        "Confidence and accuracy, styles left out:",
        calibration_table(styles),
        "Accuracy by kind of text, styles left out (kinds of 30 texts or more):",
        kinds_table(
            [examples[number] for part in style_parts(examples) for number in part if examples[number].file == TASKS],
            styles,
        ),
        f"Whole postings of the holdout, with their titles: {postings_right():.3f} of the labels right.",
    ]
    text = CARD.read_text(encoding="utf-8")
    block = re.compile(r"(<!-- figures:.*?-->\n).*?(<!-- end of figures -->)", re.DOTALL)
    written = "\n\n".join(figures)
    CARD.write_text(block.sub(lambda found: f"{found[1]}\n{written}\n\n{found[2]}", text), encoding="utf-8")


def surest(evaluation: Evaluation) -> str:
    """How right the 70 % are that the model is surest of."""
    kept = round(0.7 * evaluation.texts)
    sure = evaluation.confidences[:kept]
    return f"the 70 % that the model is surest of: accuracy {sum(right for _, right in sure) / kept:.3f}"


def draw(curves: Mapping[str, Sequence[tuple[int, float, float]]]) -> None:
    """The calibration plot: how often the model is right over how sure it is, in tenths with ten texts or more."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "calibration"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(5, 4))
    axes.plot([0, 1], [0, 1], color="0.6", linestyle=":", label="as sure as right")
    for (name, bins), marker in zip(curves.items(), "os^dv", strict=False):
        full = [(confidence, accuracy) for count, confidence, accuracy in bins if count >= FEWEST_IN_BIN]
        axes.plot(*zip(*full, strict=True), marker=marker, label=name)
    axes.set(xlabel="confidence", ylabel="accuracy", xlim=(0.25, 1), ylim=(0.25, 1))
    axes.legend()
    figure.tight_layout()
    figure.savefig(CARD.parent / "calibration.svg", metadata={"Date": None})


def table(header: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def counts_table(examples: Sequence[Example]) -> str:
    counts = Counter((example.file, str(example.label)) for example in examples)
    files = list(dict.fromkeys(example.file for example in examples))
    rows = [[file, *(counts[file, label] for label in LABELS)] for file in files]
    return table(["", *LABELS], rows)


def metrics_table(columns: dict[str, tuple[int, dict[str, float]]]) -> str:
    names = next(iter(columns.values()))[1]
    rows = [[name.replace("_", " "), *(f"{values[name]:.3f}" for _, values in columns.values())] for name in names]
    return table(["", *columns], [["texts", *(count for count, _ in columns.values())], *rows])


def calibration_table(outcome: OutOfFold) -> str:
    rows = [[count, f"{confidence:.3f}", f"{right:.3f}"] for count, confidence, right in calibration_bins(outcome)]
    return table(["texts", "mean confidence", "accuracy"], rows)


def kinds_table(examples: Sequence[Example], outcome: OutOfFold) -> str:
    right = outcome.logits.argmax(axis=1) == outcome.labels
    kinds: dict[str, list[bool]] = {}
    for example, is_right in zip(examples, right.tolist(), strict=True):
        if example.kind:
            kinds.setdefault(example.kind, []).append(is_right)
    frequent = sorted((item for item in kinds.items() if len(item[1]) >= FEWEST), key=lambda item: -len(item[1]))
    rows = [[kind, len(all_), f"{sum(all_) / len(all_):.3f}"] for kind, all_ in frequent]
    return table(["kind", "texts", "accuracy"], rows)


def postings_right() -> float:
    classifier = mvs.load(shipped_model())
    with Path(shipped_data("postings_holdout.csv")).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tags = classifier.tag_jobs([row["text"] for row in rows], [row["title"] for row in rows])
    return sum(tag.label == row["label"] for tag, row in zip(tags, rows, strict=True)) / len(rows)


if __name__ == "__main__":
    main()
