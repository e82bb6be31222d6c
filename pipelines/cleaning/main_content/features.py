"""What is measured of each line of a page: of its text, its place in the tree, its neighbours, the page's own words.

Nothing here knows a language: letters count by their Unicode category, class names by weights that were learned.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from pipelines.cleaning.main_content.around import HIDDEN, IN_BODY_ITEM
from pipelines.cleaning.main_content.names import NameScores
from pipelines.cleaning.main_content.segment import Lines
from pipelines.cleaning.main_content.witnesses import Witnesses

Floats = npt.NDArray[np.float32]
Totals = npt.NDArray[np.float64]

STOPS = ".!?…。！？؟۔।॥።؞։႟｡"
"""What ends a sentence."""

# Classes of characters, as bits.
_LETTER, _UPPER, _LOWER, _DIGIT, _COMMA, _STOP, _WIDE, _QUOTE, _SIGN = (1 << at for at in range(9))
_COMMAS = ",،、，؛;；"
_QUOTES = "\"'«»“”„‟‘’「」『』‹›"
_SIGNS = "|©@#→›»/\\•·→►"
_TAGS = {
    "p": 0, "blockquote": 1, "pre": 2, "dd": 3, "li": 4, "td": 5, "th": 6, "dt": 7, "div": 8, "section": 9,
    "article": 10, "figcaption": 13, "h1": 14, "h2": 15, "h3": 16, "h4": 17, "h5": 18, "h6": 19,
}  # fmt: skip
_OTHER_TAG = 11
_ANCESTORS = np.array((1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, IN_BODY_ITEM, HIDDEN))
_PROSE_MIN = 40
# Longest distances and largest sizes that count: a page that is longer than those learned from is no other page for that.
_LINES_MAX, _INSIDE_MAX, _UNITS_MAX, _TIMES_MAX = 300, 150, 20_000, 5
# Features of a line.
_COLUMNS_MAX = 150
_TITLE_WORD = re.compile(r"\w+")
# Characters of a line that may be the headline.
_TITLE_MAX = 300
_LETTERS = re.compile(r"[^\W_]+")
# The same of lines in ASCII, all at once in a fifth of the time: what is no part of a word, what is no letter or digit.
_NO_WORDS = bytes(one for one in range(0x80) if not (chr(one).isalnum() or chr(one) in "_\n"))
_TO_SPACES = bytes.maketrans(_NO_WORDS, b" " * len(_NO_WORDS))
_NO_LETTERS = _NO_WORDS + b"_"


@cache
def _classes() -> npt.NDArray[np.uint16]:
    """For each character of the basic plane its classes."""
    table = np.zeros(0x10000, np.uint16)
    for code in range(0x10000):
        char = chr(code)
        category = unicodedata.category(char)
        bits = 0
        if category[0] == "L":
            bits |= _LETTER
            if category == "Lu":
                bits |= _UPPER
            elif category == "Ll":
                bits |= _LOWER
            elif category == "Lo" and unicodedata.east_asian_width(char) == "W":
                bits |= _WIDE
        elif category == "Nd":
            bits |= _DIGIT
        table[code] = bits
    for chars, bit in ((_COMMAS, _COMMA), (STOPS, _STOP), (_QUOTES, _QUOTE), (_SIGNS, _SIGN)):
        for char in chars:
            table[ord(char)] |= bit
    return table


# The kind of a line's first character by its classes.
_KINDS_OF_FIRST = np.array(
    [
        next(
            (kind for kind, bit in enumerate((_UPPER, _LOWER, _DIGIT, _LETTER, _QUOTE), 1) if classes & bit),
            0,
        )
        for classes in range(1 << 9)
    ]
)


def _per_line(values: npt.NDArray[np.bool_], starts: npt.NDArray[np.int64]) -> Floats:
    return np.add.reduceat(values, starts, dtype=np.float32)


def totals(values: Floats) -> Totals:
    """Running totals: what lies in lines a to b - 1 is the difference of the values at b and a."""
    return np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))


def shifted(values: Floats, by: int, empty: float) -> Floats:
    """Each line's value of the line that stands so many before it; after it, if negative."""
    out = np.full_like(values, empty)
    if by > 0:
        out[by:] = values[:-by]
    else:
        out[:by] = values[-by:]
    return out


