"""Values in source files that are more than a string: how they are checked, and what is said of a wrong one."""

from typing import Annotated

from cssselect import HTMLTranslator, SelectorError
from pydantic import AfterValidator

from pipelines.urls import canonical_url


def http_url(value: str) -> str:
    """The value, if it is a web address; for Pydantic, so a wrong one raises `ValueError`."""
    if canonical_url(value) is None or not value.startswith(("http://", "https://")):
        raise ValueError(f"expected a URL such as https://news.example/rss.xml, got {value!r}")
    return value


def _css(value: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(value)
    except SelectorError as error:
        raise ValueError(f"expected a CSS selector such as article h1, got {value!r} ({error})") from None
    return value


HttpUrl = Annotated[str, AfterValidator(http_url)]

Css = Annotated[str, AfterValidator(_css)]
