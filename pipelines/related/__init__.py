"""Groups that tell the same event in other words: a second layer beside the groups, which it never merges."""

from pipelines.related.clusters import Event, events_of
from pipelines.related.config import DEFAULT, RelatedConfig
from pipelines.related.day_terms import DayTerms, day_terms
from pipelines.related.links import Link, links_of_day, relate_day
from pipelines.related.terms import Lead, LeadTerms, words_with

__all__ = [
    "DEFAULT",
    "DayTerms",
    "Event",
    "Lead",
    "LeadTerms",
    "Link",
    "RelatedConfig",
    "day_terms",
    "events_of",
    "links_of_day",
    "relate_day",
    "words_with",
]
