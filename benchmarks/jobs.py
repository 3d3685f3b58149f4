"""What the model of whole jobs is worth: prints how well it does on styles left out, in variants, and on files.

    python -m benchmarks.jobs [FILE…]

The first table is of the postings that ship, each style judged by models that have not learned it: with everything,
without the title, and with fewer roles of lines. Each FILE is a CSV of whole postings (``title,text,label``), judged
by the model that ships: as they are, and by what is left without their duties.
"""

import sys

import numpy as np
from numpy.typing import NDArray

import mvs_classifier as mvs
from mvs_classifier.model.file import read_model
from mvs_classifier.model.work import FEATURES_OF_ROLE, ROLES, logits
from mvs_classifier.shipped import shipped_model
from mvs_classifier.text.lines import split_lines
from mvs_classifier.training.examples import read_postings, read_shipped
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.jobs import JobFeatures, fit_titles, job_reader, left_out
from mvs_classifier.training.measure.folds import leave_styles_out

LABELS = np.array([str(label) for label in mvs.Label])
TITLE = slice(len(ROLES) * FEATURES_OF_ROLE, None)


def main() -> None:
    print(
        "| | right | false alarms | missed | precision of sales | of marketing |\n| --- | --- | --- | --- | --- | --- |"
    )
    examples = read_shipped()
    features = leave_styles_out(examples, Settings(), read_postings(), fit_titles(examples)).jobs
    assert features
    for name, hidden in (
        ("everything", []),
        ("without the title", [TITLE]),
        ("duties and title", [slice(FEATURES_OF_ROLE, TITLE.start)]),
        ("duties alone", [slice(FEATURES_OF_ROLE, None)]),
        ("title alone", [slice(0, TITLE.start)]),
    ):
        outcome = left_out(without(features, hidden))
        show(name, LABELS[outcome.labels], LABELS[outcome.logits.argmax(axis=1)])
    shipped = read_model(shipped_model())
    assert shipped.jobs
    reader = job_reader(shipped.parameters, shipped.jobs)
    for path in sys.argv[1:]:
        postings = read_postings(path)
        labels = np.array([str(one.label) for one in postings])
        jobs = reader.read_many([split_lines(one.text) for one in postings], [one.title for one in postings])
        for name, some in ((path, jobs), (f"{path}, without their duties", map(reader.without_duties, jobs))):
            values = np.array([logits(shipped.jobs, reader.features(job)) for job in some])
            show(name, labels, LABELS[values.argmax(axis=1)])


def without(features: JobFeatures, hidden: list[slice]) -> JobFeatures:
    values = features.values.copy()
    for columns in hidden:
        values[..., columns] = 0
    return features._replace(values=values)


def show(name: str, labels: NDArray[np.str_], verdicts: NDArray[np.str_]) -> None:
    right, other = labels == verdicts, labels == "neither"
    figures = [
        right.mean(),
        (verdicts[other] != "neither").mean(),
        (verdicts[~other] == "neither").mean(),
        right[verdicts == "sales"].mean(),
        right[verdicts == "marketing"].mean(),
    ]
    print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |")


if __name__ == "__main__":
    main()
