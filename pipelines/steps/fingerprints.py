"""Whether stored fingerprints are those of the `simhash` package, which defines them."""

from collections.abc import Sequence
from datetime import date

from pipelines import warehouse
from pipelines.dedup.features.reference import reference_fingerprint
from pipelines.settings import Settings
from pipelines.text import normalize
from pipelines.warehouse.ask import for_steps

SAMPLE = 20
"""Stories of a day that are computed again: the package takes about half a millisecond for one."""


def wrong_fingerprints(settings: Settings, days: Sequence[date]) -> dict[date, list[str]]:
    """For each of the days, a line for each story of its sample whose fingerprint the package does not give."""
    found: dict[date, list[str]] = {}
    with warehouse.session(settings) as connection:
        for day in days:
            # Ids are hashes, so the first ones are a fair sample, and the same at each look.
            found[day] = [
                f"{story.story_id}: {story.fingerprint:016x} is stored, the simhash package gives {expected:016x}"
                for story in for_steps.first_fingerprints(connection, day, SAMPLE)
                if (expected := reference_fingerprint(normalize(story.body))) != story.fingerprint
            ]
    return found
