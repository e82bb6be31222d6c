"""Entries whose addresses differ in nothing but the fragment: parts of one page, such as `/live#item-1` and `/live#item-2`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, urlsplit

from pipelines.records import FeedEntry
from pipelines.urls import MAX_URL_LENGTH, canonical_url

_FRAGMENT_MAX = 500


def address_with_part(link: str, base: str) -> str | None:
    """The canonical address of a link, and behind it the fragment, which other links do without."""
    url = canonical_url(link, base)
    # What is escaped already stays as it is.
    fragment = quote(urlsplit(link.strip()).fragment, safe="%!$&'()*+,;=:@/?-._~") if "#" in link else ""
    if (
        url is None
        or not fragment
        or len(fragment) > _FRAGMENT_MAX
        or len(url) + len(fragment) >= MAX_URL_LENGTH
    ):
        return url
    return f"{url}#{fragment}"


def parts_of_pages(entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Entries with their fragment where several name parts of one page, and without it elsewhere."""
    entries = tuple(entries)
    fragments: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        url, _, fragment = entry.url.partition("#")
        if fragment:
            fragments[url].add(fragment)
    return tuple(
        entry
        if len(fragments.get(entry.url.partition("#")[0], ())) > 1
        else replace(entry, url=entry.url.partition("#")[0])
        for entry in entries
    )
