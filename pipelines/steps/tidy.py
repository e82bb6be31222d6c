"""What grows without end and nobody asks for any more, found and removed: all but Dagster's own history."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path, PurePosixPath

from pipelines import warehouse
from pipelines.archive.fetch_log import fetch_log_files
from pipelines.archive.storage import storage_of
from pipelines.errors import BadInputError, StorageError, reason_of
from pipelines.settings import Settings
from pipelines.warehouse.ask import for_steps
from pipelines.warehouse.write import tidying

# A folder of what is remembered of a day's pages helps a day to which pages still come.
_SEEN_PAGES_DAYS = 60
# Files under a temporary name that a killed process left.
_PART_HOURS = 24


@dataclass(frozen=True, slots=True)
class Removal:
    """One kind of thing that was removed, or would be.

    Attributes:
        what: the kind, in the plural.
        older_than: the day from which on things are kept; None where age is not what counts.
        count: how many.
        bytes: what they take on disk; 0 for rows of the database, whose room is used again.
        problems: what could not be removed, a line each.
    """

    what: str
    older_than: date | None
    count: int
    bytes: int = 0
    problems: tuple[str, ...] = ()


def tidy_data(
    settings: Settings, sources: Collection[str], now: datetime, *, dry_run: bool = False
) -> list[Removal]:
    """Removes old attempts to fetch with their logs, superseded reports, and caches; retires sources without a file.

    The archive, articles, stories and groups are never touched. It may be killed at any moment, and called again.

    Args:
        settings: where things are, and how long they are kept.
        sources: ids of all source files, also of those with a mistake.
        now: UTC.
        dry_run: says what would be removed, and removes nothing.
    """
    return [
        *_tidy_fetches(settings, now, dry_run=dry_run),
        _remove(
            "reports of days that are not published", None, _superseded_reports(settings), dry_run=dry_run
        ),
        _remove(
            "memories of cleaned pages",
            now.date() - timedelta(days=_SEEN_PAGES_DAYS),
            _old_memories(settings, now.date() - timedelta(days=_SEEN_PAGES_DAYS)),
            dry_run=dry_run,
        ),
        _remove("half-written files", None, _parts(settings, now), dry_run=dry_run),
        _retire(settings, sources, now, dry_run=dry_run),
    ]


def _tidy_fetches(settings: Settings, now: datetime, *, dry_run: bool) -> list[Removal]:
    first_kept = now.date() - timedelta(days=settings.keep_fetches_days)
    before = datetime.combine(first_kept, datetime.min.time(), now.tzinfo)
    logs = {
        name: size
        for name, size in fetch_log_files(settings.fetch_logs).items()
        if (day := _day(name.partition("/")[0])) and day < first_kept
    }
    # The files first: a log whose rows were gone before it would be read into rows again.
    removed, left = _remove_logs(settings, first_kept, logs, dry_run=dry_run)
    with warehouse.session(settings) as connection:
        old = [(name, count) for name, count in tidying.old_fetches(connection, before) if name not in left]
        if old and not dry_run:
            tidying.forget_fetches(connection, [name for name, _ in old])
    return [removed, Removal("attempts to fetch", first_kept, sum(count for _, count in old))]


def _remove_logs(
    settings: Settings, first_kept: date, logs: Mapping[str, int], *, dry_run: bool
) -> tuple[Removal, set[str]]:
    """Removes fetch logs; also gives the ids of crawls whose logs can't be removed."""
    storage = storage_of(settings.fetch_logs)
    sizes = []
    problems = {}
    for name, size in logs.items():
        try:
            if not dry_run:
                storage.remove(name)
        except FileNotFoundError:
            # Another process was faster.
            continue
        except OSError as error:
            problems[PurePosixPath(name).stem] = (
                f"{settings.fetch_logs}/{name}: can't be removed: {reason_of(error)}"
            )
        except StorageError as error:
            problems[PurePosixPath(name).stem] = f"{error}: can't be removed"
        else:
            sizes.append(size)
    removal = Removal("fetch logs", first_kept, len(sizes), sum(sizes), tuple(problems.values()))
    return removal, set(problems)


def _superseded_reports(settings: Settings) -> list[Path]:
    """Reports of days that the published database does not know; none where nothing is published."""
    try:
        with warehouse.published(settings) as connection:
            known = set(for_steps.signatures(connection))
    except BadInputError:
        return []
    files = sorted(settings.report_of(date.min).parent.glob("*.html"))
    return [file for file in files if (day := _day(file.stem)) and day not in known]


def _old_memories(settings: Settings, first_kept: date) -> list[Path]:
    files = sorted(settings.seen_pages.glob("*/*"))
    return [file for file in files if (day := _day(file.parent.name)) and day < first_kept]


def _parts(settings: Settings, now: datetime) -> list[Path]:
    before = (now - timedelta(hours=_PART_HOURS)).timestamp()
    files = [*settings.data.glob(".*.part"), *settings.data.glob("*/.*.part")]
    return [file for file in sorted(files) if file.stat().st_mtime < before]


def _retire(settings: Settings, sources: Collection[str], now: datetime, *, dry_run: bool) -> Removal:
    with warehouse.session(settings) as connection:
        gone = tidying.sources_without_file(connection, sources)
        fresh = gone - tidying.retired_sources(connection)
        # Without any source the folder is not there, rather than all outlets gone.
        if sources and not dry_run:
            tidying.retire_sources(connection, gone, now)
    return Removal("sources without a file: history from now on", None, len(fresh) if sources else 0)


def _remove(what: str, older_than: date | None, files: Iterable[Path], *, dry_run: bool) -> Removal:
    count = size = 0
    problems = []
    for file in files:
        try:
            length = file.stat().st_size
            if not dry_run:
                file.unlink()
        except FileNotFoundError:
            # Another process was faster.
            continue
        except OSError as error:
            problems.append(f"{file}: can't be removed: {reason_of(error)}")
            continue
        count, size = count + 1, size + length
        if not dry_run and not any(file.parent.iterdir()):
            file.parent.rmdir()
    return Removal(what, older_than, count, size, tuple(problems))


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        # Not one of ours.
        return None
