"""How pages lay out what is no paragraph: tables of data or of columns, preformatted texts and code."""

import re
from itertools import islice

from lxml.etree import _Element as Element

BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form "  # noqa: SIM905 (one name a line fills a page)
    "h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
CELLS = frozenset({"td", "th"})
PARAGRAPH_END = "\u2029"
"""Between the paragraphs of a preformatted text, which is judged as one line; Unicode's own sign for it."""

# Elements and characters in a cell of a table of data; more is a layout's column.
_CELL_ELEMENTS, _CELL_MAX = 6, 100
_BLANK_LINES = re.compile(r"\n\s*\n")
# Characters of a `<pre>`, and the share of letters and spaces in one that holds prose and no code.
_PROSE_MIN, _PROSE_SHARE = 600, 0.88
# Pieces and characters of one that are looked at.
_PIECES_MAX, _SAMPLE_MAX = 1_000, 20_000


def is_data(row: Element) -> bool:
    """Whether a row is one of a table of data: its cells, two or more, are short and hold no blocks."""
    if len(row) < 2:
        return False
    for cell in row:
        if cell.tag not in CELLS:
            return False
        size = len(cell.text or "")
        for count, one in enumerate(cell.iterdescendants()):
            if count >= _CELL_ELEMENTS or one.tag in BLOCKS:
                return False
            size += len(one.text or "") + len(one.tail or "")
        if size > _CELL_MAX:
            return False
    return True


def is_prose(pre: Element) -> bool:
    """Whether a `<pre>` holds paragraphs, as old mails and agencies' texts do, and no code."""
    text = "".join(islice(pre.itertext(), _PIECES_MAX))[:_SAMPLE_MAX]
    return (
        len(text) >= _PROSE_MIN
        and _BLANK_LINES.search(text) is not None
        and sum(one.isalpha() or one.isspace() for one in text) >= _PROSE_SHARE * len(text)
    )


def paragraphs(text: str) -> str:
    """A preformatted text with single spaces, its paragraphs parted by `PARAGRAPH_END`."""
    return PARAGRAPH_END.join(" ".join(part.split()) for part in _BLANK_LINES.split(text.strip()))
