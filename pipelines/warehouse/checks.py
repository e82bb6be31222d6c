"""What must hold of the tables, day by day, whatever was fetched. Each check lists its offenders; none is good.

Three kinds: rules that Naba itself must keep, which block the publishing; faults of what was fetched, which are
shown as errors; and days that are unlike a source's or the archive's own other days, which are warnings.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import duckdb

from pipelines.settings import Settings
from pipelines.warehouse.database.connection import session
from pipelines.warehouse.memory import StateMemory
from pipelines.warehouse.sql import read_sql

Kind = Literal["blocking", "error", "warning"]
Offender = tuple[date, str]
"""A day, and one line that names what breaks the rule there; for a measure, also what was expected."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check of one table; its SQL is `sql/checks/<name>.sql`, one (day, line) a row.

    Attributes:
        table: whose check it is.
        name: says what holds.
        description: the same for people.
        kind: what an offender means.
    """

    table: str
    name: str
    description: str
    kind: Kind

    def offenders_in(
        self, connection: duckdb.DuckDBPyConnection, first: date = date.min, last: date = date.max
    ) -> list[Offender]:
        """The offenders on the days from first to last, in order."""
        sql = read_sql(f"checks/{self.name}")
        return connection.execute(
            f"SELECT * FROM ({sql}) AS offenders (day, line) WHERE day BETWEEN $first AND $last ORDER BY ALL",  # noqa: S608 - our own file
            {"first": first, "last": last},
        ).fetchall()


CHECKS = (
    Check("articles", "article_ids_unique", "No article stands twice.", "blocking"),
    Check(
        "articles",
        "no_article_from_the_future",
        "No article is dated over a day after it was fetched.",
        "error",
    ),
    Check(
        "articles",
        "captures_give_articles",
        "Of each source at most one capture in five gave no article; the reasons are counted.",
        "warning",
    ),
    Check(
        "articles",
        "as_many_articles_as_usual",
        "Each source has at least half of its median for that weekday, over the eight weeks before.",
        "warning",
    ),
    Check(
        "articles",
        "one_text_one_title",
        "No text of a source stands under several titles, as the page of a wall does that was taken for articles.",
        "warning",
    ),
    Check(
        "articles",
        "arabic_is_arabic",
        "Text that is said to be Arabic has mostly Arabic letters.",
        "warning",
    ),
    Check("stories", "story_ids_unique", "No story stands twice.", "blocking"),
    Check(
        "stories", "every_article_has_one_main_story", "Each article has exactly one main story.", "blocking"
    ),
    Check(
        "duplicate_pairs",
        "pairs_are_of_stories",
        "Both stories of each pair are there, and no pair stands twice.",
        "blocking",
    ),
    Check(
        "story_groups",
        "every_story_in_one_group",
        "Every story is in exactly one group, and every group has its canonical story.",
        "blocking",
    ),
    Check(
        "story_groups",
        "as_many_copies_as_usual",
        "The share of stories that stand more than once is near its median of the four weeks before.",
        "warning",
    ),
)

# Their checks read captures, articles and stories, and no pairs or groups.
_NOT_DERIVED = ("articles", "stories")

BLOCKING = tuple(check for check in CHECKS if check.kind == "blocking")


def run_check(settings: Settings, check: Check, days: Sequence[date] = ()) -> dict[date, list[str]]:
    """The offenders against one check, by day, of the days asked about; of all days that have any, without.

    Args:
        settings: where things are.
        check: what to look at.
        days: the days asked about; each has an entry in the result.
    """
    first, last = _span(days)
    with session(settings) as connection:
        return _by_day(check.offenders_in(connection, first, last), days)


def run_checks(
    settings: Settings, checks: Iterable[Check], days: Sequence[date]
) -> dict[Check, dict[date, list[str]]]:
    """The offenders against some checks on some days, as `run_check` gives them; of an unchanged database from memory.

    A check looks at nothing but the database, so what it found holds until somebody writes there.
    """
    first, last = _span(days)
    found = {}
    with session(settings) as connection:
        of_articles = StateMemory(settings, "checks_of_articles", connection, through_derived=True)
        of_groups = StateMemory(settings, "checks", connection)
        for check in checks:
            memory = of_articles if check.table in _NOT_DERIVED else of_groups
            sql = hashlib.sha256(read_sql(f"checks/{check.name}").encode()).hexdigest()
            lines = memory.get(f"{sql} {first} {last}")
            if lines is None:
                lines = [(day.isoformat(), line) for day, line in check.offenders_in(connection, first, last)]
                memory.put(f"{sql} {first} {last}", lines)
            found[check] = _by_day([(date.fromisoformat(day), line) for day, line in lines], days)
    return found


def _span(days: Sequence[date]) -> tuple[date, date]:
    return (min(days), max(days)) if days else (date.min, date.max)


def _by_day(offenders: Iterable[Offender], days: Sequence[date]) -> dict[date, list[str]]:
    found: dict[date, list[str]] = {day: [] for day in days}
    for day, line in offenders:
        if day in found or not days:
            found.setdefault(day, []).append(line)
    return found


def silent_sources(settings: Settings) -> dict[str, str]:
    """Sources that brought nothing new for much longer than usual, or answer with other pages than articles; and why."""
    with session(settings) as connection:
        rows = connection.execute(
            """
            SELECT source_id, concat_ws(
                '; ',
                CASE WHEN is_silent
                    THEN cause || '; nothing new since ' || strftime(last_new_at, '%Y-%m-%d %H:%M') END,
                CASE WHEN is_refusing
                    THEN format('{:.0f} % of its pages are no articles: {}', 100 * share_refused_lately, usual_refusal) END
            )
            FROM source_health WHERE is_silent OR is_refusing ORDER BY source_id
            """
        ).fetchall()
    return dict(rows)
