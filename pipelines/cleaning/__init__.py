"""Cleaning: from a captured page to its article and stories."""

from pipelines.cleaning.article import Draft, clean, extract, finish, read_capture, read_page
from pipelines.cleaning.line.headlines import Headlines
from pipelines.cleaning.one_source import SeenPage, clean_changed, clean_source, site_of
from pipelines.cleaning.stories.split_result import Split
from pipelines.cleaning.stories.splitter import split
from pipelines.cleaning.version import CLEANER_VERSION

__all__ = [
    "CLEANER_VERSION",
    "Draft",
    "Headlines",
    "SeenPage",
    "Split",
    "clean",
    "clean_changed",
    "clean_source",
    "extract",
    "finish",
    "read_capture",
    "read_page",
    "site_of",
    "split",
]
