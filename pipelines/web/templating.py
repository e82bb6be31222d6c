"""How values become HTML: everything is escaped, and each text says its language and direction."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipelines.warehouse.ask.search.words import LENGTH_MAX
from pipelines.web.localized import Localized
from pipelines.web.pictures.canvas import short_name
from pipelines.web.zones import Zone, zone_label

# Languages written from right to left; Kurdish in its Arabic script, as Iraqi and Iranian outlets write it.
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "ps", "sd", "ug", "ur", "yi"})

# Of the beginning of a text in a list; what is longer is stored with one character more.
_LEAD_MAX = 160


def text_attributes(language: str | None) -> Markup:
    """`lang` and `dir` of an element that holds a text of that language; unknown: the browser looks at it."""
    if language is None:
        return Markup('dir="auto"')
    direction = "rtl" if language in _RIGHT_TO_LEFT else "ltr"
    return Markup('lang="{}" dir="{}"').format(language, direction)


def web_address(url: str | None) -> str | None:
    """The URL if it is http(s), else None: what a page claims must not become `javascript:` in a link."""
    try:
        return url if url and urlsplit(url).scheme in {"http", "https"} else None
    except ValueError:
        return None


def isolated(text: str) -> str:
    """A text that keeps its own direction where no element can say so, as in the options of a form."""
    return f"\u2068{text}\u2069"


def first_lines(lead: str) -> str:
    """The beginning of a text as lists show it, cut behind a word."""
    if len(lead) <= _LEAD_MAX:
        return lead
    cut = lead.rfind(" ", _LEAD_MAX // 2, _LEAD_MAX + 1)
    # Not every script parts words.
    return f"{lead[: cut if cut > 0 else _LEAD_MAX]}…"


def address(path: str, parameters: Mapping[str, Any]) -> str:
    """A path with those parameters that hold something."""
    given = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def texts_of(ui: Localized, zone: Zone) -> dict[str, Any]:
    """What templates write the texts of a language and the times of a zone with."""
    return {
        "ui": ui,
        "t": ui.text,
        "count": ui.count,
        "zone": zone,
        "zone_label": zone_label(ui, zone.name),
        "local": zone.shown,
    }


@cache
def environment() -> Environment:
    """Jinja with our templates and filters, one for all: it keeps what it compiled."""
    made = Environment(
        loader=PackageLoader("pipelines.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"web_address": web_address, "short_name": short_name, "first_lines": first_lines}
    made.globals |= {
        "text_attributes": text_attributes,
        "address": address,
        "isolated": isolated,
        "words_length_max": LENGTH_MAX,
    }
    return made
