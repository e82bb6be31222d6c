"""From the archive to the tables `captures` and `fetches`."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines import warehouse
from pipelines.archive.captures import ArchiveProblem, StoredCapture, archive_files, read_captures
from pipelines.archive.fetch_log import read_fetch_log
from pipelines.settings import Settings
from pipelines.warehouse.ask import for_steps
from pipelines.warehouse.write import partitions

Log = Callable[[str], None]
"""Gets one line a day or so, for whoever watches."""


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """What the archive holds for the days asked about, by day, and what of it can't be read."""

    captures: Mapping[date, int]
    fetches: int
    problems: Sequence[ArchiveProblem]


def index_archive(settings: Settings, days: Iterable[date], log: Log) -> ArchiveReport:
    """Writes the tables `captures` (for the days) and `fetches` (what new logs hold) from the archive.

    A truncated or damaged file gives what it holds up to there; the report says what was skipped.
    """
    problems: list[ArchiveProblem] = []
    counts: dict[date, int] = {}
    for day in days:
        with warehouse.day_locked(settings, day):
            counts[day] = _index_day(settings, day, problems)
        log(f"{day}: {counts[day]} captures in the archive")
    for problem in problems:
        log(f"{problem.file} at byte {problem.offset}: {problem.reason}; read up to there")
    return ArchiveReport(counts, _store_fetch_logs(settings), problems)


def _index_day(settings: Settings, day: date, problems: list[ArchiveProblem]) -> int:
    rows: dict[str, dict[str, Any]] = {}
    # Taken before the files are read: what is appended meanwhile shows as new.
    sizes = {
        file.relative_to(settings.archive).as_posix(): file.stat().st_size
        for file in archive_files(settings.archive, day)
    }
    for file in archive_files(settings.archive, day):
        for stored in read_captures(file, settings.archive, problems):
            if stored.capture.kind in ("page", "entry"):
                # The same response may have been stored twice around a crash; one row is enough.
                rows.setdefault(stored.capture.capture_id, _capture_row(day, stored))
    with warehouse.session(settings) as connection:
        return partitions.replace_captures(connection, day, sizes, rows.values())


def _capture_row(day: date, stored: StoredCapture) -> dict[str, Any]:
    capture = stored.capture
    return {
        "day": day,
        "capture_id": capture.capture_id,
        "source_id": capture.source_id,
        "kind": capture.kind,
        "url": capture.url,
        "fetched_at": capture.fetched_at,
        "status": capture.status,
        "bytes": len(capture.body),
        "sha256": hashlib.sha256(capture.body).hexdigest(),
        "warc_file": stored.warc_file,
        "warc_offset": stored.offset,
        "rejected": None,
    }


def _store_fetch_logs(settings: Settings) -> int:
    """Stores the attempts of every log that is new or has grown; returns how many attempts."""
    with warehouse.session(settings) as connection:
        known = for_steps.fetch_log_bytes(connection)
    total = 0
    for file in sorted(settings.fetch_logs.glob("*/*.jsonl")):
        size = file.stat().st_size
        if known.get(file.stem) != size:
            attempts = list(read_fetch_log(file))
            with warehouse.session(settings) as connection:
                total += partitions.replace_fetch_log(connection, file.stem, size, attempts)
    return total
