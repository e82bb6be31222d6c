"""What the story explorer asks the published database: days, groups, copies, sources.

Each function takes an open connection. Rows are dictionaries by column name, as templates read them; texts
in them are what a page said, so whoever shows them escapes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb

from pipelines.errors import StorageError
from pipelines.text import rules

Row = dict[str, Any]

PAGE_GROUPS = 200
"""Groups on a page."""
_NEWEST = 20
# Articles on a source's page.


@dataclass(frozen=True, slots=True)
class Filter:
    """Which groups are wanted; what is None or empty does not narrow.

    Attributes:
        day: UTC day of the group's first copy.
        outlet: source id of any copy.
        language: of the canonical text, ISO 639-1.
        words: must stand in a title; with a day, in a title or text of any copy. Hamza, vowel signs and the
            like do not matter.
        copies: this many at least, the original not counted.
    """

    day: date | None = None
    outlet: str | None = None
    language: str | None = None
    words: str = ""
    copies: int = 0


def _rows(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, Any] | None = None
) -> list[Row]:
    try:
        result = connection.execute(sql, dict(parameters or {}))
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise StorageError(f"the database does not answer as one of this Naba does: {reason}") from None


def days(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Each day that has groups, newest first: `day, groups, with_copies, copies, largest`."""
    return _rows(
        connection,
        """
        SELECT first_published_at::DATE AS day, count(*) AS groups, count(*) FILTER (stories > 1) AS with_copies,
            sum(stories - 1)::BIGINT AS copies, max(stories) - 1 AS largest
        FROM story_groups GROUP BY day ORDER BY day DESC
        """,
    )


def choices(connection: duckdb.DuckDBPyConnection) -> tuple[list[str], list[str]]:
    """What the filters can choose from: source ids and languages, ascending."""
    found = _rows(
        connection,
        """
        SELECT coalesce(list(DISTINCT source_id ORDER BY source_id), []) AS outlets,
            coalesce(list(DISTINCT language ORDER BY language), []) AS languages
        FROM articles
        """,
    )[0]
    return found["outlets"], [language for language in found["languages"] if language is not None]


def groups(connection: duckdb.DuckDBPyConnection, wanted: Filter, page: int = 1) -> tuple[list[Row], int]:
    """A page of groups, most copies first, and how many there are on all pages.

    Args:
        connection: of the published database.
        wanted: which groups.
        page: from 1, of `PAGE_GROUPS` groups.

    Returns:
        Rows `group_id, first_published_at, last_published_at, copies, outlets, source, title, language`.
    """
    conditions = ["g.stories > $copies"]
    parameters: dict[str, Any] = {"copies": wanted.copies}
    if wanted.day is not None:
        conditions.append("g.first_published_at >= $first AND g.first_published_at < $next")
        parameters |= {
            "first": f"{wanted.day}T00:00:00Z",
            "next": f"{wanted.day + timedelta(days=1)}T00:00:00Z",
        }
    if wanted.language is not None:
        conditions.append(
            """g.canonical_story_id IN (
                SELECT story_id FROM stories JOIN articles USING (article_id) WHERE language = $language)"""
        )
        parameters["language"] = wanted.language
    members = []
    if wanted.outlet is not None:
        members.append("source_id = $outlet")
        parameters["outlet"] = wanted.outlet
    if wanted.words:
        parameters["words"] = search_pattern(wanted.words)
        where = "regexp_matches(title, $words)"
        if wanted.day is not None:
            where = f"({where} OR regexp_matches(body, $words))"
        members.append(where)
    if members:
        # Only stories of groups that the rest lets through; their days spare reading the texts of others.
        conditions.append(
            f"""g.group_id IN (
                WITH members AS MATERIALIZED (
                    SELECT m.group_id, s.story_id, s.day
                    FROM story_group_members AS m JOIN stories AS s USING (story_id)
                    WHERE m.group_id IN (FROM likely)
                )
                SELECT group_id FROM members JOIN stories USING (story_id, day) WHERE {" AND ".join(members)})"""  # noqa: S608 - literals
        )
    likely = " AND ".join(conditions[:-1] if members else conditions)
    rows = _rows(
        connection,
        f"""
        WITH likely AS (SELECT group_id FROM story_groups AS g WHERE {likely}),
        shown AS (
            SELECT g.*, count(*) OVER () AS of_all
            FROM story_groups AS g
            WHERE {" AND ".join(conditions)}
            ORDER BY stories DESC, first_published_at, group_id
            LIMIT {PAGE_GROUPS} OFFSET $skipped
        ),
        members AS (
            SELECT m.group_id, max(s.published_at) AS last_published_at,
                list(DISTINCT s.source_id ORDER BY s.source_id) AS outlets
            FROM story_group_members AS m JOIN stories AS s USING (story_id)
            WHERE m.group_id IN (SELECT group_id FROM shown)
            GROUP BY m.group_id
        )
        SELECT shown.group_id, first_published_at, last_published_at, stories - 1 AS copies, outlets,
            s.source_id AS source, coalesce(s.title, a.title) AS title, a.language, of_all
        FROM shown
        JOIN members USING (group_id)
        JOIN stories AS s ON s.story_id = canonical_story_id
        JOIN articles AS a USING (article_id)
        ORDER BY stories DESC, first_published_at, shown.group_id
        """,  # noqa: S608 - literals; values are bound
        parameters | {"skipped": (page - 1) * PAGE_GROUPS},
    )
    return rows, int(rows[0]["of_all"]) if rows else 0


