"""Days whose archive holds more articles than the database took in: documents that turned up late."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from pipelines import warehouse
from pipelines.archive.captures import ArchiveProblem, archive_files, read_captures
from pipelines.settings import Settings
from pipelines.steps.archive import index_archive
from pipelines.warehouse.ask import for_steps


@dataclass(frozen=True, slots=True)
class LateDays:
    """Days to make anew, with the bytes that their archive holds now; and days that were asked for and are not made yet."""

    days: Mapping[date, int]
    waiting: AbstractSet[date]


def late_days(
    settings: Settings,
    first_day: date,
    last_day: date,
    asked: Mapping[date, int],
    *,
    under_way: AbstractSet[date],
    limit: int,
) -> LateDays:
    """Finds the days to make anew.

    They include days whose run was killed after it read the archive and before it made articles. A day whose archive
    grew by feeds only (feeds are kept under the date of fetching) needs no run: its files are indexed here.

    Args:
        settings: where things are.
        first_day: earlier days are no partitions.
        last_day: later ones are none yet; an archive has some where a clock was wrong.
        asked: days that were asked for already, with the bytes they had then; again only if they grew.
        under_way: days that some run is making; not asked for, and not looked into.
        limit: days at most, the earliest first.
    """
    with warehouse.session(settings) as connection:
        known = for_steps.archive_files(connection)
    days: dict[date, int] = {}
    waiting: set[date] = set()
    for day, files in _held(settings):
        behind = [file for file, size in files.items() if known.get(file, (0, True)) != (size, True)]
        total = sum(files.values())
        if not behind or not first_day <= day <= last_day:
            continue
        if asked.get(day) == total or day in under_way:
            waiting.add(day)
        elif len(days) == limit:
            # What waits must be known of all days.
            continue
        elif any(_holds_late(settings, file, known.get(file, (0, True))) for file in behind):
            days[day] = total
        else:
            index_archive(settings, [day], lambda _: None)
    return LateDays(days, waiting)


def _held(settings: Settings) -> list[tuple[date, dict[str, int]]]:
    """The archive's files with their sizes, by day."""
    sizes: dict[date, dict[str, int]] = {}
    for file, size in archive_files(settings.archive).items():
        try:
            day = date.fromisoformat(file.partition("/")[0])
        except ValueError:
            # A folder that is none of ours.
            continue
        sizes.setdefault(day, {})[file] = size
    return sorted(sizes.items())


def _holds_late(settings: Settings, file: str, known: tuple[int, bool]) -> bool:
    size, cleaned = known
    return not cleaned or _holds_articles(settings, file, size)


def _holds_articles(settings: Settings, file: str, offset: int) -> bool:
    """Whether an article stands in the file from the offset on, or what stands there can't be read."""
    problems: list[ArchiveProblem] = []
    found = read_captures(settings.archive, file, problems, offset)
    return any(stored.capture.is_of_article for stored in found) or bool(problems)
