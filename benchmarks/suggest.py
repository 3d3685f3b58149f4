"""Do suggested labels teach more than random ones, and are wrong labels found? Prints the tables of docs/labelling.md.

    python -m benchmarks.suggest          the curves, also drawn to docs/suggest.svg; four minutes on one core
    python -m benchmarks.suggest --tried  other ways to choose; four minutes
    python -m benchmarks.suggest --whole  from all shipped data but one kind of text; two minutes
    python -m benchmarks.suggest --check  planted label errors; three minutes

Two settings are simulated, from several seeds, 50 labels a round. From scratch: 200 random lines of the tasks are
labelled, and 4,000 are the pool. A new kind of text: 3,000 random shipped texts are labelled, but none of one kind (all
adverts-*, hard-*, formal-* or wide-*); lines of that kind are the pool. The test lines are always of other groups than
the pool's, in the second setting of the same kind.
"""

import random
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.special import entr
from scipy.stats import t as student
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize as unit_vectors

from mvs_classifier.model.classifier import Classifier
from mvs_classifier.model.file import ModelFile
from mvs_classifier.model.info import ModelInfo
from mvs_classifier.model.labels import Label
from mvs_classifier.shipped import shipped_data
from mvs_classifier.text.ngrams import is_feature, ngrams
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training.check import check
from mvs_classifier.training.examples import TASKS, USER, Example, read_examples, read_shipped
from mvs_classifier.training.fit import Settings, fit
from mvs_classifier.training.measure.metrics import OutOfFold, metrics, probabilities
from mvs_classifier.training.suggest import cover, suggest

Array = Any
Choice = Callable[[Array, Array, np.random.Generator], Sequence[int]]
"""Chooses positions from the probabilities and the n-grams of the pool."""

ROUND = 50
SEEDS = 12
ROUNDS = {"from scratch": 12, "new kind of text": 6}
TRIED = {"from scratch": (8, 6), "new kind of text": (8, 4)}
KINDS = ("adverts-", "hard-", "formal-", "wide-")
TARGETS = (100, 150, 200, 300, 400, 600)
CUT = 1000
FLIPPED = 0.05
PLOT = Path(__file__).parents[1] / "docs" / "suggest.svg"
EXAMPLES = read_shipped()


class World(NamedTuple):
    base: list[Example]
    pool: list[Example]
    test: list[Example]


def kind_of(example: Example) -> str | None:
    style = example.style.partition(":")[2]
    return next((kind for kind in KINDS if example.file == TASKS and style.startswith(kind)), None)


