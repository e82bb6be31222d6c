"""Lines that stand on many pages of a source: the site's words, not the article's.

Lines are compared by their hashes, so that what is known of a page is small enough to be kept: a page that comes new
is held against thousands that are not read again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.cleaning.line.lines import ends_sentence, lines_of
from pipelines.stable_hash import stable_hash
from pipelines.text import normalize

# A line without a full stop (subscribe, copyright, a button's words), and one with it: a sentence that many
# articles share may be the background of a running story, so it must stand on nearly all of them.
_LINE_PAGES, _LINE_SHARE = 3, 0.5
_SENTENCE_PAGES, _SENTENCE_SHARE = 4, 0.8
# Characters of a line without a full stop that is a paragraph all the same.
_PROSE_MIN = 60
# Of a page's text: where less would remain, the pages are issues of one template (weather, prices).
_REST_MIN = 0.5

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class PageLines:
    """What pages are compared by.

    Attributes:
        lead: hash of the first paragraph; 0 for a page that has none.
        lines: hashes of all lines, in their order.
        lengths: characters of each line.
        sentences: whether each line ends a sentence.
    """

    lead: int
    lines: Hashes
    lengths: npt.NDArray[np.uint32]
    sentences: npt.NDArray[np.bool_]


def page_lines(title: str | None, text: str) -> PageLines:
    """The lines of a page's text, without a first one that repeats its title."""
    lines = lines_of(text)
    words = normalize(title) if title else None
    if lines and words and normalize(lines[0].text) == words:
        lines = lines[1:]
    hashes = [_hash(line.text) for line in lines]
    sentences = [ends_sentence(line) for line in lines]
    prose: Iterable[int] = (
        at for at, line in enumerate(lines) if sentences[at] or len(line.text) >= _PROSE_MIN
    )
    first = next(iter(prose), None)
    return PageLines(
        0 if first is None else hashes[first],
        np.array(hashes, np.uint64),
        np.array([len(line.text) for line in lines], np.uint32),
        np.array(sentences, np.bool_),
    )


def repeated_lines(pages: Mapping[str, PageLines]) -> dict[str, Hashes]:
    """For each page the lines that stand on many others, too.

    Pages with the same first paragraph are one article at several addresses and count once. A page's own
    first paragraph never counts as repeated.

    Args:
        pages: of one source, by any key.

    Returns:
        For the keys with such lines, their hashes, ascending.
    """
    source = _Source(list(pages.values()))
    shared = np.isin(source.lines, _shared(source)) & (source.lines != source.leads[source.pages])
    # Where less than half of a page's text would remain, all of it is its own.
    repeated = np.bincount(source.pages, source.lengths * shared, len(pages))
    total = np.bincount(source.pages, source.lengths, len(pages))
    shared &= (total - repeated >= _REST_MIN * total)[source.pages]
    places = np.flatnonzero(shared)
    of_page = np.searchsorted(source.pages[places], np.arange(len(pages) + 1))
    return {
        key: np.unique(source.lines[places[of_page[at] : of_page[at + 1]]])
        for at, key in enumerate(pages)
        if of_page[at] < of_page[at + 1]
    }


def lines_with(text: str, hashes: Hashes) -> frozenset[str]:
    """The lines of a text that have one of these hashes, without the white space around them."""
    wanted = set(hashes.tolist())
    return (
        frozenset(line.text for line in lines_of(text) if _hash(line.text) in wanted)
        if wanted
        else frozenset()
    )


class _Source:
    """The lines of all pages in a row, and the position of each one's page."""

    def __init__(self, pages: Sequence[PageLines]) -> None:
        empty = PageLines(0, np.empty(0, np.uint64), np.empty(0, np.uint32), np.empty(0, np.bool_))
        self.leads = np.array([page.lead for page in pages], np.uint64)
        self.lines = np.concatenate([page.lines for page in (empty, *pages)])
        self.lengths = np.concatenate([page.lengths for page in (empty, *pages)])
        self.sentences = np.concatenate([page.sentences for page in (empty, *pages)])
        self.pages = np.repeat(np.arange(len(pages)), [len(page.lines) for page in pages])


def _shared(source: _Source) -> Hashes:
    """The lines that stand in enough articles of a source."""
    leads = source.leads[source.pages]
    order = np.lexsort((leads, source.lines))
    order = order[leads[order] != 0]
    lines, leads = source.lines[order], leads[order]
    is_new = np.ones(len(lines), np.bool_)
    is_new[1:] = (lines[1:] != lines[:-1]) | (leads[1:] != leads[:-1])
    found, counts = np.unique(lines[is_new], return_counts=True)
    is_sentence = np.isin(found, source.lines[source.sentences])
    fewest = np.where(is_sentence, _SENTENCE_PAGES, _LINE_PAGES)
    share = np.where(is_sentence, _SENTENCE_SHARE, _LINE_SHARE)
    articles = len(np.unique(source.leads[source.leads != 0]))
    return found[(counts >= fewest) & (counts >= share * articles)]


def _hash(line: str) -> int:
    return stable_hash(line.encode("utf-8", "surrogatepass")) or 1
