"""Scrapy spiders: generic, driven by the sources' files."""
