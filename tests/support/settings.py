"""The one way to make settings for a test: all paths in a folder of its own, nothing from the environment."""

from datetime import date
from pathlib import Path

from pipelines.settings import Settings

FIRST_DAY = date(2026, 1, 1)


def make_settings(
    folder: Path,
    *,
    first_day: date = FIRST_DAY,
    contact: str = "test",
    database: Path | str | None = None,
) -> Settings:
    """Data in `folder/data`, sources in `folder/sources`; neither is made here."""
    return Settings(folder / "data", folder / "sources", contact, None, first_day, database)
