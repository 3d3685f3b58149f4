"""How fast are tables labelled? Prints the tables of docs/performance.md, all ratios measured in one run.

    python -m benchmarks.tables [--texts FILE] [--megabytes 10 100 1000]
    python -m benchmarks.tables --job [--postings 20000]

The first table labels the distinct lines of FILE (a CSV with a column ``text``; default: the tasks of the training
data) by the plain pipeline (``TfidfVectorizer(tokenizer=jieba.lcut)`` and ``LogisticRegression``), by fastText on raw
text, by SnowNLP, and by ours; the best of interleaved rounds on one core. The second labels CSV files with short texts
from the command line and copies them row by row with the csv module. Memory is the sum over all processes at its peak.
1,000 megabytes take some minutes and 3 GB of disk. With ``--job`` only whole postings are labelled, of 20 lines each,
which are drawn from those of the shipped postings.
"""

import argparse
import csv
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import fasttext
import psutil
from snownlp.classification.bayes import Bayes

import mvs_classifier as mvs
from benchmarks.speed import plain_pipeline, rates, rounds
from mvs_classifier.shipped import shipped_data
from mvs_classifier.text.lines import split_lines
from mvs_classifier.training.examples import read_postings, read_shipped

COPY = "import csv, sys\nwith open(sys.argv[1], newline='') as a, open(sys.argv[2], 'w', newline='') as b:\n"
COPY += "    write = csv.writer(b).writerow\n    for row in csv.reader(a): write(row)\n"
FEW = 1000
ROUNDS = 3
LINES = 20
CITIES = ("上海", "北京", "深圳", "成都")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=Path(shipped_data("tasks.csv")))
    parser.add_argument("--megabytes", type=int, nargs="*", default=[10, 100])
    parser.add_argument("--job", action="store_true", help="only tables of whole postings")
    parser.add_argument("--postings", type=int, default=20_000, help="with --job: how many")
    options = parser.parse_args()
    if options.job:
        jobs(options.postings)
        return
    with options.texts.open(encoding="utf-8-sig", newline="") as file:
        texts = list(dict.fromkeys(row["text"].replace("\n", " ") for row in csv.DictReader(file)))
    print(f"{len(texts):,} distinct lines of {options.texts.name}, {statistics.mean(map(len, texts)):.0f} characters\n")
    many(texts)
    for size in options.megabytes:
        files(size, texts)


def many(texts: Sequence[str]) -> None:
    classifier, few = mvs.load(), texts[:FEW]
    plain, bayes, fast = plain_pipeline(), trained_bayes(), trained_fasttext()
    works: list[tuple[str, Callable[[], object], int]] = [
        ("plain pipeline", lambda: plain.predict_proba(texts), len(texts)),
        ("SnowNLP's Bayes", lambda: list(map(bayes.classify, map(list, few))), len(few)),
        ("fastText on raw text", lambda: fast.predict(texts), len(texts)),
        ("classify_many", lambda: list(classifier.classify_many(texts)), len(texts)),
        ("score_batch, what tables use", lambda: in_batches(classifier, texts), len(texts)),
    ]
    found = rates([(work, count) for _, work, count in works])
    print("| | texts per second | to the plain pipeline | to fastText |\n| --- | --- | --- | --- |")
    for (name, _, _), rate in zip(works, found, strict=True):
        print(f"| {name} | {rate:,.0f} | {rate / found[0]:.1f} × | {rate / found[2]:.2f} × |")


def in_batches(classifier: mvs.Classifier, texts: Sequence[str], size: int = 4096) -> None:
    for start in range(0, len(texts), size):
        classifier.score_batch(texts[start : start + size])


def trained_fasttext() -> "fasttext.FastText._FastText":
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "train.txt")
        lines = [f"__label__{example.label} {example.text}".replace("\n", " ") for example in read_shipped()]
        path.write_text("\n".join(lines), encoding="utf-8")
        return fasttext.train_supervised(str(path), minn=1, maxn=2, dim=50, epoch=10, lr=0.3, thread=1, verbose=0)


