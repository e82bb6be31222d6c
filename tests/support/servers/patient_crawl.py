"""`python -m crawlers.run` with patience: on a busy machine a test's own server is slow, not broken."""

import functools
import sys

import scrapy.crawler  # noqa: F401

# What a crawl imports when it needs it, imported before a nursery forks.
from crawlers import run
from crawlers.fetch.context import Limits
from tests.support.processes import PATIENCE

run.collect = functools.partial(run.collect, limits=Limits(PATIENCE, PATIENCE))
main = run.main

if __name__ == "__main__":
    sys.exit(main())
