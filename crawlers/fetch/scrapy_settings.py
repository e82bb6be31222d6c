"""Scrapy, made to behave: honest, polite, limited, quiet."""

from collections.abc import Collection
from importlib.metadata import version
from typing import Any

from crawlers.fetch.connections import allow_open_files, most_connections
from crawlers.fetch.context import (
    LONGEST_CRAWL_DELAY,
    MAX_REDIRECTS,
    MAX_REQUESTS_PER_DOMAIN,
    Limits,
)
from crawlers.fetch.robots import AGENT
from crawlers.registry.spec import SourceSpec
from crawlers.rules.targets import PageTarget
from pipelines.settings import Settings

# Scrapy's own parts that are used, and none of the others: each costs every request some time, or the start.
_PARTS: dict[str, Any] = {
    "DOWNLOADER_MIDDLEWARES_BASE": {},
    "DOWNLOADER_MIDDLEWARES": {
        "crawlers.fetch.budget.BudgetGate": 40,
        "crawlers.fetch.address_guard.AddressGuard": 50,
        "crawlers.fetch.robots.RobotsGate": 100,
        "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
        "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
        "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
        "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
        "crawlers.fetch.source_options.SourceOptions": 740,
        "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
        "crawlers.fetch.pace.Pace": 890,
        "crawlers.fetch.attempts.AttemptLog": 895,
    },
    "SPIDER_MIDDLEWARES_BASE": {"scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": 50},
    "EXTENSIONS_BASE": {"scrapy.extensions.throttle.AutoThrottle": 0},
    "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
}


def user_agent(contact: str) -> str:
    """Who is asking, and how to reach them: `Naba/0.1.0 (+https://…)`."""
    return f"{AGENT}/{version('naba')} (+{contact})"


def scrapy_settings(settings: Settings, sources: Collection[SourceSpec], limits: Limits) -> dict[str, Any]:
    """Settings of a Scrapy process that fetches from these sources; raises its limit of open files."""
    connections = most_connections(len(sources), allow_open_files(len(sources)))
    return {
        "USER_AGENT": user_agent(settings.contact),
        "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Language": "*"},
        # Pace. The delay of each domain comes from its sources and its robots.txt; AutoThrottle may lengthen it.
        # A slow domain's queue must not keep the others from theirs.
        "CONCURRENT_REQUESTS": connections.at_work,
        "NABA_IDLE_CONNECTIONS": connections.idle,
        "CONCURRENT_REQUESTS_PER_DOMAIN": MAX_REQUESTS_PER_DOMAIN,
        "SCHEDULER_PRIORITY_QUEUE": "crawlers.fetch.fair_queue.FairQueue",
        # The ledger spaces requests exactly.
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(MAX_REQUESTS_PER_DOMAIN),
        "AUTOTHROTTLE_START_DELAY": 0.0,
        "AUTOTHROTTLE_MAX_DELAY": LONGEST_CRAWL_DELAY,
        "RETRY_TIMES": 2,
        # Without 429, which means later, not now.
        "RETRY_HTTP_CODES": [408, 500, 502, 503, 504, 522, 524],
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
        # There are no items; Scrapy starts so many tasks for each response.
        "CONCURRENT_ITEMS": 1,
        # Bytes of answers that are read at the same time: those of a large list, in another process, hold up no others.
        "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 100_000_000,
        # Limits. The size counts on the wire and again while unpacking.
        "DOWNLOAD_TIMEOUT": limits.whole_seconds,
        # A page's; requests for anything else say their own in their meta.
        "DOWNLOAD_MAXSIZE": PageTarget.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        # Safety.
        "DOWNLOAD_HANDLERS": {
            "http": "crawlers.fetch.pace.PoliteHandler",
            "https": "crawlers.fetch.pace.PoliteHandler",
            "data": None,
            "file": None,
            "ftp": None,
            "s3": None,
        },
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "TWISTED_DNS_RESOLVER": "crawlers.fetch.resolver.GuardedResolver",
        "NABA_ALLOW_PRIVATE": any(source.allow_private for source in sources),
        "NABA_PROXIES": [url for url in (settings.proxy, *(one.requests.proxy for one in sources)) if url],
        **_PARTS,
        # Quiet.
        "LOG_LEVEL": "ERROR",
    }
