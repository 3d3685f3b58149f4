import operator
import os
import signal
import sys
import time

import pytest

from mvs_classifier import MvsError
from mvs_classifier.tables.processes import processes, spread


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_arguments(workers: int) -> None:
    pairs = [(number, 10) for number in range(20)]
    assert list(spread(operator.add, pairs, workers, advice="")) == [number + 10 for number in range(20)]


@pytest.mark.parametrize("count", [1, 200])
def test_a_process_that_works_too_gives_the_same_results_in_the_same_order(count: int) -> None:
    pairs = [(number, 10) for number in range(count)]
    with processes(1) as pool:
        results = list(pool.map(_slow_sum, pairs, advice="", here=_slow_sum))
    assert results == [number + 10 for number in range(count)]


def test_a_process_works_until_the_others_have_started_and_shares_the_rest() -> None:
    with processes(1) as pool:
        numbers = pool.map(_pid, [()] * 100_000, advice="", here=_pid)
        assert next(numbers) == os.getpid()
        assert next(number for number in numbers if number != os.getpid())


def test_large_results_come_whole() -> None:
    assert list(map(len, spread(operator.mul, [(b"x", 1 << 20)] * 3, 2, advice=""))) == [1 << 20] * 3


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_is_that_of_the_function(workers: int) -> None:
    with pytest.raises(ZeroDivisionError):
        list(spread(operator.truediv, [(1, 0)], workers, advice=""))


def test_a_killed_worker_is_told_with_the_advice() -> None:
    with processes(2) as pool, pytest.raises(MvsError, match=r"a worker process was killed, .*; buy more memory"):
        list(pool.map(signal.raise_signal, [(signal.SIGKILL,)], advice="buy more memory"))


def test_no_process_outlives_the_block_and_so_the_folder_that_it_reads() -> None:
    with processes(2) as pool:
        running = set(pool.map(os.getpid, [()] * 8, advice=""))
    for process in running:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_a_program_without_standard_streams_may_start_processes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, name, None)
    assert list(spread(operator.add, [(1, 2)], 2, advice="")) == [3]
    assert getattr(sys, name) is None


def test_the_environment_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "once::UserWarning")
    before = dict(os.environ)
    with processes(1):
        assert os.environ == before


def _pid() -> int:
    time.sleep(0.001)
    return os.getpid()


def _slow_sum(one: int, other: int) -> int:
    time.sleep(0.01)
    return one + other
