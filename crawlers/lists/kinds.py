"""All kinds of lists. A new one is a class in a file of its own, and its name here."""

from crawlers.lists.feed import Feed
from crawlers.lists.kind import ListSpec
from crawlers.lists.listing_page import ListingPage
from crawlers.lists.sitemap import Sitemap
from crawlers.lists.wordpress import WordPress

KINDS: tuple[type[ListSpec], ...] = (Feed, Sitemap, ListingPage, WordPress)
"""In the order in which a source's lists are asked, and an unknown document is tried."""
