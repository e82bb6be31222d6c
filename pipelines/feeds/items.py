"""Entries whose addresses differ in nothing but the fragment: parts of one page, such as `/live#item-1` and `/live#item-2`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from pipelines.records import FeedEntry


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
