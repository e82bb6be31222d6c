"""One walk over a page that notes the few elements that anything is looked for in.

Titles, bylines, dates, sections, read-also markers and comments are looked for in what is noted here: a search for each
of them would walk the page again, and walking is what reading a page costs.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from lxml.etree import _Element as Element

from pipelines.cleaning.line.wordings import first_word, wordings
from pipelines.cleaning.line.wordings.phrases import any_of
from pipelines.cleaning.page.other_parts import POST_CLASSES, is_of_another_thing
from pipelines.text.escapes import read_json

Kind = Literal["logo", "headline", "author", "date", "breadcrumb", "comments", "post", "unseen", "check"]

# Parts of class names in lower case and without hyphens.
_KINDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("logo", ("logo", "sitetitle", "sitename", "brand")),
    (
        "headline",
        ("headline", "entrytitle", "posttitle", "articletitle", "storytitle", "newstitle", "pagetitle"),
    ),
    (
        "author",
        (
            "author",
            "byline",
            "writer",
            "signature",
            "auteur",
            "autor",
            "redacteur",
            "penulis",
            "yazar",
            "katib",
        ),
    ),
    ("date", ("date", "time", "publish", "posted", "submitted", "meta", "tarikh", "tari5", "fecha", "datum")),
    ("breadcrumb", ("breadcrumb",)),
    ("comments", ("comment", "disqus", "respond")),
    # What shows a post of a social network.
    (
        "post",
        tuple(name.replace("-", "") for name in POST_CLASSES),
    ),
    ("check", ("captcha", "turnstile", "challengeform", "challengerunning", "cfchallenge", "cfwrapper")),
    ("unseen", ("sronly", "visuallyhidden", "hiddenvisually", "screenreader", "showforsr", "vh")),
)
# In lower case, as a pattern that ignores case takes thirty times as long; as a tree of letters, it takes half as long as a list.
_ANY_PART = re.compile(any_of(part for _, parts in _KINDS for part in parts))
_HEAD, _HEADING, _STAMPED, _WHOLE, _NO_TEXT = range(5)
_TAGS = {
    tag: kind
    for kind, tags in (
        (_HEAD, ("meta", "title", "link", "script")),
        (_HEADING, ("h1", "h2", "h3")),
        (_STAMPED, ("time", "abbr")),
        (_WHOLE, ("body", "html")),
        (_NO_TEXT, ("style", "noscript", "template", "nav", "header", "footer")),
    )
    for tag in tags
}
_NAMES = frozenset({"class", "id"})
_READ = frozenset({"href", "itemprop", "itemtype", "rel", "pubdate", "type", "property"})
# Of microdata: https://schema.org/Product and its kinds.
_GOODS = re.compile(r"schema\.org/\w*Product(?:Group|Model)?\b")
_META_MAX = 5_000  # characters; a list of keywords, an address with all its parameters
_PARSELY = "parsely-page"  # one tag for all that Parse.ly is told of a page
_METAS = 50  # of one name: `article:tag` stands once for each tag
_NAMES_MAX = 1_000  # characters of a class or id
# Characters of a name or a word that is remembered: 50,000 of a hostile site's would else take 100 MB.
_REMEMBERED_MAX = 120
_KEPT = 200  # of one kind; a page of more is a list
WRITTEN_BY = ("written by ", "author: ", "article by ", "posted by ", "story by ")
"""What introduces an author beyond doubt."""
_CREDIT_WORDS = frozenset(one.split()[0].rstrip(":") for one in WRITTEN_BY)


@dataclass(slots=True)
class Marks:
    """Elements of a page by what they are for, each list in document order.

    Attributes:
        root: the page.
        metas: values of meta tags by name in lower case.
        tab: the text of `<title>`.
        links: `<link>`.
        scripts: `<script>`.
        headings: `h1`, `h2` and `h3`.
        items: with `itemprop`, a `property` that dates, `rel=author`, `pubdate`, `<time>` and `<abbr>`.
        categories: links of blogs to their categories, `rel="category tag"`.
        named: whose class or id names a kind.
        has_password: it asks for one.
        offers_goods: its microdata describe some.
        skips: links to a mark on the page.
        beginnings: whose text may begin with a read-also marker or a label; of a line break, the text behind it.
        credits: whose text may begin with what introduces an author.
        order: the place of each noted element in the page.
    """

    root: Element
    metas: dict[str, list[str]] = field(default_factory=dict)
    tab: str = ""
    links: list[Element] = field(default_factory=list)
    scripts: list[Element] = field(default_factory=list)
    headings: list[Element] = field(default_factory=list)
    items: list[Element] = field(default_factory=list)
    categories: list[Element] = field(default_factory=list)
    named: defaultdict[Kind, list[Element]] = field(default_factory=lambda: defaultdict(list))
    has_password: bool = False
    offers_goods: bool = False
    skips: list[Element] = field(default_factory=list)
    beginnings: list[Element] = field(default_factory=list)
    credits: list[Element] = field(default_factory=list)
    order: dict[Element, int] = field(default_factory=dict)

    def named_items(self, name: str) -> list[Element]:
        """The elements with an `itemprop`, in lower case, that is not a picture's, a person's or a comment's."""
        found = (one for one in self.items if (one.get("itemprop") or "").lower() == name)
        return [one for one in found if not is_of_another_thing(one)]


