"""How aggregators spell markers and labels: composed from `seed_wordings.toml`, in halves by a hash of each spelling."""

import hashlib
import re
import tomllib
from functools import cache
from itertools import product
from pathlib import Path

from tests.support.pages.readalso_shapes import Half

_FILE = Path(__file__).with_name("seed_wordings.toml")
_CHOICE = re.compile(r"\(((?:[^()|]*\|)+[^()|]*)\)")
# What stands around a marker; the plain ones are the most frequent.
_AROUND = (
    "{}:", "{}:", "{}:", "{}", "{}", "{}", "{} :", "{}..", "{}…", "** {} **", "« {} »", "[{}]", "🔴 {}", ">> {}:", "▪ {}", "| {} |", "{} -", "•• {} ••", "{}:.", "({})", "*{}:*", "- {}:",
)  # fmt: skip
_BARE = ("#",)


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def languages() -> tuple[str, ...]:
    """All languages that have wordings."""
    return tuple(_data())


def stands_for(language: str) -> str:
    """The language whose articles stand for those of a language: its own, or one with near letters."""
    return str(_data()[language].get("like", language))


@cache
def spellings(language: str, key: str, half: Half) -> tuple[str, ...]:
    """The spellings of a key that are of a half, in a fixed order.

    A list of which a half would have none belongs to both halves.
    """
    every = [one for written in _data()[language].get(key, []) for one in _composed(written)]
    found = tuple(dict.fromkeys(every))
    chosen = tuple(one for one in found if _is_in(half, one))
    return chosen or found


@cache
def markers(language: str, half: Half) -> tuple[str, ...]:
    """The markers of a half with what stands around them."""
    return tuple(
        around.format(case)
        for one in spellings(language, "marker", half)
        for case in dict.fromkeys((one, one[:1].upper() + one[1:], one.upper()))
        for around in (_AROUND if one[0] not in _BARE else ("{}", "{}:"))
    )


def _composed(written: str) -> list[str]:
    """All that a spelling with choices in brackets stands for; other brackets are its own."""
    parts = _CHOICE.split(written.replace("\\|", "\0"))
    choices = [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]
    return ["".join(one).replace("\0", "|") for one in product(*choices)]


def _is_in(half: Half, spelling: str) -> bool:
    return (hashlib.sha256(spelling.encode()).digest()[0] % 2 == 0) == (half == "rules")