def search_pattern(words: str) -> str:
    """A regular expression (RE2) that finds the words whatever the spelling: hamza, vowel signs, digits, case.

    Each letter stands for all that `normalize` folds to it, with what it drops allowed behind.
    """
    table = {code: to for rule in rules.ALL for code, to in rule.items()}
    dropped = "".join(f"\\x{{{code:x}}}" for code, to in table.items() if to is None)
    spellings: dict[str, str] = {}
    for code, to in table.items():
        if to is not None:
            spellings[to] = spellings.get(to, "") + f"\\x{{{code:x}}}"
    letters = [
        r"\s" if letter == " " else f"[\\x{{{ord(letter):x}}}{spellings.get(letter, '')}]"
        for letter in " ".join(words.translate(table).split())
    ]
    return "(?i)" + "".join(
        rf"{letter}[\s{dropped}]*" if letter == r"\s" else f"{letter}[{dropped}]*" for letter in letters
    )


def group_of(connection: duckdb.DuckDBPyConnection, story_id: str) -> str | None:
    """The group that a story is in, or None."""
    found = _rows(
        connection,
        "SELECT group_id FROM story_group_members WHERE story_id = $story",
        {"story": story_id},
    )
    return found[0]["group_id"] if found else None


def copies(connection: duckdb.DuckDBPyConnection, group_id: str) -> list[Row]:
    """All stories of a group, the canonical one first, then by time; empty if there is no such group.

    Returns:
        Rows `story_id, is_canonical, source, role, title, body, dateline, published_at, lag, language, url,
        page_title, page_group` (of the main story of the page that carried a read-also one), `credited`,
        and the evidence against the canonical story `hamming, overlap, jaccard, shared_runs, reason` (None
        for a copy that joined through other members).
    """
    return _rows(
        connection,
        """
        WITH members AS MATERIALIZED (
            SELECT m.is_canonical, s.*
            FROM story_group_members AS m JOIN stories AS s USING (story_id) WHERE m.group_id = $group
        ),
        first AS (SELECT story_id, published_at FROM members WHERE is_canonical),
        pages AS (
            SELECT main.article_id, m.group_id
            FROM stories AS main JOIN story_group_members AS m USING (story_id)
            WHERE main.role = 'main' AND main.article_id IN (SELECT article_id FROM members)
        )
        SELECT s.story_id, s.is_canonical, s.source_id AS source, s.role, coalesce(s.title, a.title) AS title,
            s.body, s.dateline, s.published_at, s.published_at - first.published_at AS lag, a.language, a.url,
            a.title AS page_title, pages.group_id AS page_group, a.attribution AS credited,
            pair.hamming, pair.overlap, pair.jaccard, pair.shared_runs, pair.reason
        FROM members AS s
        CROSS JOIN first
        JOIN articles AS a USING (article_id)
        LEFT JOIN pages USING (article_id)
        LEFT JOIN duplicate_pairs AS pair ON pair.story_a = first.story_id AND pair.story_b = s.story_id
        ORDER BY s.is_canonical DESC, s.published_at, s.story_id
        """,
        {"group": group_id},
    )


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What is known of a source.

    Attributes:
        health: its row of `source_health` (empty if it was never fetched from).
        hours: articles published in each hour of the day, UTC, 0 to 23.
        days: `day, articles` of its last 30 days with articles, ascending.
        copied_by: `source, stories, median_lag, credited` of outlets that carry its stories after it.
        copies_from: the same of outlets whose stories it carries after them.
        newest: `title, language, published_at, group_id, copies` of its newest main stories.
    """

    health: Row
    hours: list[int]
    days: list[Row]
    copied_by: list[Row]
    copies_from: list[Row]
    newest: list[Row]


def source(connection: duckdb.DuckDBPyConnection, source_id: str) -> SourcePage | None:
    """A source's page, or None if nothing is known of it."""
    wanted = {"source": source_id}
    health = _rows(connection, "SELECT * FROM source_health WHERE source_id = $source", wanted)
    by_hour = _rows(
        connection,
        """
        SELECT hour(published_at) AS hour, count(*) AS articles FROM articles
        WHERE source_id = $source AND published_at IS NOT NULL GROUP BY hour
        """,
        wanted,
    )
    hours = {row["hour"]: row["articles"] for row in by_hour}
    by_day = _rows(
        connection,
        """
        FROM (SELECT day, count(*) AS articles FROM articles WHERE source_id = $source
              GROUP BY day ORDER BY day DESC LIMIT 30) ORDER BY day
        """,
        wanted,
    )
    if not health and not by_day:
        return None
    return SourcePage(
        health=health[0] if health else {},
        hours=[hours.get(hour, 0) for hour in range(24)],
        days=by_day,
        copied_by=_exchange(connection, source_id, mine="original", others="copy"),
        copies_from=_exchange(connection, source_id, mine="copy", others="original"),
        newest=_rows(
            connection,
            """
            WITH newest AS (
                SELECT story_id, article_id, title, published_at FROM stories
                WHERE source_id = $source AND role = 'main'
                ORDER BY published_at DESC, story_id LIMIT $limit
            )
            SELECT coalesce(s.title, a.title) AS title, a.language, s.published_at, group_id, stories - 1 AS copies
            FROM newest AS s JOIN articles AS a USING (article_id)
                JOIN story_group_members USING (story_id) JOIN story_groups USING (group_id)
            ORDER BY s.published_at DESC, s.story_id
            """,
            wanted | {"limit": _NEWEST},
        ),
    )


def _exchange(connection: duckdb.DuckDBPyConnection, source_id: str, *, mine: str, others: str) -> list[Row]:
    return _rows(
        connection,
        f"""
        SELECT {others}_source AS source, count(*) AS stories, median(lag) AS median_lag,
            count(credited) AS credited
        FROM republications
        WHERE {mine}_source = $source AND {others}_source != $source
        GROUP BY source ORDER BY stories DESC, source
        """,  # noqa: S608 - literals
        {"source": source_id},
    )


def sources(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Every source that has articles or was fetched from, with its health."""
    return _rows(
        connection,
        """
        SELECT coalesce(h.source_id, a.source_id) AS source, coalesce(a.articles, 0) AS articles,
            a.newest_article_at, h.last_success_at, coalesce(h.errors, 0) AS errors, h.last_error
        FROM source_health AS h
        FULL JOIN (
            SELECT source_id, count(*) AS articles, max(published_at) AS newest_article_at
            FROM articles GROUP BY source_id
        ) AS a ON a.source_id = h.source_id
        ORDER BY source
        """,
    )
