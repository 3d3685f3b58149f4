"""Which features and settings are best? Prints the table of models/README.md.

    python -m benchmarks.choices [FILE…]

Every row is measured on the tasks of the training data, by three-fold cross-validation that never parts a group of
examples that were written together; all other shipped data train each model. Each FILE (CSV: ``text,label``) is
measured with a model of all shipped data. The seconds are those of scikit-learn's transform and predict. Takes ten
minutes on two cores.
"""

import csv
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.metrics import f1_score
from sklearn.multiclass import OneVsRestClassifier

from mvs_classifier.text.ngrams import SKIP, is_feature, ngrams, units
from mvs_classifier.text.normalize import normalize
from mvs_classifier.text.words import craft_words, segmenter
from mvs_classifier.training.examples import TASKS, read_shipped
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.measure.folds import fold_parts

Analyzer = Callable[[str], list[str]]
Array = Any

MORE = 500
DROPPED = 0.3
FOLDS = 3
EXAMPLES = read_shipped()
TEXTS = [normalize(example.text) for example in EXAMPLES]
LABELS = np.array([str(example.label) for example in EXAMPLES])
GROUPS = np.array([example.group for example in EXAMPLES])
IS_TASK = np.array([example.file == TASKS for example in EXAMPLES])
segment = segmenter(craft_words())
segment_plainly = segmenter(())


def words(text: str, by: Callable[[str], list[str]] = segment) -> list[str]:
    return list(filter(is_feature, by(text)))


def word_pairs(text: str) -> list[str]:
    found = words(text)
    return found + [f"{first} {second}" for first, second in pairwise(found)]


def characters(text: str, longest: int = 2, *, skip_grams: bool = False) -> list[str]:
    return list(filter(is_feature, ngrams(text, longest, skip_grams=skip_grams)))


skipping = partial(characters, skip_grams=True)


def union(text: str) -> list[str]:
    return characters(text) + [f"{word} " for word in words(text)]


CONCEPTS = {
    "visit": "拜访 走访 陌拜 上门 登门 面访 扫街 扫楼",
    "close": "签约 成交 逼单 签单 下单 成单 促单 开单",
    "collect": "回款 催款 收款 货款 应收 账期",
    "promote": "推广 宣传 传播 造势 曝光 投放",
    "plan": "策划 企划 规划 方案",
    "client": "客户 买家 甲方 业主 采购方",
    "audience": "用户 粉丝 受众 消费者 会员",
}


def concepts(text: str) -> list[str]:
    """Characters, and for each concept a feature as often as one of its words stands in the text."""
    named = [f"={name}" for name, members in CONCEPTS.items() for word in members.split() if word in text]
    return skipping(text) + named


@cache
def known_words() -> set[str]:
    return {word for text in TEXTS for word in segment(text)}


class Choice(NamedTuple):
    name: str
    analyzer: Analyzer = characters
    C: float = 3.0
    single: float = 1.0
    word: float = 1.0
    skip: float = 1.0
    min_df: int = 1
    sublinear: bool = False
    balanced: bool = False
    binary: bool = False
    penalty: str = "l2"
    terms: float = 1.0
    both: float = 1.0
    more: Callable[[Array], tuple[list[str], list[str]]] | None = None


def joined(train: Array) -> tuple[list[str], list[str]]:
    """Pairs of a marketing and a sales line as ``both``."""
    rng = np.random.default_rng(0)
    crafts = [train[IS_TASK[train] & (LABELS[train] == craft)] for craft in ("marketing", "sales")]
    pairs = zip(*(rng.choice(craft, MORE) for craft in crafts), strict=True)
    return [f"{TEXTS[first]},{TEXTS[second]}" for first, second in pairs], ["both"] * MORE


def with_gaps(train: Array) -> tuple[list[str], list[str]]:
    """Lines in which each word is left out with a chance of 0.3."""
    rng = np.random.default_rng(0)
    lines = train[IS_TASK[train]]
    texts = ["".join(word if rng.random() > DROPPED else "," for word in segment(TEXTS[i])) for i in lines]
    return texts, LABELS[lines].tolist()


