"""Names in elements that are called after authors: class names, `rel=author`, `itemprop`."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import islice

from lxml.etree import _Element as Element

from pipelines.cleaning.page.header import BARS, PERSON, HeaderLine, is_sentence
from pipelines.cleaning.page.marks import Marks
from pipelines.cleaning.page.other_parts import OTHERS, OtherParts, is_of_another_thing, names_others
from pipelines.cleaning.page.people.names import bare_names, is_person, looks_like_names, people
from pipelines.cleaning.page.text_lines import one_line
from pipelines.cleaning.page.tree import names_of

BYLINE_MAX = 120
"""Characters of two or three names with what introduces them; more is a sentence about the author."""
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:authors?|by-?line|writers?|signature|auteurs?|autore?s?|autorin|verfasser|redacteur|penulis|yazar|katib)(?:$|[\s_-])"
    r"|author-?name|byline-?name",
    re.IGNORECASE,
)
_OTHERS_AROUND = OTHERS.wider(r"bio(?:$|[\s_-])|photo|reviewe[rd]|editor")
# What authors are stands in elements that are called after them, too: `author-description`.
_OTHERS = _OTHERS_AROUND.wider("avatar|image|descri")
# Where links to a section or subject lead.
_SUBJECT = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies)|rubri[ck]\w*)/|[?&]\w*(?:tag|topic|category)=", re.IGNORECASE
)
SUBJECT_NAMES = re.compile(r"categor|taxonom|(?:^|[\s_-])(?:tags?|topics?)(?:$|[\s_-])", re.IGNORECASE)
"""In the names of elements that say what a page is about, or in which section it stands."""
# Of a byline.
_LINKS_MAX = 20
_OTHER_SCRIPT = re.compile(r"[^\W\d_a-zA-ZÀ-ɏ]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAME_CLASS = re.compile(r"(?:^|[\s_-])(?:name|fn)(?:$|[\s_-])", re.IGNORECASE)
# So many words that are no names are a sentence: `Get our new app`.
_SENTENCE_WORDS = 4
_MARKED_MAX = 200  # elements; those of a list of authors or of comments are below the article's


def of_marked(marks: Marks, others: OtherParts) -> Iterator[str]:
    """The first short text that is marked as naming authors, behind the headline if the page has one."""
    heading = others.heading
    first = heading if heading is not None else next((one for one in marks.headings if one.tag == "h1"), None)
    start = -1 if first is None else marks.order.get(first, -1)
    items = [one for one in marks.items if one.get("rel") == "author" or one.get("itemprop") == "author"]
    marked = sorted(dict.fromkeys([*items, *marks.named["author"]]), key=lambda one: marks.order[one])
    for element in marked[:_MARKED_MAX]:
        is_marked = element.get("rel") or element.get("itemprop") or _NAMED.search(names_of(element))
        if marks.order[element] < start or _is_of_others(element, others):
            continue
        text = _apart(element)
        if not is_marked and not _is_person_called_author(element, text):
            continue
        inner = [
            name for one in _links(element) if (name := one_line(one)) and looks_like_names(bare_names(name))
        ]
        if inner and len(text) <= 3 * BYLINE_MAX:
            # A wrapper's text has the name with the buttons beside it.
            yield from (one for one in dict.fromkeys(inner) if not _begins_with_another(one, inner))
            return
        is_short = len(text) <= BYLINE_MAX and not is_sentence(text)
        named = _named_in(text, _linked_subjects(element)) if is_short else None
        if named:
            yield named
            return


def of_marked_lines(lines: Sequence[HeaderLine]) -> Iterator[str]:
    """The person whom a line near the headline names whose elements are called after authors; such lines stand above it, too."""
    for line in lines:
        is_of_others = _OTHERS.pattern.search(line.names.lower()) or SUBJECT_NAMES.search(line.names)
        is_marked = _NAMED.search(line.names) is not None and not is_of_others
        if is_marked and len(line.text) <= BYLINE_MAX and is_person(name := bare_names(line.text)):
            yield name
            return


def _apart(element: Element) -> str:
    """The line of an element; of one of several elements that touch, as a name and its place, with bars between them."""
    inside = list(element)
    is_row = len(inside) > 1 and not (element.text or "").strip() and not any(one.tail for one in inside[:-1])
    return " | ".join(filter(None, map(one_line, inside))) if is_row else one_line(element)


def _begins_with_another(name: str, names: Iterable[str]) -> bool:
    return any(name.startswith(f"{one} ") for one in names)


def _linked_subjects(element: Element) -> set[str]:
    """What links in a byline say that lead to a section or subject of the site."""
    return {one_line(one) for one in islice(element.iter("a"), _LINKS_MAX) if _leads_to_subject(one)}


def _leads_to_subject(element: Element) -> bool:
    parent = element.getparent()
    names = f"{names_of(element)} {names_of(parent) if parent is not None else ''}"
    return (_SUBJECT.search(element.get("href") or "") or SUBJECT_NAMES.search(names)) is not None


def _named_in(text: str, subjects: Container[str]) -> str | None:
    """The names of a marked text; of its parts the first that is a person's, as in `Politik · Ruth Maier`, or else the first."""
    found = [bare_names(part) for part in BARS.split(text) if people([part], sites=(), hosts=())]
    found = [
        name
        for name in found
        if name not in subjects and (looks_like_names(name) or len(name.split()) < _SENTENCE_WORDS)
    ]
    return next((name for name in found if is_person(name.partition(",")[0])), next(iter(found), None))


def _is_of_others(element: Element, others: OtherParts) -> bool:
    """Whether an element names who reviewed the page or wrote another one, or a subject; `<aside class="author">` is the page's own."""
    parent = element.getparent()
    return (
        names_others(names_of(element), _OTHERS)
        or (element.tag == "a" and _leads_to_subject(element))
        or (element.get("itemprop") is not None and is_of_another_thing(element))
        or (parent is not None and others.hold(parent, _OTHERS_AROUND, 2))
    )


def _is_person_called_author(element: Element, text: str) -> bool:
    """Whether an element with a name as `articleAuthor` says a person's name; such names stand for much else, too."""
    if len(text) > BYLINE_MAX or not _NAMED.search(_CAMEL.sub("-", names_of(element))):
        return False
    name = bare_names(text)
    if is_person(name):
        return True
    is_other_script = _OTHER_SCRIPT.search(name) is not None and looks_like_names(name)
    return is_other_script and "/" not in name and bool(people([name], sites=(), hosts=()))


def _links(element: Element) -> list[Element]:
    """Elements in a byline that hold a name: links to people, and what is called a name."""
    found = []
    for one in islice(element.iter("*"), 1, 40):
        is_link = one.tag == "a" and (one.get("rel") == "author" or PERSON.search(one.get("href") or ""))
        is_named = not len(one) and _NAMED.search(one.get("class") or "") and is_person(one_line(one))
        if is_link or is_named or one.get("itemprop") == "name" or _NAME_CLASS.search(one.get("class") or ""):
            found.append(one)
    return found
