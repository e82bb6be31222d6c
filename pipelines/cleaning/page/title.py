"""The title of a page, and the heading that shows it.

Pages state a title in several places: JSON-LD, OpenGraph, `<title>`, headings. What they show their readers is the
headline; what they state for others may be shortened for search engines and carries the site's name. So a heading
that says the same as a stated title wins; a stated title without a heading loses the site's name, which evidence tells:
what the page calls its site, the domain, the page's logo, and what `<title>` has more than the other statements.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element as Element

from pipelines.cleaning.page.marks import Marks
from pipelines.cleaning.page.text_lines import one_line
from pipelines.dates.reading import is_only_date
from pipelines.text import normalize
from pipelines.text.escapes import unescape, without_controls
from pipelines.text.fold import fold
from pipelines.text.scripts import KANA_AND_HAN, is_unparted
from pipelines.titles import without_quoting
from pipelines.urls import is_front_page

# Between a title and the site's name. A hyphen needs spaces, as Al-Ahram is one word, but in scripts without spaces.
_SEPARATOR = re.compile(
    r"\s+[-–—―~/]+\s+|\s*(?:[|｜¦•·›‹»«]|::)+\s*|\s*[:\uff1a]\s+"
    rf"|(?<=[{KANA_AND_HAN}\d%！？」》）])[-_－]+(?=[{KANA_AND_HAN}《「])"
)
# A colon parts a headline oftener than a site's name from it.
_COLON = re.compile(r"\s*[:\uff1a]\s+")
# These part hardly anything but a site's name or a section from a title; a hyphen may be the headline's own.
_SURE_SEPARATOR = re.compile(r"[|｜»«›‹¦_]|::")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TITLE_MAX = 500  # a title of more is a broken page's text; each separator in it costs a comparison
# Letters of a part of the host name that no headline begins with by chance.
_SURE_LABEL = 7
_HEADINGS = 60  # of a page, as on a front page
_LOGOS_MAX = 8
_PLAIN_HEADINGS = ("h4", "h5", "header", "b", "strong", "font", "td", "div", "p", "span", "a")
# A site's name with a section's is so many times as long: a headline may begin with the name of a town's paper.
_WITH_MORE = 3
_NAME_WORDS = 7  # a site's name has no more
# Share of the words of the shorter of two titles that the longer must have: one is the other, reworded.
_SAME = 0.5
# The same for a heading of a lower level, which may be of a part of the text or of another article.
_NEARLY_SAME, _REWORDED_WORDS = 0.7, 4
# Share of a stated title's words that a heading must have: a section's name is shorter.
_SHORTEST = 0.4
_LONGEST = 2.5  # times the words of the stated title; more is a list of headlines
_HEADING_MIN = 10
_SECTION_WORDS = 2  # of a heading that names a section


@dataclass(frozen=True)
class Stated:
    """What a page states as its title, in the order in which it is believed.

    Attributes:
        named: of JSON-LD, OpenGraph and Twitter.
        tab: of `<title>`.
        sites: names of the site, as the page gives them.
        url: the page's address.
    """

    named: Sequence[str]
    tab: str
    sites: Sequence[str]
    url: str

    @cached_property
    def host(self) -> str:
        """The page's host, without `www`."""
        try:
            return (urlsplit(self.url).hostname or "").removeprefix("www.")
        except ValueError:
            return ""

    @cached_property
    def labels(self) -> list[str]:
        """The labels of the host name that may name the site, without hyphens; the top one names none."""
        labels = self.host.split(".")
        return [re.sub(r"[^a-z0-9]", "", label) for label in labels[:-1]] or labels

    @cached_property
    def named_words(self) -> frozenset[str]:
        """The words of each of `named`."""
        return frozenset(words for one in self.named if (words := normalize(clean_title(one))))

    @cached_property
    def slug(self) -> str:
        """The words of the address that name the article."""
        try:
            parts = [part for part in unquote(urlsplit(self.url).path).split("/") if part]
        except ValueError:
            return ""
        longest = max(parts, key=lambda part: len(re.findall(r"[^\W\d_]+", part)), default="")
        return " ".join(re.findall(r"\w+", re.sub(r"\.\w{2,5}$", "", longest).replace("_", " ")))


