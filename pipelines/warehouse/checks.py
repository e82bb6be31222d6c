"""What must hold of the tables, day by day, whatever was fetched. Each check lists its offenders; none is good.

Three kinds: rules that Naba itself must keep, which block the publishing; faults of what was fetched, which are
shown as errors; and days that are unlike a source's or the archive's own other days, which are warnings.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import duckdb

from pipelines.errors import StorageError
from pipelines.files.whole import written_whole
from pipelines.settings import Settings
from pipelines.warehouse.database.connection import session
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

BLOCKING = tuple(check for check in CHECKS if check.kind == "blocking")


def run_check(
    settings: Settings, check: Check, days: Sequence[date] = (), *, remembered: bool = False
) -> dict[date, list[str]]:
    """The offenders against one check, by day, of the days asked about; of all days that have any, without.

    Args:
        settings: where things are.
        check: what to look at.
        days: the days asked about; each has an entry in the result.
        remembered: whether what was found in this state of the database before will do: a check looks at nothing else.
    """
    found: dict[date, list[str]] = {day: [] for day in days}
    with session(settings) as connection:
        first, last = (min(days), max(days)) if days else (date.min, date.max)
        [(lineage, generation)] = connection.execute("SELECT id, generation FROM lineage, meta").fetchall()
        sql = hashlib.sha256(read_sql(f"checks/{check.name}").encode()).hexdigest()
        memory = _Memory(settings.warehouse / "checks.json", f"{lineage}/{generation}")
        offenders = memory.get(f"{sql} {first} {last}") if remembered else None
        if offenders is None:
            offenders = check.offenders_in(connection, first, last)
            memory.put(f"{sql} {first} {last}", offenders)
    for day, line in offenders:
        if day in found or not days:
            found.setdefault(day, []).append(line)
    return found


class _Memory:
    """What checks found in one state of the database; a cache in a file."""

    def __init__(self, file: Path, state: str) -> None:
        self._file = file
        self._state = state
        self._found: dict[str, list[tuple[str, str]]] = {}
        with suppress(OSError, ValueError, KeyError, TypeError):
            held = json.loads(file.read_text(encoding="utf-8"))
            if held["state"] == state:
                self._found = held["found"]

    def get(self, key: str) -> list[Offender] | None:
        found = self._found.get(key)
        return None if found is None else [(date.fromisoformat(day), line) for day, line in found]

    def put(self, key: str, offenders: Sequence[Offender]) -> None:
        self._found[key] = [(day.isoformat(), line) for day, line in offenders]
        # A full disk is for those to say who lose something by it.
        with suppress(StorageError), written_whole(self._file) as out:
            json.dump({"state": self._state, "found": self._found}, out, ensure_ascii=False)


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
