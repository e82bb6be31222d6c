"""What can be seen of a page without cleaning it: its headings and words, cheaply, for decisions of the crawl."""

import hashlib
import re
from functools import cached_property, lru_cache

from lxml import etree

from pipelines.text import normalize
from pipelines.text.page_tree import page_tree

# Words on a page that only leads to another, such as "click here if nothing happens".
_HARDLY_ANY = 40
# Seconds; what waits for longer is shown to be read, or tries again.
_LONGEST_REFRESH = 10
_REFRESH = re.compile(r"\s*(\d{1,6})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']{1,8000})", re.IGNORECASE)

# Not shown to readers. Taking them out first and asking for all text is many times faster than asking each text for
# its parent.
_HIDDEN = ("script", "style", "template")
# Strings that know their parents take twice the time.
_texts = etree.XPath("//body//text()", smart_strings=False)

# Only the beginning of a page is looked at.
_MAX_BYTES = 1_000_000


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
        return b"articleBody" in self.body or b"__NEXT_DATA__" in self.body or b"__NUXT__" in self.body

    @property
    def digest(self) -> str:
        """Hash of headings and words: the same for pages that differ in nothing that a reader sees."""
        text = " ".join((*self.headings, *self.text))
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


@lru_cache(maxsize=4)
def look_at(body: bytes, content_type: str) -> PageLook:
    """Looks at a page; at the same one again for nothing."""
    return PageLook(body, content_type)
