"""Feeds, sitemaps and listing pages as publishers really write them, read into entries."""

from pipelines.feeds.feed import parse_feed
from pipelines.feeds.listing import parse_listing
from pipelines.feeds.parsed import ChildSitemap, NotAFeedError, ParsedFeed, ParsedSitemap
from pipelines.feeds.sitemap import parse_sitemap

__all__ = [
    "ChildSitemap",
    "NotAFeedError",
    "ParsedFeed",
    "ParsedSitemap",
    "parse_feed",
    "parse_listing",
    "parse_sitemap",
]
