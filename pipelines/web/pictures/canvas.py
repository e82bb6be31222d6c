"""What all pictures have: a size, a direction of reading, and scales with round numbers."""

from dataclasses import dataclass

# Characters of a name for which pictures have room.
_NAME_MAX = 22
# Steps of an axis, in tens, hundreds and so on.
_ROUND = (1, 2, 5, 10)
_MOST_TICKS = 4


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size of a picture in its own units, and the side that it is read from.

    Attributes:
        width, height: of its `viewBox`.
        is_rtl: it is read from right to left.
    """

    width: float
    height: float
    is_rtl: bool = False

    def x(self, begin: float, width: float = 0) -> float:
        """The left edge of what begins so far from the side where reading begins."""
        return round(self.width - begin - width if self.is_rtl else begin, 1)


def ticks(most: int) -> list[int]:
    """Round numbers above 0 for an axis up to `most`: a few, the last one `most` or more."""
    if most <= 0:
        return []
    power = 1
    while True:
        for one in _ROUND:
            step = one * power
            if step * _MOST_TICKS >= most:
                return list(range(step, most + step, step))
        power *= 10


def short_name(name: str) -> str:
    """A name as pictures write it: the beginning of a long one."""
    return name if len(name) <= _NAME_MAX else f"{name[: _NAME_MAX - 1].rstrip()}…"
