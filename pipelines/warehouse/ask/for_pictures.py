"""What the explorer's pictures show, asked of the published database."""

from pipelines.warehouse.ask.rows import Connection, Row, select
from pipelines.warehouse.sql import read_sql

RECENT_DAYS = 30
"""Days, up to the newest with articles, that the overview looks back."""

# Outlets in a matrix or network of who copies whom; more are no picture but a grey square.
_OUTLETS = 20
# Agencies, and outlets beside them.
_AGENCIES, _CREDITING = 12, 40


def volume(connection: Connection) -> list[Row]:
    """Articles of the recent days: `day, source, articles`, by day and source."""
    return select(connection, read_sql("ask/volume"), {"days": RECENT_DAYS})


def exchanges_of_busiest(connection: Connection) -> list[Row]:
    """Who copies whom among the outlets that exchange most: `original, copy, stories, median_lag, credited`."""
    return select(connection, read_sql("ask/exchanges_of_busiest"), {"outlets": _OUTLETS})


def agencies(connection: Connection) -> list[Row]:
    """Whom the articles of the recent days credit, most often first: `agency, articles, outlets`."""
    return select(connection, read_sql("ask/agencies"), {"days": RECENT_DAYS, "shown": _AGENCIES})


def crediting(connection: Connection) -> list[Row]:
    """Outlets by the articles of the recent days that credit anybody: `source, articles, credited`."""
    return select(connection, read_sql("ask/crediting"), {"days": RECENT_DAYS, "shown": _CREDITING})


def known_zone(connection: Connection, timezone: str) -> str:
    """The time zone if DuckDB has one of that name (its names are of another year than Python's), else UTC."""
    found = select(
        connection, "SELECT name FROM pg_timezone_names() WHERE name = $timezone", {"timezone": timezone}
    )
    return timezone if found else "UTC"


def rhythm(connection: Connection, source_id: str, timezone: str) -> list[list[int]]:
    """Articles of a source by weekday (Monday first) and hour of their publication; shape (7, 24).

    Args:
        connection: of the published database.
        source_id: the source.
        timezone: of these weekdays and hours, one that `known_zone` gave.
    """
    rows = select(
        connection,
        """
        SELECT isodow(local) AS weekday, hour(local) AS hour, count(*) AS articles
        FROM (SELECT published_at AT TIME ZONE $timezone AS local FROM articles
              WHERE source_id = $source AND published_at IS NOT NULL)
        GROUP BY ALL
        """,
        {"source": source_id, "timezone": timezone},
    )
    found = [[0] * 24 for _ in range(7)]
    for row in rows:
        found[row["weekday"] - 1][row["hour"]] = row["articles"]
    return found


def pairs_of_group(connection: Connection, group_id: str) -> list[Row]:
    """The pairs of a group's copies that were compared: `story_a, story_b, overlap`."""
    return select(connection, read_sql("ask/pairs_of_group"), {"group": group_id})
