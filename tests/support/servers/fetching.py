"""`python -m crawlers.ask.once`, as a nursery forks it."""

import scrapy.crawler  # noqa: F401

# What it imports when it needs it, imported before a nursery forks.
import crawlers.fetch.scrapy_settings
import crawlers.fetch.spiders.fetch  # noqa: F401
from crawlers.ask.once import main  # noqa: F401