class Table:
    """Named columns, one value a line; the values of one column lie together.

    Args:
        count: number of lines.
    """

    def __init__(self, count: int) -> None:
        self._values = np.empty((_COLUMNS_MAX, count), np.float32)
        self.columns: dict[str, Floats] = {}

    def __setitem__(self, name: str, values: npt.NDArray[np.generic] | float) -> None:
        column = self._values[len(self.columns)]
        column[:] = values
        self.columns[name] = column

    def __getitem__(self, name: str) -> Floats:
        return self.columns[name]

    def matrix(self) -> Floats:
        """Shape (lines, features)."""
        return self._values[: len(self.columns)].T


def measure(lines: Lines, witnesses: Witnesses, scores: NameScores) -> Table:
    """The features of a page's lines; a page has at least one."""
    table = Table(len(lines.text))
    units, prose = _of_text(table, lines)
    _of_place(table, lines, units, prose)
    _of_names(table, lines, scores)
    _of_neighbours(table, lines, units, prose)
    _of_witnesses(table, lines, witnesses)
    return table


def _of_text(table: Table, lines: Lines) -> tuple[Floats, Floats]:
    sizes = np.array([len(text) for text in lines.text], np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes + 1)))[:-1]
    codes = np.frombuffer("\n".join(lines.text).encode("utf-32-le", "replace"), np.uint32)
    classes = _classes().take(codes, mode="clip")
    size = sizes.astype(np.float32)

    def count(bit: int) -> Floats:
        return _per_line((classes & bit) != 0, starts)

    letters = np.maximum(count(_LETTER), 1)
    wide, stops = count(_WIDE), count(_STOP)
    # A wide character says about what three letters say.
    units = size + 2 * wide
    whole = np.maximum(size, 1)
    linked = np.minimum(lines.linked.astype(np.float32) / whole, 1)
    last = classes[starts + sizes - 1]
    # A quotation mark or bracket may close behind the stop.
    before_last = classes[np.maximum(starts, starts + sizes - 2)]
    ends = ((last & _STOP) != 0) | (((last & _QUOTE) != 0) & ((before_last & _STOP) != 0))
    table["units"] = units
    table["words"] = _per_line(codes == 32, starts) + 1 + wide / 2
    table["linked"] = linked
    table["links"] = lines.links
    table["strong"] = np.minimum(lines.strong.astype(np.float32) / whole, 1)
    table["digits"] = count(_DIGIT) / whole
    table["upper"] = count(_UPPER) / letters
    table["letters"] = letters / whole
    table["commas"] = count(_COMMA)
    table["stops"] = stops
    table["ends"] = ends
    table["first"] = _KINDS_OF_FIRST[classes[starts]]
    table["quotes"] = count(_QUOTE)
    table["odd"] = count(_SIGN)
    prose = np.where(
        (linked < 0.5) & (units >= _PROSE_MIN) & ((stops > 0) | (units >= 120)), units, 0
    ).astype(np.float32)
    table["prose"] = prose > 0
    return units, prose


