"""RSS, RDF and Atom, through feedparser; the only user of it.

It gets bytes, never a string: a string it would open as a path or URL.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import feedparser

from pipelines.feeds.full_text import full_text
from pipelines.feeds.items import parts_of_pages
from pipelines.feeds.limits import MAX_FEED_TAGS, check_markup
from pipelines.feeds.parsed import MAX_FEED_ENTRIES, NotAFeedError, ParsedFeed
from pipelines.feeds.reading import feed_date, one_line, plain
from pipelines.records import FeedEntry
from pipelines.text.markup import EXCLUDED_CONTROLS, EXCLUDED_NONCHARACTERS
from pipelines.urls import address_with_part, canonical_url

_PROLOG = re.compile(r"\s*<\?xml[^>]*\?>")
_ENTRY_START = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]{1,100}@[\w.-]{1,200}")
# WordPress, with and without pretty addresses; Blogger.
_COMMENTS_PLACE = re.compile(r"/comments/(?:feed|rss2?|atom|default)\b|[?&]feed=comments-", re.IGNORECASE)
_COMMENT = re.compile(r"#(?:comment|c)-?\d|[?&]showComment=|/comment-page-\d|#respond", re.IGNORECASE)
MAX_CHARACTERS_BEFORE_ENTRIES = 1_000_000

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "dayly": timedelta(days=1),  # Media Cloud met it
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


def parse_xml_feed(text: str, *, url: str, encoding: str, timezone: str) -> ParsedFeed:
    """Reads an RSS, RDF or Atom feed.

    Raises:
        NotAFeedError: the document holds no entries, and names no feed format or is malformed.
    """
    problems = []
    document, forbidden = _without_forbidden(_PROLOG.sub("", text, count=1))
    if forbidden:
        problems.append(f"{forbidden} characters that XML forbids")
    if len(document) > MAX_CHARACTERS_BEFORE_ENTRIES and not _ENTRY_START.search(
        document, 0, MAX_CHARACTERS_BEFORE_ENTRIES
    ):
        raise NotAFeedError(
            f"{url}: not a feed: no entry in its first {MAX_CHARACTERS_BEFORE_ENTRIES} characters"
        )
    document, left_out = _first_entries(document)
    check_markup(document, MAX_FEED_TAGS, url)
    if left_out:
        problems.append(f"{left_out + MAX_FEED_ENTRIES} entries, read the first {MAX_FEED_ENTRIES}")
    try:
        parsed = feedparser.parse(
            BytesIO(document.lstrip().encode()),
            # No content-location: feedparser would resolve "www.site.example/a" as a relative link.
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,  # what publishers wrote goes to the archive; cleaning is a later step
            resolve_relative_uris=False,
        )
    # feedparser raises whatever its handlers stumble over; it costs this feed.
    except Exception as error:
        raise NotAFeedError(f"{url}: feedparser failed: {type(error).__name__}: {error}") from error
    version = parsed.get("version") or ""
    # feedparser names a format as soon as it sees its tag, however much garbage stands around it.
    if not parsed.entries and (not version or parsed.get("bozo")):
        broken = "broken XML without an entry"
        raise NotAFeedError(f"{url}: not a feed: {broken if version else _looks_like(document)}")
    if parsed.get("bozo"):
        problems.append(one_line(str(parsed.bozo_exception)) or type(parsed.bozo_exception).__name__)
    # Atom says apart when an entry was published and when it was changed; RSS has dc:date for the former.
    is_atom = version.startswith("atom")
    entries = tuple(
        entry for raw in parsed.entries if (entry := _entry(raw, url, timezone, is_atom=is_atom)) is not None
    )
    if len(entries) < len(parsed.entries):
        problems.append(f"{len(parsed.entries) - len(entries)} entries without a usable link")
    return ParsedFeed(
        entries=parts_of_pages(entries),
        version=version,
        title=plain(parsed.feed.get("title")),
        encoding=encoding,
        problem="; ".join(problems) or None,
        update_hint=_update_hint(parsed.feed),
        next_url=_next_url(parsed.feed, url),
        is_of_comments=_is_of_comments(parsed, url),
        hub_url=_linked(parsed.feed, "hub", url),
        self_url=_linked(parsed.feed, "self", url),
    )


def _without_forbidden(text: str) -> tuple[str, int]:
    """A text without the characters that XML forbids, and how many those were."""
    document = text.encode().translate(None, EXCLUDED_CONTROLS).decode()
    for character in EXCLUDED_NONCHARACTERS:
        document = document.replace(character, "")
    return document, len(text) - len(document)


def _first_entries(document: str) -> tuple[str, int]:
    """The document without the entries behind the first `MAX_FEED_ENTRIES`, and how many those are.

    Cut before parsing: that is what takes time and memory.
    """
    starts = [match.start() for match in _ENTRY_START.finditer(document)]
    if len(starts) <= MAX_FEED_ENTRIES:
        return document, 0
    ends = [match.end() for match in _ENTRY_END.finditer(document, starts[MAX_FEED_ENTRIES])]
    return document[: starts[MAX_FEED_ENTRIES]] + document[ends[-1] :] if ends else document[
        : starts[MAX_FEED_ENTRIES]
    ], len(starts) - MAX_FEED_ENTRIES


def _update_hint(channel: Any) -> timedelta | None:
    """How often the channel changes by its own word: `sy:updatePeriod` and `sy:updateFrequency`, else `ttl`."""
    try:
        period = _PERIODS.get(str(channel.get("sy_updateperiod", "")).strip().lower())
        if period is not None:
            frequency = float(channel.get("sy_updatefrequency") or 1)
            return period / frequency if frequency > 0 else None
        minutes = float(channel.get("ttl") or 0)
        return timedelta(minutes=minutes) if minutes > 0 else None
    except (ValueError, OverflowError):
        return None


def _entry(raw: Any, feed_url: str, timezone: str, *, is_atom: bool) -> FeedEntry | None:
    link = _link(raw, feed_url)
    if link is None:
        return None
    published = _date(raw, ("published", "created"), timezone)
    changed = _date(raw, ("updated",), timezone)
    if not is_atom:
        published, changed = published or changed, None
    terms = (plain(tag.get("term")) for tag in raw.get("tags", ()))
    return FeedEntry(
        url=link,
        guid=one_line(raw.get("id") or "") or None,
        title=plain(raw.get("title")),
        published_at=published,
        changed_at=changed,
        author=_author(raw),
        content_html=full_text(
            (part.get("value") or "" for part in raw.get("content", ())), raw.get("summary") or ""
        ),
        section=tuple(dict.fromkeys(term for term in terms if term)),
    )


def _link(raw: Any, feed_url: str) -> str | None:
    # FeedBurner's own link leads through its counter; origlink is the article
    candidates = [raw.get("feedburner_origlink"), raw.get("link")]
    candidates += [link.get("href") for link in raw.get("links", ()) if link.get("rel") == "alternate"]
    guid = raw.get("id") or ""
    candidates += [guid] if guid.startswith(("http://", "https://")) else []
    return next((url for link in candidates if link and (url := address_with_part(link, feed_url))), None)


def _author(raw: Any) -> str | None:
    names = [author["name"] for author in raw.get("authors", ()) if author.get("name")]
    if len(names) > 1:
        return plain(", ".join(names))
    # RSS writes "mail (name)"; feedparser splits that wrongly where the top-level domain is a long one
    return plain(_MAIL.sub("", raw.get("author") or "").strip(" ()<>"))


def _date(raw: dict[str, Any], names: Iterable[str], timezone: str) -> datetime | None:
    # `dict.get`: feedparser's own answers "updated" with "published" and warns.
    texts = (dict.get(raw, name) for name in names)
    return next(
        (date for text in texts if isinstance(text, str) and (date := feed_date(text, timezone))), None
    )


def _linked(channel: Any, relation: str, feed_url: str) -> str | None:
    """The first address that a feed links as something."""
    for link in channel.get("links", ()):
        if relation in str(link.get("rel", "")).lower().split() and link.get("href"):
            return canonical_url(link["href"], feed_url)
    return None


def _next_url(channel: Any, feed_url: str) -> str | None:
    """The feed's next page: a link with `rel=next`, or WordPress's way to count them, which no feed of it says."""
    for relation in ("next", "prev-archive"):
        if linked := _linked(channel, relation, feed_url):
            return linked
    if "wordpress.org" not in str(channel.get("generator", "")).lower():
        return None
    parts = urlsplit(feed_url)
    query = dict(parse_qsl(parts.query))
    page = query.get("paged", "1")
    query["paged"] = str(int(page[:6]) + 1 if page.isascii() and page.isdigit() else 2)
    return canonical_url(urlunsplit(parts._replace(query=urlencode(query))))


def _is_of_comments(parsed: Any, url: str) -> bool:
    """Whether its address says so, or most entries lead to a comment: `#comment-7`, Blogger's `showComment=`, `#c123`."""
    if _COMMENTS_PLACE.search(url):
        return True
    links = [str(raw.get("link", "")) for raw in parsed.entries]
    return len(links) > 0 and 2 * sum(_COMMENT.search(link) is not None for link in links) > len(links)


def _looks_like(text: str) -> str:
    start = text[:1000].lstrip().lower()
    if not start:
        return "the document is empty"
    return "it is an HTML page" if "<html" in start or "<!doctype html" in start else "no feed format in it"
