"""What a large page leaves behind: glibc keeps freed memory for the next one, some 100 MB after a few.

A process that cleans pages for hours would stay as large as its largest pages made it.
"""

import ctypes
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

# Of a page, in bytes. To give back takes some 3 ms, and hardly any news page is so large.
_LARGE = 1_000_000


def _find_trim() -> Callable[[int], int] | None:
    """The `malloc_trim` of glibc; None where the C library is another one."""
    with suppress(AttributeError, OSError, TypeError):
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
        return found
    return None


@dataclass(slots=True)
class Heap:
    """The memory of this process.

    Attributes:
        trim: gives back what is free; None where that is not possible.
        is_stretched: whether the last page was large.
    """

    trim: Callable[[int], int] | None = field(default_factory=_find_trim)
    is_stretched: bool = False

    def begin(self, size: int) -> None:
        """Notes that a page of so many bytes follows, and gives back what a large one before it left behind."""
        if self.is_stretched and self.trim is not None:
            self.trim(0)
        self.is_stretched = size > _LARGE


HEAP = Heap()
"""Of this process; each page begins with it."""
