"""What `/metrics` asks the published database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from pipelines.warehouse.ask.rows import tuples
from pipelines.warehouse.database.connection import asked, published_at

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """Numbers of one moment; times in seconds, None where there is nothing to measure.

    Attributes:
        publish_age: since the database was published.
        fetch_age: since the newest attempt to fetch.
        articles, groups: all there are.
        fetched: articles that were fetched in the last day.
        attempts: of the last day, by outcome.
        failures: those of them that went wrong.
        rejected: captures of yesterday and today without an article, by reason.
        lag: from publication to fetching, of articles fetched in the last day, by quantile.
        sources: that were ever asked and have a file.
        silent: source and cause.
    """

    publish_age: float | None
    fetch_age: float | None
    articles: int
    groups: int
    fetched: int
    attempts: Mapping[str, int]
    failures: Mapping[str, int]
    rejected: Mapping[str, int]
    lag: Mapping[str, float]
    sources: int
    silent: Sequence[tuple[str, str]]


def measure(database: Path | str, now: datetime) -> Measured:
    """Asks the published database.

    Raises:
        BadInputError: there is none.
        StorageError: it is not one that this Naba published.
    """
    with asked(database) as connection:
        when = published_at(connection, database)
        since = {"since": now - _DAY}

        ask = partial(tuples, connection)
        [(articles, groups)] = ask(
            "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM story_groups)"
        )
        [(newest,)] = ask("SELECT max(fetched_at) FROM fetches")
        [(fetched, half, most)] = ask(
            """
            SELECT count(*), quantile_cont(epoch(fetched_at - published_at), 0.5),
                quantile_cont(epoch(fetched_at - published_at), 0.9)
            FROM articles WHERE fetched_at > $since
            """,
            since,
        )
        recent = "FROM fetches WHERE fetched_at > $since"
        by_outcome = "GROUP BY outcome ORDER BY outcome"
        return Measured(
            publish_age=(now - when).total_seconds() if when else None,
            fetch_age=(now - newest).total_seconds() if newest else None,
            articles=articles,
            groups=groups,
            fetched=fetched,
            attempts=dict(ask(f"SELECT outcome, count(*) {recent} {by_outcome}", since)),
            failures=dict(
                ask(f"SELECT outcome, count(*) {recent} AND error IS NOT NULL {by_outcome}", since)
            ),
            rejected=dict(
                ask(
                    "SELECT rejected, count(*) FROM captures WHERE day >= $since::DATE AND rejected IS NOT NULL "
                    "GROUP BY rejected ORDER BY count(*) DESC, rejected LIMIT 30",
                    since,
                )
            ),
            lag={name: lag for name, lag in (("0.5", half), ("0.9", most)) if lag is not None},
            sources=ask("SELECT count(*) FROM source_health WHERE NOT is_gone")[0][0],
            silent=[
                (source, cause or "")
                for source, cause in ask(
                    "SELECT source_id, cause FROM source_health WHERE is_silent ORDER BY source_id"
                )
            ],
        )
