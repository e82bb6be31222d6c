"""What `naba explain` asks the published database about two stories and those around them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from pipelines.urls import address_with_part, canonical_url
from pipelines.warehouse.sql import read_sql


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """A story as the database has it.

    Attributes:
        story_id, source_id, role, day, words: columns of `stories`; title: the page's where it has none.
        published_at: UTC.
        url: of its page.
        body: its text.
        fingerprint: 64 bits.
        group_id: its group.
        stands_for_it: the first story with the same text; itself where it is that one. Dedup compares only
            these.
    """

    story_id: str
    source_id: str
    role: str
    day: date
    published_at: datetime
    title: str | None
    url: str
    body: str
    words: int
    fingerprint: int
    group_id: str
    stands_for_it: str


def find_story(connection: duckdb.DuckDBPyConnection, name: str) -> StoryRecord | None:
    """The story of that id, or the main story of the page with that URL, or that calls it its own; or None."""
    # A part of a page, as of a live blog, may be an article; most fragments say nothing.
    for url in (address_with_part(name), canonical_url(name)):
        named = {"name": name, "url": url or name}
        if rows := connection.execute(read_sql("ask/find_story"), named).fetchall():
            return StoryRecord(*rows[0])
    return None


def days_near(connection: duckdb.DuckDBPyConnection, days: Iterable[date], reach: int) -> dict[date, str]:
    """The days that have stories within so many days of one of the given ones, with their signature."""
    near = [day.toordinal() for day in days]
    rows = connection.execute(
        "SELECT day, stories_signature FROM days WHERE stories > 0 ORDER BY day"
    ).fetchall()
    return {
        day: signature for day, signature in rows if any(abs(day.toordinal() - one) <= reach for one in near)
    }


def members(connection: duckdb.DuckDBPyConnection, group_id: str) -> list[str]:
    """Ids of a group's stories, the canonical one first, then by time."""
    return [
        row[0]
        for row in connection.execute(
            """
            SELECT story_id FROM story_group_members JOIN stories USING (story_id)
            WHERE group_id = ? ORDER BY is_canonical DESC, published_at, story_id
            """,
            [group_id],
        ).fetchall()
    ]


def verified_with(connection: duckdb.DuckDBPyConnection, story_id: str) -> set[str]:
    """Ids of the stories that make a stored pair with a story."""
    return {
        row[0]
        for row in connection.execute(
            """
            SELECT story_b FROM duplicate_pairs WHERE story_a = $story
            UNION SELECT story_a FROM duplicate_pairs WHERE story_b = $story
            """,
            {"story": story_id},
        ).fetchall()
    }


def explain_group(
    connection: duckdb.DuckDBPyConnection, story_id: str
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of the macro `explain_story`: all stories of a story's group, with the evidence."""
    result = connection.execute("FROM explain_story(?)", [story_id])
    return [column[0] for column in result.description or ()], result.fetchall()
