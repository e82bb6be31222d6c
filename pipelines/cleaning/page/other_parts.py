"""Parts of a page that are about other articles, readers or today: what they date and whom they name is not the page's."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element as Element

from pipelines.cleaning.page.text_lines import one_line
from pipelines.cleaning.page.tree import names_of

POST_CLASSES = (
    "twitter-tweet",
    "twitter-video",
    "instagram-media",
    "fb-post",
    "fb-video",
    "tiktok-embed",
    "bluesky-embed",
    "text-post-media",
    "reddit-card",
    "reddit-embed",
    "reddit-embed-bq",
)
"""Class names that social networks' own snippets give to a post embedded in a page."""


@dataclass(frozen=True, slots=True, eq=False)
class OtherNames:
    """What names of such parts have in them; equal to nothing but itself, as a pattern is read whole where it is a key.

    Attributes:
        pattern: of names in lower case, as a pattern that ignores case takes four times as long.
    """

    pattern: re.Pattern[str]

    def wider(self, more: str) -> "OtherNames":
        """The same or another pattern."""
        return OtherNames(re.compile(f"{self.pattern.pattern}|{more}"))


OTHERS = OtherNames(
    re.compile(
        r"comment|related|recommend|sidebar|trending|popular|most-?read|copyright|cookie|newsletter|subscri|ticker|weather"
        r"|read-?also|also-?read|more-?(?:stories|news|posts|from|on)|you-?may|date-?now|current-?(?:date|time)|today"
        r"|(?:opening|visiting)-?hours|\bhours|(?:^|[\s_])events?(?:$|[\s_-])"
        rf"|{'|'.join(POST_CLASSES)}"
    )
)
"""In the names of such parts, those that embed a post of a social network among them."""
# Things that a page describes beside its article (microdata): https://schema.org/ImageObject.
_BESIDE_ARTICLE = re.compile(
    r"/(?:ImageObject|VideoObject|AudioObject|MediaObject|Photograph|Comment|UserComments|\w*Event|Offer)\b"
)
# Elements between a thing's scope and its properties; a hostile page has hundreds.
_SCOPE_LEVELS = 20
_OTHER_THINGS = re.compile(rf"{_BESIDE_ARTICLE.pattern}|/(?:Person|\w*Organization)\b")
# `post-date-comments` and `entry-meta comments-above` hold the article's date, and the number of its comments;
# `HeaderComment_date` that of an opinion. In lower case, too.
_OWN = re.compile(
    r"\S*(?:date|posted|byline|header)\S*comment\S*|(?<!\S)(?:entry|post|article|story)-(?:meta|info)(?!\S)(?:\s+\S*comment\S*)+"
)

# Characters of names that are remembered.
_REMEMBERED_MAX = 120
# Of a teaser: words of its headline, links that are asked, elements around its date.
_HEADLINE_WORDS, _LINKS_MAX, _LEVELS = 3, 5, 4
# Characters beside a date that are only signs.
_SLACK = 4
_CARDS = frozenset({"article", "li", "a"})
# Elements beside a page's main part, by their tag or their role (WAI-ARIA).
_ASIDES = frozenset({"aside", "footer", "nav", "complementary", "contentinfo"})
MENU_ROLES = frozenset({"navigation", "menu", "menubar", "menuitem"})
"""Roles of menus; some bars show the time in theirs."""
_CARD_MAX = 400


def names_others(names: str, others: OtherNames = OTHERS) -> bool:
    """Whether the names of an element say that it is such a part."""
    return _known(names, others) if len(names) <= _REMEMBERED_MAX else _names_others(names, others)


def _names_others(names: str, others: OtherNames) -> bool:
    lower = names.lower()
    return others.pattern.search(lower) is not None and others.pattern.search(_OWN.sub("", lower)) is not None


# Elements of a site have the same names.
_known = lru_cache(maxsize=10_000)(_names_others)