def with_synonyms(train: Array) -> tuple[list[str], list[str]]:
    """Lines in which a word of a concept stands for another one."""
    rng = np.random.default_rng(0)
    groups = {word: members.split() for members in CONCEPTS.values() for word in members.split()}
    texts, labels = [], []
    for i in train[IS_TASK[train]]:
        parts = [rng.choice(groups[word]) if word in groups else word for word in segment(TEXTS[i])]
        if "".join(parts) != TEXTS[i]:
            texts.append("".join(parts))
            labels.append(LABELS[i])
    return texts, labels


SHIPS = Settings()
ship = Choice(
    "… words weigh 1.4, single units and skip-grams 0.7, terms and titles count 0.3, C 10",
    skipping,
    C=SHIPS.C,
    min_df=SHIPS.min_df,
    word=SHIPS.word_weight,
    single=SHIPS.single_weight,
    skip=SHIPS.skip_weight,
    terms=SHIPS.term_weight,
)
CHOICES = [
    Choice("words", words),
    Choice("words, without our dictionary", partial(words, by=segment_plainly)),
    Choice("words and word pairs", word_pairs),
    Choice("characters 1", partial(characters, longest=1)),
    Choice("characters 1–2"),
    Choice("characters 1–3", partial(characters, longest=3)),
    Choice("characters 1–2 and words", union),
    Choice("characters 1–2 and skip-grams", skipping),
    Choice("characters 1–2 and skip-grams, min_df 2, C 10", skipping, min_df=2, C=10.0),
    ship,
    ship._replace(name="all below are that, but: both counts 0.7 (version 0.3)", both=SHIPS.both_weight),
    ship._replace(name="… no skip-grams", analyzer=characters),
    ship._replace(name="… skip-grams weigh 0.5", skip=0.5),
    ship._replace(name="… skip-grams weigh 1", skip=1.0),
    ship._replace(name="… words weigh 1", word=1.0),
    ship._replace(name="… words weigh 1.8", word=1.8),
    ship._replace(name="… single units weigh 1", single=1.0),
    ship._replace(name="… terms and titles count 1", terms=1.0),
    ship._replace(name="… terms and titles count 0.1", terms=0.1),
    ship._replace(name="… C 3", C=3.0),
    ship._replace(name="… C 5", C=5.0),
    ship._replace(name="… C 20", C=20.0),
    ship._replace(name="… min_df 1", min_df=1),
    ship._replace(name="… min_df 3", min_df=3),
    ship._replace(name="… sub-linear tf", sublinear=True),
    ship._replace(name="… with concepts", analyzer=concepts),
    ship._replace(name="… L1, one against the rest", penalty="l1"),
    ship._replace(name="… elastic net, one against the rest, by SGD", penalty="elasticnet"),
    ship._replace(name="… 500 joined pairs of a marketing and a sales line as both", more=joined),
    ship._replace(name="… each line once more, with words left out", more=with_gaps),
    ship._replace(name="… lines once more, with words of a concept exchanged", more=with_synonyms),
    ship._replace(name="… balanced class weights", balanced=True),
    ship._replace(name="… two binary models", binary=True),
    ship._replace(name="… two binary models, balanced", binary=True, balanced=True),
]


def weight(ngram: str, choice: Choice) -> float:
    if SKIP in ngram:
        return choice.skip
    if len(units(ngram)) == 1:
        return choice.single
    return choice.word if ngram in known_words() else 1.0


