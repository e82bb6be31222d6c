"""What the story explorer asks the published database: days, groups, copies, sources.

Each function takes an open connection. Rows are dictionaries by column name, as templates read them; texts
in them are what a page said, so whoever shows them escapes them.
"""

from dataclasses import dataclass
from datetime import date

from pipelines.warehouse.ask.rows import Connection, Row, select
from pipelines.warehouse.sql import read_sql

# Related groups on a group's page.
_RELATED = 20
# Articles on a source's page.
_NEWEST = 20
# Pairs of outlets in a list of who copies whom.
_EXCHANGES = 200


def days(connection: Connection) -> list[Row]:
    """Each day that has groups, newest first: `day, groups, with_copies, copies, largest`."""
    return select(
        connection,
        """
        SELECT day, count(*) AS groups, count(*) FILTER (copies > 0) AS with_copies,
            sum(copies)::BIGINT AS copies, max(copies) AS largest
        FROM group_summaries GROUP BY day ORDER BY day DESC
        """,
    )


def neighbours(connection: Connection, day: date) -> tuple[date | None, date | None]:
    """The nearest days before and after that have groups."""
    found = select(
        connection,
        """
        SELECT max(day) FILTER (day < $day) AS earlier, min(day) FILTER (day > $day) AS later FROM group_summaries
        """,
        {"day": day},
    )[0]
    return found["earlier"], found["later"]


def names(connection: Connection) -> dict[str, str]:
    """Names of outlets by source id; a source whose file was never seen has none."""
    return {row["source_id"]: row["name"] for row in select(connection, "FROM known_sources")}


def time_zones(connection: Connection) -> list[str]:
    """IANA names of the outlets' time zones, most outlets first."""
    rows = select(
        connection, "SELECT timezone FROM known_sources GROUP BY timezone ORDER BY count(*) DESC, timezone"
    )
    return [row["timezone"] for row in rows]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters can choose from, ascending: source ids, countries and languages."""

    outlets: list[str]
    countries: list[str]
    languages: list[str]


def choices(connection: Connection) -> Choices:
    """What the filters can choose from."""
    found = select(
        connection,
        """
        SELECT coalesce(list(source_id ORDER BY source_id), []) AS outlets,
            coalesce(list(DISTINCT country ORDER BY country) FILTER (country IS NOT NULL), []) AS countries,
            coalesce(list_sort(list_distinct(flatten(list(source_summaries.languages)))), []) AS languages
        FROM source_summaries LEFT JOIN known_sources USING (source_id) WHERE articles > 0
        """,
    )[0]
    return Choices(found["outlets"], found["countries"], found["languages"])


def group_of(connection: Connection, story_id: str) -> str | None:
    """The group that a story is in, or None."""
    found = select(
        connection,
        "SELECT group_id FROM story_group_members WHERE story_id = $story",
        {"story": story_id},
    )
    return found[0]["group_id"] if found else None


def copies(connection: Connection, group_id: str) -> list[Row]:
    """All stories of a group, the canonical one first, then by time; empty if there is no such group.

    Returns:
        Rows `story_id, is_canonical, source, role, title, body, dateline, published_at, lag, language, url,
        page_title, page_group` (of the main story of the page that carried a read-also one), `credited`,
        and the evidence against the canonical story `hamming, overlap, jaccard, shared_runs, reason` (None for itself).
    """
    days_of_group = select(
        connection,
        "SELECT first_day AS first, last_day AS last FROM group_summaries WHERE group_id = $group",
        {"group": group_id},
    )
    if not days_of_group:
        return []
    # Days that are known before the query runs spare it the texts of all others.
    return select(
        connection,
        read_sql("ask/copies_of_group"),
        {"group": group_id} | days_of_group[0],
    )


def related(connection: Connection, group_id: str) -> list[Row]:
    """The groups that tell the same event as a group, most similar first.

    Returns:
        Rows `group_id, title, language, source, copies, first_published_at, similarity, shared_words`.
    """
    return select(connection, read_sql("ask/related_of_group"), {"group": group_id, "shown": _RELATED})


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What is known of a source.

    Attributes:
        summary: its row of `source_summaries`; `attempts` is None if it was never fetched from.
        facts: its row of `known_sources`, None if its file was never seen.
        days: `day, articles` of its last 30 days with articles, ascending.
        copied_by: `source, stories, median_lag, credited` of outlets that carry its stories after it.
        copies_from: the same of outlets whose stories it carries after them.
        newest: `title, lead, language, published_at, group_id, copies` of its newest main stories; the lead is the canonical
            text's.
    """

    summary: Row
    facts: Row | None
    days: list[Row]
    copied_by: list[Row]
    copies_from: list[Row]
    newest: list[Row]


