"""Pages in the seed's form: an aggregator's page of a main article, its labels, and whole articles appended to it.

Real articles of the shared data, put together by a seeded draw. Everything that an aggregator may write in several
ways is drawn: how the labels and the marker are spelt, dressed and ordered, what stands between a headline and its
text, the markup, the site around it. Articles and spellings fall into two halves by a hash, so that rules made on one
are measured on the other.
"""

import gzip
import hashlib
import html
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from pipelines.text.stored import stored
from tests.support.pages import seed_themes, seed_wordings
from tests.support.pages.readalso_shapes import Article, Half, materials
from tests.support.pages.seed_themes import LABEL_STYLES, MARKER_STYLES, THEMES, Kind, Piece, Site
from tests.support.real_data import real_data_folder

MARKUPS = (
    "p",
    "div",
    "br",
    "one div",
    "table cell",
    "headings",
    "rows",
    "br in a cell",
    "wrapped",
    "nested divs",
)
FRONTS = (
    "nothing", "dateline", "date", "byline", "place", "age", "views", "caption", "standfirst", "byline and place", "date and dateline",
    "age and views", "byline, age, caption",
)  # fmt: skip
LABELS = ("source, keywords", "keywords, source", "source", "keywords")
_DATASETS = {
    "en": ("wcxb", None),
    "ru": ("daniel", "Russian"),
    "pl": ("daniel", "Polish"),
    "el": ("daniel", "Greek"),
    "zh": ("daniel", "Chinese"),
}
_SENTENCE_MIN = 60


@dataclass(frozen=True, slots=True)
class SeedPage:
    """A made page.

    Attributes:
        forms: what was drawn for it, `what: which`.
        text: its lines.
        html: the same as a page of a site.
        content: the part of the HTML that holds the lines.
        pieces: its lines with what they are, for other ways of dressing them.
        stories: titles and paragraphs; the main story first.
        site_lines: lines that are no text, which may be in a body or not.
    """

    forms: tuple[str, ...]
    text: str
    html: str
    content: str
    pieces: tuple[Piece, ...]
    stories: tuple[Article, ...]
    site_lines: frozenset[str]


@dataclass(slots=True)
class _Draft:
    draw: random.Random
    language: str
    half: Half
    articles: Sequence[Article]
    pieces: list[Piece] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    stories: Sequence[Article] = ()

    def others(self) -> list[str]:
        """Headlines of articles that are not on the page."""
        return [one.title for one in self.articles if one not in self.stories]

    def spelt(self, key: str) -> str | None:
        """One spelling of a key, of this half; None if the language has none."""
        near = seed_wordings.stands_for(self.language)
        found = seed_wordings.spellings(self.language, key, self.half) or seed_wordings.spellings(
            near, key, self.half
        )
        return self.draw.choice(found) if found else None

    def add(self, kind: Kind, text: str, name: str = "", values: Sequence[str] = ()) -> None:
        self.pieces.append(Piece(kind, text, name, tuple(values)))

    def marker(self) -> None:
        self.add("marker", self.draw.choice(seed_wordings.markers(self.language, self.half)))

    def block(self, count: int) -> None:
        self.marker()
        for one in self.draw.sample(self.others(), count):
            self.add("block", one)

    def form(self, what: str, which: Sequence[str]) -> str:
        drawn = self.draw.choice(which)
        self.forms.append(f"{what}: {drawn}")
        return drawn


