"""Which stories are one: simhash finds, exact overlap decides, a group rule keeps chains out."""

from pipelines.dedup.features.fingerprint import VERSION, Features, features_of
from pipelines.dedup.features.spool import spooled
from pipelines.dedup.in_memory import DuplicatePair, find_pairs
from pipelines.dedup.rules.config import DEFAULT, DedupConfig
from pipelines.dedup.rules.evidence import evidence_against
from pipelines.dedup.rules.groups import group_stories
from pipelines.dedup.rules.overlap import EQUAL_TEXTS, Overlap
from pipelines.dedup.rules.verification import EQUAL_TEXT, Judgement
from pipelines.dedup.texts import find_groups, group_texts

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
    "evidence_against",
    "features_of",
    "find_groups",
    "find_pairs",
    "group_stories",
    "group_texts",
    "spooled",
]