def predicted(choice: Choice, train: Array, asked: Sequence[str]) -> tuple[Array, float]:
    """The labels of the test texts, and the seconds that finding them took."""
    vectorizer = TfidfVectorizer(analyzer=choice.analyzer, min_df=choice.min_df, sublinear_tf=choice.sublinear)
    vectorizer.fit([TEXTS[i] for i in train])
    vectorizer.idf_ = vectorizer.idf_ * [weight(ngram, choice) for ngram in vectorizer.get_feature_names_out()]
    texts, labels = [TEXTS[i] for i in train], LABELS[train]
    if choice.more:
        added, of_added = choice.more(train)
        texts, labels = texts + added, np.append(labels, of_added)
    features = vectorizer.transform(texts)
    examples = np.where(np.char.startswith(GROUPS[train], "t") & ~IS_TASK[train], choice.terms, 1.0)
    examples = np.append(examples, np.ones(len(texts) - len(train)))
    examples *= np.where(np.asarray(labels) == "both", choice.both, 1.0)
    fit = partial(fitted, features, choice=choice, examples=examples)
    if not choice.binary:
        model = fit(labels)
        start = time.perf_counter()
        found = model.predict(vectorizer.transform(asked))
    else:
        marketing, sales = (fit(np.isin(labels, [craft, "both"])) for craft in ("marketing", "sales"))
        start = time.perf_counter()
        unseen = vectorizer.transform(asked)
        names = np.array([["neither", "sales"], ["marketing", "both"]])
        found = names[marketing.predict(unseen).astype(int), sales.predict(unseen).astype(int)]
    return found, time.perf_counter() - start


def fitted(features: Array, labels: Array, choice: Choice, examples: Array) -> Any:
    if choice.penalty == "l1":
        model = OneVsRestClassifier(LogisticRegression(l1_ratio=1, C=choice.C, solver="liblinear"))
        return model.fit(features, labels)
    if choice.penalty == "elasticnet":
        alpha = 1 / (choice.C * len(labels))
        model = SGDClassifier(loss="log_loss", penalty="elasticnet", alpha=alpha, l1_ratio=0.5, random_state=0)
        return model.fit(features, labels, sample_weight=examples)
    weights = "balanced" if choice.balanced else None
    model = LogisticRegression(C=choice.C, class_weight=weights, solver="newton-cg", tol=1e-5, max_iter=200)
    return model.fit(features, labels, sample_weight=examples)


def measured(choice: Choice, parts: Sequence[Array]) -> tuple[list[float], float]:
    """Accuracy, macro-F1 and F1 of both on the tasks, and the seconds for a thousand texts."""
    every = np.arange(len(TEXTS))
    found = LABELS.copy()
    seconds = 0.0
    for test in parts:
        found[test], taken = predicted(choice, np.setdiff1d(every, test), [TEXTS[i] for i in test])
        seconds += taken
    tested = np.concatenate(parts)
    tested = tested[IS_TASK[tested]]
    return scores(LABELS[tested], found[tested]), seconds / sum(map(len, parts)) * 1000


def outside(choice: Choice, file: Path) -> list[float]:
    """The same for lines from elsewhere."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found, _ = predicted(choice, np.arange(len(TEXTS)), [normalize(row["text"]) for row in rows])
    return scores(np.array([row["label"] for row in rows]), found)


def scores(true: Array, guess: Array) -> list[float]:
    f1 = dict(zip(np.unique(LABELS), f1_score(true, guess, average=None), strict=True))
    return [float((true == guess).mean()), float(np.mean(list(f1.values()))), float(f1["both"])]


def row(number: int, files: Sequence[Path]) -> str:
    choice = CHOICES[number]
    in_folds, cost = measured(choice, list(map(np.array, fold_parts(EXAMPLES, FOLDS))))
    figures = [*in_folds, *(value for file in files for value in outside(choice, file)), cost]
    return f"| {choice.name} | " + " | ".join(f"{value:.3f}" for value in figures) + " |"


def main() -> None:
    files = list(map(Path, sys.argv[1:]))
    sets = ["CV:", *(f"{file.stem}:" for file in files)]
    print("| | " + " | ".join(f"{name} accuracy | macro-F1 | F1 both" for name in sets) + " | ms a text |")
    print("| --- " * (3 * len(sets) + 2) + "|")
    with ProcessPoolExecutor(2, get_context("fork")) as pool:  # a segmenter cannot be sent, but it can be inherited
        for line in pool.map(partial(row, files=files), range(len(CHOICES))):
            print(line, flush=True)


if __name__ == "__main__":
    main()
