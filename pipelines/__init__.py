"""The pure library of Naba: true for any publisher; no Scrapy, no Dagster, no network."""
