"""A list of stories as other programs read it: Atom (RFC 4287), JSON Feed 1.1, CSV (RFC 4180) for spreadsheets, Parquet."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from pipelines.files.spreadsheets import plain_cell
from pipelines.warehouse.ask.rows import Row
from pipelines.warehouse.export import list_as_parquet
from pipelines.web.localized import Localized
from pipelines.web.templating import first_lines, web_address

_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 can't hold, whatever a title has.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CELLS = (
    "group_id",
    "first_published_at",
    "last_published_at",
    "title",
    "language",
    "source",
    "copies",
    "outlets",
    "url",
)


@dataclass(frozen=True, slots=True)
class StoryList:
    """Stories to hand out.

    Attributes:
        title: of the list.
        ui: the language that the list speaks.
        names: of the outlets, by source id.
        address: of the list itself, as it was asked for.
        page: of the same list for people.
        home: of the explorer, without the slash at the end; story pages stand below it.
        groups: rows of `search.groups`, newest first.
    """

    title: str
    ui: Localized
    names: Mapping[str, str]
    address: str
    page: str
    home: str
    groups: Sequence[Row]


def atom(stories: StoryList) -> bytes:
    """The list as an Atom feed; an entry links the article, and the story's page with all copies."""
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    feed.set(_LANGUAGE, stories.ui.code)
    _add(feed, "title", stories.title)
    _add(feed, "id", stories.address)
    _add(feed, "link", rel="self", href=stories.address)
    _add(feed, "link", rel="alternate", href=stories.page)
    newest = max((row["last_published_at"] for row in stories.groups), default=datetime.fromtimestamp(0, UTC))
    _add(feed, "updated", newest.isoformat())
    for row in stories.groups:
        entry = etree.SubElement(feed, f"{{{_ATOM}}}entry")
        if row["language"]:
            entry.set(_LANGUAGE, row["language"])
        _add(entry, "title", row["title"] or "")
        _add(entry, "id", _story_id(row))
        _add(entry, "published", row["first_published_at"].isoformat())
        _add(entry, "updated", row["last_published_at"].isoformat())
        _add(_add(entry, "author"), "name", _outlet(stories, row["source"]))
        _add(entry, "link", rel="alternate", href=web_address(row["url"]) or _story_page(stories, row))
        _add(entry, "link", rel="related", href=_story_page(stories, row))
        _add(entry, "summary", _summary(stories, row))
    return bytes(etree.tostring(feed, encoding="utf-8", xml_declaration=True))


def json_feed(stories: StoryList) -> bytes:
    """The list as a JSON Feed."""
    items = [
        {
            "id": _story_id(row),
            "url": web_address(row["url"]) or _story_page(stories, row),
            "external_url": _story_page(stories, row),
            "title": row["title"] or "",
            "content_text": _summary(stories, row),
            "date_published": row["first_published_at"].isoformat(),
            "date_modified": row["last_published_at"].isoformat(),
            "authors": [{"name": _outlet(stories, row["source"])}],
            "language": row["language"],
            "_naba": {"group_id": row["group_id"], "copies": row["copies"], "outlets": row["outlets"]},
        }
        for row in stories.groups
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": stories.title,
        "language": stories.ui.code,
        "feed_url": stories.address,
        "home_page_url": stories.page,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def csv_table(stories: StoryList) -> bytes:
    """The list as a table, in UTF-8 with a mark, without which spreadsheets take Arabic for Latin letters."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_CELLS)
    for row in stories.groups:
        table.writerow([_cell(row[name]) for name in _CELLS])
    return out.getvalue().encode("utf-8-sig")


def parquet(stories: StoryList) -> bytes:
    """The list as Parquet, with the columns of the table."""
    return list_as_parquet(stories.groups)


FORMS: dict[str, tuple[str, Callable[[StoryList], bytes]]] = {
    "atom": ("application/atom+xml", atom),
    "json": ("application/feed+json", json_feed),
    "csv": ("text/csv; charset=utf-8", csv_table),
    "parquet": ("application/vnd.apache.parquet", parquet),
}
"""Media type and writer of each form, by the ending of its address."""


def _add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    for attribute, value in attributes.items():
        element.set(attribute, _NO_XML.sub("", value))
    if text is not None:
        element.text = _NO_XML.sub("", text)
    return element


def _story_page(stories: StoryList, row: Row) -> str:
    return f"{stories.home}/group/{row['group_id']}"


def _story_id(row: Row) -> str:
    """The same wherever the explorer is served, so that a reader does not meet the story twice."""
    return f"urn:naba:{row['group_id']}"


def _outlet(stories: StoryList, source_id: str) -> str:
    return stories.names.get(source_id, source_id)


def _summary(stories: StoryList, row: Row) -> str:
    """How the text begins, and on a line of its own who else carries it."""
    copies = stories.ui.count("copy_count", row["copies"]).unescape()
    others = [_outlet(stories, outlet) for outlet in row["outlets"] if outlet != row["source"]]
    if others:
        outlets = stories.ui.plain("and").join(others)
        copies = stories.ui.plain("copies_also_in", copies=copies, outlets=outlets)
    return f"{first_lines(row['lead'])}\n{copies}" if row["lead"] else copies


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return plain_cell(" ".join(value) if isinstance(value, list) else str(value))
