"""How fast is it? Ratios against the plain pipeline and a bare Python, measured side by side in one run.

    python -m benchmarks.speed [FILE]

FILE is a CSV with a column ``text``; the default are the tasks of the training data. The plain pipeline is
``TfidfVectorizer(tokenizer=jieba.lcut)`` and ``LogisticRegression`` on the same training data. Every figure is the
best of several interleaved rounds, a cold start the median of fifteen.
"""

import csv
import logging
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jieba
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

import mvs_classifier as mvs
from mvs_classifier.shipped import shipped_data
from mvs_classifier.training.examples import read_shipped

ROUNDS = 7
COLD_ROUNDS = 15
ONE_BY_ONE = 700
SENTENCE = "负责拜访客户，完成季度销售指标"


def main() -> None:
    path = Path(sys.argv[1] if sys.argv[1:] else shipped_data("tasks.csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        texts = list(dict.fromkeys(row["text"] for row in csv.DictReader(file)))
    plain, classifier = plain_pipeline(), mvs.load()
    few = texts[:ONE_BY_ONE]
    plain_many, ours_many, plain_one, ours_one = rates(
        [
            (lambda: plain.predict_proba(texts), len(texts)),
            (lambda: list(classifier.classify_many(texts)), len(texts)),
            (lambda: [plain.predict_proba([text]) for text in few], len(few)),
            (lambda: [classifier.classify(text) for text in few], len(few)),
        ]
    )
    bare, cold = cold_starts()
    characters = statistics.mean(map(len, texts))
    print(f"{len(texts):,} distinct lines of {path.name}, {characters:.0f} characters on average, one core\n")
    print("| | plain pipeline | mvs_classifier | ratio |\n| --- | --- | --- | --- |")
    print(f"| many texts, per second | {plain_many:,.0f} | {ours_many:,.0f} | {ours_many / plain_many:.1f} × |")
    print(f"| one text at a time, per second | {plain_one:,.0f} | {ours_one:,.0f} | {ours_one / plain_one:.1f} × |")
    print("\n| | bare Python | classify TEXT | ratio |\n| --- | --- | --- | --- |")
    print(f"| cold start, ms | {bare * 1000:.1f} | {cold * 1000:.1f} | {cold / bare:.1f} × |")


def plain_pipeline() -> Pipeline:
    jieba.setLogLevel(logging.WARNING)
    examples = read_shipped()
    pipeline = make_pipeline(
        TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None), LogisticRegression(max_iter=1000)
    )
    return pipeline.fit([example.text for example in examples], [str(example.label) for example in examples])


def rates(works: Sequence[tuple[Callable[[], object], int]]) -> list[float]:
    """Texts per second of each work, the best of interleaved rounds."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for number, (work, _count) in enumerate(works):
            best[number] = min(best[number], seconds(work))
    return [count / time_taken for (_, count), time_taken in zip(works, best, strict=True)]


def cold_starts() -> tuple[float, float]:
    """The median seconds of a bare Python and of the command with one sentence, interleaved."""
    command = shutil.which("mvs-classifier")
    if command is None:
        raise SystemExit("mvs-classifier is not installed here: run pip install -e '.[bench]'")
    bare, cold = [], []
    for _ in range(COLD_ROUNDS):
        bare.append(seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)))
        cold.append(seconds(lambda: subprocess.run([command, "classify", SENTENCE], check=True, capture_output=True)))
    return statistics.median(bare), statistics.median(cold)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
