"""What takes too long is stopped, wherever it is."""

import re
import threading
from contextlib import suppress

import pytest

from pipelines.deadline import DeadlineError, deadline


def spin():
    while True:
        pass


def test_a_loop_is_stopped():
    with pytest.raises(DeadlineError), deadline(0.05):
        spin()


def test_what_catches_every_exception_is_stopped_too():
    def stubborn():
        while True:
            with suppress(Exception):
                spin()

    with pytest.raises(DeadlineError), deadline(0.05):
        stubborn()


def test_a_regular_expression_is_stopped():
    with pytest.raises(DeadlineError), deadline(0.05):
        re.fullmatch(r"(a+)+b", "a" * 60)


def test_the_time_within_counts_once_and_ends_with_the_block():
    with deadline(60):
        with deadline(0.001):
            sum(range(1_000_000))
        sum(range(1_000_000))
    with pytest.raises(DeadlineError), deadline(0.05):
        spin()


def test_other_threads_are_not_stopped():
    done = []

    def work():
        with deadline(0.001):
            done.append(sum(range(1_000_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(done) == 1
