"""Feeds as a test writes them."""

import json

URL = "https://news.example/rss/feed.xml"

ARABIC = "العراق يعلن موعد استئناف الرحلات الجوية"


def rss(items: str, prolog: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return f'{prolog}<rss version="2.0"><channel><title>أخبار</title>{items}</channel></rss>'


def item(title=ARABIC, link="https://news.example/a/1", extra=""):
    return f"<item><title>{title}</title><link>{link}</link>{extra}</item>"


def json_feed(*items, **more):
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "أخبار", "items": items, **more}
    return json.dumps(document).encode()