def present_id(connection: Connection, former_id: str) -> str | None:
    """The id of the source that had this one before, or None."""
    found = select(
        connection, "SELECT source_id FROM former_sources WHERE former_id = $former", {"former": former_id}
    )
    return found[0]["source_id"] if found else None


def source(connection: Connection, source_id: str) -> SourcePage | None:
    """A source's page, or None if nothing is known of it."""
    wanted = {"source": source_id}
    summary = select(connection, "FROM source_summaries WHERE source_id = $source", wanted)
    if not summary:
        return None
    by_day = select(
        connection,
        """
        FROM (SELECT day, count(*) AS articles FROM articles WHERE source_id = $source
              GROUP BY day ORDER BY day DESC LIMIT 30) ORDER BY day
        """,
        wanted,
    )
    return SourcePage(
        summary=summary[0],
        facts=next(iter(select(connection, "FROM known_sources WHERE source_id = $source", wanted)), None),
        days=by_day,
        copied_by=_exchange(connection, source_id, mine="original", others="copy"),
        copies_from=_exchange(connection, source_id, mine="copy", others="original"),
        newest=_newest(connection, source_id),
    )


def _newest(connection: Connection, source_id: str) -> list[Row]:
    newest = """
        SELECT story_id, article_id, title, published_at, day FROM stories
        WHERE source_id = $source AND role = 'main' ORDER BY published_at DESC, story_id LIMIT $limit"""
    wanted = {"source": source_id, "limit": _NEWEST}
    # As in `copies`: days that are known spare the query all others.
    bounds = select(connection, f"SELECT min(day) AS first, max(day) AS last FROM ({newest})", wanted)[0]  # noqa: S608 - a literal
    return select(
        connection,
        f"""
        SELECT coalesce(s.title, a.title) AS title, g.lead, a.language, s.published_at, group_id, g.copies
        FROM ({newest}) AS s
        JOIN articles AS a ON a.article_id = s.article_id AND a.day BETWEEN $first AND $last
        JOIN story_group_members USING (story_id)
        JOIN group_summaries AS g USING (group_id)
        WHERE g.first_day <= $last AND g.last_day >= $first
        ORDER BY s.published_at DESC, s.story_id
        """,  # noqa: S608 - a literal
        wanted | bounds,
    )


def _exchange(connection: Connection, source_id: str, *, mine: str, others: str) -> list[Row]:
    return select(
        connection,
        f"""
        SELECT {others}_source AS source, stories, median_lag, credited
        FROM source_exchanges WHERE {mine}_source = $source ORDER BY stories DESC, source
        """,  # noqa: S608 - literals
        {"source": source_id},
    )


def exchanges(connection: Connection, outlet: str | None) -> list[Row]:
    """Who copies whom, most stories first: `original, copy, stories, median_lag, credited`; of one outlet if it is named."""
    return select(
        connection,
        """
        SELECT original_source AS original, copy_source AS copy, stories, median_lag, credited
        FROM source_exchanges WHERE $outlet IS NULL OR $outlet IN (original_source, copy_source)
        ORDER BY stories DESC, original, copy LIMIT $pairs
        """,
        {"outlet": outlet, "pairs": _EXCHANGES},
    )


def outlets(connection: Connection) -> list[Row]:
    """Every outlet by id: `source, name, country, language, articles, newest_article_at, cause`."""
    return select(
        connection,
        """
        SELECT source_id AS source, name, country, language, articles, newest_article_at, cause
        FROM source_summaries LEFT JOIN known_sources USING (source_id) ORDER BY source
        """,
    )


def sources(connection: Connection) -> list[Row]:
    """Every source that has articles or was fetched from, with its health."""
    return select(
        connection,
        """
        SELECT source_id AS source, articles, newest_article_at, last_success_at, coalesce(errors, 0) AS errors,
            cause, last_error
        FROM source_summaries ORDER BY source
        """,
    )
