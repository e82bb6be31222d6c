"""Lines that stand on many pages of a source: the site's words, not the article's."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.cleaning.line.lines import ends_sentence, lines_of
from pipelines.text import normalize

# A line without a full stop (subscribe, copyright, a button's words), and one with it: a sentence that many
# articles share may be the background of a running story, so it must stand on nearly all of them.
_LINE_PAGES, _LINE_SHARE = 3, 0.5
_SENTENCE_PAGES, _SENTENCE_SHARE = 4, 0.8
# Characters of a line without a full stop that is a paragraph all the same.
_PROSE_MIN = 60
# Of a page's text: where less would remain, the pages are issues of one template (weather, prices).
_REST_MIN = 0.5


@dataclass(frozen=True, slots=True)
class _Page:
    lead: str
    lines: tuple[str, ...]
    sentences: frozenset[str]


def repeated_lines(texts: Mapping[str, tuple[str | None, str]]) -> dict[str, frozenset[str]]:
    """For each page the lines that stand on many others, too.

    Pages with the same first paragraph are one article at several addresses and count once. A page's own
    first paragraph never counts as repeated.

    Args:
        texts: title and text of the pages of one source, by any key.

    Returns:
        For the keys with such lines, these, without the white space around them.
    """
    pages = {key: _page(title, text) for key, (title, text) in texts.items()}
    articles = len({page.lead for page in pages.values() if page.lead})
    leads: defaultdict[str, set[str]] = defaultdict(set)
    for page in pages.values():
        for line in page.lines if page.lead else ():
            leads[line].add(page.lead)
    sentences = frozenset[str]().union(*(page.sentences for page in pages.values()))
    shared = frozenset(
        line for line, where in leads.items() if _is_shared(len(where), articles, line in sentences)
    )
    found = {key: _own(page, shared) for key, page in pages.items()}
    return {key: lines for key, lines in found.items() if lines}


def _page(title: str | None, text: str) -> _Page:
    lines = lines_of(text)
    words = normalize(title) if title else None
    if lines and words and normalize(lines[0].text) == words:
        lines = lines[1:]
    sentences = frozenset(line.text for line in lines if ends_sentence(line))
    prose: Iterable[str] = (
        line.text for line in lines if line.text in sentences or len(line.text) >= _PROSE_MIN
    )
    return _Page(next(iter(prose), ""), tuple(line.text for line in lines), sentences)


def _is_shared(pages: int, articles: int, is_sentence: bool) -> bool:
    fewest, share = (_SENTENCE_PAGES, _SENTENCE_SHARE) if is_sentence else (_LINE_PAGES, _LINE_SHARE)
    return pages >= fewest and pages >= share * articles


def _own(page: _Page, shared: frozenset[str]) -> frozenset[str]:
    own = shared.intersection(page.lines) - {page.lead}
    rest = _length([line for line in page.lines if line not in own])
    return own if rest >= _REST_MIN * _length(page.lines) else frozenset()


def _length(lines: Sequence[str]) -> int:
    return sum(map(len, lines))