def halves(examples: Sequence[Example], rng: random.Random) -> tuple[list[Example], list[Example]]:
    """Two halves without a common group, each in random order."""
    groups = sorted({example.group for example in examples})
    rng.shuffle(groups)
    first = set(groups[: len(groups) // 2])
    parts = [one for one in examples if one.group in first], [one for one in examples if one.group not in first]
    for part in parts:
        rng.shuffle(part)
    return parts


def world(setting: str, seed: int, *, whole: bool = False) -> World:
    rng = random.Random(seed)  # noqa: S311
    if setting == "from scratch":
        mine, others = halves([example for example in EXAMPLES if example.file == TASKS], rng)
        return World(mine[:200], mine[200:4200], others[:3000])
    kind = KINDS[seed % len(KINDS)]
    rest = [example for example in EXAMPLES if kind_of(example) != kind]
    mine, others = halves([example for example in EXAMPLES if kind_of(example) == kind], rng)
    return World(rest if whole else rng.sample(rest, 3000), mine[:3000], others[:3000])


def simulated(setting: str, seed: int, way: str, rounds: int, *, whole: bool = False) -> list[float]:
    """Macro-F1 on the test lines before the first round and after each."""
    base, pool, test = world(setting, seed, whole=whole)
    rng = np.random.default_rng(seed)
    labelled, found = list(base), []
    for number in range(rounds + 1):
        classifier = trained(labelled)
        found.append(macro_f1(classifier, test))
        if number < rounds:
            chosen = set(chosen_by(way, classifier, [example.text for example in pool], rng))
            taught = [pool[position] for position in sorted(chosen)]
            # what a user teaches counts more
            labelled += [example._replace(style=USER) for example in taught] if whole else taught
            pool = [example for position, example in enumerate(pool) if position not in chosen]
    return found


def trained(examples: Sequence[Example]) -> Classifier:
    return Classifier(ModelFile(fit(examples, Settings()), ModelInfo("", 0, {}, "", {}, {}, {})))


def macro_f1(classifier: Classifier, test: Sequence[Example]) -> float:
    labels = np.array([list(Label).index(example.label) for example in test])
    return metrics(OutOfFold(labels, classifier.score_batch([example.text for example in test]).values))["macro_f1"]


def chosen_by(way: str, classifier: Classifier, texts: Sequence[str], rng: np.random.Generator) -> Sequence[int]:
    if way == "suggest":
        return suggest(classifier, texts, ROUND)
    if way == "random":
        return rng.permutation(len(texts))[:ROUND].tolist()
    chances = probabilities(classifier.score_batch(texts).values)
    return [int(position) for position in WAYS[way](chances, vectors(texts), rng)]


def vectors(texts: Sequence[str]) -> Array:
    return unit_vectors(CountVectorizer(analyzer=features, binary=True, dtype=np.float32).fit_transform(texts))


def features(text: str) -> list[str]:
    return list(filter(is_feature, ngrams(normalize(text), 2)))


def doubt(chances: Array) -> Array:
    return 1 - chances.max(axis=1)


def largest(score: Callable[[Array], Array], chances: Array, _: Array, __: np.random.Generator) -> Array:
    return np.argsort(-score(chances), kind="stable")[:ROUND]


def typical(chances: Array, grams: Array, _: np.random.Generator) -> Array:
    density = np.asarray(grams @ np.asarray(grams.mean(axis=0)).ravel())
    return np.argsort(-doubt(chances) * density, kind="stable")[:ROUND]


def farthest(chances: Array, grams: Array, _: np.random.Generator) -> Array:
    unsure = np.argsort(-doubt(chances), kind="stable")[:CUT]
    likeness = (grams[unsure] @ grams[unsure].T).toarray()
    chosen = [0]
    while len(chosen) < ROUND:
        chosen.append(int(likeness[:, chosen].max(axis=1).argmin()))
    return unsure[chosen]


def clustered(chances: Array, grams: Array, _: np.random.Generator) -> Array:
    unsure = np.argsort(-doubt(chances), kind="stable")[:CUT]
    points = unit_vectors(TruncatedSVD(50, random_state=0).fit_transform(grams[unsure]))
    cluster = KMeans(ROUND, n_init=1, random_state=0).fit(points).labels_
    return unsure[np.unique(cluster, return_index=True)[1]]  # the least sure of each


def badge(chances: Array, grams: Array, rng: np.random.Generator) -> Array:
    """k-means++ on gradient embeddings (Ash et al., "Deep Batch Active Learning by Diverse, Uncertain Gradient Lower
    Bounds", 2020); with a linear model a gradient is the outer product of error and n-grams.
    """
    errors = chances - np.eye(len(Label))[chances.argmax(axis=1)]
    sizes = (errors**2).sum(axis=1)
    chosen, distance = [int(sizes.argmax())], sizes
    while len(chosen) < ROUND:
        last = chosen[-1]
        shared = np.asarray((grams @ grams[last].T).todense()).ravel() * (errors @ errors[last])
        distance = np.minimum(distance, np.maximum(sizes + sizes[last] - 2 * shared, 0))
        distance[chosen] = 0
        chosen.append(int(rng.choice(len(chances), p=distance / distance.sum())))
    return chosen


def covering(chances: Array, grams: Array, _: np.random.Generator) -> Array:
    return cover((grams @ grams.T).toarray(), np.ones(len(chances), dtype=np.float32), ROUND)


WAYS: dict[str, Choice] = {
    "least confidence": partial(largest, doubt),
    "margin": partial(largest, lambda chances: -np.diff(np.sort(chances, axis=1)[:, -2:]).ravel()),
    "entropy": partial(largest, lambda chances: entr(chances).sum(axis=1)),
    "least confidence times density": typical,
    "farthest first among the 1,000 least sure": farthest,
    "k-means on the 1,000 least sure, one of each cluster": clustered,
    "BADGE": badge,
    "facility location alone": covering,
}


def curves() -> None:
    found = {
        setting: {way: runs(setting, way, SEEDS, rounds) for way in ("suggest", "random")}
        for setting, rounds in ROUNDS.items()
    }
    print("| setting | macro-F1 | random needs | suggest needs | of that |\n" + "| --- " * 5 + "|")
    for setting, by_way in found.items():
        for labels in (labels for labels in TARGETS if labels <= ROUNDS[setting] * ROUND):
            print(f"| {setting} | {needed(by_way, labels)} |")
        print(f"{setting}: suggest above random, points of macro-F1: {gain(by_way['suggest'] - by_way['random'])}")
    draw(found)


def needed(by_way: dict[str, Array], labels: int) -> str:
    """How many labels each way needs for what random reaches with so many, with a bootstrap interval over the seeds."""

    def enough(seeds: Array) -> float:
        target = by_way["random"][seeds].mean(axis=0)[labels // ROUND]
        curve = np.maximum.accumulate(by_way["suggest"][seeds].mean(axis=0))
        return float(np.interp(target, curve, ROUND * np.arange(len(curve))))

    samples = np.random.default_rng(0).integers(0, SEEDS, (2000, SEEDS))
    low, high = np.percentile([enough(seeds) for seeds in samples], [2.5, 97.5])
    middle = enough(np.arange(SEEDS))
    target = by_way["random"].mean(axis=0)[labels // ROUND]
    return f"{target:.3f} | {labels} | {middle:.0f} ({low:.0f}–{high:.0f}) | {middle / labels:.0%}"


def gain(differences: Array) -> str:
    """The mean over rounds and seeds in points, with a 95 % interval over the seeds."""
    by_seed = 100 * differences[:, 1:].mean(axis=1)
    return f"{by_seed.mean():+.1f} ± {half_width(by_seed):.1f}"


def half_width(values: Array) -> Array:
    size = len(values)
    return student.ppf(0.975, size - 1) * values.std(axis=0, ddof=1) / np.sqrt(size)


def draw(found: dict[str, dict[str, Array]]) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "suggest", "font.size": 10})
    from matplotlib import pyplot as plt

    looks = {"suggest": ("#0072B2", "-", "o"), "random": ("#D55E00", "--", "s")}
    figure, axes = plt.subplots(1, len(found), figsize=(9, 3.6), layout="constrained")
    for place, (setting, by_way) in zip(axes, found.items(), strict=True):
        for way, (colour, line, marker) in looks.items():
            gains = 100 * (by_way[way] - by_way[way][:, :1])
            middle, spread, counts = gains.mean(axis=0), half_width(gains), ROUND * np.arange(gains.shape[1])
            place.plot(counts, middle, line, color=colour, marker=marker, markersize=4, label=way)
            place.fill_between(counts, middle - spread, middle + spread, color=colour, alpha=0.2, linewidth=0)
        place.set(title=setting, xlabel="labels added", ylabel="points of macro-F1 gained")
        place.grid(alpha=0.3)
        place.legend(frameon=False)
    figure.savefig(PLOT, metadata={"Date": None})


def tried() -> None:
    print("| way to choose | " + " | ".join(TRIED) + " |\n" + "| --- " * (1 + len(TRIED)) + "|")
    random_ones = {setting: runs(setting, "random", *size) for setting, size in TRIED.items()}
    for way in ("suggest", *WAYS):
        gains = [gain(runs(setting, way, *size) - random_ones[setting]) for setting, size in TRIED.items()]
        print(f"| {way} | {' | '.join(gains)} |", flush=True)


def runs(setting: str, way: str, seeds: int, rounds: int) -> Array:
    return np.array([simulated(setting, seed, way, rounds) for seed in range(seeds)])


def whole() -> None:
    print("| kind left out | labels | random | suggest |\n" + "| --- " * 4 + "|")
    for seed, kind in enumerate(KINDS):
        ways = [simulated("new kind of text", seed, way, 2, whole=True) for way in ("random", "suggest")]
        for number, figures in enumerate(zip(*ways, strict=True)):
            print(f"| {kind}* | {ROUND * number} | {' | '.join(f'{value:.3f}' for value in figures)} |", flush=True)


def checked() -> None:
    holdout = read_examples([shipped_data("holdout.csv")])
    strange = [world("new kind of text", seed) for seed in range(8)]
    print("| file | labels | flipped | in doubt | precision | recall |\n" + "| --- " * 6 + "|")
    print(planted("the holdout", [(holdout, EXAMPLES)] * 5), flush=True)
    print(planted("a kind of text that is not in the base", [(one.pool[:600], one.base) for one in strange]))


def planted(name: str, files: Sequence[tuple[Sequence[Example], Sequence[Example]]]) -> str:
    flips = doubts = hits = 0
    for seed, (lines, base) in enumerate(files):
        rng = random.Random(seed)  # noqa: S311
        mine = [line._replace(style=USER, line=number) for number, line in enumerate(lines)]
        wrong = set(rng.sample(range(len(lines)), round(FLIPPED * len(lines))))
        for number in sorted(wrong):
            others = [label for label in Label if label != mine[number].label]
            mine[number] = mine[number]._replace(label=rng.choice(others))
        found = {doubt.example.line for doubt in check(mine, base)}
        flips, doubts, hits = flips + len(wrong), doubts + len(found), hits + len(found & wrong)
    size = f"{len(files)} × {len(files[0][0])} | {flips} | {doubts}"
    return f"| {name} | {size} | {hits / doubts:.0%} | {hits / flips:.0%} |"


if __name__ == "__main__":
    {"--tried": tried, "--whole": whole, "--check": checked}.get(sys.argv[-1], curves)()
