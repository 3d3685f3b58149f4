"""How fast is it? Ratios against the plain pipeline, fastText and a bare Python, measured side by side in one run.

    python -m benchmarks.speed [FILE]

FILE is a CSV with a column ``text``; the default are the tasks of the training data. The plain pipeline is
``TfidfVectorizer(tokenizer=jieba.lcut)`` and ``LogisticRegression`` on the same training data; fastText, where it is
installed, is trained on the same examples, on raw text with characters 1–2. The works are interleaved; each ratio is
the median of the rounds' ratios, so that it is one of works done side by side.
"""

import csv
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import jieba
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

import mvs_classifier as mvs
from mvs_classifier.shipped import shipped_data
from mvs_classifier.training.examples import read_shipped

ROUNDS = 7
COLD_ROUNDS = 25
ONE_BY_ONE = 700
SENTENCE = "负责拜访客户，完成季度销售指标"
VERDICT = f"import mvs_classifier; mvs_classifier.classify({SENTENCE!r})"
PEAK = "print(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"

Work = Callable[[], object]


def main() -> None:
    path = Path(sys.argv[1] if sys.argv[1:] else shipped_data("tasks.csv"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        texts = list(dict.fromkeys(row["text"] for row in csv.DictReader(file)))
    characters = statistics.mean(map(len, texts))
    print(f"{len(texts):,} distinct lines of {path.name}, {characters:.0f} characters on average, one core\n")
    rivals = {"plain pipeline": plain_pipeline().predict_proba}
    if fasttext := raw_fasttext():
        rivals["fastText on raw text"] = fasttext
    show_many(texts, rivals)
    show_cold()


def show_many(texts: list[str], rivals: Mapping[str, Callable[[list[str]], object]]) -> None:
    """Print how many texts a second each work judges, and the ratios to each rival."""
    classifier, few = mvs.load("shipped"), texts[:ONE_BY_ONE]
    many: dict[str, Work] = {name: lambda rival=rival: rival(texts) for name, rival in rivals.items()}  # type: ignore[misc]
    many["classify_many"] = lambda: list(classifier.classify_many(texts))
    many["score_batch"] = lambda: classifier.score_batch(texts)
    one: dict[str, Work] = {
        name: lambda rival=rival: [rival([text]) for text in few]  # type: ignore[misc]
        for name, rival in rivals.items()
    }
    one["classify"] = lambda: [classifier.classify(text) for text in few]
    for title, works, count in (("many texts", many, len(texts)), ("one text at a time", one, len(few))):
        taken = rounds(works, ROUNDS)
        print(f"| {title} | per second | " + " | ".join(f"to {name}" for name in rivals) + " |")
        print("| --- " * (2 + len(rivals)) + "|")
        for name, seconds_taken in taken.items():
            ratios = (f"{ratio(taken[rival], seconds_taken):.2f} ×" for rival in rivals)
            print(f"| {name} | {count / min(seconds_taken):,.0f} | " + " | ".join(ratios) + " |")
        print()


def show_cold() -> None:
    """Print the cold starts, and the memory of a process after one verdict."""
    command = shutil.which("mvs-classifier") or shutil.which("mvs-classifier", path=os.path.dirname(sys.executable))
    if command is None:
        raise SystemExit("mvs-classifier is not installed here: run pip install -e '.[bench]'")
    arguments = {
        "bare Python": [sys.executable, "-c", "pass"],
        "import mvs_classifier; classify(TEXT)": [sys.executable, "-c", VERDICT],
        "mvs-classifier classify TEXT": [command, "classify", SENTENCE],
    }
    taken = rounds({name: lambda run=run: quietly(run) for name, run in arguments.items()}, COLD_ROUNDS)  # type: ignore[misc]
    print("| cold start | ms | to bare Python |\n| --- | --- | --- |")
    for name, seconds_taken in taken.items():
        times = ratio(seconds_taken, taken["bare Python"])
        print(f"| {name} | {statistics.median(seconds_taken) * 1000:.1f} | {times:.2f} × |")
    print("\n| memory of one process | MB |\n| --- | --- |")
    for name, code in (("bare Python", ""), ("after one verdict", VERDICT)):
        peak = int(quietly([sys.executable, "-c", f"{code}\n{PEAK}"]))
        print(f"| {name} | {peak / 1024:.1f} |")


def plain_pipeline() -> Pipeline:
    jieba.setLogLevel(logging.WARNING)
    examples = read_shipped()
    pipeline = make_pipeline(
        TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None), LogisticRegression(max_iter=1000)
    )
    return pipeline.fit([example.text for example in examples], [str(example.label) for example in examples])


def raw_fasttext() -> Callable[[list[str]], object] | None:
    """FastText on raw text; None if it is not installed."""
    try:
        import fasttext
    except ImportError:
        return None
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.writelines(f"__label__{example.label} {' '.join(example.text.split())}\n" for example in read_shipped())
        file.flush()
        model = fasttext.train_supervised(file.name, minn=1, maxn=2, dim=50, epoch=10, lr=0.3, thread=1, verbose=0)
    return lambda texts: model.predict([" ".join(text.split()) for text in texts])


def rates(works: Sequence[tuple[Work, int]]) -> list[float]:
    """Texts per second of each work, the best of interleaved rounds."""
    taken = rounds({str(number): work for number, (work, _) in enumerate(works)}, ROUNDS)
    return [count / min(times) for (_, count), times in zip(works, taken.values(), strict=True)]


def rounds(works: Mapping[str, Work], count: int) -> dict[str, list[float]]:
    """The seconds of each work in interleaved rounds."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(count):
        for name, work in works.items():
            taken[name].append(seconds(work))
    return taken


def ratio(seconds_taken: list[float], others: list[float]) -> float:
    """The median of the ratios of works done side by side."""
    return statistics.median(one / other for one, other in zip(seconds_taken, others, strict=True))


def quietly(arguments: list[str]) -> str:
    return subprocess.run(arguments, check=True, capture_output=True, encoding="utf-8").stdout


def seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
