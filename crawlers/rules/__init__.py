"""Decisions of a crawl as pure functions: no network, no files, the clock a parameter."""
