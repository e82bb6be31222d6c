"""A feed of any kind, told by its content: no server's Content-Type can be relied on."""

from pipelines.feeds.json_feed import parse_json_feed
from pipelines.feeds.parsed import ParsedFeed
from pipelines.feeds.xml_feed import parse_xml_feed
from pipelines.text.encoding import decode


def parse_feed(body: bytes, *, url: str, content_type: str = "") -> ParsedFeed:
    """Reads an RSS, RDF, Atom or JSON feed.

    Args:
        body: as received, after content decoding.
        url: address of the feed; relative links are resolved against it.
        content_type: HTTP Content-Type; its charset is believed only where the bytes allow it.

    Raises:
        NotAFeedError: the document holds no entries, and names no feed format or is malformed.
    """
    decoded = decode(body, content_type)
    is_json = decoded.text.lstrip()[:1] == "{"
    return (parse_json_feed if is_json else parse_xml_feed)(decoded.text, url=url, encoding=decoded.encoding)