@cache
def articles(half: Half) -> dict[str, list[Article]]:
    """Real articles of one half, by language."""
    found = {"ar": [one for one in map(_stored, materials(half)["ar"].articles) if _is_news(one)]}
    for language, (folder, name) in _DATASETS.items():
        with gzip.open(real_data_folder() / folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
            documents = [json.loads(line) for line in lines]
        found[language] = [
            article
            for one in documents
            if (name is None or one["language"] == name)
            and (_digest(one["id"]) % 2 == 0) == (half == "rules")
            if _is_news(article := _stored(_article(one)))
        ]
    return found


def _digest(identity: str) -> int:
    return hashlib.sha256(identity.encode()).digest()[0]


def _article(document: dict[str, str]) -> Article:
    lines = [" ".join(line.split()) for line in (document.get("main_content") or "").splitlines()]
    title, *rest = [line for line in (document.get("title") or "", *lines) if line] or [""]
    # Only paragraphs: a saved text's own headings and lists are another question.
    stops = (".", "。", "”", '"', "!", "?")
    return Article(title, tuple(line for line in rest if len(line) > 60 and line.endswith(stops))[:10])


def _stored(article: Article) -> Article:
    """The article as Naba stores texts, without invisible characters and blank lines."""
    lines = (" ".join(stored(one).split()) for one in article.paragraphs)
    return Article(" ".join(stored(article.title).split()), tuple(line for line in lines if line))


def _is_news(article: Article) -> bool:
    return (
        15 <= len(article.title) <= 120
        and article.title[-1] not in ".:"
        and len(article.paragraphs) >= 2
        and sum(map(len, article.paragraphs)) >= 300
        and len(article.paragraphs[0]) >= _SENTENCE_MIN
        # No titles of one hashtag, and no addresses of authors under the text.
        and "#" not in article.title
        and not any("@" in one for one in article.paragraphs)
    )


def seed_pages(half: Half, count: int, seed: int = 1, language: str = "ar") -> Iterator[SeedPage]:
    """So many pages in the seed's form, the same for the same seed."""
    stock = articles(half)[seed_wordings.stands_for(language)]
    draw = random.Random(f"{seed} {language}")
    for _ in range(count):
        yield _page(_Draft(draw, language, half, stock))


def _page(draft: _Draft) -> SeedPage:
    appended = draft.draw.choice((0, 1, 1, 1, 2, 2, 3))
    draft.forms.append(f"appended: {appended}")
    main, *others = draft.stories = draft.draw.sample(draft.articles, appended + 1)
    stories = [_write(draft, main, "date", is_main=True)]
    labels = draft.form("labels", LABELS if draft.draw.random() < 0.85 else ("none",))
    _labels(draft, labels)
    own = draft.form("own labels", ("each", "none", "some"))
    for number, other in enumerate(others):
        if number == 0 or draft.draw.random() < 0.7 or own == "none":
            draft.marker()
        front = draft.form("front", FRONTS)
        if draft.pieces[-1].kind != "marker":
            # Without a marker only a dateline or date tells that another story begins.
            front = "dateline"
        stories.append(_write(draft, other, front, is_main=False))
        if own == "each" or (own == "some" and draft.draw.random() < 0.5):
            _labels(draft, draft.draw.choice(LABELS))
    if draft.draw.random() < 0.3:
        draft.forms.append("block at the end")
        draft.block(draft.draw.randint(2, 4))
    content = _content(draft)
    site = Site(main.title, draft.language, draft.others(), draft.draw)
    page = THEMES[draft.form("theme", tuple(THEMES))](site, content)
    return SeedPage(
        tuple(draft.forms),
        "\n".join(piece.text for piece in draft.pieces),
        page,
        content,
        tuple(draft.pieces),
        tuple(stories),
        _site_lines(draft.pieces),
    )


def _site_lines(pieces: Sequence[Piece]) -> frozenset[str]:
    found: set[str] = set()
    for piece in pieces:
        if piece.kind not in {"text", "title", "main title"}:
            found |= {" ".join(line.split()) for line in piece.text.split("\n")}
            found |= {piece.name, *piece.values}
            for joint in (" ", "، ", ", "):
                values = joint.join(piece.values)
                found |= {
                    values,
                    f"{piece.name} {values}",
                    f"{piece.name}: {values}",
                    f"{piece.name} | {values}",
                }
    return frozenset(found)


def _write(draft: _Draft, article: Article, front: str, *, is_main: bool) -> Article:
    draft.add("main title" if is_main else "title", article.title)
    paragraphs = list(article.paragraphs)
    for kind in front.replace(" and ", ", ").split(", "):
        if kind == "standfirst":
            paragraphs.insert(0, _standfirst(article))
        elif drawn := draft.spelt("published" if kind == "date" else kind):
            draft.add("front", drawn)
    nested = not is_main and draft.draw.random() < 0.15
    for number, paragraph in enumerate(paragraphs):
        draft.add("text", paragraph)
        if nested and number == 1 and len(paragraphs) > 3 and paragraph.endswith((".", "۔")):
            draft.forms.append("nested block")
            draft.block(3)
    return Article(article.title, tuple(paragraphs))


def _standfirst(article: Article) -> str:
    """What an article begins with, in fewer words."""
    words = article.paragraphs[0].split()
    if len(words) < 8:
        return article.paragraphs[0][:40:2].rstrip("，。、")
    return " ".join(word for number, word in enumerate(words[:18]) if number % 4 != 2).rstrip(".,،:؛;")


def _labels(draft: _Draft, which: str) -> None:
    for one in which.split(", "):
        wording = draft.spelt(one) if one != "none" else None
        if wording is None:
            continue
        if one == "source":
            values = [draft.spelt("outlet") or "Reuters"]
        else:
            words = [word for word in draft.draw.choice(draft.articles).title.split()[:8] if word.isalpha()]
            values = [" ".join(pair) for pair in pairwise(words)][:4] or ["news"]
        if "#" in wording:
            value = " ".join("#" + one.replace(" ", "_") for one in values)
            text = (
                wording.replace("#{}", value).replace("#", value, 1)
                if wording == "#"
                else wording.replace("#{}", value)
            )
        else:
            text = wording.format(draft.draw.choice((" ", "، ", " | ", ", ")).join(values))
        name = "" if wording == "#" else wording.split("{")[0].strip(" :|-–./*•#：\n")
        draft.add("label", text, name, values)


def _content(draft: _Draft) -> str:
    """The page's lines as HTML."""
    markup = draft.form("markup", MARKUPS)
    linked = draft.draw.random() < 0.3
    draft.forms.append(f"headlines: {'links' if linked else 'plain'}")
    styles = {
        "label": draft.form("label style", LABEL_STYLES),
        "marker": draft.form("marker style", MARKER_STYLES),
    }
    if markup in {"br", "one div", "br in a cell"}:
        # Lines have no elements of their own there.
        styles = {"label": "plain", "marker": "plain"}
    lines = [
        one
        for number, piece in enumerate(draft.pieces[1:])
        for one in _dressed(piece, number, styles, linked=linked)
    ]
    return _MARKUP[markup](lines)


def _dressed(piece: Piece, number: int, styles: dict[str, str], *, linked: bool) -> list[tuple[str, str]]:
    """A piece as lines of HTML, each with what it is; `block` elements of its own are `element`."""
    if piece.kind == "label" and styles["label"] != "plain" and piece.name:
        return [("element", seed_themes.label(piece, styles["label"]))]
    if piece.kind == "marker" and styles["marker"] != "plain":
        return [("element marker", seed_themes.marker(piece.text, styles["marker"]))]
    texts = [html.escape(line) for line in piece.text.split("\n")]
    if (piece.kind == "title" and linked) or piece.kind == "block":
        texts = [f'<a href="/news/{number}">{text}</a>' for text in texts]
    return [(piece.kind, text) for text in texts]


Lines = list[tuple[str, str]]


def _in(tag: str, kind: str, text: str) -> str:
    return text if kind.startswith("element") else f"<{tag}>{text}</{tag}>"


def _each(tag: str) -> Callable[[Lines], str]:
    return lambda lines: "\n".join(_in(tag, kind, text) for kind, text in lines)


def _headings(lines: Lines) -> str:
    tags = {"marker": "h3", "title": "h2", "label": "div"}
    return "".join(_in(tags.get(kind, "p"), kind, text) for kind, text in lines)


def _wrapped(lines: Lines) -> str:
    """Each appended story in an element of its own, its marker before it."""
    pieces, is_open = [], False
    for at, (kind, text) in enumerate(lines):
        if kind == "title" or (
            kind.endswith("marker") and is_open and at + 1 < len(lines) and lines[at + 1][0] == "title"
        ):
            pieces.append("</div>" if is_open else "")
            is_open = kind == "title"
            pieces.append('<div class="another-story">' if is_open else "")
        pieces.append(_in("h3" if kind in {"title", "marker"} else "p", kind, text))
    return "".join(pieces) + ("</div>" if is_open else "")


def _nested(lines: Lines) -> str:
    return "".join(
        text if kind.startswith("element") else f"<div><div><span>{text}</span></div></div>"
        for kind, text in lines
    )


def _broken(lines: Lines, joint: str = "<br>") -> str:
    return joint.join(text for _, text in lines)


_MARKUP: dict[str, Callable[[Lines], str]] = {
    "p": _each("p"),
    "div": _each("div"),
    "br": lambda lines: f"<p>{_broken(lines)}</p>",
    "one div": lambda lines: '<div class="text">' + _broken(lines, "<br>\n<br>") + "</div>",
    "table cell": lambda lines: f"<table><tr><td>{_each('p')(lines)}</td></tr></table>",
    "headings": _headings,
    "rows": lambda lines: f"<table>{''.join(f'<tr><td>{text}</td></tr>' for _, text in lines)}</table>",
    "br in a cell": lambda lines: f"<table><tr><td>{_broken(lines, '<br />')}</td></tr></table>",
    "wrapped": _wrapped,
    "nested divs": _nested,
}
