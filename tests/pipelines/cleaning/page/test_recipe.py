"""Recipes and instructions are whole: what a page states as their lines is text, wherever it stands."""

import json

import pytest

from pipelines.cleaning import extract
from pipelines.cleaning.page.recipe import recipe_lines

PROSE = [
    "My grandmother made this soup on the island every autumn, when the boats came back with more fish than they could sell.",
    "It needs nothing but patience, an old pot and a fire, she said, and the neighbours came with bread as soon as they smelled it.",
    "I still make it once a year, on the evening of the first storm, and think of her kitchen and of the harbour below.",
]
INGREDIENTS = ["2 kg of mixed fish", "1 handful of dill"]
STEPS = ["Clean the fish.", "Simmer the heads in two litres of water for half an hour, then strain."]


def page(shown, **recipe):
    said = json.dumps({"@type": "Recipe", "name": "Island soup", "author": {"name": "Salma Rawi"}, **recipe})
    prose = "".join(f"<p>{line}</p>" for line in PROSE)
    lines = "".join(f'<div class="widget-row"><a class="tick" href="#"></a>{line}</div>' for line in shown)
    html = (
        f'<html><head><script type="application/ld+json">{said}</script></head><body><h1>Island soup</h1>'
        f'<article>{prose}</article><div class="card-print sidebar">{lines}</div></body></html>'
    )
    return extract(html.encode(), url="https://bay.example/soup")


SECTION = {"@type": "HowToSection", "itemListElement": [{"@type": "HowToStep", "text": one} for one in STEPS]}


@pytest.mark.parametrize("steps", ["\n".join(STEPS), STEPS, [{"text": one} for one in STEPS], [SECTION]])
@pytest.mark.parametrize("shown", [[*INGREDIENTS, *STEPS], []], ids=["shown", "drawn by scripts"])
def test_ingredients_and_steps_are_text(steps, shown):
    found = page(shown, recipeIngredient=INGREDIENTS, recipeInstructions=steps)
    assert found.body.split("\n") == [*PROSE, *INGREDIENTS, *STEPS]
    assert found.author == "Salma Rawi"


def test_an_articles_author_comes_before_its_recipes():
    article = '<script type="application/ld+json">{"@type": "NewsArticle", "author": "Tom Hale"}</script>'
    recipe = article.replace("NewsArticle", "Recipe").replace("Tom Hale", "Salma Rawi")
    prose = "".join(f"<p>{line}</p>" for line in PROSE)
    html = f"<html><head>{recipe}{article}</head><body><h1>Soup</h1>{prose}</body></html>"
    assert extract(html.encode(), url="https://bay.example/soup").author == "Tom Hale"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"recipeInstructions": 7},
        {"recipeInstructions": [None, [], {"text": 3}]},
        {"recipeInstructions": [[[[[["deep"]]]]]]},
    ],
)
def test_a_broken_recipe_has_no_lines(said):
    assert recipe_lines([said]) == ()


@pytest.mark.parametrize(
    "steps", [["Stir well. " * 900] * 900, [f"Step {number}" for number in range(9_000)], [[""] * 900] * 900]
)
def test_more_than_a_recipe_is_cut(steps):
    lines = recipe_lines([{"recipeInstructions": steps}])
    assert len(lines) <= 300
    assert sum(map(len, lines)) <= 20_000


def test_markup_in_steps_is_read():
    assert recipe_lines([{"recipeInstructions": "<p>Clean &amp; dry.</p><p>Fry.</p>"}]) == (
        "Clean & dry.",
        "Fry.",
    )