@dataclass(frozen=True, slots=True)
class Title:
    """A page's title.

    Attributes:
        text: without the site's name; None if the page has no title.
        is_weak: it comes from `<title>` alone, and no heading shows it.
        heading: the element that shows it, or one that says nearly the same; None if none does.
    """

    text: str | None
    is_weak: bool
    heading: Element | None


def clean_title(text: str) -> str:
    """A title as one line, entities read."""
    return " ".join(without_controls(unescape(text[:_TITLE_MAX])).split())


def find_title(marks: Marks, stated: Stated, sites: Collection[str]) -> Title:
    """The title of a page; see the module for the rule.

    Args:
        marks: of the page.
        stated: what it states as its title.
        sites: names of the site, as `site_names` gives them.
    """
    named = [without_site(text, stated, sites) for one in stated.named if (text := clean_title(one))]
    whole_tab = clean_title(_BREAK.sub(" ", stated.tab))
    tab = without_site(whole_tab, stated, sites, is_tab=True)
    # A page of old systems may have the site's name for its `<title>`.
    said = [*named, *([tab] if tab and not _is_site(tab, stated, set(sites)) else [])]
    heading = _heading(marks, said, stated, sites)
    if heading is not None:
        text = clean_title(one_line(heading))
        shown = next((one for one in said if _only_adds(text, one) or _adds_link(heading, text, one)), text)
        return Title(shown, is_weak=False, heading=heading)
    if named:
        return Title(_whole(named), is_weak=False, heading=_place(marks, said))
    if tab:
        shown_as = _lower_heading(marks, said)
        if shown_as is None and (part := _shown_part(marks, whole_tab, sites)) is not None:
            return Title(clean_title(one_line(part)), is_weak=False, heading=part)
        place = shown_as if shown_as is not None else _place(marks, said)
        if place is None and (only := _only_headline(marks, sites)) is not None:
            # `<title>` is written for search engines, and the page shows it nowhere.
            return Title(clean_title(one_line(only)), is_weak=False, heading=only)
        return Title(tab, is_weak=shown_as is None, heading=place)
    return Title(None, is_weak=False, heading=None)


def _whole(named: Sequence[str]) -> str:
    """The first title, or the one of which it is the beginning: some fields cut at a number of characters."""
    first = named[0].rstrip(". …")
    longer = [one for one in named[1:] if one.startswith(first) and not _SEPARATOR.match(one[len(first) :])]
    return longer[0] if longer and len(first.split()) >= 5 else named[0]


def _heading(marks: Marks, said: Sequence[str], stated: Stated, sites: Iterable[str]) -> Element | None:
    best: Element | None = None
    reached = 0.0
    slug = [stated.slug] if len(stated.slug.split()) >= 3 else []
    names = set(sites)
    first: Element | None = None
    for element in islice(_headlines(marks), _HEADINGS):
        text = clean_title(one_line(element))
        if not text or fold(text).strip() in names or _links_home(element):
            continue
        if element.tag == "h1" and len(text) >= _HEADING_MIN and first is None:
            first = element
        likeness = max((_likeness(text, one) for one in (*said, *slug)), default=0.0)
        if likeness > reached:
            best, reached = element, likeness
    if reached >= _SAME:
        return best
    return first if not said else None


def _only_headline(marks: Marks, sites: Collection[str]) -> Element | None:
    """The only `h1` that is not the site's name, if it is as long as headlines are; of several none is sure."""
    found = [
        (one, text)
        for one in islice((one for one in marks.headings if one.tag == "h1"), _HEADINGS)
        if (text := clean_title(one_line(one))) and fold(text).strip() not in sites and not _links_home(one)
    ]
    if len(found) != 1:
        return None
    heading, text = found[0]
    is_long = len(text.split()) >= _REWORDED_WORDS or sum(map(is_unparted, text)) >= _HEADING_MIN
    return heading if is_long else None


