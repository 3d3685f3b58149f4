"""What cannot be written, and what is never overwritten."""

import os
from pathlib import Path

import pytest
from filelock import FileLock

from tests.cli.label.tables import CSV, Run, write


@pytest.mark.parametrize("target", ["nowhere/out.csv", "folder/", "folder", "/dev/null", "/proc/out.csv"])
def test_an_output_that_cannot_be_written(target: str, label: Run) -> None:
    write("in.csv", CSV)
    Path("folder").mkdir()
    code, _, told = label("in.csv", "-o", target, "--force", "--output-format", "csv")
    assert (code, told.startswith("mvs-classifier: ")) == (73, True)
    assert target.rstrip("/") in told


@pytest.mark.parametrize("target", ["in.csv", "./in.csv", "symbolic.csv", "hard.csv"])
@pytest.mark.parametrize("force", [[], ["--force"], ["--resume"]])
def test_the_input_is_never_overwritten(target: str, force: list[str], label: Run) -> None:
    write("in.csv", CSV)
    os.symlink("in.csv", "symbolic.csv")
    os.link("in.csv", "hard.csv")
    code, _, told = label("in.csv", "-o", target, *force)
    assert (code, f"{target} is the input itself; give another name to write to" in told) == (73, True)
    assert Path("in.csv").read_text(encoding="utf-8") == CSV


@pytest.mark.parametrize("resume", [[], ["--resume"]])
def test_an_output_that_is_there_is_not_replaced_unasked(resume: list[str], label: Run) -> None:
    write("in.csv", CSV)
    write("out.csv", "mine")
    code, _, told = label("in.csv", "-o", "out.csv", *resume)
    assert (code, "out.csv already exists; give another name, or --force to replace it;" in told) == (73, True)
    assert Path("out.csv").read_text(encoding="utf-8") == "mine"


def test_a_second_run_at_the_same_time_is_refused(label: Run) -> None:
    write("in.csv", CSV)
    with FileLock(".out.csv.mvs-lock"):
        code, _, told = label("in.csv", "-o", "out.csv")
    assert (code, "out.csv is being written by another run; wait for it to end" in told) == (73, True)
    assert not Path("out.csv").exists()


@pytest.mark.slow  # the cut of a file is tried with such a cell too
def test_a_giant_cell_is_an_error(label: Run, tmp_path: Path) -> None:
    write("in.csv", f'任务\n拜访\n"{"字" * (22 << 20)}"\n')
    code, _, told = label("in.csv", "-o", "out.csv")
    assert (code, "in.csv: the row of line 3 has more than 64 MiB" in told) == (65, True)
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv"}


def test_a_cell_too_long_for_a_workbook_is_an_error(label: Run, tmp_path: Path) -> None:
    write("in.csv", f"任务\n{'字' * 32_768}\n")
    code, _, told = label("in.csv", "-o", "out.xlsx")
    assert (code, "row 2 has a cell of 32,768 characters, but a workbook's cell holds 32,767; write CSV" in told) == (
        65,
        True,
    )
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv"}


def test_a_table_too_wide_for_a_workbook_is_an_error(label: Run, tmp_path: Path) -> None:
    write("in.csv", "任务" + ",x" * 16_380 + "\n")
    code, _, told = label("in.csv", "-o", "out.xlsx")
    assert (code, "16,385 cells including the verdict, but a sheet holds 16,384; write CSV" in told) == (65, True)
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv"}
