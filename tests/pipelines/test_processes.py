"""Work that several processes share: in order, whoever does it, and with one line where a process is killed."""

import os
import signal

import pytest

from pipelines.errors import StorageError
from pipelines.processes import Processes


def square(number):
    return number * number


def process_of(_):
    return os.getpid()


def die(number):
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_results_come_in_order_from_one_process_and_from_several():
    for count in (1, 2):
        with Processes(count) as processes:
            assert list(processes.map(square, range(50))) == [number * number for number in range(50)]
            assert list(processes.map(square, [])) == []


def test_little_work_starts_no_process():
    with Processes(2) as processes:
        assert set(processes.map(process_of, range(2))) == {os.getpid()}
        others = set(processes.map(process_of, range(20))) - {os.getpid()}
        assert len(others) in {1, 2}


def test_a_process_that_is_killed_is_one_clear_line():
    with Processes(2) as processes, pytest.raises(StorageError, match="ended from outside"):
        list(processes.map(die, range(20)))