def _of_place(table: Table, lines: Lines, units: Floats, prose: Floats) -> None:
    around = lines.around
    count = len(lines.text)
    parents, first, end, blocks = around.parent, around.first, around.end, around.block
    depth, owner = around.depth, lines.owner
    sums = {
        "units": totals(units),
        "prose": totals(prose),
        "linked": totals(units * table["linked"]),
        "lines": np.arange(count + 1, dtype=np.float64),
    }
    total = {name: max(one[-1], 1.0) for name, one in sums.items()}
    inside = {name: one[end] - one[first] for name, one in sums.items()}

    block = lines.blocks
    table["tag"] = np.array([_TAGS.get(around.names[at][0], _OTHER_TAG) for at in block.tolist()])
    table["depth"] = depth[block]
    for at, is_in in enumerate((around.bits[owner] & _ANCESTORS[:, None]) != 0):
        table[f"in_{at}"] = is_in
    table["place"] = np.arange(count) / max(count, 1)
    table["from_end"] = np.minimum(np.arange(count, 0, -1), _LINES_MAX)
    table["prose_before"] = sums["prose"][:-1] / total["prose"]
    table["units_before"] = sums["units"][:-1] / total["units"]

    # Levels: the block itself, then what is around it.
    level = block
    direct = np.bincount(blocks[parents[block]], weights=prose, minlength=len(parents))
    second = np.bincount(blocks[parents[blocks[parents[block]]]], weights=prose, minlength=len(parents))
    score = direct + 0.5 * second
    best = max(float(score.max()), 1.0)
    for height in range(5):
        table[f"share_{height}"] = inside["prose"][level] / total["prose"]
        table[f"density_{height}"] = inside["linked"][level] / np.maximum(inside["units"][level], 1)
        table[f"lines_{height}"] = np.minimum(inside["lines"][level], _INSIDE_MAX)
        table[f"proseness_{height}"] = inside["prose"][level] / np.maximum(inside["units"][level], 1)
        if height:
            table[f"score_{height}"] = score[level] / best
        if height == 1:
            table["before"] = np.minimum(np.arange(count) - first[level], _LINES_MAX)
            table["after"] = np.minimum(end[level] - np.arange(count), _LINES_MAX)
        level = blocks[parents[level]]
    # The smallest element that holds so much of the page's prose.
    for share in (0.5, 0.8):
        holds = np.flatnonzero(inside["prose"] >= share * total["prose"])
        body = int(holds[-1]) if len(holds) else 0
        if len(holds):
            body = int(holds[np.argmin(end[holds] - first[holds] - depth[holds] * 1e-6)])
        table[f"in_body_{share}"] = (np.arange(count) >= first[body]) & (np.arange(count) < end[body])
        table[f"above_{share}"] = depth[block] - depth[body]
        table[f"line_of_body_{share}"] = np.clip(np.arange(count) - first[body], -_LINES_MAX, _LINES_MAX)
        table[f"to_end_of_body_{share}"] = np.clip(end[body] - np.arange(count), -_LINES_MAX, _LINES_MAX)
    top = int(np.argmax(score))
    table["of_top"] = (np.arange(count) >= first[top]) & (np.arange(count) < end[top])
    table["beside_top"] = depth[block] - depth[top]
    table["prose_total"] = min(total["prose"], _UNITS_MAX)
    table["lines_total"] = min(count, _LINES_MAX)
    table["page_density"] = sums["linked"][-1] / total["units"]


def _of_names(table: Table, lines: Lines, scores: NameScores) -> None:
    around = lines.around
    found = scores.of(around)
    own, through = found[:, 0], found[:, 1]
    least, most = through.copy(), through.copy()
    parents, depth = around.parent, around.depth
    order = np.argsort(depth, kind="stable")
    for level in np.split(order, np.flatnonzero(np.diff(depth[order])) + 1)[1:]:
        above = parents[level]
        through[level] += through[above]
        least[level] = np.minimum(least[above], least[level])
        most[level] = np.maximum(most[above], most[level])
    owner, block = lines.owner, lines.blocks
    table["names_own"] = own[owner]
    table["names_block"] = own[block]
    table["names_parent"] = own[parents[block]]
    table["names_around"] = through[owner]
    table["names_least"] = least[owner]
    table["names_most"] = most[owner]


def _of_neighbours(table: Table, lines: Lines, units: Floats, prose: Floats) -> None:
    count = len(units)
    parent = lines.around.parent[lines.blocks].astype(np.float32)
    for by in (1, -1):
        for name in ("units", "linked", "ends", "tag"):
            table[f"{name}@{by}"] = shifted(table[name], by, -1)
        table[f"beside@{by}"] = shifted(parent, by, -1) == parent
        table[f"units@{2 * by}"] = shifted(units, 2 * by, -1)
    sums, links = totals(prose), totals(units * table["linked"])
    every = totals(units)
    at = np.arange(count)
    for reach in (3, 10):
        low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, count)
        table[f"prose_back_{reach}"] = sums[at] - sums[low]
        table[f"prose_on_{reach}"] = sums[high] - sums[at + 1]
        table[f"density_back_{reach}"] = (links[at] - links[low]) / np.maximum(every[at] - every[low], 1)
        table[f"density_on_{reach}"] = (links[high] - links[at + 1]) / np.maximum(
            every[high] - every[at + 1], 1
        )
    is_prose = prose > 0
    seen = np.maximum.accumulate(np.where(is_prose, at, -50))
    table["since_prose"] = np.minimum(at - np.concatenate(([-50], seen[:-1])), 50)
    ahead = np.minimum.accumulate(np.where(is_prose, at, count + 50)[::-1])[::-1]
    table["until_prose"] = np.minimum(np.concatenate((ahead[1:], [count + 50])) - at, 50)
    # Headings: the last one before a line.
    tag = table["tag"]
    heading = (tag >= 14) & (tag <= 19)
    last = np.maximum.accumulate(np.where(heading, at, -1))
    before = np.concatenate(([-1], last[:-1])).astype(int)
    table["heading_tag"] = np.where(before >= 0, tag[before], 0)
    table["since_heading"] = np.where(before >= 0, np.minimum(at - before, 50), 60)
    # Of each text the first line that has it.
    first = dict(zip(reversed(lines.text), range(count - 1, -1, -1), strict=True))
    firsts = np.array([first[text] for text in lines.text])
    table["times"] = np.minimum(np.bincount(firsts)[firsts], _TIMES_MAX)
    table["again"] = firsts < at


