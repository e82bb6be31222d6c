"""Dates of news pages: read what a page writes, keep where it stood, pick one by one rule."""
