"""Texts and pages with read-also in many languages, ten forms each, and prose that begins with the same words."""

import html
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("readalso_languages.toml")


@dataclass(frozen=True, slots=True)
class Language:
    """What pages of one language are made of.

    Attributes:
        markers: wordings of read-also.
        headlines: of other articles.
        prose: two paragraphs of the page's own article.
        alike: paragraphs that begin with a wording and are prose.
    """

    markers: tuple[str, ...]
    headlines: tuple[str, ...]
    prose: tuple[str, ...]
    alike: tuple[str, ...]


def languages() -> dict[str, Language]:
    """All languages, by code."""
    data = tomllib.loads(_FILE.read_text("utf-8"))
    return {code: Language(**{key: tuple(words) for key, words in one.items()}) for code, one in data.items()}


def _page(title: str, *blocks: str) -> str:
    return f"<html><head><title>{html.escape(title)}</title></head><body><article><h1>{html.escape(title)}</h1>{''.join(blocks)}</article></body></html>"


def _links(headlines: tuple[str, ...], form: str) -> str:
    return "".join(
        form.format(f'<a href="/n/{number}">{html.escape(one)}</a>') for number, one in enumerate(headlines)
    )


TEXT_FORMS: dict[str, Callable[[Language, str], list[str]]] = {
    "block with a colon": lambda _, marker: [f"{marker}:"],
    "block": lambda _, marker: [marker],
    "block in capitals": lambda _, marker: [marker.upper()],
    "block with decoration": lambda _, marker: [f"** {marker} **"],
    "bullets": lambda _, marker: [f"{marker}:"],
    "own line": lambda one, marker: [f"{marker}: {one.headlines[0]}"],
    "own line, full-width or spaced colon": lambda one, marker: [f"{marker} : {one.headlines[1]}"],
    "own line with an arrow": lambda one, marker: [f">> {marker}: {one.headlines[2]}"],
}
_WITH_HEADLINES = {"block with a colon", "block", "block in capitals", "block with decoration", "bullets"}


def text(one: Language, form: str, marker: str) -> str:
    """A text with read-also of a form between its two paragraphs."""
    title = one.headlines[0]
    lines = TEXT_FORMS[form](one, marker)
    if form in _WITH_HEADLINES:
        bullet = "• " if form == "bullets" else ""
        lines += [f"{bullet}{headline}" for headline in one.headlines[1:]]
    return "\n".join([title, one.prose[0], *lines, one.prose[1]])


PAGE_FORMS: dict[str, Callable[[Language, str], str]] = {
    "heading and list": lambda one, marker: (
        f"<h3>{marker}</h3><ul>{_links(one.headlines[1:], '<li>{}</li>')}</ul>"
    ),
    "paragraph with a link": lambda one, marker: (
        f"<p><strong>{marker}:</strong> {_links(one.headlines[1:2], '{}')}</p>"
    ),
    "card": lambda one, marker: (
        f'<div class="card"><span>{marker}</span><h4>{_links(one.headlines[1:2], "{}")}</h4><p>{one.alike[0]}</p></div>'
    ),
    "links in paragraphs": lambda one, marker: (
        f"<p><b>{marker}</b></p>{_links(one.headlines[1:], '<p>{}</p>')}"
    ),
}


def page(one: Language, form: str, marker: str) -> str:
    """A page with read-also of a form between its two paragraphs."""
    block = PAGE_FORMS[form](one, marker)
    return _page(one.headlines[0], f"<p>{one.prose[0]}</p>", block, f"<p>{one.prose[1]}</p>")


def without(one: Language, alike: str) -> str:
    """A text with a paragraph that only begins as read-also does."""
    return "\n".join([one.headlines[0], one.prose[0], alike, one.prose[1]])
