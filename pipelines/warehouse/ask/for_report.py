"""What the daily report says of a day, asked of the published database."""

from dataclasses import dataclass
from datetime import date

import duckdb

from pipelines.tables import counted
from pipelines.warehouse.ask.rows import Row, select
from pipelines.warehouse.sql import read_sql

_STORIES = 25
_EVENTS = 15
_CREDITED = 10
_CORRECTIONS = 15


@dataclass(frozen=True, slots=True)
class DayReport:
    """A day in a few tables.

    Attributes:
        day: UTC.
        totals: `stories` (first seen on that day), `with_copies`, `copies`, `outlets` (in which these stand).
        stories: the most carried of them: `title, language, url, source, copies, outlets, first_published_at,
            last_published_at`.
        events: told by several of the day's groups in other words, most groups first: `label, language, groups, stories,
            outlets`.
        outlets: `source, articles, originals, copies, read_also` of the day's pages.
        credited: `attribution, articles`: whom the day's articles credit, most often first.
        corrections: articles of the day whose headline changed later: `source, url, language, title_before,
            title_after`.
        revised: how often an article of the day changed, in headline or text.
        quiet: known sources without an article on that day.
    """

    day: date
    totals: Row
    stories: list[Row]
    events: list[Row]
    outlets: list[Row]
    credited: list[Row]
    corrections: list[Row]
    revised: int
    quiet: list[str]

    @property
    def in_short(self) -> str:
        """`30 stories in 2 outlets, 4 of them with 9 copies`."""
        totals = self.totals
        carried = f"{counted(totals['stories'], 'story', 'stories')} in {counted(totals['outlets'], 'outlet', 'outlets')}"
        copies = counted(totals["copies"], "copy", "copies")
        return (
            f"{carried}, {totals['with_copies']} of them with {copies}"
            if totals["copies"]
            else f"{carried}, no copies"
        )


def read_day(connection: duckdb.DuckDBPyConnection, day: date) -> DayReport:
    """The report of a day; with zero `stories` where there are none.

    Raises:
        StorageError: the database is not one that this Naba published.
    """
    of_day = {"day": day}

    def ask(name: str, shown: int | None = None) -> list[Row]:
        limit = {} if shown is None else {"shown": shown}
        return select(connection, read_sql(f"ask/report_{name}"), of_day | limit)

    outlets = ask("outlets")
    wrote = {row["source"] for row in outlets}
    known = select(connection, "SELECT source_id AS source FROM source_summaries ORDER BY source_id")
    revised = select(connection, "SELECT count(*) AS revised FROM article_revisions WHERE day = $day", of_day)
    return DayReport(
        day=day,
        totals=ask("totals")[0],
        stories=ask("stories", _STORIES),
        events=ask("events", _EVENTS),
        outlets=outlets,
        credited=ask("credited", _CREDITED),
        corrections=ask("corrections", _CORRECTIONS),
        revised=revised[0]["revised"],
        quiet=[row["source"] for row in known if row["source"] not in wrote],
    )