def is_of_another_thing(element: Element) -> bool:
    """Whether an `itemprop` is of a picture, a person or a comment: the nearest `itemscope` around it says whose it is."""
    around = islice(element.iterancestors(), _SCOPE_LEVELS)
    scope = next((one for one in around if one.get("itemscope") is not None), None)
    return scope is not None and _OTHER_THINGS.search(scope.get("itemtype") or "") is not None


def describes_another_thing(element: Element) -> bool:
    """Whether an element is the `itemscope` of a picture, a comment or an event; a person's may be the author's."""
    return element.get("itemscope") is not None and (
        _BESIDE_ARTICLE.search(element.get("itemtype") or "") is not None
    )


@dataclass(frozen=True, slots=True)
class OtherParts:
    """Tells such parts of one page.

    Attributes:
        heading: the headline; None if the page shows none.
        own: the elements that hold it. They are the article's, whatever their names: themes call them
            `has-sidebar`, and after the article's topics.
    """

    heading: Element | None
    own: frozenset[Element]

    @classmethod
    def beside(cls, heading: Element | None) -> "OtherParts":
        """Of a page with this headline."""
        return cls(heading, frozenset(heading.iterancestors()) if heading is not None else frozenset())

    def hold(self, element: Element, names: OtherNames, levels: int, *, parts: bool = True) -> bool:
        """Whether an element, or one of so many around it, is such a part.

        Args:
            element: the innermost.
            names: of such parts.
            levels: number of elements around it that are asked.
            parts: whether to be in an aside, a footer or a menu is enough.
        """
        node: Element | None = element
        for _ in range(levels + 1):
            if node is None or node.tag in {"body", "html"} or node in self.own:
                return False
            role = node.get("role")
            if role in MENU_ROLES or (parts and not _ASIDES.isdisjoint((node.tag, role))):
                return True
            if names_others(names_of(node), names):
                return True
            node = node.getparent()
        return False

    def tease(self, element: Element) -> bool:
        """Whether a date stands in another article's card, in an item with a headline, or beside nothing but a headline."""
        for item in islice(element.iterancestors("li", "article", "a"), 2):
            if item not in self.own and (is_card(item) or (item.tag == "li" and links_headline(item))):
                return True
        date = one_line(element)
        for around in islice(element.iterancestors(), _LEVELS):
            if around in self.own or around.tag == "body":
                return False
            text = one_line(around)
            if len(text) > len(date) + _SLACK:
                words = max(map(headline_words, islice(around.iter("a"), _LINKS_MAX)), default=0)
                return is_mostly_headline(words, len(text.replace(date, " ").split()))
        return False


def headline_words(link: Element) -> int:
    """Number of words of a link that may be an article's headline; 0 of one to a tag, to a place on the page, of a button."""
    address = link.get("href") or ""
    if "#" in address or link.get("rel") or address.startswith(("javascript:", "mailto:")):
        return 0
    words = len(one_line(link).split())
    return words if words >= _HEADLINE_WORDS else 0


def is_mostly_headline(linked: int, words: int) -> bool:
    """Whether so many words beside a date are a headline, of which so many are a link."""
    return linked > 0 and 3 * linked >= 2 * words


def links_headline(element: Element) -> bool:
    """Whether a link in an element may be a headline."""
    return any(map(headline_words, islice(element.iter("a"), _LINKS_MAX)))


def is_card(element: Element) -> bool:
    """Whether an element shows another article: it is short, and its heading is a link."""
    if element.tag not in _CARDS:
        return False
    heading = next(element.iter("h2", "h3", "h4", "h5", "h6"), None)
    if heading is None or len(one_line(heading).split()) < _HEADLINE_WORDS:
        return False
    is_linked = (
        element.tag == "a"
        or any(True for _ in heading.iter("a"))
        or any(True for _ in heading.iterancestors("a"))
    )
    return is_linked and 0 < len(one_line(element)) <= _CARD_MAX
