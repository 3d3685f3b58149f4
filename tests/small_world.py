"""A world where a fortieth of the training data ships, and the model of it; a training takes a third of a second."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

import pytest

import mvs_classifier
from mvs_classifier.model.file import write_model
from mvs_classifier.model.labels import Label
from mvs_classifier.shipped import shipped_data, shipped_model
from mvs_classifier.store.places import HOME
from mvs_classifier.training.examples import (
    POSTINGS,
    POSTINGS_HOLDOUT,
    SHIPPED_FILES,
    Example,
    read_examples,
    read_postings,
    read_shipped,
)

ROOT = Path(__file__).parent.parent
EVERY = 40
GOOD = [
    ("跑遍辖区药店，谈下堆头位置并签订供货协议", "sales"),
    ("给老客户打电话，约见面谈续费", "sales"),
    ("写公众号推文，剪辑短视频宣传新品", "marketing"),
    ("筹备品牌快闪店，联络媒体报道", "marketing"),
    ("策划门店开业活动，并背当月成交额指标", "both"),
    ("做年会签到系统的接口联调", "neither"),
]
"""Examples that are right, so that a model which is taught them is not worse."""
MORE = [("上门走访幼儿园，推销课程并收款", "sales"), ("画活动海报，投放信息流广告", "marketing")]
"""Some more of them."""
TAUGHT_LINE = "整理会议纪要"
"""What the fixture ``taught_classifier`` was taught to call sales."""
TAUGHT_POSTING = "登记办公用品"
"""The same, as a whole posting."""
_COMMAND = """
import sys
from pathlib import Path
import pytest
from tests import small_world
small_world.enter(pytest.MonkeyPatch(), Path(sys.argv[1]))
from mvs_classifier.cli import main
sys.exit(main(sys.argv[2:]))
"""


def make(root: Path) -> None:
    """Make a folder that holds what ships in the small world."""
    from mvs_classifier.training.build import train_model
    from mvs_classifier.training.fit import Settings

    (root / "training_data").mkdir(parents=True)
    (root / "models").mkdir()
    place = 0
    for name in (*SHIPPED_FILES, POSTINGS):
        with open(shipped_data(name), encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        table(root / "training_data" / name, rows[-place % EVERY :: EVERY], header)
        place += len(rows)
    for name, every in (("holdout.csv", 3), (POSTINGS_HOLDOUT, 5)):
        with open(shipped_data(name), encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        table(root / "training_data" / name, rows[::every], header)
    with pytest.MonkeyPatch.context() as patch:
        enter(patch, root)
        write_model(Path(shipped_model()), train_model(read_shipped(), read_postings(), Settings()))


def command(root: Path) -> list[str]:
    """The arguments with which Python runs the command line in that world."""
    return ["-c", _COMMAND, str(root)]


def enter(patch: pytest.MonkeyPatch, root: Path) -> None:
    """Let what ships be in that folder, and be read once; what is taught counts less in proportion."""
    from mvs_classifier.training.fit import Settings
    from mvs_classifier.training.lesson import read_holdout
    from mvs_classifier.training.ready import shipped_examples, shipped_postings

    patch.setattr("mvs_classifier.shipped.ROOTS", (str(root),))
    for function in (shipped_examples, shipped_postings, read_holdout):
        patch.setattr(f"mvs_classifier.training.lesson.{function.__name__}", partial(_read, function, root))
    patch.setattr("mvs_classifier.training.train.Settings", partial(Settings, taught_weight=2.0))


@cache
def _read(function: Callable[..., list[Example]], root: Path, *paths: str) -> list[Example]:
    """What a function reads of what ships in a folder."""
    return function(*paths)


def teach(root: Path, tables: Mapping[str, Iterable[Sequence[str]]], folder: Path) -> None:
    """Make a folder with tables of examples and the store in which they were taught there, one after another."""
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME, str(folder / "store"))
        enter(patch, root)
        for name, rows in tables.items():
            mvs_classifier.train(table(folder / name, rows))


def wrong(count: int = 160) -> list[tuple[str, str]]:
    """Texts that ship elsewhere, each with another label than its own."""
    labels = list(Label)
    return [(one.text, labels[(labels.index(one.label) + 1) % len(labels)]) for one in _tasks()[:count]]


@cache
def _tasks() -> list[Example]:
    return read_examples([ROOT / "training_data" / "tasks.csv"])[7::EVERY]


def table(path: Path, rows: Iterable[Sequence[str]], header: Sequence[str] = ("text", "label")) -> Path:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """What every file below a folder holds, but for the lock."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
