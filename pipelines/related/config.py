"""The thresholds by which groups are related."""

import hashlib
import json
from dataclasses import asdict, dataclass

VERSION = 1
"""Raised whenever the same groups give other links or events."""


@dataclass(frozen=True, slots=True)
class RelatedConfig:
    """The thresholds, chosen where people who read the links found nine of ten true; docs/decisions/dedup.md has the figures.

    Attributes:
        window_days: days before a day whose groups tell with it how rare a term is.
        hours: groups further apart are not related; a multiple of 24. Days of the window before that tell what is routine.
        rare: a term that more groups of the window hold makes nobody a candidate. It bounds the time.
        shared: rare terms that two groups must share at least.
        similarity: cosine from which on groups of two outlets are related.
        rarity_power: the logarithm of a term's rarity is raised to this: names tell more than themes.
    """

    window_days: int = 10
    hours: int = 72
    rare: int = 40
    shared: int = 4
    similarity: float = 0.27
    rarity_power: float = 1.5

    @property
    def days(self) -> int:
        """Days before a day whose groups may be related with its own."""
        return -(-self.hours // 24)

    @property
    def config_id(self) -> str:
        """Version and first 12 hex digits of the SHA-256 of all thresholds."""
        digest = hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
        return f"{VERSION}.{digest[:12]}"


DEFAULT = RelatedConfig()
