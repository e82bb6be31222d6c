"""One article under several addresses of its publisher, as far as its server or its page say so.

AMP and mobile twins: `rel=canonical` is wrong on many sites (every page names the front page, or its section), so
it counts only where one of the two addresses is plainly an AMP or mobile one. Redirects: those of articles that are
gone lead to a front page or an error page, so one counts only where the address keeps its slug or number.
"""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from crawlers.rules.domains import domain_of
from crawlers.rules.page_look import look_at
from pipelines.records import Capture
from pipelines.text import normalize
from pipelines.text.escapes import unescape
from pipelines.urls import canonical_url, is_front_page

_HEAD_BYTES = 256 * 1024
_NUMBER = re.compile("[0-9]{5,20}")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?(?:\d{4}|\d{6})?")
# Characters; `index.html` and `article` are many articles' names.
_LONG_SLUG = 16
# Fewer are a column's name.
_WORDS_OF_TITLE = 4
# Fewer may be any page's.
_WORDS_OF_TEXT = 5
# Share of the shorter title's words that two titles have in common if they are one.
_SAME_TITLE = 0.5
_LINK = re.compile(rb"<link\b[^<>]{1,2000}>", re.IGNORECASE)
_REL = re.compile(r"""\brel\s*=\s*["']?\s*(canonical|amphtml|alternate)\b""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_MOBILE_MEDIA = re.compile(r"""\bmedia\s*=\s*["'][^"']{0,80}max-width""", re.IGNORECASE)
_TWIN_HOST = re.compile(r"^(?:www\.)?(?:m|mobile|amp)\.")
_TWIN_PATH = re.compile(r"(?:^|/)amp(?:/|$)|[.-]amp(?:\.html?)?$", re.IGNORECASE)
_TWIN_QUERY = frozenset({("amp", ""), ("amp", "1"), ("outputtype", "amp"), ("m", "1"), ("mobile", "1")})


def other_addresses(capture: Capture) -> tuple[str, ...]:
    """The other addresses of a captured page."""
    if capture.kind != "page":
        return ()
    found = []
    if capture.final_url != capture.url:
        answered = canonical_url(capture.final_url)
        found += [answered] if answered and _is_moved(capture.url, answered) else []
    for match in _LINK.finditer(capture.body[:_HEAD_BYTES]):
        tag = match[0].decode("ascii", "replace")
        rel, href = _REL.search(tag), _HREF.search(tag)
        if not rel or not href or (rel[1].lower() == "alternate" and not _MOBILE_MEDIA.search(tag)):
            continue
        url = canonical_url(unescape(next(filter(None, href.groups()), "")), capture.final_url)
        if url and _are_twins(url, capture.url):
            found.append(url)
    return tuple(url for url in dict.fromkeys(found) if url != capture.url)


def clues_of(capture: Capture) -> tuple[str, ...]:
    """What may tell an article when its address has changed; each may be shared by articles that are two.

    The number in the address, the entry's guid and title; of a page also `rel=canonical`, where it names another
    article's place on the same site, and a hash of what a reader sees.
    """
    clues = {"number": _number(capture.url)}
    if capture.entry:
        title = normalize(capture.entry.title or "")
        clues["guid"] = capture.entry.guid
        clues["title"] = title if len(title.split()) >= _WORDS_OF_TITLE else None
    if capture.kind == "page":
        clues["page"] = _canonical(capture)
        look = look_at(capture.body, capture.content_type)
        clues["text"] = look.digest if len(look.text) >= _WORDS_OF_TEXT else None
    # Postgres has no NUL in texts, and what is read back must be what was asked for.
    return tuple(f"{name} {value}".replace("\0", " ") for name, value in clues.items() if value)


def same_text(one: Capture, other: Capture) -> bool:
    """Whether two pages differ in nothing that a reader sees."""
    looks = [look_at(capture.body, capture.content_type) for capture in (one, other)]
    return looks[0].digest == looks[1].digest


def other_title(one: Capture, other: Capture) -> bool:
    """Whether two captures were listed under titles of which most words differ."""
    titles = [
        set(normalize(found.entry.title or "").split()) if found.entry else set() for found in (one, other)
    ]
    shorter = min(map(len, titles))
    return shorter > 0 and len(titles[0] & titles[1]) < _SAME_TITLE * shorter


def _canonical(capture: Capture) -> str | None:
    """The address that a page calls its own, on its own site and not its front page; else its own address."""
    for match in _LINK.finditer(capture.body[:_HEAD_BYTES]):
        tag = match[0].decode("ascii", "replace")
        rel, href = _REL.search(tag), _HREF.search(tag)
        if not rel or not href or rel[1].lower() != "canonical":
            continue
        url = canonical_url(unescape(next(filter(None, href.groups()), "")), capture.final_url)
        if url and urlsplit(url).path != "/" and domain_of(url) == domain_of(capture.final_url):
            return url
    return capture.url


def _number(url: str) -> str | None:
    """The number in an address that may be its article's, None if there is none: five digits, and no date."""
    parts = urlsplit(url)
    numbers = [
        one[0]
        for one in _NUMBER.finditer(unquote(f"{parts.path}?{parts.query}"))
        if not _DATE.fullmatch(one[0])
    ]
    return max(reversed(numbers), key=len, default=None)


def _is_moved(url: str, answered: str) -> bool:
    """Whether a redirect led to the same article at another address of the same site."""
    if domain_of(url) != domain_of(answered):
        return False
    a, b = _place(url), _place(answered)
    if a == b:
        return True
    # Up to a section, whose number they share.
    if a.startswith(f"{b}/"):
        return False
    number = _number(url)
    if number is not None and number == _number(answered):
        return True
    slug = a.rpartition("/")[2]
    return len(slug) >= _LONG_SLUG and slug == b.rpartition("/")[2]


def _place(url: str) -> str:
    """Path and query, with or without a slash at the end; the front page is the empty one."""
    parts = urlsplit(url)
    return parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")


def _are_twins(one: str, other: str) -> bool:
    a, b = urlsplit(one), urlsplit(other)
    return (
        not is_front_page(one)
        and _is_variant(one) != _is_variant(other)
        and _site(a.netloc) == _site(b.netloc)
    )


def _is_variant(url: str) -> bool:
    """Whether an address is an AMP or mobile one by its looks."""
    parts = urlsplit(url)
    query = {(name.lower(), value.lower()) for name, value in parse_qsl(parts.query, keep_blank_values=True)}
    return bool(_TWIN_HOST.search(parts.netloc) or _TWIN_PATH.search(parts.path) or query & _TWIN_QUERY)


def _site(netloc: str) -> str:
    return _TWIN_HOST.sub("", netloc).removeprefix("www.")
