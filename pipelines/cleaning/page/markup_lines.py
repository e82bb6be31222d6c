"""A text that stands in a page's data (JSON-LD, the data of scripts) as lines: it may be HTML, or hold shortcodes."""

import re

from pipelines.cleaning.page.text_lines import text_lines
from pipelines.cleaning.page.tree import parse
from pipelines.errors import NoArticleError

HTML = re.compile(
    r"<!--|</?(?:p|br|div|h[1-6]|ul|ol|li|blockquote|span|a|strong|em|b|i|u|s|img|figure|figcaption|iframe|svg|table|t[rdh]"
    r"|section|article|sup|sub|small|hr|font|video|picture|source|cite)\b[^<>]*>",
    re.IGNORECASE,
)
"""Tags with a name of HTML, and comments. Other angle brackets (`<name>`, `a < b`) are what an article says."""

# What a site's own system would have put a picture, a caption or a card in place of: `[caption id="7"]`, `{/p}`.
_SHORTCODE = re.compile(
    r"(?P<open>[\[{])(?P<end>/?)(?P<name>[a-z][\w-]{0,30})(?P<values>(?:\s+[\w-]+=[^\[\]{}]{0,500})?)\s*/?[\]}]"
)
# Of them those that end a line.
_BLOCKS = frozenset({"p", "br", "div", "li", "h1", "h2", "h3", "h4"})


def markup_lines(text: str) -> str:
    """A text that may be HTML as lines, without blank ones; "" if there is no text in it."""
    text = without_shortcodes(text)
    if not HTML.search(text):
        return "\n".join(one for line in text.splitlines() if (one := " ".join(line.split())))
    try:
        return text_lines(parse(text))
    except NoArticleError:
        return ""


def without_shortcodes(text: str) -> str:
    """A text without shortcodes: those that name values or are closed somewhere. `[sic]` and `[laughs]` are text."""
    found = list(_SHORTCODE.finditer(text))
    closed = {(one["open"], one["name"]) for one in found if one["end"]}
    if not any(one["values"] or (one["open"], one["name"]) in closed for one in found):
        return text

    def shown(one: re.Match[str]) -> str:
        if not one["values"] and (one["open"], one["name"]) not in closed:
            return one[0]
        return "\n" if one["name"] in _BLOCKS else ""

    return _SHORTCODE.sub(shown, text)