def trained_bayes() -> Bayes:
    bayes = Bayes()
    bayes.train([[list(example.text), str(example.label)] for example in read_shipped()])
    return bayes


def files(megabytes: int, texts: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
        rows = write_short_texts(source, megabytes, texts)
        print(f"\n{megabytes:,} MB of CSV, {rows:,} rows\n\n| | seconds | to copying | peak memory, MB |")
        print("| --- | --- | --- | --- |")
        commands = commands_for(source, target, "--column", "任务")
        taken = least_seconds(commands, ROUNDS if megabytes < FEW else 1)
        for name, seconds in taken.items():
            ratio = seconds / taken["copied with the csv module"]
            print(f"| {name} | {seconds:.2f} | {ratio:.2f} × | {watched(commands[name]):.0f} |", flush=True)


def jobs(count: int) -> None:
    """Print how fast whole postings are labelled."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
        write_postings(source, count)
        print(f"{count:,} postings of {LINES} lines, {source.stat().st_size / 1e6:.0f} MB of CSV\n")
        print("| | rows per second | to copying | peak memory, MB |\n| --- | --- | --- | --- |")
        commands = commands_for(source, target, "--job", "--column", "职位描述", "--title-column", "职位名称")
        taken = least_seconds(commands, ROUNDS)
        for name, seconds in taken.items():
            ratio = seconds / taken["copied with the csv module"]
            print(f"| {name} | {count / seconds:,.0f} | {ratio:.0f} × | {watched(commands[name]):.0f} |", flush=True)


def write_postings(path: Path, count: int) -> None:
    """A table of postings with titles, each of some lines of the shipped ones."""
    rng = random.Random(0)  # noqa: S311
    shipped = read_postings()
    lines = [line for posting in shipped for line in split_lines(posting.text)]
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["编号", "职位名称", "职位描述"])
        for number in range(count):
            write([f"{number:09d}", rng.choice(shipped).title, "\n".join(rng.choices(lines, k=LINES))])


def commands_for(source: Path, target: Path, *options: str) -> dict[str, list[str]]:
    """What copies a table and what labels it, by the names in the printed tables."""
    label = [sys.executable, "-m", "mvs_classifier", "label", str(source), "-o", str(target), "--force", *options]
    return {
        "copied with the csv module": [sys.executable, "-c", COPY, str(source), str(target)],
        "label --workers 1": [*label, "--workers", "1"],
        "label --workers 2": [*label, "--workers", "2"],
        "label": label,
    }


def write_short_texts(path: Path, megabytes: int, texts: Sequence[str]) -> int:
    """A table of ids, texts of a few clauses and places, no two rows alike; returns how many rows."""
    rng = random.Random(0)  # noqa: S311
    clauses = [clause for text in texts for clause in re.split(r'[,，。；;、"\s]+', text) if len(clause) > 2]
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["编号", "任务", "城市"])
        while file.tell() < megabytes * 1_000_000:
            for _ in range(10_000):
                rows += 1
                write([f"{rows:09d}", "，".join(rng.choices(clauses, k=rng.randint(1, 4))), rng.choice(CITIES)])
    return rows


def least_seconds(commands: Mapping[str, Sequence[str]], count: int) -> dict[str, float]:
    """The seconds that each command takes, the best of interleaved rounds."""
    run = partial(subprocess.run, stderr=subprocess.DEVNULL, check=True)
    taken = rounds({name: partial(run, command) for name, command in commands.items()}, count)
    return {name: min(times) for name, times in taken.items()}


def watched(command: Sequence[str]) -> float:
    """The megabytes that a command and its children hold at the most; looking takes time, so it is run for it alone."""
    most = 0
    process = psutil.Popen(command, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        most = max(most, held(process))
        time.sleep(0.05)
    return most / 1e6


def held(process: psutil.Process) -> int:
    """The bytes of all its processes; what several share counts once (the proportional set size)."""
    try:
        return sum(one.memory_full_info().pss for one in [process, *process.children(recursive=True)])
    except psutil.NoSuchProcess:
        return 0


if __name__ == "__main__":
    main()
