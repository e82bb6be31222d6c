"""Asking publishers outside a crawl: is a source still there, what has a new site, what became of an article."""
