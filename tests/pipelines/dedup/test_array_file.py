"""Which pages are read ahead of look-ups."""

import threading

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup.arrays.array_file import ArrayFile, requests, write_arrays

STRETCHES = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(0, 80)).map(lambda one: (one[0], one[0] + one[1])),
    max_size=30,
)


@given(STRETCHES)
def test_all_pages_that_are_asked_for_are_read_once_and_few_others(stretches):
    pieces = list(requests(stretches))
    read = [page for begin, end in pieces for page in range(begin, end)]
    wanted = {page for first, last in stretches for page in range(first, last + 1)}
    assert read == sorted(set(read))
    assert wanted <= set(read)
    assert all(any(abs(page - one) <= 4 for one in wanted | {0}) for page in read)
    assert all(0 < end - begin <= 32 for begin, end in pieces)


def test_what_was_read_ahead_is_what_was_written(tmp_path):
    values, nothing = np.arange(5000, dtype=np.uint64), np.empty(0, np.uint32)
    write_arrays(tmp_path / "arrays", {}, {"nothing": nothing, "values": values})
    arrays = ArrayFile(tmp_path / "arrays")
    rows = np.array([4999, 3, 700])
    # Of no values none must be read; whether others must, the system decides.
    assert arrays.is_in_memory("values", rows[:0])
    arrays.read_scattered(scattered=True)
    arrays.prefetch("values", rows, rows + 1)
    arrays.prefetch("nothing")
    assert arrays["values"][rows].tolist() == rows.tolist()
    arrays.read_scattered("values", scattered=False)
    arrays.prefetch("values")
    arrays.read_ahead("values")
    for thread in threading.enumerate():
        if thread.name.startswith("read ahead"):
            thread.join()
    assert arrays["values"].tolist() == values.tolist()
    assert not len(arrays["nothing"])
