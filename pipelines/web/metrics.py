"""Numbers for Prometheus, in its text format: what a machine watches while nobody looks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipelines.errors import NabaError
from pipelines.warehouse.ask.for_metrics import measure

MEDIA_TYPE = "text/plain; version=0.0.4"
"""Of https://prometheus.io/docs/instrumenting/exposition_formats/."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric, a gauge.

    Attributes:
        name: as Prometheus knows it; the unit is its last word.
        help: one line for people.
        values: by labels; without any, one value of no label.
    """

    name: str
    help: str
    values: Mapping[tuple[tuple[str, str], ...], float] = field(default_factory=dict)


def metrics_of(database: Path | str, now: datetime) -> list[Metric]:
    """What the published database tells. `naba_published` is 0 where there is none, and then it stands alone.

    Args:
        database: the file, or the URI of a DuckLake.
        now: UTC.
    """
    try:
        found = measure(database, now)
    except NabaError:
        return [_one("naba_published", "Whether there is a published database that can be read", 0)]
    return [
        _one("naba_published", "Whether there is a published database that can be read", 1),
        _one("naba_publish_age_seconds", "Time since the database was published", found.publish_age),
        _one("naba_articles", "Articles in the database", found.articles),
        _one("naba_stories", "Stories in the database, with their copies counted once", found.groups),
        _one(
            "naba_articles_fetched_last_day", "Articles that were fetched in the last 24 hours", found.fetched
        ),
        _one(
            "naba_fetch_age_seconds",
            "Time since the newest attempt to fetch that was published",
            found.fetch_age,
        ),
        Metric(
            "naba_fetches_last_day",
            "Attempts to fetch in the last 24 hours, by how they ended",
            {(("outcome", outcome),): count for outcome, count in found.attempts.items()},
        ),
        Metric(
            "naba_fetch_failures_last_day",
            "Those of them that went wrong, by cause",
            {(("cause", outcome),): count for outcome, count in found.failures.items()},
        ),
        Metric(
            "naba_articles_rejected_last_day",
            "Captures of the last two days that gave no article, by reason",
            {(("reason", reason),): count for reason, count in found.rejected.items()},
        ),
        Metric(
            "naba_lag_seconds",
            "Time from an article's publication to when it was fetched, of those fetched in the last 24 hours",
            {(("quantile", quantile),): lag for quantile, lag in found.lag.items()},
        ),
        _one("naba_sources", "Sources that were ever asked and are not gone", found.sources),
        _one(
            "naba_silent_sources",
            "Sources that have been silent for much longer than they usually are",
            len(found.silent),
        ),
        Metric(
            "naba_source_silent",
            "1 for each silent source, with the cause",
            {(("source", source), ("cause", cause)): 1 for source, cause in found.silent},
        ),
    ]


def exposition(metrics: Iterable[Metric]) -> str:
    """The text that Prometheus reads."""
    lines: list[str] = []
    for metric in metrics:
        lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} gauge"]
        for labels, value in metric.values.items():
            shown = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels)
            lines.append(
                f"{metric.name}{{{shown}}} {value:g}" if shown else f"{metric.name} {_number(value)}"
            )
    return "\n".join(lines) + "\n"


def _one(name: str, text: str, value: float | None) -> Metric:
    return Metric(name, text, {} if value is None else {(): value})


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.3f}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
