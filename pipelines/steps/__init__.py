"""The steps of the pipeline, as Dagster and the command line both call them.

Each step reads what the step before it left (archive or database), computes, and replaces its partition in
one short transaction. A step may be run again, or killed at any point: the next run gives what one
undisturbed run would have given.
"""

from pipelines.steps.archive import ArchiveReport, index_archive
from pipelines.steps.articles import CleanReport, clean_days
from pipelines.steps.groups import GroupReport, PairReport, group_stories, pair_days
from pipelines.steps.late import LateDays, late_days
from pipelines.steps.related import RelatedReport, relate_groups
from pipelines.steps.sources import note_sources

__all__ = [
    "ArchiveReport",
    "CleanReport",
    "GroupReport",
    "LateDays",
    "PairReport",
    "RelatedReport",
    "clean_days",
    "group_stories",
    "index_archive",
    "late_days",
    "note_sources",
    "pair_days",
    "relate_groups",
]
