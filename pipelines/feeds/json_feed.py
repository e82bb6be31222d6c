"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from html import escape
from typing import Any

from pipelines.feeds.full_text import full_text
from pipelines.feeds.items import parts_of_pages
from pipelines.feeds.parsed import MAX_FEED_ENTRIES, NotAFeedError, ParsedFeed
from pipelines.feeds.reading import feed_date, one_line, plain
from pipelines.records import FeedEntry
from pipelines.text.escapes import read_json
from pipelines.urls import address_with_part, canonical_url


def parse_json_feed(text: str, *, url: str, encoding: str, timezone: str) -> ParsedFeed:
    """Reads a JSON Feed.

    Raises:
        NotAFeedError: the text is no JSON, or holds no list of items.
    """
    try:
        document = read_json(text)
    except ValueError as error:
        raise NotAFeedError(f"{url}: not a feed: broken JSON: {one_line(str(error))}") from None
    items = document.get("items")
    if not isinstance(items, list):
        raise NotAFeedError(f"{url}: not a feed: JSON without a list of items")
    problems = [] if "jsonfeed.org" in str(document.get("version")) else ["names no JSON Feed version"]
    if len(items) > MAX_FEED_ENTRIES:
        problems.append(f"{len(items)} entries, read the first {MAX_FEED_ENTRIES}")
        items = items[:MAX_FEED_ENTRIES]
    entries = [entry for item in items if isinstance(item, dict) and (entry := _entry(item, url, timezone))]
    if len(entries) < len(items):
        problems.append(f"{len(items) - len(entries)} entries without a usable link")
    return ParsedFeed(
        entries=parts_of_pages(entries),
        version="json",
        title=plain(_text(document.get("title"))),
        encoding=encoding,
        problem="; ".join(problems) or None,
        next_url=_address(document.get("next_url"), url),
        hub_url=next((found for hub in _list(document.get("hubs")) if (found := _hub(hub, url))), None),
        self_url=_address(document.get("feed_url"), url),
    )


def _entry(item: dict[str, Any], feed_url: str, timezone: str) -> FeedEntry | None:
    guid = _text(item.get("id"))
    candidates = [_text(item.get("url")), guid if guid.startswith(("http://", "https://")) else ""]
    link = next((found for one in candidates if one and (found := address_with_part(one, feed_url))), None)
    if link is None:
        return None
    authors = item.get("authors") or [item.get("author")]  # 1.0 had one
    names = [_text(author.get("name")) for author in _list(authors) if isinstance(author, dict)]
    html = _text(item.get("content_html"))
    plain_text = _text(item.get("content_text"))
    if not html and plain_text:
        html = "".join(f"<p>{escape(line)}</p>" for line in plain_text.splitlines() if line.strip())
    tags = (plain(_text(tag)) for tag in _list(item.get("tags")))
    return FeedEntry(
        url=link,
        guid=one_line(guid) or None,
        title=plain(_text(item.get("title"))),
        published_at=feed_date(_text(item.get("date_published")), timezone),
        changed_at=feed_date(_text(item.get("date_modified")), timezone),
        author=plain(", ".join(filter(None, names))),
        content_html=full_text([html], _text(item.get("summary"))),
        section=tuple(dict.fromkeys(tag for tag in tags if tag)),
    )


def _hub(value: Any, feed_url: str) -> str | None:
    is_websub = isinstance(value, dict) and _text(value.get("type")).lower() in {"websub", "pubsubhubbub"}
    return _address(value.get("url"), feed_url) if is_websub else None


def _address(value: Any, feed_url: str) -> str | None:
    return canonical_url(value, feed_url) if isinstance(value, str) and value.strip() else None


def _text(value: Any) -> str:
    """Strings as they are, numbers as publishers use them for ids; anything else is nothing."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
