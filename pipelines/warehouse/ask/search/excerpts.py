"""Of stories that a search found: the copy that has most of its words, and the passage that shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.text.search.marking import Piece, keys_in, marked, passage
from pipelines.warehouse.ask.rows import Connection, Row, select
from pipelines.warehouse.ask.search.words import search_terms, title_lookups

# Copies of a story that are looked at.
_COPIES = 20


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a search found in a story.

    Attributes:
        story_id: the copy that has most of the words, the original among equals.
        source: its outlet.
        title: its title in pieces, the words marked; empty where it has none.
        passage: the part of its text that shows most of them.
    """

    story_id: str
    source: str
    title: list[Piece]
    passage: list[Piece]


def excerpts(connection: Connection, words: str, rows: Sequence[Row]) -> dict[str, Excerpt]:
    """An excerpt of each story, by group id; none where nothing is searched.

    Args:
        connection: of the published database.
        words: as written into the search box.
        rows: of `search.groups`.
    """
    keys = {key for one in title_lookups(search_terms(words)) for key in one.keys}
    if not keys or not rows:
        return {}
    found: dict[str, tuple[int, Excerpt]] = {}
    for copy in _texts(connection, rows):
        held = len(keys_in(f"{copy['title'] or ''} {copy['body']}", keys))
        if copy["group_id"] not in found or held > found[copy["group_id"]][0]:
            found[copy["group_id"]] = (
                held,
                Excerpt(
                    copy["story_id"],
                    copy["source_id"],
                    marked(copy["title"] or "", keys),
                    passage(copy["body"], keys),
                ),
            )
    return {group: excerpt for group, (_, excerpt) in found.items()}


def _texts(connection: Connection, rows: Sequence[Row]) -> list[Row]:
    """The copies of each group, the original first, with their texts."""
    places = select(
        connection,
        """
        SELECT stories.rowid AS place, is_canonical
        FROM story_group_members JOIN stories USING (story_id)
        WHERE group_id IN (SELECT unnest($groups)) AND day BETWEEN $first AND $last
        QUALIFY row_number() OVER (PARTITION BY group_id ORDER BY is_canonical DESC, published_at, story_id) <= $copies
        """,
        {
            "groups": [row["group_id"] for row in rows],
            "first": min(row["first_day"] for row in rows),
            "last": max(row["last_day"] for row in rows),
            "copies": _COPIES,
        },
    )
    # By their places: DuckDB reads no other texts then.
    return select(
        connection,
        f"""
        SELECT group_id, story_id, source_id, title, body
        FROM stories JOIN story_group_members USING (story_id)
        WHERE stories.rowid IN ({", ".join(str(place["place"]) for place in places)})
        ORDER BY is_canonical DESC, published_at, story_id
        """,  # noqa: S608 - our numbers
    )
