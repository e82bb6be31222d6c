"""Values in source files that are more than a string: how they are checked, and what is said of a wrong one."""

import re
import unicodedata
from functools import cache
from typing import Annotated

from cssselect import HTMLTranslator, SelectorError
from pydantic import AfterValidator

from crawlers.rules.addresses import without_feed_scheme
from pipelines.urls import canonical_url

# Most addresses look like this, and need no parser.
_PLAIN_URL = re.compile(
    r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}(?:/[\w.~/?=&+-]{0,500})?", re.ASCII
)
# Line breaks and other controls, and what is no character: names go into tables, feeds and XML, which can't hold them.
_NO_TEXT = frozenset({"Cc", "Cn", "Cs", "Zl", "Zp"})


def http_url(value: str) -> str:
    """The value, if it is a web address, also as browsers write feeds'; for Pydantic, so a wrong one raises `ValueError`."""
    if _PLAIN_URL.fullmatch(value):
        return value
    value = without_feed_scheme(value)
    if canonical_url(value) is None or not value.startswith(("http://", "https://")):
        raise ValueError(f"expected a URL such as https://news.example/rss.xml, got {value!r}")
    return value


@cache
def _css(value: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(value)
    except SelectorError as error:
        raise ValueError(f"expected a CSS selector such as article h1, got {value!r} ({error})") from None
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"expected a regular expression such as /news/, got {value!r} ({error})") from None
    return value


def _line(value: str) -> str:
    if any(unicodedata.category(one) in _NO_TEXT for one in value):
        raise ValueError(f"expected one line of text, got {value!r}")
    return value


HttpUrl = Annotated[str, AfterValidator(http_url)]

Css = Annotated[str, AfterValidator(_css)]

Pattern = Annotated[str, AfterValidator(_pattern)]

Line = Annotated[str, AfterValidator(_line)]
