"""What a page's JSON-LD says of its recipe or instructions: https://schema.org/Recipe, https://schema.org/HowTo."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from pipelines.cleaning.page.markup_lines import markup_lines

_KEYS = ("recipeIngredient", "ingredients", "recipeInstructions", "step")
# Of a step: a section holds steps, and steps hold directions.
_TEXT_KEYS, _PART_KEYS = ("text", "name"), ("itemListElement", "steps")
_DEPTH = 4
# Texts and lines of a recipe, and characters of one text and of all; each line of the page is looked for in them.
_LINES_MAX, _TEXT_MAX, _RECIPE_MAX = 300, 5_000, 20_000


def recipe_lines(things: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Ingredients and steps of the first recipe among a page's things, each a line; empty if there is none.

    Args:
        things: the objects of its JSON-LD.
    """
    for thing in things:
        texts = (text for key in _KEYS for text in islice(_texts(thing.get(key), _DEPTH), _LINES_MAX))
        said = (line for text in texts for line in markup_lines(text[:_TEXT_MAX]).splitlines())
        lines: dict[str, int] = {}
        for line in islice(said, _LINES_MAX):
            if sum(lines.values()) + len(line) > _RECIPE_MAX:
                break
            lines[line] = len(line)
        if lines:
            return tuple(lines)
    return ()


def _texts(value: Any, depth: int) -> Iterator[str]:
    """The texts of steps, however deep they are wrapped."""
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, list):
        for one in value[:_LINES_MAX]:
            yield from _texts(one, depth - 1)
    elif depth and isinstance(value, dict):
        parts = next((value[key] for key in _PART_KEYS if value.get(key)), None)
        text = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
        yield from _texts(parts if parts is not None else text, depth - 1)
