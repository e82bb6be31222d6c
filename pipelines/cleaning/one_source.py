"""Cleaning the pages of one source together: what they share is learned from them, and from nothing else."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from pipelines.cleaning.article import Draft, finish
from pipelines.cleaning.repeated import repeated_lines
from pipelines.records import Article

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


def clean_source(pages: Mapping[str, Callable[[], Draft]]) -> dict[str, Article | Exception]:
    """Cleans pages of one source; the result depends on which pages there are, not on their order.

    Args:
        pages: what reads a page, by key.

    Returns:
        For each key its article, or the error for which there is none.
    """
    drafts: dict[str, Draft] = {}
    cleaned: dict[str, Article | Exception] = {}
    for key, read in pages.items():
        try:
            drafts[key] = read()
        except Exception as error:  # noqa: BLE001 - a page that the cleaner fails on must not stop the others
            cleaned[key] = error
    repeated = repeated_lines({key: (draft.title, draft.text) for key, draft in drafts.items()})
    for key, draft in drafts.items():
        try:
            cleaned[key] = finish(draft, repeated.get(key, ()))
        except Exception as error:  # noqa: BLE001 - as above
            cleaned[key] = error
    return {key: cleaned[key] for key in pages}
