"""Whether stored fingerprints are those of the `simhash` package, which defines them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pipelines import warehouse
from pipelines.dedup.features.fingerprint import VERSION
from pipelines.dedup.features.reference import reference_fingerprint
from pipelines.settings import Settings
from pipelines.text import normalize
from pipelines.warehouse.ask import for_steps
from pipelines.warehouse.ask.for_steps import StoredFingerprint
from pipelines.warehouse.memory import StateMemory

SAMPLE = 20
"""Stories of a day that are computed again: the package takes about half a millisecond for one."""


def wrong_fingerprints(settings: Settings, days: Sequence[date]) -> dict[date, list[str]]:
    """For each of the days, a line for each story of its sample whose fingerprint the package does not give.

    What was found is remembered as long as nobody writes into the database.
    """
    found: dict[date, list[str]] = {}
    with warehouse.session(settings) as connection:
        memory = StateMemory(settings, "fingerprints", connection)
        for day in days:
            key = f"{day} {VERSION} {SAMPLE}"
            lines = memory.get(key)
            if lines is None:
                lines = list(_wrong(for_steps.first_fingerprints(connection, day, SAMPLE)))
                memory.put(key, lines)
            found[day] = lines
    return found


def _wrong(sample: Iterable[StoredFingerprint]) -> Iterator[str]:
    # Ids are hashes, so the first ones are a fair sample, and the same at each look.
    for story in sample:
        expected = reference_fingerprint(normalize(story.body))
        if expected != story.fingerprint:
            yield f"{story.story_id}: {story.fingerprint:016x} is stored, the simhash package gives {expected:016x}"
