"""What the files of the sources say goes into the database, where readers look for names."""

from collections.abc import Collection

from pipelines import warehouse
from pipelines.records import SourceFacts
from pipelines.settings import Settings
from pipelines.warehouse.write.sources import note_sources as _note


def note_sources(settings: Settings, sources: Collection[SourceFacts]) -> int:
    """Stores what sources' files say; returns how many were new or said something else."""
    return warehouse.transact(settings, lambda connection: _note(connection, sources))
