"""A feed of any kind, told by its content: no server's Content-Type can be relied on."""

from collections import Counter
from dataclasses import replace

from pipelines.feeds.json_feed import parse_json_feed
from pipelines.feeds.limits import in_time
from pipelines.feeds.parsed import MAX_DOCUMENT_BYTES, NotAFeedError, ParsedFeed
from pipelines.feeds.xml_feed import parse_xml_feed
from pipelines.text.encoding import decode
from pipelines.text.packed import unpacked


def parse_feed(body: bytes, *, url: str, content_type: str = "", timezone: str = "UTC") -> ParsedFeed:
    """Reads an RSS, RDF, Atom or JSON feed, gzipped or not.

    Args:
        body: as received, after content decoding.
        url: address of the feed; relative links are resolved against it.
        content_type: HTTP Content-Type; its charset is believed only where the bytes allow it.
        timezone: IANA name in which dates without a zone are read.

    Raises:
        NotAFeedError: the document holds no entries, and names no feed format or is malformed; or it is too much
            to be read.
    """
    body, packing = unpacked(body, MAX_DOCUMENT_BYTES)
    if packing and not body:
        raise NotAFeedError(f"{url}: not a feed: {packing}")
    with in_time(url):
        decoded = decode(body, content_type)
        is_json = decoded.text.lstrip()[:1] == "{"
        parse = parse_json_feed if is_json else parse_xml_feed
        feed = parse(decoded.text, url=url, encoding=decoded.encoding, timezone=timezone)
    problems = [problem for problem in (feed.problem, packing, _shared_addresses(feed)) if problem]
    return replace(feed, problem="; ".join(problems) or None)


def _shared_addresses(feed: ParsedFeed) -> str | None:
    """What is to be said of entries that one address stands for."""
    articles = {(entry.url, entry.title or entry.guid) for entry in feed.entries}
    addresses = Counter(url for url, _ in articles)
    shared = sum(count for count in addresses.values() if count > 1)
    if not shared:
        return None
    return f"{shared} entries share an address with others and are one article each address"
