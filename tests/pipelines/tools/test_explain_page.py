"""`naba explain-page`: each line of a page with its verdicts and what moved them."""

import json

import pytest

from pipelines.errors import BadInputError
from pipelines.tools.explain_page import explain_page, table_rows

PROSE = [
    "The harbour of the old town reopened on Monday, nine days after the storm had thrown two barges on its mole.",
    "Divers found no damage below the water line, said the harbour master, but the lights on the mole stay dark.",
    "Ferries to the islands run twice a day until the end of the month, and then as before, the company said.",
]
COPY = {"@type": "NewsArticle", "articleBody": " ".join(PROSE)}
RECIPE = {
    "@type": "Recipe",
    "recipeInstructions": ["Clean the fish, and keep the heads. " * 2, "Simmer them with dill. " * 3],
}
HTML = (
    "<title>Harbour reopens after storm</title><nav><ul><li><a href=/1>World</a><li><a href=/2>Sport</a></ul></nav>"
    f"<article class=story><h1>Harbour reopens after storm</h1>{''.join(f'<p class=par>{line}</p>' for line in PROSE)}</article>"
)


def test_lines_have_verdicts_and_reasons(tmp_path):
    (tmp_path / "page.html").write_text(HTML, encoding="utf-8")
    explained = explain_page(tmp_path / "page.html", None)
    lines = explained.lines
    assert [line.text for line in lines if line.chosen] == PROSE
    assert [line.element for line in lines if line.chosen] == ["p.par"] * 3
    assert all(line.reasons and 0 <= line.second <= 1 for line in lines)
    shown = list(table_rows(lines, every=False))
    assert [row[0] for row in table_rows(lines, every=True)] == [str(line.number) for line in lines]
    assert {row[-1] for row in shown} >= {line[:60] for line in PROSE}


@pytest.mark.parametrize(
    ("html", "outcome"),
    [
        (HTML, f"The text is in {len(PROSE)} of the page's 6 lines."),
        (
            "<title>Log in</title><form><input type=password></form>",
            "No article: the page asks to log in, and shows nothing else.",
        ),
        (
            f"<title>Harbour reopens</title><script type=application/json>{json.dumps({'t': 'Harbour reopens', 'x': PROSE})}</script>",
            "The text is from the data of the page's scripts: its lines hold hardly any.",
        ),
        (
            f"<title>Harbour reopens</title><p>Ahoy.</p><script type=application/ld+json>{json.dumps(COPY)}</script>",
            "The text is the copy in the page's JSON-LD: its lines hold something else, or a part only.",
        ),
        (
            f"<script type=application/ld+json>{json.dumps(RECIPE)}</script>{HTML}",
            f"The text is in {len(PROSE)} of the page's 6 lines, and behind them the recipe in its JSON-LD, which scripts draw.",
        ),
        (
            f"<script type=application/ld+json>{json.dumps({'@type': 'Product'})}</script>{HTML}",
            "No article: the page offers goods, and is no article.",
        ),
    ],
)
def test_what_became_of_the_page_is_said(tmp_path, html, outcome):
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    assert explain_page(tmp_path / "page.html", "https://harbour.example/1").outcome == outcome


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path):
    with pytest.raises(BadInputError, match=r"none\.html"):
        explain_page(tmp_path / "none.html", None)
