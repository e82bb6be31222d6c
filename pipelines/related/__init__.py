"""Groups that tell the same event in other words: a second layer beside the groups, which it never merges."""

from pipelines.related.clusters import Event, events_of
from pipelines.related.links import DEFAULT, Link, RelatedConfig, links_of_day
from pipelines.related.terms import DayTerms, Group, Lead, LeadTerms, day_terms, words_with

__all__ = [
    "DEFAULT",
    "DayTerms",
    "Event",
    "Group",
    "Lead",
    "LeadTerms",
    "Link",
    "RelatedConfig",
    "day_terms",
    "events_of",
    "links_of_day",
    "words_with",
]
