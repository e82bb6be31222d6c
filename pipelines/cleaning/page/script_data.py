"""The article in a page's script data: pages that scripts write carry their text as JSON (`__NEXT_DATA__` and the like).

Nothing is known of the keys that a site uses. What is looked for is an object that says the page's title and, in it, the
most prose: one long string, or a list of blocks. Without a title in it, data may be of any other article.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml.etree import _Element as Element

from pipelines.cleaning.main_content.features import STOPS
from pipelines.cleaning.page.markup_lines import HTML, markup_lines
from pipelines.text import normalize
from pipelines.text.escapes import unescape

# Characters of one script, and scripts and values that are looked at.
_SCRIPT_MAX = 3_000_000
_SCRIPTS_MAX = 60
_VALUES_MAX = 100_000
_DEPTH_MAX = 40
# Characters of prose, and of an article.
_PROSE_MIN = 40
_TEXT_MIN = 200
# `window.__INITIAL_STATE__ = {`, `__APOLLO_STATE__={`, `self.__data = JSON.parse("…")`
_ASSIGNED = re.compile(r"""=\s*(?:JSON\.parse\(\s*(?=")|(?=[{\[]))""")
_ASSIGNMENTS_MAX = 20
_SPACE = re.compile(r"\s")
# An address, a drawing, JSON within JSON.
_NO_PROSE = re.compile(
    r"\s*(?:(?:https?:)?//\S|<(?:svg|\?xml|script|style)\b|[\[{]\s*[\[{\"'])", re.IGNORECASE
)
# Labels of cards and players are as long as sentences, but end without a stop. So do many Arabic paragraphs, which are longer.
_ENDS = (*STOPS, *"\"'”’»)")
_PARAGRAPH_MIN, _SENTENCES_SHARE = 120, 0.5
_KEYS_OF_OTHERS = re.compile(
    r"related|recommend|latest|popular|trending|comment|teaser|sidebar", re.IGNORECASE
)


def script_text(root: Element, title: str | None) -> str:
    """The text of the article of that title in a page's script data, paragraphs as lines; "" if there is none."""
    words = normalize(title) if title else ""
    if not words:
        return ""
    best = ""
    for data in _data(root):
        search = _Search(words)
        search.look(data)
        best = max(best, search.best, key=len)
    return best if len(best) >= _TEXT_MIN and _is_mostly_sentences(best) else ""


def _is_mostly_sentences(text: str) -> bool:
    """Whether most of a text is lines that end as sentences do, or as long as paragraphs."""
    lines = text.split("\n")
    sentences = sum(len(line) for line in lines if len(line) >= _PARAGRAPH_MIN or line.endswith(_ENDS))
    return sentences >= _SENTENCES_SHARE * len(text)


def _data(root: Element) -> Iterator[Any]:
    decoder = json.JSONDecoder(strict=False)
    for script in islice(root.iter("script"), _SCRIPTS_MAX):
        text = script.text or ""
        kind = (script.get("type") or "").lower()
        if not _TEXT_MIN <= len(text) <= _SCRIPT_MAX or "ld+json" in kind:
            continue
        if "json" in kind:
            starts: Iterator[int] = iter([len(text) - len(text.lstrip())])
        else:
            starts = (found.end() for found in islice(_ASSIGNED.finditer(text), _ASSIGNMENTS_MAX))
        behind = 0
        for start in starts:
            if start < behind:
                continue
            try:
                data, behind = decoder.raw_decode(text, start)
                yield _hydrated(json.loads(data, strict=False) if isinstance(data, str) else data)
            except (ValueError, RecursionError):
                continue


def _hydrated(data: Any) -> Any:
    """Data in which values are places in one list, as Nuxt 3 writes it (the format of `devalue`), put together; other data as it is.

    Each object and list is put in one place only: what two others refer to would grow without end in hostile data.
    """
    if not (
        isinstance(data, list)
        and len(data) > 1
        and isinstance(data[0], dict | list)
        and _refers(data[0], len(data))
    ):
        return data
    taken: set[int] = set()

    def at(place: Any, depth: int) -> Any:
        if type(place) is not int or not 0 <= place < len(data):
            return None
        value = data[place]
        if not isinstance(value, dict | list):
            return value
        if place in taken or depth > _DEPTH_MAX:
            return None
        taken.add(place)
        if isinstance(value, dict):
            return {key: at(one, depth + 1) for key, one in value.items()}
        # `["Reactive", 7]` wraps what stands at 7.
        return [one if isinstance(one, str) else at(one, depth + 1) for one in value]

    return at(0, 0)


def _refers(value: dict[str, Any] | list[Any], length: int) -> bool:
    """Whether all that an object or list holds are places in a list of that length, or names of wrappers."""
    values = list(value.values()) if isinstance(value, dict) else value
    places = [one for one in values if type(one) is int]
    names = [one for one in values if isinstance(one, str)] if isinstance(value, list) else []
    return bool(places) and len(places) + len(names) == len(values) and max(places) < length


@dataclass(slots=True)
class _Search:
    title: str
    best: str = ""
    values: int = 0
    seen: set[str] = field(default_factory=set)

    def look(self, value: Any, depth: int = 0) -> bool:
        """Looks through a value; returns whether the title is in it."""
        self.values += 1
        if depth > _DEPTH_MAX or self.values > _VALUES_MAX:
            return False
        if isinstance(value, str):
            return self._is_title(value)
        if isinstance(value, list):
            # All are looked at, also behind the title.
            return sum(self.look(one, depth + 1) for one in value) > 0
        if not isinstance(value, dict):
            return False
        before = self.best
        own = any(isinstance(one, str) and self._is_title(one) for one in value.values())
        within = [self.look(one, depth + 1) for key, one in value.items() if not _KEYS_OF_OTHERS.search(key)]
        # The smallest object that says the title is the article's; what is around it holds others too.
        if self.best == before and (own or any(within)):
            texts = [_prose(one, 0) for key, one in value.items() if not _KEYS_OF_OTHERS.search(key)]
            self.best = max(self.best, *("\n".join(one) for one in texts), key=len) if texts else self.best
        return own or any(within)

    def _is_title(self, text: str) -> bool:
        return 0 < len(text) <= 2 * len(self.title) + 20 and normalize(text) == self.title


def _prose(value: Any, depth: int) -> list[str]:
    """The paragraphs in a value: of a long string, of a list of blocks, of an object by its one text."""
    if isinstance(value, str):
        # A picture's addresses in several sizes are parted by spaces, too.
        is_prose = (
            len(value) >= _PROSE_MIN and len(_SPACE.findall(value[:200])) >= 3 and not _NO_PROSE.match(value)
        )
        if not is_prose:
            return []
        # HTML may be escaped as a whole; what is none may have references of its own.
        lines = markup_lines(value if HTML.search(value) else unescape(value))
        return [lines] if lines else []
    if depth >= 8:
        return []
    if isinstance(value, list):
        return [line for one in value[:2_000] for line in _prose(one, depth + 1)]
    if isinstance(value, dict):
        inner = [_prose(one, depth + 1) for key, one in value.items() if not _KEYS_OF_OTHERS.search(key)]
        return max(inner, key=lambda lines: sum(map(len, lines)), default=[])
    return []
