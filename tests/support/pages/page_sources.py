"""Sources of many pages each, with the right text of every page: made from the embedded newsroom's sentences.

Nothing here is real: sentences of different articles are put together at random, so that no two pages share
a paragraph, and dressed as sites dress them (`page_templates`).
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from pipelines.cleaning import extract
from pipelines.cleaning.line.lines import dateline_prefix, lines_of
from pipelines.errors import NoArticleError
from pipelines.settings import REPOSITORY
from tests.support.pages import page_templates
from tests.support.pages.page_templates import Piece, Text

_SITE = REPOSITORY / "data" / "samples" / "newsroom" / "site"
_FIRST = datetime(2026, 3, 1, 6, tzinfo=UTC)
_SAME = 30  # characters
_CROSSED = 60  # Persian has some fifty sentences, and a long page needs more


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page and what is right about it.

    Attributes:
        source: the template's name.
        url: its address.
        html: the page, UTF-8.
        title: the article's headline.
        body: its paragraphs, subheadings, list items and quotes, as lines.
        published_at: aware.
    """

    source: str
    url: str
    html: bytes
    title: str
    body: str
    published_at: datetime


@cache
def _sentences() -> dict[str, tuple[list[str], list[str]]]:
    """By language: headlines and sentences of the embedded newsroom."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for path in sorted(_SITE.rglob("*.html")):
        if path.name == "index.html":
            continue
        try:
            article = extract(path.read_bytes(), url=path.as_uri())
        except NoArticleError:
            continue
        titles, sentences = found.setdefault(article.language or "", ([], []))
        titles.append(article.title or "")
        for line in article.body.split("\n"):
            parts = [f"{part.rstrip('.')}." for part in line.split(". ")]
            sentences += [part for part in parts if len(part) >= 40 and not _begins_a_story(part)]
    return {
        language: (list(dict.fromkeys(titles)), _apart(dict.fromkeys(sentences)))
        for language, (titles, sentences) in found.items()
    }


def _begins_a_story(sentence: str) -> bool:
    """Whether it has a dateline, which in the middle of an article says that another one is appended."""
    return dateline_prefix(lines_of(sentence)[0]) is not None


def _apart(sentences: Iterable[str]) -> list[str]:
    """Those that no other begins like or contains: copies of agency news differ in their datelines."""
    kept: list[str] = []
    for one in sorted(sentences, key=len, reverse=True):
        if not any(one[-_SAME:] in other or one[:_SAME] in other for other in kept):
            kept.append(one)
    return sorted(kept)


def made_pages(source: str, count: int) -> list[MadePage]:
    """Pages of one source, the same for the same arguments.

    Args:
        source: a name of `page_templates.TEMPLATES`.
        count: how many.
    """
    draw = random.Random(f"{source} 1")
    template = page_templates.TEMPLATES[source]
    titles, sentences = _sentences()[template.language]
    return [_page(source, number, draw, titles, sentences) for number in range(count)]


def _crossed(one: str, other: str) -> str:
    """The first half of a sentence with the second half of another."""
    words, others = one.split(), other.split()
    return " ".join([*words[: len(words) // 2], *others[len(others) // 2 :]])


def _page(
    source: str, number: int, draw: random.Random, titles: Sequence[str], sentences: Sequence[str]
) -> MadePage:
    template = page_templates.TEMPLATES[source]
    published_at = _FIRST + timedelta(minutes=37 * number)
    address = f"https://{source}.example/{published_at:%Y/%m/%d}/{100_000 + 17 * number}"
    title = f"{draw.choice(titles)} {draw.choice(sentences).rstrip('.').split()[-1]}"

    unused = draw.sample(sentences, len(sentences))  # a page does not say a thing twice
    unused[:0] = [_crossed(*draw.sample(sentences, 2)) for _ in range(_CROSSED)]

    def paragraph() -> str:
        return " ".join(unused.pop() for _ in range(draw.choice((1, 1, 2, 2, 3))))

    pieces = [Piece("p", paragraph()) for _ in range(draw.randint(3, 14))]
    if draw.random() < 0.3:
        pieces.insert(draw.randint(1, len(pieces)), Piece("h2", draw.choice(titles)))
        pieces.append(Piece("p", paragraph()))
    if draw.random() < 0.2:
        at = draw.randint(1, len(pieces))
        pieces[at:at] = [Piece("li", unused.pop()) for _ in range(3)]
    if draw.random() < 0.2:
        pieces.insert(draw.randint(1, len(pieces)), Piece("blockquote", unused.pop()))
    text = Text(
        url=address,
        title=title,
        pieces=pieces,
        caption=unused.pop(),
        related=draw.sample(titles, 3),
        links=[draw.choice(titles) for _ in range(45)],
        comments=[paragraph() for _ in range(draw.randint(0, 4))],
        published_at=published_at,
        number=100_000 + 17 * number,
        draw=draw,
    )
    return MadePage(
        source,
        address,
        template.page(text).encode(),
        title,
        "\n".join(piece.text for piece in pieces),
        published_at,
    )