def _reworded(marks: Marks, said: Sequence[str]) -> Element | None:
    """A heading of a lower level that says nearly the same as a stated title, on a page without another headline."""
    best: Element | None = None
    reached = _NEARLY_SAME
    for element in islice((one for one in marks.headings if one.tag != "h1"), _HEADINGS):
        text = clean_title(one_line(element))
        if len(text.split()) >= _REWORDED_WORDS and not _links_home(element):
            likeness = max((_likeness(text, one) for one in said), default=0.0)
            if likeness > reached:
                best, reached = element, likeness
    return best


def _lower_heading(marks: Marks, said: Sequence[str]) -> Element | None:
    """A heading of a lower level with just these words, as blogs have it whose `h1` is the site's name."""
    wanted = {normalize(one) for one in said}
    for element in islice((one for one in marks.headings if one.tag != "h1"), _HEADINGS):
        text = one_line(element)
        if normalize(text) in wanted or any(_only_adds(text, one) for one in said):
            return element
    return None


def _place(marks: Marks, said: Sequence[str]) -> Element | None:
    """Where a stated title stands that no headline shows: in a lower heading, in any element, or in other words."""
    if (heading := _lower_heading(marks, said)) is not None:
        return heading
    plain = set(said)
    for element in marks.root.iter(*_PLAIN_HEADINGS):
        if element.text and " ".join(element.text.split()) in plain:
            return element
    return _reworded(marks, said)


def _shown_part(marks: Marks, tab: str, sites: Collection[str]) -> Element | None:
    """What shows the first or last part of `<title>`, a heading before other elements; the rest is the site's or a section's."""
    parts = _separators(tab)
    if not parts:
        return None
    firsts = {normalize(tab[: one.start()]) for one in parts}
    lasts = {normalize(tab[one.end() :]) for one in parts}
    headings = (
        one
        for one in marks.headings[:_HEADINGS]
        if fold(one_line(one)).strip() not in sites and not _links_home(one)
    )
    if (heading := _longest(headings, firsts | lasts)) is not None:
        return heading
    # What stands last is often the site's name, which a page shows, too.
    most = {normalize(last) for one in parts if 2 * len(last := tab[one.end() :]) >= len(tab)}
    plain = (
        one
        for one in marks.root.iter(*_PLAIN_HEADINGS)
        if _HEADING_MIN <= len(one.text or "") <= 2 * len(tab)
    )
    return _longest(plain, {normalize(tab), *firsts, *most})


def _longest(elements: Iterable[Element], wanted: Collection[str]) -> Element | None:
    """Of elements that show one of some texts the one with the longest, if that is no section's name."""
    best: Element | None = None
    reached = ""
    for element in elements:
        words = normalize(one_line(element))
        is_name = len(words) < _HEADING_MIN or len(words.split()) <= _SECTION_WORDS
        if len(words) > len(reached) and words in wanted and not is_name:
            best, reached = element, words
    return best


def _headlines(marks: Marks) -> list[Element]:
    """Elements that may show the headline: `h1`, and lower ones whose class says so."""
    found = [one for one in marks.headings if one.tag == "h1"]
    found += [one for one in marks.named["headline"] if one.tag in {"h2", "h3", "div", "p"}]
    found += marks.named_items("headline")
    return sorted(dict.fromkeys(found), key=lambda one: marks.order[one])


def _likeness(heading: str, stated: str) -> float:
    """Share of the shorter title's words that the other has; 0 for a heading much shorter than the title."""
    one, other = _words(heading), _words(stated)
    if not one or not other or not _SHORTEST * len(other) <= len(one) <= _LONGEST * len(other) + 3:
        return 0.0
    return len(one & other) / min(len(one), len(other)) - abs(len(one) - len(other)) / 1000


@lru_cache(maxsize=1_000)
def _words(title: str) -> frozenset[str]:
    """The words of a title; each is compared with several others."""
    return frozenset(normalize(title).split())


def _only_adds(heading: str, stated: str) -> bool:
    """Whether a heading holds a title and a date or byline beside it, as elements of its own."""
    if len(heading) <= len(stated) or len(stated) < _HEADING_MIN:
        return False
    before, found, after = heading.partition(stated)
    rest = f"{before} {after}".strip()
    adds = re.search(r"\d{4}|\(\S+\.\w{2,4}\)", rest) is not None and not _SEPARATOR.match(after)
    return bool(found) and (adds or is_only_date(_SEPARATOR.sub(" ", f" {rest} ").strip()))


