"""Which stories are one: simhash finds, exact overlap decides, a group rule keeps chains out."""

from pipelines.dedup.config import DEFAULT, DedupConfig
from pipelines.dedup.feature_spool import spooled
from pipelines.dedup.fingerprint import VERSION, Features, features_of
from pipelines.dedup.groups import group_stories
from pipelines.dedup.pairs import DuplicatePair, find_pairs
from pipelines.dedup.texts import find_groups, group_texts
from pipelines.dedup.verification import EQUAL_TEXT, EQUAL_TEXTS, Judgement, Overlap

__all__ = [
    "DEFAULT",
    "EQUAL_TEXT",
    "EQUAL_TEXTS",
    "VERSION",
    "DedupConfig",
    "DuplicatePair",
    "Features",
    "Judgement",
    "Overlap",
    "features_of",
    "find_groups",
    "find_pairs",
    "group_stories",
    "group_texts",
    "spooled",
]