def _squeezed(text: str) -> str:
    """Letters and digits of a text, in lower case."""
    return "".join(_LETTERS.findall(text.lower()))


def _all_squeezed(lines: Sequence[str]) -> list[str]:
    """`_squeezed` of each line."""
    plain = "\n".join(lines).encode("utf-8", "replace").translate(None, _NO_LETTERS).lower().decode("utf-8")
    return [
        short if line.isascii() else _squeezed(line)
        for line, short in zip(lines, plain.split("\n"), strict=True)
    ]


def _all_words(lines: Sequence[str]) -> Iterator[list[str]]:
    """The words of each line."""
    plain = "\n".join(lines).encode("utf-8", "replace").translate(_TO_SPACES).decode("utf-8").split("\n")
    for line, spaced in zip(lines, plain, strict=True):
        yield spaced.split() if line.isascii() else _TITLE_WORD.findall(line)


def _begin_with(lines: Sequence[str], description: str) -> npt.NDArray[np.bool_]:
    """Which lines, in lower case, have the beginning of the description in theirs."""
    starts = _squeezed(description[:400])[:40]
    found = np.zeros(len(lines), np.bool_)
    if len(starts) < 20:
        return found
    # Its first word shows at once of most lines that they have not.
    first = _LETTERS.findall(description.lower())[0]
    for number, text in enumerate(lines):
        if len(text) >= 20 and first in text[:300]:
            found[number] = starts in _squeezed(text[:300])
    return found


def _likeness(lines: Sequence[str], title: set[str]) -> npt.NDArray[np.float64]:
    """Of the words that a line, in lower case, and the title have together, the share that both have."""
    found = np.zeros(len(lines))
    # What is too long for a headline stands there as a line without words.
    is_apart = title.isdisjoint
    for number, words in enumerate(_all_words([text if len(text) < _TITLE_MAX else "" for text in lines])):
        if not is_apart(words):
            found[number] = len(title.intersection(words)) / len(title.union(words))
    return found


def _of_witnesses(table: Table, lines: Lines, witnesses: Witnesses) -> None:
    count = len(lines.text)
    lower = "\n".join(lines.text).lower().split("\n")
    body = _squeezed(witnesses.article_body)
    if len(body) >= 100:
        found = [bool(one) and one in body for one in _all_squeezed([text[:80] for text in lower])]
        table["in_article_body"] = np.array(found)
    else:
        table["in_article_body"] = -1
    table["in_description"] = _begin_with(lower, witnesses.description)
    title = set(_TITLE_WORD.findall(witnesses.title.lower()))
    at = np.arange(count)
    tag = table["tag"]
    same = _likeness(lower, title) if title else np.zeros(count)
    table["like_title"] = same
    candidates = np.flatnonzero(same >= 0.7) if title else np.array([], int)
    h1 = np.flatnonzero(tag == 14)
    good = [one for one in candidates if tag[one] == 14] or list(candidates) or list(h1)
    if good:
        spot = int(good[0]) if len(good) else 0
        # Of several, the one after which most prose stands near.
        if len(good) > 1:
            spot = int(max(good[:10], key=lambda one: (table["prose_on_10"][one], -one)))
        table["from_title"] = np.clip(at - spot, -_LINES_MAX, _LINES_MAX)
        table["past_title"] = (at > spot) * 1.0 - (at == spot) * 0.5
        prose = np.where(table["prose"] > 0, table["units"], 0)
        table["prose_since_title"] = np.clip(
            totals(prose)[:-1] - totals(prose)[spot], -_UNITS_MAX, _UNITS_MAX
        )
    else:
        for name in ("from_title", "past_title", "prose_since_title"):
            table[name] = -1
