"""Of stories that a search found: the copy that has most of its words, and the passage that shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.text.search.keys import stem_key
from pipelines.text.search.marking import Piece, keys_in, marked, passage
from pipelines.warehouse.ask.rows import Connection, Row, select, select_places
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
    if not keys or not rows:
        return {}
    places = _places(connection, rows)
    texts: dict[str, tuple[str, str]] = {}
    held: dict[str, int] = {}

    def look_at(stories: Iterable[str]) -> None:
        found = {places[story][1]: story for story in stories if story in places}
        for row in select_places(connection, "title, body", "stories", found):
            title, body = row["title"] or "", row["body"]
            story = found[row["place"]]
            texts[story] = title, body
            held[story] = len(keys_in(f"{title} {body}", keys))

    # As a rule the canonical story has all words; texts are dear to read.
    look_at(row["story_ids"][0] for row in rows)
    lacking = [row for row in rows if held.get(row["story_ids"][0], 0) < len(keys)]
    look_at(story for row in lacking for story in row["story_ids"][1:_COPIES])
    found: dict[str, Excerpt] = {}
    for row in rows:
        # The first among equals.
        stories = [story for story in row["story_ids"][:_COPIES] if story in texts]
        if stories:
            best = max(stories, key=lambda story: held[story])
            title, body = texts[best]
            found[row["group_id"]] = Excerpt(best, places[best][0], marked(title, keys), passage(body, keys))
    return found


def _places(connection: Connection, rows: Sequence[Row]) -> dict[str, tuple[str, int]]:
    """Of the stories that are looked at, outlet and where the text stands."""
    found = select(
        connection,
        """
        SELECT story_id, source_id, rowid AS place FROM stories
        WHERE story_id IN (SELECT unnest($stories)) AND day BETWEEN $first AND $last
        """,
        {
            "stories": [story for row in rows for story in row["story_ids"][:_COPIES]],
            "first": min(row["first_day"] for row in rows),
            "last": max(row["last_day"] for row in rows),
        },
    )
    return {row["story_id"]: (row["source_id"], row["place"]) for row in found}
