"""What large pages leave behind is given back before the next page."""

from pipelines.cleaning.memory import Heap


def test_memory_is_given_back_once_after_a_large_page():
    asked: list[int] = []

    def trim(keep: int) -> int:
        asked.append(keep)
        return 1

    heap = Heap(trim)
    for size in (10, 5_000_000, 10, 10):
        heap.begin(size)
    assert asked == [0]


def test_another_c_library_has_nothing_to_ask():
    heap = Heap(None)
    for size in (5_000_000, 10):
        heap.begin(size)
    assert not heap.is_stretched
