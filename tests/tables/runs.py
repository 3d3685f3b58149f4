"""The command line in a process of its own, with pieces so small that a small file has many."""

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import python_calamine
import xlsxwriter
import xlwt

_SMALL_PIECES = """
import sys
from functools import partial
from mvs_classifier.cli import label
from mvs_classifier.formats.options import Sizes
from mvs_classifier.tables import journal
label.Options = partial(label.Options, sizes=Sizes(chunk=1 << 15, rows=256))
journal._SECONDS = 0.0
"""
_STOP = """
import os, signal
times = 0
def watch(event, arguments):
    global times
    if event == "{event}" and str(arguments[event == "os.rename"]).endswith("{name}"):
        times += 1
        if times == {times}:
            os.kill(os.getpid(), signal.SIGSTOP)
sys.addaudithook(watch)
"""
_MAIN = """
from mvs_classifier.cli import main
sys.exit(main(sys.argv[1:]))
"""
_FULL = """
import os, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
os.environ["PYTHONDONTWRITEBYTECODE"], sys.dont_write_bytecode = "1", True  # it would be cut off and stay
"""

HEADER = ["编号", "任务", "备注"]


class Moment(NamedTuple):
    """A moment of a run.

    Attributes:
        event: what is about to be done, "os.rename" or "open", as Python's audit events name it.
        name: how the name of the file ends that is made by it.
        times: how often this comes to be done, with this time.
    """

    event: str
    name: str
    times: int = 1


MIDST = Moment("os.rename", ".mvs-job", 3)
"""When two pieces are written and one of them is noted."""


def command(*arguments: str, largest_file: int | None = None, stop: Moment | None = None) -> list[str]:
    """What starts the command line.

    Args:
        arguments: those of the command line.
        largest_file: no file may be larger, as on a full disk.
        stop: when the process stops itself, so that a test finds it there however busy the machine is.
    """
    limit = f"{_FULL}resource.setrlimit(resource.RLIMIT_FSIZE, ({largest_file},) * 2)\n" if largest_file else ""
    stops = _STOP.format(**stop._asdict()) if stop else ""
    return [sys.executable, "-c", _SMALL_PIECES + limit + stops + _MAIN, *arguments]


def run(folder: Path, *arguments: str, largest_file: int | None = None) -> "subprocess.CompletedProcess[bytes]":
    started = command(*arguments, largest_file=largest_file)
    return subprocess.run(started, cwd=folder, capture_output=True, check=False)


def start(
    folder: Path, *arguments: str, stop: Moment | None = None, stdin: BinaryIO | None = None
) -> "subprocess.Popen[bytes]":
    """Start it in a session of its own, and return when it has stopped, if it is told to."""
    process = subprocess.Popen(
        command(*arguments, stop=stop),
        cwd=folder,
        start_new_session=True,
        stdin=stdin,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    if stop:
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
    return process


def interrupt(process: "subprocess.Popen[bytes]", number: int = signal.SIGINT) -> None:
    """Send a signal to all processes of a run that has stopped, and let it go on."""
    os.killpg(process.pid, number)
    os.killpg(process.pid, signal.SIGCONT)


def texts(count: int) -> list[list[str]]:
    """So many rows of invented work, some with line breaks and quotes."""
    works = ["拜访第{}位老客户并催收货款", "策划第{}场新品发布会，撰写推文", '核对第{}批"发票"\n并归档', "做第{}号事"]
    return [[f"{number:07}", works[number % 4].format(number), "=1+1"] for number in range(count)]


def write_table(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write rows below the header in the format of the file's ending."""
    kind = path.suffix[1:]
    if kind in {"csv", "tsv"}:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t" if kind == "tsv" else ",").writerows([HEADER, *rows])
    elif kind == "jsonl":
        lines = [json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) for row in rows]
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    elif kind == "parquet":
        columns = list(zip(*rows, strict=True))
        pq.write_table(pa.table(dict(zip(HEADER, columns, strict=True))), path, row_group_size=1000)
    elif kind == "xlsx":
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate([HEADER, *rows]):
                sheet.write_row(number, 0, row)
    else:
        old = xlwt.Workbook()
        page = old.add_sheet("表")
        for number, row in enumerate([HEADER, *rows]):
            for column, cell in enumerate(row):
                page.write(number, column, cell)
        old.save(str(path))


def content(path: Path) -> Any:
    """What of a table must come out the same in every run: its bytes, or, where they name the time, its rows."""
    if path.suffix == ".xlsx":
        return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return pq.read_table(path) if path.suffix == ".parquet" else path.read_bytes()


def leftovers(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith(".")}
