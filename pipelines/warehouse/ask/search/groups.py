"""Which stories a filter lets through: the one search of explorer, feeds, JSON API and `naba mcp`.

Words are looked up in the index that publishing keeps (`write/search_index.py`). Of what is found, stories with more of the
words in a title come first, the newest first among equals: as all words must be found, it is the place that tells stories
apart (weighted zone scoring: Manning, Raghavan, Schütze, Introduction to Information Retrieval, 2008, 6.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from pipelines.warehouse.ask.rows import Connection, Row, select, select_places
from pipelines.warehouse.ask.search.matching import in_titles, matching
from pipelines.warehouse.ask.search.words import SearchTerm, search_terms

PAGE_GROUPS = 200
"""Groups on a page."""

Order = Literal["best", "copies", "fewest", "newest", "oldest", "longest", "shortest"]
"""`best`: more of the words in a title before fewer; `copies`: most copies first, `fewest`: last; `newest` and `oldest` first;
`longest`, `shortest`: by the time from the first copy to the last."""

# By what, and which way by time among equals.
_ORDERS: dict[Order, tuple[str, str]] = {
    "best": ("coalesce(words, 0)", "DESC"),
    "copies": ("copies", "ASC"),
    "fewest": ("-copies", "ASC"),
    "newest": ("0", "DESC"),
    "oldest": ("0", "ASC"),
    "longest": ("date_diff('second', first_published_at, last_published_at)", "DESC"),
    "shortest": ("-date_diff('second', first_published_at, last_published_at)", "ASC"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which groups are wanted; what is None or empty does not narrow.

    Attributes:
        day: UTC day of the group's first copy.
        outlet: source id of any copy.
        country: of any outlet that carries it, ISO 3166-1.
        language: of the canonical text, ISO 639-1.
        words: as written into a search box, see `search_terms`: all must stand in titles and texts of the copies.
        copies: this many at least, the original not counted.
        first, last: ends of a range of such days.
    """

    day: date | None = None
    outlet: str | None = None
    country: str | None = None
    language: str | None = None
    words: str = ""
    copies: int = 0
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a story stands in an order: what comes behind it stays what it was when other stories are added.

    Attributes:
        rank: words in a title, or copies, as the order has it.
        first_published_at: of the story.
        group_id: of the story.
    """

    rank: int
    first_published_at: datetime
    group_id: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page of stories.

    Attributes:
        stories: rows `group_id, first_published_at, last_published_at, copies, outlets, source, title, lead, language,
            url, day, first_day, last_day, story_ids`; the lead, how the text begins, is None where it was not asked for.
        by_day: how many fit, on all pages, of each day that has any, ascending: `day, stories`.
        end: place of the last one; None where no other follows.
    """

    stories: list[Row]
    by_day: list[Row]
    end: Place | None

    @property
    def in_all(self) -> int:
        """How many fit, on all pages."""
        return sum(row["stories"] for row in self.by_day)


def groups(
    connection: Connection,
    wanted: Filter,
    *,
    order: Order | None = None,
    size: int = PAGE_GROUPS,
    page: int = 1,
    after: Place | None = None,
    with_lead: bool = False,
) -> Found:
    """A page of groups.

    Args:
        connection: of the published database.
        wanted: which groups.
        order: which come first; None for the best where words are searched, else those with most copies.
        size: groups on a page.
        page: from 1.
        after: begins behind this place, in the same order.
        with_lead: also how each text begins: of a list that is spread over a million stories, this takes half as long again.
    """
    terms = search_terms(wanted.words)
    order = order or ("best" if terms else "copies")
    way = _ORDERS[order][1]
    _choose(connection, wanted, terms, order)
    following = "true"
    place: dict[str, Any] = {}
    if after is not None:
        following = f"""
            (rank < $rank OR rank = $rank AND (first_published_at {"<" if way == "DESC" else ">"} $moment
            OR first_published_at = $moment AND group_id > $group))"""
        place = {"rank": after.rank, "moment": after.first_published_at, "group": after.group_id}
    by_day = select(connection, "SELECT day, count(*) AS stories FROM chosen GROUP BY day ORDER BY day")
    places = select(
        connection,
        f"""
        FROM chosen WHERE {following}
        ORDER BY rank DESC, first_published_at {way}, group_id LIMIT $size OFFSET $skipped
        """,
        place | {"size": size + 1, "skipped": (page - 1) * size},
    )
    shown = places[:size]
    end = None
    if len(places) > size:
        end = Place(shown[-1]["rank"], shown[-1]["first_published_at"], shown[-1]["group_id"])
    return Found(_rows(connection, shown, with_lead=with_lead) if shown else [], by_day, end)


def _choose(connection: Connection, wanted: Filter, terms: Sequence[SearchTerm], order: Order) -> None:
    """Makes the temporary table `chosen`: all groups that fit, for what is counted and for what is shown.

    Narrow columns: a search may find every second story, and shows few.
    """
    conditions, parameters = _conditions(wanted)
    if wanted.words and not terms:
        # Nothing but signs: no story holds that.
        conditions.append("false")
    rank, joins = _ORDERS[order][0], matching(terms)
    if order == "best":
        titles = in_titles(terms)
        rank, joins = (rank, f"{joins} LEFT JOIN ({titles}) USING (document)") if titles else ("0", joins)
    select(
        connection,
        f"""
        CREATE OR REPLACE TEMP TABLE chosen AS
        SELECT group_summaries.rowid AS place, group_id, day, first_published_at, {rank} AS rank
        FROM group_summaries {joins} WHERE {" AND ".join(conditions)}
        """,  # noqa: S608 - literals; values are bound
        parameters,
    )


def _conditions(wanted: Filter) -> tuple[list[str], dict[str, Any]]:
    conditions = ["copies >= $copies"]
    parameters: dict[str, Any] = {"copies": wanted.copies}
    for name, condition in (
        ("day", "day = $day"),
        ("first", "day >= $first"),
        ("last", "day <= $last"),
        ("language", "language = $language"),
        (
            "outlet",
            "list_contains(outlets, coalesce((SELECT source_id FROM former_sources WHERE former_id = $outlet), $outlet))",
        ),
        (
            "country",
            "list_has_any(outlets, (SELECT coalesce(list(source_id), []) FROM known_sources WHERE country = $country))",
        ),
    ):
        if (value := getattr(wanted, name)) is not None:
            conditions.append(condition)
            parameters[name] = value
    return conditions, parameters


def _rows(connection: Connection, shown: Sequence[Row], *, with_lead: bool) -> list[Row]:
    columns = f"""group_id, first_published_at, last_published_at, copies, outlets, source, title,
        {"lead" if with_lead else "NULL AS lead"}, language, url, day, first_day, last_day, story_ids"""
    rows = select_places(connection, columns, "group_summaries", [row["place"] for row in shown])
    by_place = {row.pop("place"): row for row in rows}
    return [by_place[row["place"]] for row in shown]
