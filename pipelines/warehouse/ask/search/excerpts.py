"""Of stories that a search found: the copy that has most of its words, and the passage that shows them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.text.search.keys import stem_key
from pipelines.text.search.marking import Piece, keys_in, marked, passage
from pipelines.warehouse.ask.rows import Connection, Row, select
from pipelines.warehouse.ask.search.words import search_terms, wanted_words

# Copies of a story that are looked at.
_COPIES = 10
# DuckDB unpacks so many rows of a column at a time.
_ROWS_UNPACKED = 2048


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
    held: dict[str, tuple[int, Excerpt]] = {}

    def look_at(stories: Iterable[str]) -> None:
        found = [story for story in stories if story in places]
        for story, title, body in _texts(connection, {places[story][1]: story for story in found}):
            excerpt = Excerpt(story, places[story][0], marked(title, keys), passage(body, keys))
            held[story] = len(keys_in(f"{title} {body}", keys)), excerpt

    # As a rule the canonical story has all words; texts are dear to read.
    look_at(row["story_ids"][0] for row in rows)
    best = {row["group_id"]: held.get(row["story_ids"][0]) for row in rows}
    lacking = [row for row in rows if (one := best[row["group_id"]]) is None or one[0] < len(keys)]
    look_at(story for row in lacking for story in row["story_ids"][1:_COPIES])
    for row in lacking:
        copies = [held[story] for story in row["story_ids"][:_COPIES] if story in held]
        # The first among equals.
        best[row["group_id"]] = max(copies, key=lambda one: one[0], default=None)
    return {group: one[1] for group, one in best.items() if one is not None}


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


def _texts(connection: Connection, stories: Mapping[int, str]) -> Iterator[tuple[str, str, str]]:
    """Story, title and text at each place: those that stand close together in one statement, as DuckDB unpacks them together."""
    close: list[list[int]] = []
    for place in sorted(stories):
        if close and place - close[-1][-1] < _ROWS_UNPACKED:
            close[-1].append(place)
        else:
            close.append([place])
    for places in close:
        # Bounds, as DuckDB looks for a list of rows in all texts.
        for row in select(
            connection,
            f"""
            SELECT rowid AS place, title, body FROM stories
            WHERE rowid BETWEEN $first AND $last AND rowid IN ({", ".join(map(str, places))})
            """,  # noqa: S608 - numbers
            {"first": places[0], "last": places[-1]},
        ):
            yield stories[row["place"]], row["title"] or "", row["body"]
