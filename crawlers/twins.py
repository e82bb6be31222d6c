"""AMP and mobile twins: one article under two addresses of its publisher, as the page itself says.

`rel=canonical` is wrong on many sites (every page names the front page, or its section), so it counts only
where one of the two addresses is plainly an AMP or mobile one.
"""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from pipelines.records import Capture
from pipelines.urls import canonical_url

_HEAD_BYTES = 256 * 1024
_LINK = re.compile(rb"<link\b[^<>]{1,2000}>", re.IGNORECASE)
_REL = re.compile(r"""\brel\s*=\s*["']?\s*(canonical|amphtml|alternate)\b""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_MOBILE_MEDIA = re.compile(r"""\bmedia\s*=\s*["'][^"']{0,80}max-width""", re.IGNORECASE)
_TWIN_HOST = re.compile(r"^(?:www\.)?(?:m|mobile|amp)\.")
_TWIN_PATH = re.compile(r"(?:^|/)amp(?:/|$)|[.-]amp(?:\.html?)?$", re.IGNORECASE)
_TWIN_QUERY = frozenset({("amp", ""), ("amp", "1"), ("outputtype", "amp"), ("m", "1"), ("mobile", "1")})


def twin_urls(capture: Capture) -> tuple[str, ...]:
    """The other addresses of a captured page."""
    if capture.kind != "page":
        return ()
    twins: list[str] = []
    for match in _LINK.finditer(capture.body[:_HEAD_BYTES]):
        tag = match[0].decode("ascii", "replace")
        rel, href = _REL.search(tag), _HREF.search(tag)
        if not rel or not href or (rel[1].lower() == "alternate" and not _MOBILE_MEDIA.search(tag)):
            continue
        url = canonical_url(unescape(next(filter(None, href.groups()), "")), capture.final_url)
        if url and url != capture.url and _are_twins(url, capture.url):
            twins.append(url)
    return tuple(dict.fromkeys(twins))


def _are_twins(one: str, other: str) -> bool:
    a, b = urlsplit(one), urlsplit(other)
    is_front_page = a.path == "/" and not a.query
    return not is_front_page and _is_variant(one) != _is_variant(other) and _site(a.netloc) == _site(b.netloc)


def _is_variant(url: str) -> bool:
    """Whether an address is an AMP or mobile one by its looks."""
    parts = urlsplit(url)
    query = {(name.lower(), value.lower()) for name, value in parse_qsl(parts.query, keep_blank_values=True)}
    return bool(_TWIN_HOST.search(parts.netloc) or _TWIN_PATH.search(parts.path) or query & _TWIN_QUERY)


def _site(netloc: str) -> str:
    return _TWIN_HOST.sub("", netloc).removeprefix("www.")
