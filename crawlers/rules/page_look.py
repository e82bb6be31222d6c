"""What can be seen of a page without cleaning it: its headings and words, cheaply, for decisions of the crawl."""

import hashlib
import re
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from lxml import etree

from pipelines.text import normalize
from pipelines.text.page_tree import page_tree
from pipelines.text.scripts import UNPARTED
from pipelines.titles import without_quoting

# Words on a page that only leads to another, such as "click here if nothing happens".
_HARDLY_ANY = 40
# Of a page, those that are looked at; a page with more has a text of its own.
_HEADINGS = 8
# Seconds; what waits for longer is shown to be read, or tries again.
_LONGEST_REFRESH = 10
_REFRESH = re.compile(r"\s*(\d{1,6})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']{1,8000})", re.IGNORECASE)

# Not shown to readers. Taking them out first and asking for all text is many times faster than asking each text for
# its parent.
_HIDDEN = ("script", "style", "template")
# Strings that know their parents take twice the time.
_texts = etree.XPath("//body//text()", smart_strings=False)

# Text inside of them is for going elsewhere.
_PRESSED = frozenset({"a", "button", "select", "option", "label", "textarea"})
# A link around paragraphs was never closed, or is none.
_link_texts = etree.XPath(
    "//body//a[not(.//p)]//text() | //body//button[not(.//p)]//text() | //body//select//text()",
    smart_strings=False,
)
_BESIDE = frozenset({"nav", "footer", "aside"})
_INLINE = frozenset({
    "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
})  # fmt: skip
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|[。！？，؟؛\n]+")
# Between an article's title and the site's name.
_SITE_NAME = re.compile(r"\s[|\-–—·•»›:]+\s|[|»›]")
# One search for each is many times faster than a pattern of all.
_ARTICLE_MARKUP = (
    b"articleBody",
    b"datePublished",
    b"NewsArticle",
    b"article:published_time",
    b"__NEXT_DATA__",
    b"__NUXT__",
)

# Only the beginning of a page is looked at.
_MAX_BYTES = 1_000_000


def _parts_of(title: str) -> list[str]:
    """What a site's name or section is parted from."""
    parted = (one.span() for one in _SITE_NAME.finditer(without_quoting(title)))
    edges = [0, *(edge for span in parted for edge in span), len(title)]
    return [title[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _is_beside(element: Any) -> bool:
    return element.tag in _BESIDE or (element.tag in _PRESSED and element.find(".//p") is None)


class PageLook:
    """What can be seen of a page."""

    def __init__(self, body: bytes, content_type: str) -> None:
        self.body = body[:_MAX_BYTES]
        self._root = page_tree(self.body, content_type)
        etree.strip_elements(self._root, *_HIDDEN, with_tail=False)

    @cached_property
    def headings(self) -> list[str]:
        """The page's names for itself, normalised."""
        found = [
            *self._root.xpath("//title//text()"),
            *self._root.xpath("//meta[@property='og:title' or @name='twitter:title']/@content"),
            *(heading.text_content() for heading in self._root.xpath("(//h1)[position() <= 5]")),
        ]
        return [heading for one in found if (heading := normalize(one))]

    @cached_property
    def names(self) -> list[str]:
        """The parts of its title, and its headings down to the fourth rank, normalised."""
        titles = [part for one in self._root.xpath("//title//text()") for part in _parts_of(one)]
        ranks = islice(self._root.iter("h1", "h2", "h3", "h4"), _HEADINGS)
        found = dict.fromkeys(normalize(one) for one in (*titles, *(one.text_content() for one in ranks)))
        return [name for name in found if name]

    @property
    def first_heading(self) -> str:
        """The first heading down to the fourth rank, normalised; empty where there is none."""
        found = next(self._root.iter("h1", "h2", "h3", "h4"), None)
        return "" if found is None else normalize(found.text_content())

    @cached_property
    def statements(self) -> list[str]:
        """The sentences outside of links, buttons, menus and footers, headings included, normalised."""
        body = self._root.find("body")
        if body is None:
            return []
        parts: list[str] = []
        # The links, buttons and places beside the article that are open.
        beside: list[Any] = []
        for event, element in etree.iterwalk(body, events=("start", "end", "comment", "pi")):
            if event == "start" and _is_beside(element):
                beside.append(element)
            if event in {"start", "end"} and element.tag not in _INLINE:
                parts.append("\n" if element.tag not in _PRESSED else " ")
            if event == "start" and not beside:
                parts.append(element.text or "")
            if beside and element is beside[-1] and event == "end":
                beside.pop()
            if event != "start" and not beside and element is not body:
                parts.append(element.tail or "")
        found = (normalize(one) for one in _SENTENCE_END.split("".join(parts)))
        return [statement for statement in found if statement]

    @cached_property
    def length(self) -> int:
        """Number of words outside of links and buttons; where words are not parted by spaces, of characters."""
        inside = " ".join(_link_texts(self._root))
        whole = " ".join(self.text)
        return (
            len(self.text)
            - len(inside.split())
            + len(UNPARTED.findall(whole))
            - len(UNPARTED.findall(inside))
        )

    @cached_property
    def text(self) -> list[str]:
        """All words that a reader sees, as they are written."""
        return " ".join(_texts(self._root)).split()

    @cached_property
    def words(self) -> list[str]:
        """The same, normalised; slower than all else."""
        return normalize(" ".join(self.text)).split()

    @property
    def leads_to(self) -> str | None:
        """The address that a page without a text of its own leads to by `<meta http-equiv=refresh>`, as it stands there."""
        for meta in self._root.iter("meta"):
            match = _REFRESH.match(meta.get("content") or "")
            if match and (meta.get("http-equiv") or "").strip().lower() == "refresh":
                is_short = len(self.text) < _HARDLY_ANY and int(match[1]) <= _LONGEST_REFRESH
                return str(match[2]).strip() if is_short else None
        return None

    @property
    def is_noindex(self) -> bool:
        """Whether search engines are told to leave the page out."""
        return any("noindex" in one.lower() for one in self._root.xpath("//meta[@name='robots']/@content"))

    @property
    def has_password(self) -> bool:
        """Whether it asks for a password."""
        return bool(self._root.xpath("//input[@type='password']"))

    @property
    def tells_of_an_article(self) -> bool:
        """Whether its markup says that it is an article, whose text scripts may bring."""
        return any(mark in self.body for mark in _ARTICLE_MARKUP)

    @property
    def digest(self) -> str:
        """Hash of headings and words: the same for pages that differ in nothing that a reader sees."""
        text = " ".join((*self.headings, *self.text))
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


@lru_cache(maxsize=4)
def look_at(body: bytes, content_type: str) -> PageLook:
    """Looks at a page; at the same one again for nothing."""
    return PageLook(body, content_type)
