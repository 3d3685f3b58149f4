"""Is anything lost when a program is killed at any moment? python -m benchmarks.kills [--label N] [--train N]

``label``, with one worker and with two in turn, and ``train --add`` are killed (-9) at N moments that lie anywhere in a
run. After each kill, whatever was there must be whole; then the table is finished by ``--resume`` and compared with one
of a run that was left alone, and the training is run again and its model asked for what it was taught. Prints how many
were killed and how many runs ended before; the first thing that is lost stops it with an error. Needs POSIX.
"""

import argparse
import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tqdm import tqdm

from mvs_classifier.shipped import shipped_data

COMMAND = [sys.executable, "-m", "mvs_classifier"]
ROWS = 60_000
TAUGHT = "驿站扫楼地推"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--label", type=int, default=200, metavar="N")
    parser.add_argument("--train", type=int, default=100, metavar="N")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MVS_CLASSIFIER_HOME"] = os.path.join(folder, "home")
        os.environ["MVS_CLASSIFIER_CACHE"] = os.path.join(folder, "cache")
        print("| | killed | ended before | lost |\n| --- | --- | --- | --- |")
        for what, times, rounds in (("label", wanted.label, Labelling), ("train --add", wanted.train, Training)):
            print(f"| {what} | {' | '.join(map(str, counted(rounds(Path(folder)), times)))} | 0 |")


def counted(rounds: "Labelling | Training", times: int) -> tuple[int, int]:
    """Kill a command again and again; return how often it was killed, and how often it had ended before."""
    chance = random.Random(0)  # noqa: S311
    killed = ended = 0
    with tqdm(total=times, disable=None) as bar:
        while killed < times:
            command = rounds.prepared(killed)
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            began = time.monotonic()
            try:
                process.wait(chance.uniform(0, rounds.seconds))
                ended += 1
                rounds.seconds = min(rounds.seconds, time.monotonic() - began)  # a run may have become quicker
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
                bar.update()
            rounds.check(command)
    return killed, ended


class Labelling:
    """A table to label again and again."""

    def __init__(self, folder: Path) -> None:
        self.source, self.target = folder / "in.csv", folder / "out.csv"
        with open(shipped_data("tasks.csv"), encoding="utf-8", newline="") as file:
            lines = [row["text"] for row in csv.DictReader(file)]
        with self.source.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["任务"], *([lines[number % len(lines)]] for number in range(ROWS))])
        self.input = self.source.read_bytes()
        began = time.monotonic()
        subprocess.run(self.prepared(0), check=True, stderr=subprocess.DEVNULL)
        self.seconds = time.monotonic() - began
        self.expected = self.target.read_bytes()

    def prepared(self, number: int) -> list[str]:
        self.target.unlink(missing_ok=True)
        return [*COMMAND, "label", str(self.source), "-o", str(self.target), "--workers", str(1 + number % 2)]

    def check(self, command: list[str]) -> None:
        assert self.source.read_bytes() == self.input
        assert not self.target.exists() or self.target.read_bytes() == self.expected
        subprocess.run([*command, "--resume", "--force"], check=True, stderr=subprocess.DEVNULL)
        assert self.target.read_bytes() == self.expected
        assert not list(self.source.parent.glob(".out.csv*")), "something was left behind"


class Training:
    """A small file to teach again and again, each time to a store that holds another one already."""

    def __init__(self, folder: Path) -> None:
        self.home, self.before = Path(os.environ["MVS_CLASSIFIER_HOME"]), folder / "home-before"
        self.files = [folder / "first.csv", folder / "second.csv"]
        for file, rows in zip(self.files, (["楼盘案场接待,sales"], [f"{TAUGHT},marketing"]), strict=True):
            file.write_text("\n".join(["text,label", *rows]), encoding="utf-8")
        train = [*COMMAND, "train", "--add"]
        subprocess.run([*train, str(self.files[0])], check=True, capture_output=True)
        shutil.copytree(self.home, self.before)
        began = time.monotonic()
        subprocess.run([*train, str(self.files[1])], check=True, capture_output=True)
        self.seconds = time.monotonic() - began

    def prepared(self, _number: int) -> list[str]:
        shutil.rmtree(self.home)
        shutil.copytree(self.before, self.home)
        return [*COMMAND, "train", "--add", str(self.files[1])]

    def check(self, command: list[str]) -> None:
        assert self.label_of("楼盘案场接待") == "sales"  # what was taught before is still known
        subprocess.run(command, check=True, capture_output=True)
        assert self.label_of(TAUGHT) == "marketing"
        assert self.label_of("楼盘案场接待") == "sales"

    @staticmethod
    def label_of(text: str) -> str:
        told = subprocess.run([*COMMAND, "classify", text], check=True, capture_output=True)
        return told.stdout.decode().split("\t")[0]


if __name__ == "__main__":
    main()
