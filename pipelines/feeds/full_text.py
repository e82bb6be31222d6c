"""Which of an entry's texts, if any, is the whole article."""

from collections.abc import Iterable

from pipelines.feeds.reading import plain

MIN_CONTENT_CHARACTERS = 200
"""A `content:encoded`, Atom or JSON content with less text than this is an excerpt, not the full text."""

MIN_DESCRIPTION_CHARACTERS = 600
"""A description is a summary unless its text is at least this long."""


def full_text(contents: Iterable[str], description: str) -> str | None:
    """The longest of the texts that are long enough to be whole, as HTML; None if none is."""
    texts = [(html, MIN_CONTENT_CHARACTERS) for html in contents]
    texts.append((description, MIN_DESCRIPTION_CHARACTERS))
    lengths = [(len(plain(html) or ""), html, needed) for html, needed in texts]
    full = [(length, html) for length, html, needed in lengths if length >= needed]
    return max(full)[1] if full else None
