"""Fields of real pages: dates, authors and titles that are right, beside trafilatura on the same pages.

A title is right if it equals the gold one after `normalize` (letters, case, punctuation and spaces folded). Authors
are right if both name the same set of people, each after `normalize`. A date is right on the same calendar day, as
the page's own clock has it. Only pages whose gold names the field count; where it names none, what we name is counted
apart as `invented`.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from trafilatura import bare_extraction

from pipelines.cleaning import extract
from pipelines.cleaning.page.marks import read_marks
from pipelines.cleaning.page.metadata import read_metadata
from pipelines.cleaning.page.tree import parse
from pipelines.dates.pick import pick
from pipelines.dates.reading import from_url
from pipelines.errors import NoArticleError
from pipelines.text import normalize
from pipelines.text.encoding import decode
from tests.support.real_data import wcxb_pages

_JOINS = re.compile(r"\s*(?:[,;|&/]|\band\b)\s*")
# Degrees after a name, which gold gives in some places and pages give in others.
_DEGREE = re.compile(
    r"\b(?:[A-Z]{2,5}|Ph\.?\s?D\.?|M\.?\s?D\.?|J\.?\s?D\.?|M\.?\s?S\.?|M\.?\s?A\.?|R\.?\s?N\.?|Dr\.?|Esq\.?)$"
)
_NO_ADDRESS = "https://unknown.example/page"
FIELDS = ("publish_date", "author", "title")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an extractor said of a page: ISO day, authors as one text, title; "" for none."""

    publish_date: str
    author: str
    title: str


def run() -> None:
    """Prints the shares of fields that are right."""
    pages = wcxb_pages()
    for name, ask in (("naba", ours), ("trafilatura", theirs)):
        start = time.perf_counter()
        answers = [ask(body, gold["url"] or _NO_ADDRESS) for gold, body in pages]
        spent = time.perf_counter() - start
        print(f"{name}, {len(pages)} pages in {spent:.0f} s")
        for line in summary([gold for gold, _ in pages], answers):
            print(line)


def summary(golds: Iterable[Mapping[str, Any]], answers: Iterable[Answer]) -> list[str]:
    """One line a field: right of those that gold names, missed, wrong, and invented where gold names none."""
    counts: Counter[tuple[str, str]] = Counter()
    for gold, answer in zip(golds, answers, strict=True):
        for field in FIELDS:
            counts[field, judge(field, gold[field], getattr(answer, field))] += 1
    lines = []
    for field in FIELDS:
        right, missed, wrong, invented = (
            counts[field, verdict] for verdict in ("right", "missed", "wrong", "invented")
        )
        named = right + missed + wrong
        lines.append(
            f"  {field:12} {right / named:.3f} right: {right} of {named}; missed {missed}, wrong {wrong}; invented {invented}"
        )
    return lines


def judge(field: str, gold: str | None, said: str) -> str:
    """`right`, `missed`, `wrong`; of pages without the field `invented` or `none`."""
    if not gold:
        return "invented" if said else "none"
    if not said:
        return "missed"
    return "right" if _SAME[field](gold, said) else "wrong"


def names(text: str) -> frozenset[str]:
    """The people of a byline, as they are compared."""
    return frozenset(name for one in _JOINS.split(text) if (name := normalize(_DEGREE.sub("", one.strip()))))


_SAME: Mapping[str, Callable[[str, str], bool]] = {
    "publish_date": lambda gold, said: gold[:10] == said,
    "author": lambda gold, said: names(gold) == names(said),
    "title": lambda gold, said: normalize(gold) == normalize(said),
}


def ours(body: bytes, url: str) -> Answer:
    """Naba's answer."""
    try:
        article = extract(body, url=url)
    except NoArticleError:
        return Answer("", "", "")
    at = article.published_at
    return Answer(at.date().isoformat() if at else "", article.author or "", article.title or "")


def stated(body: bytes, url: str) -> Answer:
    """Naba's answer without looking for the text: what the page states and shows around its headline."""
    try:
        root = parse(decode(body).text)
    except NoArticleError:
        return Answer("", "", "")
    meta = read_metadata(read_marks(root), url, timezone="UTC", now=None)
    best = pick([*meta.dates, *([in_url] if (in_url := from_url(url)) else [])])
    return Answer(best.at.date().isoformat() if best else "", meta.author or "", meta.title or "")


def shares() -> dict[str, float]:
    """For each field the share of WCXB's pages that `stated` has right, of those whose gold names it."""
    counts: Counter[tuple[str, bool]] = Counter()
    for gold, body in wcxb_pages():
        answer = stated(body, gold["url"] or _NO_ADDRESS)
        for field in FIELDS:
            if gold[field]:
                counts[field, judge(field, gold[field], getattr(answer, field)) == "right"] += 1
    return {field: counts[field, True] / (counts[field, True] + counts[field, False]) for field in FIELDS}


def theirs(body: bytes, url: str) -> Answer:
    """The answer of trafilatura."""
    found = bare_extraction(body, url=url, with_metadata=True)
    if found is None:
        return Answer("", "", "")
    said = found if isinstance(found, dict) else found.as_dict()
    return Answer(said["date"] or "", (said["author"] or "").replace("; ", ", "), said["title"] or "")
