"""Whether an archive still holds what a day was made from.

A folder that is not mounted looks like an empty one. So a day is not made anew from less than it was made from before,
unless somebody says that the rest is to be forgotten.
"""

from collections.abc import Mapping
from datetime import date

from pipelines import warehouse
from pipelines.archive.captures import archive_files
from pipelines.archive.moving import moved_to
from pipelines.errors import BadInputError
from pipelines.settings import Settings
from pipelines.warehouse.ask import for_steps

# Missing files that the line about a day names.
_NAMED = 3


def file_sizes(settings: Settings, day: date) -> dict[str, int]:
    """Bytes of each archive file of a day, by its path in the archive."""
    return archive_files(settings.archive, day)


def known_files(settings: Settings, day: date) -> dict[str, int]:
    """The archive files that a day was made from, with the bytes that were read of each.

    A database that does not know the day at all, such as one that was deleted and begins anew, is not asked but the
    published one, which outlives it.
    """
    with warehouse.session(settings) as connection:
        if for_steps.knows_day(connection, day):
            return for_steps.files_of_day(connection, day)
    try:
        with warehouse.published(settings) as connection:
            return for_steps.files_of_day(connection, day)
    except BadInputError:
        return {}


def first_known_day(settings: Settings) -> date | None:
    """The first day that was made from archive files, of what is published; None where there is none."""
    try:
        with warehouse.published(settings) as connection:
            return for_steps.first_day_of_files(connection)
    except BadInputError:
        return None


def missing_files(settings: Settings, known: Mapping[str, int], present: Mapping[str, int]) -> list[str]:
    """A line for each known file that is not there any more, or shorter than what was read of it."""
    lines = []
    for file, read in sorted(known.items()):
        size = present.get(file)
        if size is None:
            target = moved_to(settings.archive, file)
            lines.append(f"{file}: moved to {target}, which is not there" if target else f"{file}: missing")
        elif size < read:
            lines.append(f"{file}: {size} bytes, and {read} were read of it")
    return lines


def kept_because(day: date, missing: list[str]) -> str:
    """The line that a run says about a day that it left as it was."""
    more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    return (
        f"{day} is left as it was: {'; '.join(missing[:_NAMED])}{more}. Bring the files back, "
        f"or let them go: naba rebuild --from {day} --to {day} --forget-missing"
    )
