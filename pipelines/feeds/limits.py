"""How much a list may ask of whoever reads it: what is beyond is refused as a whole, in one line that says why."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.deadline import DeadlineError, deadline
from pipelines.feeds.parsed import NotAFeedError
from pipelines.text.markup import ATTRIBUTES_MAX, has_crowded_tag

READING_SECONDS = 10.0
"""Of processor time. The largest honest feed takes 5."""

MAX_FEED_TAGS = 200_000
"""Tags outside CDATA, of 2,000 entries: 100 for each. feedparser takes a second for some 30,000."""

MAX_SITEMAP_TAGS = 1_000_000
"""Of 50,000 entries: 20 for each. libxml2 needs some 200 bytes for each."""


@contextmanager
def in_time(url: str) -> Iterator[None]:
    """Stops the reading of a list that takes too long.

    Raises:
        NotAFeedError: it does.
    """
    try:
        with deadline(READING_SECONDS):
            yield
    except DeadlineError:
        raise NotAFeedError(f"{url}: takes more than {READING_SECONDS:g} s to read") from None


def check_markup(document: str, max_tags: int, url: str) -> None:
    """Refuses XML that would keep a parser busy for far longer than its length says.

    Raises:
        NotAFeedError: it would.
    """
    if _tags(document) > max_tags:
        raise NotAFeedError(f"{url}: more than {max_tags} tags: too much to be read")
    if has_crowded_tag(document, is_xml=True):
        raise NotAFeedError(f"{url}: a tag with more than {ATTRIBUTES_MAX} attributes: too much to be read")


def _tags(document: str) -> int:
    """The number of tags outside CDATA sections, end tags included."""
    count = start = 0
    while (cdata := document.find("<![CDATA[", start)) >= 0:
        count += document.count("<", start, cdata)
        start = document.find("]]>", cdata)
        if start < 0:
            return count
    return count + document.count("<", start)
