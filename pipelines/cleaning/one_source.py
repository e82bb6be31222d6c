"""Cleaning the pages of one source together: what they share is learned from them, and from nothing else."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipelines.cleaning.article import Draft, finish
from pipelines.cleaning.repeated import Hashes, PageLines, lines_with, page_lines, repeated_lines
from pipelines.records import Article
from pipelines.stable_hash import stable_hash

# A page's head, which says its address; some sites put 100 KB of styles into it.
_HEAD_BYTES = 300_000
_STATES = re.compile(rb"<(?:link|meta)\b[^<>]{0,2000}>", re.IGNORECASE)
_OF_PAGE = re.compile(rb"""(?:rel|property|name)\s*=\s*["']?(?:canonical|og:url)\b""", re.IGNORECASE)
_ADDRESS = re.compile(rb"""(?:href|content)\s*=\s*["']?\s*(https?:[^\s"'>]+)""", re.IGNORECASE)


def site_of(body: bytes) -> str | None:
    """The host in the address that a page gives itself (canonical link, og:url), without `www.`; None without one."""
    for tag in _STATES.finditer(body, 0, _HEAD_BYTES):
        if _OF_PAGE.search(tag[0]) and (found := _ADDRESS.search(tag[0])):
            try:
                host = urlsplit(found[1].decode("ascii", "replace")).hostname
            except ValueError:
                continue
            if host:
                return host.removeprefix("www.")
    return None


@dataclass(frozen=True, slots=True)
class SeenPage:
    """What of a cleaned page tells later whether it would come out the same again.

    Attributes:
        lines: of its text; None for a page without an article.
        repeated: hash of the lines of it that stood on many other pages.
    """

    lines: PageLines | None
    repeated: int


@dataclass(frozen=True, slots=True)
class CleanedPages:
    """What came of the pages of a source.

    Attributes:
        results: of each page that was cleaned, its article, or the error for which there is none.
        seen: of all pages.
    """

    results: dict[str, Article | Exception]
    seen: dict[str, SeenPage]


def clean_source(pages: Mapping[str, Callable[[], Draft]]) -> dict[str, Article | Exception]:
    """Cleans pages of one source; the result depends on which pages there are, not on their order.

    Args:
        pages: what reads a page, by key.

    Returns:
        For each key its article, or the error for which there is none.
    """
    return clean_changed(pages, {}).results


def clean_changed(pages: Mapping[str, Callable[[], Draft]], seen: Mapping[str, SeenPage]) -> CleanedPages:
    """Cleans those pages of a source that are new, or for which other lines are repeated now.

    Args:
        pages: what reads a page, by key: all of the source.
        seen: pages that were cleaned before, by the same rules and version. One of them that is not in the results
            would come out as it did then.
    """
    drafts: dict[str, Draft] = {}
    failed: dict[str, Exception] = {}

    def read(key: str) -> None:
        try:
            drafts[key] = pages[key]()
        except Exception as error:  # noqa: BLE001 - a page that the cleaner fails on must not stop the others
            failed[key] = error

    for key in pages:
        if key not in seen:
            read(key)
    lines = {key: one.lines for key, one in seen.items() if key in pages and one.lines is not None}
    lines |= {key: page_lines(draft.title, draft.text) for key, draft in drafts.items()}
    repeated = repeated_lines(lines)
    now = {key: SeenPage(lines.get(key), _hash_of(repeated[key]) if key in repeated else 0) for key in pages}
    for key in pages:
        if key in seen and seen[key].repeated != now[key].repeated:
            read(key)
    results: dict[str, Article | Exception] = {}
    for key in pages:
        if key in failed:
            results[key] = failed[key]
        elif key in drafts:
            own = lines_with(drafts[key].text, repeated[key]) if key in repeated else ()
            results[key] = _finished(drafts[key], own)
    return CleanedPages(results, now)


def _finished(draft: Draft, repeated: Collection[str]) -> Article | Exception:
    try:
        return finish(draft, repeated)
    except Exception as error:  # noqa: BLE001 - a page that the cleaner fails on must not stop the others
        return error


def _hash_of(lines: Hashes) -> int:
    return stable_hash(lines.tobytes()) or 1