def _adds_link(heading: Element, text: str, title: str) -> bool:
    """Whether a heading holds a title and a link behind it: `<h1>Title<a href="/edition">Harbour News</a></h1>`."""
    rest = (
        normalize(text.removeprefix(title)) if len(title) >= _HEADING_MIN and text.startswith(title) else ""
    )
    return bool(rest) and any(normalize(one_line(link)) == rest for link in heading.iter("a"))


def _links_home(element: Element) -> bool:
    """Whether a heading is the site's logo."""
    links = list(element.iter("a")) or list(element.iterancestors("a"))
    return any(is_front_page(link.get("href") or "") for link in links)


def site_names(marks: Marks, said: Iterable[str]) -> frozenset[str]:
    """Names of the site, folded: as the page gives them, and as its logo shows them."""
    names = {fold(name).strip() for name in said}
    for element in marks.named["logo"][:_LOGOS_MAX]:
        text = one_line(element)
        if text and len(text.split()) <= _NAME_WORDS:
            names.add(fold(text).strip())
    for heading in (one for one in marks.headings[:_HEADINGS] if one.tag == "h1"):
        if _links_home(heading) and (text := one_line(heading)):
            names.add(fold(text).strip())
    return frozenset(name for name in names if len(name) > 1)


def without_site(title: str, stated: Stated, sites: Iterable[str], *, is_tab: bool = False) -> str:
    """A title without the parts that evidence shows to be the site's.

    Args:
        title: as stated.
        stated: what the page states elsewhere.
        sites: names of the site, folded.
        is_tab: it is `<title>`, which ends with the site's name nearly always.
    """
    names = set(sites)
    title = _as_named(title, stated)
    while parts := _separators(title):
        last, first = parts[-1], parts[0]
        if _is_site(title[last.end() :], stated, names):
            title = title[: last.start()].strip()
        elif _is_site(title[: first.start()], stated, names):
            title = title[first.end() :].strip()
        elif _is_appendix(title, last, is_tab=is_tab):
            title = title[: last.start()].strip()
        else:
            break
    return title


def _separators(title: str) -> list[re.Match[str]]:
    """What parts a title from others, or from the site's name."""
    return [*_SEPARATOR.finditer(without_quoting(title))]


def _is_site(part: str, stated: Stated, sites: set[str]) -> bool:
    folded = fold(part).strip()
    if not folded:
        return True
    if folded in sites or any(
        min(len(name), len(folded)) > 3
        and (name.startswith(folded) or (folded.startswith(name) and len(folded) <= _WITH_MORE * len(name)))
        for name in sites
    ):
        return True
    if len(folded.split()) > _NAME_WORDS:
        return False
    if "." in stated.host and folded.endswith(stated.host):
        # `More on bay.example`.
        return True
    squeezed = re.sub(r"[^a-z0-9]", "", folded)
    return len(squeezed) >= 3 and any(
        squeezed in label
        or (len(label) >= 4 and label in squeezed and 2 * len(label) >= len(squeezed))
        or (len(label) >= _SURE_LABEL and squeezed.startswith(label))
        for label in (*stated.labels, "".join(stated.labels))
    )


def _as_named(title: str, stated: Stated) -> str:
    """A title without what was added to one that the page gives elsewhere."""
    for one in _separators(title) if stated.named else ():
        for part in (title[: one.start()], title[one.end() :]):
            if normalize(part) in stated.named_words:
                return part.strip()
    return title


def _is_appendix(title: str, last: re.Match[str], *, is_tab: bool) -> bool:
    """A last part of at most four words behind a much longer rest."""
    if _COLON.fullmatch(last[0]):
        return False
    tail = title[last.end() :]
    sure = _SURE_SEPARATOR.search(last[0]) is not None
    return (is_tab or sure) and len(tail.split()) <= 4 and 2 * len(tail) < last.start()
