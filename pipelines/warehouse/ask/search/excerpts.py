"""Of stories that a search found: the copy that has most of its words, and the passage that shows them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipelines.text.search.keys import stem_key
from pipelines.text.search.marking import Piece, keys_in, marked, passage
from pipelines.warehouse.ask.rows import Connection, Row, select
from pipelines.warehouse.ask.search.words import search_terms, wanted_words

# Copies of a story that are looked at.
_COPIES = 10


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

    def told(self) -> Row:
        """The same for programs: `story_id, outlet, passage`."""
        passage = "".join(piece.text for piece in self.passage)
        return {"story_id": self.story_id, "outlet": self.source, "passage": passage}


def excerpts(connection: Connection, words: str, rows: Sequence[Row]) -> dict[str, Excerpt]:
    """An excerpt of each story, by group id; none where nothing is searched.

    Args:
        connection: of the published database.
        words: as written into the search box.
        rows: of `search.groups`.
    """
    keys = {stem_key(word) for word in wanted_words(search_terms(words))}
    words_in_all = len(keys)
    if not keys or not rows:
        return {}
    found: dict[str, tuple[int, Excerpt]] = {}

    def look_at(copies: Sequence[Row]) -> None:
        for copy in copies:
            most, _ = found.get(copy["group_id"], (-1, None))
            # Texts are dear to read.
            if most < words_in_all:
                held, excerpt = _held(connection, copy, keys)
                if held > most:
                    found[copy["group_id"]] = held, excerpt

    # As a rule the original has all words; a group is named by it.
    look_at(_copies(connection, rows, "story_id AS group_id, true AS is_canonical FROM stories", "story_id"))
    lacking = [
        row for row in rows if row["copies"] and found.get(row["group_id"], (-1, None))[0] < words_in_all
    ]
    if lacking:
        members = "group_id, is_canonical FROM story_group_members JOIN stories USING (story_id)"
        look_at(_copies(connection, lacking, members, "group_id"))
    return {group: excerpt for group, (_, excerpt) in found.items()}


def _held(connection: Connection, copy: Row, keys: Collection[int]) -> tuple[int, Excerpt]:
    """How many of the words a copy has, and what it shows of them."""
    [text] = select(
        connection, "SELECT title, body FROM stories WHERE rowid = $place", {"place": copy["place"]}
    )
    title, body = text["title"] or "", text["body"]
    excerpt = Excerpt(copy["story_id"], copy["source_id"], marked(title, keys), passage(body, keys))
    return len(keys_in(f"{title} {body}", keys)), excerpt


def _copies(connection: Connection, rows: Sequence[Row], taken: str, named: str) -> list[Row]:
    """Copies of each group, the original first, and where their texts stand."""
    return select(
        connection,
        f"""
        SELECT story_id, source_id, stories.rowid AS place, {taken}
        WHERE {named} IN (SELECT unnest($groups)) AND day BETWEEN $first AND $last
        QUALIFY row_number() OVER (PARTITION BY group_id ORDER BY is_canonical DESC, published_at, story_id) <= $copies
        ORDER BY is_canonical DESC, published_at, story_id
        """,
        {
            "groups": [row["group_id"] for row in rows],
            "first": min(row["first_day"] for row in rows),
            "last": max(row["last_day"] for row in rows),
            "copies": _COPIES,
        },
    )
