"""Cleaning: from a captured page to its article and stories."""

from pipelines.cleaning.article import CLEANER_VERSION, clean, extract
from pipelines.cleaning.headlines import Headlines
from pipelines.cleaning.readalso import Split, split

__all__ = ["CLEANER_VERSION", "Headlines", "Split", "clean", "extract", "split"]
