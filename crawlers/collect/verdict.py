"""What became of an answer."""

from dataclasses import dataclass

from crawlers.lists.kind import Target
from pipelines.archive.fetch_log import FetchOutcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an answer, for the log, and where it leads."""

    outcome: FetchOutcome
    error: str | None = None
    targets: tuple[Target, ...] = ()
