"""From the archive to the tables `captures` and `fetches`."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from pipelines import warehouse
from pipelines.archive.captures import ArchiveProblem, StoredCapture, read_captures
from pipelines.archive.fetch_log import BadLine, fetch_log_files, read_fetch_log
from pipelines.archive.outbox import send_left
from pipelines.errors import StorageError
from pipelines.locks import day_locked
from pipelines.settings import Bucket, Settings
from pipelines.steps.absence import file_sizes, kept_because, known_files, missing_files
from pipelines.warehouse.ask import for_steps
from pipelines.warehouse.write import partitions
from pipelines.warehouse.write.columns import Columns, columns_of, misfit
from pipelines.warehouse.write.partitions import FileCaptures, SetAside

Log = Callable[[str], None]
"""Gets one line a day or so, for whoever watches."""


@dataclass(slots=True)
class ArchiveReport:
    """What the archive holds for the days asked about.

    Attributes:
        captures: number of captures by day.
        fetches: number of fetch attempts that were stored.
        problems: what could not be read, or not be stored, a line each; such captures and attempts are left out.
        kept: days that were left as they were, with the line that says why.
    """

    captures: dict[date, int] = field(default_factory=dict)
    fetches: int = 0
    problems: list[str] = field(default_factory=list)
    kept: dict[date, str] = field(default_factory=dict)


def index_archive(
    settings: Settings, days: Iterable[date], log: Log, *, forget_missing: bool = False
) -> ArchiveReport:
    """Writes the tables `captures` (for the days) and `fetches` (what new logs hold) from the archive.

    Only files that are new or longer than before are read. What damage or a column's type keeps out is set aside and
    named once. A day whose known files are missing or shorter is left as it was.

    Args:
        settings: where things are.
        days: partitions to bring up to their archive.
        log: gets a line a day, and one for each problem.
        forget_missing: lets go of what missing files held, instead of leaving the day as it was.
    """
    report = ArchiveReport()
    # Of crawls of this machine that were killed.
    send_left(settings.archive)
    send_left(settings.fetch_logs)
    with warehouse.session(settings) as connection:
        columns = columns_of(connection, "captures")
    for day in days:
        with day_locked(settings, day):
            _index_day(settings, day, columns, report, forget_missing=forget_missing)
    _store_fetch_logs(settings, report)
    for line in [*report.problems, *report.kept.values()]:
        log(line)
    return report


def _index_day(
    settings: Settings, day: date, columns: Columns, report: ArchiveReport, *, forget_missing: bool
) -> None:
    present = file_sizes(settings, day)
    missing = missing_files(settings, known_files(settings, day), present)
    if missing and not forget_missing:
        report.kept[day] = kept_because(day, missing)
        with warehouse.session(settings) as connection:
            report.captures[day] = for_steps.captures_of_day(connection, day)
        return
    with warehouse.session(settings) as connection:
        stored = for_steps.files_of_day(connection, day)
    gone = stored.keys() - present.keys()
    files = []
    for file, size in present.items():
        # Other files may hold the same responses as one that is gone; their rows are not there.
        if gone or stored.get(file) != size:
            try:
                files.append(_read_file(settings.archive, file, day, size, columns))
            except StorageError as error:
                # One file that can't be opened costs itself; it is tried again by the next run.
                report.problems.append(str(error))
    report.problems += [
        f"{one.file} at byte {one.place}: {one.reason}" for file in files for one in file.set_aside
    ]

    def store(connection: for_steps.Connection) -> int:
        if files or gone:
            partitions.replace_captures(connection, day, files, gone)
        return for_steps.captures_of_day(connection, day)

    report.captures[day] = warehouse.transact(settings, store)


def _read_file(archive: Path | Bucket, name: str, day: date, size: int, columns: Columns) -> FileCaptures:
    """The rows of one archive file, which had `size` bytes before it was opened: what is appended then shows as new."""
    problems: list[ArchiveProblem] = []
    rows: dict[str, dict[str, Any]] = {}
    set_aside = []
    for stored in read_captures(archive, name, problems):
        if not stored.capture.is_of_article:
            continue
        row = _capture_row(day, stored)
        # The same response may have been stored twice around a crash: it is one row, of when it was fetched first.
        known = rows.get(stored.capture.capture_id)
        if reason := misfit(columns, row):
            set_aside.append(SetAside(name, stored.offset, f"can't be stored: {reason}"))
        elif known is None or row["fetched_at"] < known["fetched_at"]:
            rows[stored.capture.capture_id] = row
    set_aside += [SetAside(name, problem.offset, problem.reason) for problem in problems]
    return FileCaptures(name, size, list(rows.values()), set_aside)


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


def _store_fetch_logs(settings: Settings, report: ArchiveReport) -> None:
    """Stores the attempts of every log that is new or has grown."""
    with warehouse.session(settings) as connection:
        known = for_steps.fetch_log_bytes(connection)
        columns = columns_of(connection, "fetches")
    for file, size in fetch_log_files(settings.fetch_logs).items():
        name = PurePosixPath(file)
        if known.get(name.stem) == size:
            continue
        try:
            lines = list(read_fetch_log(settings.fetch_logs, file))
        except StorageError as error:
            report.problems.append(str(error))
            continue
        rows, set_aside = _storable(lines, name.name, columns)
        report.problems += [f"{one.file}, line {one.place}: {one.reason}" for one in set_aside]
        report.fetches += warehouse.transact(
            settings,
            partial(
                partitions.replace_fetch_log,
                run_id=name.stem,
                log_bytes=size,
                rows=rows,
                set_aside=set_aside,
            ),
        )


def _storable(
    lines: Sequence[Mapping[str, Any] | BadLine], name: str, columns: Columns
) -> tuple[list[Mapping[str, Any]], list[SetAside]]:
    rows: list[Mapping[str, Any]] = []
    set_aside = []
    for number, line in enumerate(lines, start=1):
        if isinstance(line, BadLine):
            set_aside.append(SetAside(name, number, line.reason))
        elif line.keys() != columns.keys():
            set_aside.append(SetAside(name, number, "not a line of a fetch log"))
        elif reason := misfit(columns, line):
            set_aside.append(SetAside(name, number, f"can't be stored: {reason}"))
        else:
            rows.append(line)
    return rows, set_aside