def read_marks(root: Element) -> Marks:
    """Walks a page once."""
    marks = Marks(root)
    named, noted = marks.named, {_HEADING: marks.headings, _STAMPED: marks.items}
    for number, element in enumerate(root.iter("*")):
        tag = element.tag
        kind = _TAGS.get(tag)
        if kind == _HEAD:
            _note_head(marks, element, tag)
            continue
        text = element.text if tag != "br" else element.tail
        if text and kind != _NO_TEXT and not text.isspace():
            _note_text(marks, element, text)
        if kind in noted:
            _note(marks, noted[kind], element, number)
        for key, value in element.items():
            if key in _NAMES:
                kinds = _known_kinds(value) if len(value) <= _REMEMBERED_MAX else _kinds_in(value)
                for name in kinds if kind != _WHOLE else ():
                    _note(marks, named[name], element, number)
            elif key in _READ:
                _note_attribute(marks, element, key, value, number)
    return marks


def _note_text(marks: Marks, element: Element, text: str) -> None:
    beginning = text.split(maxsplit=1)[0]
    word = _known_first_word(beginning) if len(beginning) <= _REMEMBERED_MAX else None
    # A dash or a quotation mark may stand apart before it.
    word = word or first_word(text)
    if word in wordings().first_words:
        marks.beginnings.append(element)
    if word in _CREDIT_WORDS and len(marks.credits) < _KEPT:
        marks.credits.append(element)


def _note_attribute(marks: Marks, element: Element, key: str, value: str, number: int) -> None:
    if key == "href":
        if value.startswith("#") and element.tag == "a":
            marks.skips.append(element)
    elif key == "type":
        marks.has_password |= value == "password"
    elif key == "itemtype":
        marks.offers_goods |= _GOODS.search(value) is not None
    elif key == "rel" and "category" in value:
        _note(marks, marks.categories, element, number)
    elif _names_item(key, value):
        _note(marks, marks.items, element, number)


def _names_item(key: str, value: str) -> bool:
    """Whether an attribute says that its element is a date's or an author's."""
    if key == "property":
        return any(part in value for part in ("date", "created", "issued"))
    return value == "author" if key == "rel" else bool(value) or key == "pubdate"


def _note_head(marks: Marks, element: Element, tag: str) -> None:
    match tag:
        case "meta":
            _note_meta(marks.metas, element)
        case "title":
            marks.tab = marks.tab or element.text or ""
        case "link":
            marks.links.append(element)
        case _:
            marks.scripts.append(element)


def _note(marks: Marks, kept: list[Element], element: Element, number: int) -> None:
    if len(kept) < _KEPT and not (kept and kept[-1] is element):
        kept.append(element)
        marks.order[element] = number


def _note_meta(found: dict[str, list[str]], meta: Element) -> None:
    name = meta.get("property") or meta.get("name")
    if name is None and (name := meta.get("itemprop")) is not None and is_of_another_thing(meta):
        return
    name = name or meta.get("http-equiv")
    content = (meta.get("content") or "").strip()
    if name and 0 < len(content) <= _META_MAX:
        name = name.strip().lower()
        for one, value in _of_parsely(content) if name == _PARSELY else [(name, content)]:
            values = found.setdefault(one, [])
            if len(values) < _METAS:
                values.append(value)


def _of_parsely(content: str) -> Iterator[tuple[str, str]]:
    """What the one tag of Parse.ly's older form says, by the names of its newer ones: `pub_date` as `parsely-pub-date`."""
    try:
        data = read_json(content, strict=False)
    except ValueError:
        return
    for key, value in data.items() if isinstance(data, dict) else ():
        for one in value[:_METAS] if isinstance(value, list) else [value]:
            if isinstance(one, str) and one.strip():
                yield (
                    f"parsely-{key.removesuffix('s') if key == 'authors' else key.replace('_', '-')}",
                    one.strip(),
                )


def _kinds_in(name: str) -> tuple[Kind, ...]:
    """The kinds that a class or an id names."""
    if len(name) > _NAMES_MAX:
        return ()
    text = name.lower().replace("-", "").replace("_", "")
    if not _ANY_PART.search(text):
        return ()
    return tuple(kind for kind, parts in _KINDS if any(part in text for part in parts))


# Pages of one site repeat their names, and texts begin with the same words.
_known_kinds = lru_cache(maxsize=10_000)(_kinds_in)
_known_first_word = lru_cache(maxsize=10_000)(first_word)
