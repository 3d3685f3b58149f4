import operator
import os
import signal

import pytest

from mvs_classifier import MvsError
from mvs_classifier.tables.processes import processes, spread


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_arguments(workers: int) -> None:
    pairs = [(number, 10) for number in range(20)]
    assert list(spread(operator.add, pairs, workers, advice="")) == [number + 10 for number in range(20)]


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
