"""Which lines of a page are taken: long pages as short ones, tables between paragraphs, and the same whenever asked."""

import numpy as np
import pytest

from pipelines.cleaning.main_content.choose import chosen_of, find_content
from pipelines.cleaning.main_content.witnesses import Witnesses
from pipelines.cleaning.page.tree import parse

TITLE = "Harbour reopens after storm"
PROSE = [
    "The harbour of the old town reopened on Monday, nine days after the storm had thrown two barges on its mole.",
    "Divers found no damage below the water line, said the harbour master, but the lights on the mole stay dark.",
    "Ferries to the islands run twice a day until the end of the month, and then as before, the company said.",
]
MENU = "<ul class=menu>" + "".join(f"<li><a href=/{n}>Section {n}</a>" for n in range(20)) + "</ul>"


def chosen(body):
    root = parse(f"<html><body>{MENU}<article><h1>{TITLE}</h1>{body}</article>{MENU}</body></html>")
    content = find_content(root, Witnesses(TITLE))
    return content.text().split("\n")


def paragraphs(lines, tag="p"):
    return "".join(f"<{tag}>{line}</{tag}>" for line in lines)


@pytest.mark.parametrize(
    "body",
    [
        paragraphs(PROSE),
        paragraphs(PROSE, "div"),
        "<div>" + "<br><br>".join(PROSE) + "</div>",
        f"<table><tr><td>{'<br>'.join(PROSE)}</td></tr></table>",
        f"<form><div><div><div>{paragraphs(PROSE)}</div></div></div></form>",
    ],
    ids=["paragraphs", "divs", "line breaks", "one cell", "deep in a form"],
)
def test_an_article_is_found_in_whatever_markup(body):
    assert chosen(body) == PROSE


@pytest.mark.parametrize("count", [40, 300, 2_000])
def test_a_live_blog_is_taken_whole_however_long(count):
    entries = [f"{at}:{PROSE[at % 3]}" for at in range(count)]
    found = chosen(paragraphs(entries))
    assert len(found) >= 0.95 * count
    assert found[-1] == entries[-1]


def test_a_table_between_paragraphs_is_taken_row_by_row():
    table = "<table><tr><th>Port<th>Ships<tr><td>Old town<td>12<tr><td>Islands<td>7</table>"
    assert chosen(paragraphs(PROSE[:2]) + table + paragraphs(PROSE[2:])) == [
        *PROSE[:2],
        "Port | Ships",
        "Old town | 12",
        "Islands | 7",
        PROSE[2],
    ]


def test_a_page_in_an_unclosed_button_is_read():
    assert chosen(f"<button><div>{paragraphs(PROSE)}</div>") == PROSE


def test_a_page_without_text_has_no_content():
    content = find_content(parse("<html><body><script>x()</script></body></html>"), Witnesses())
    assert (content.text(), content.verdicts) == ("", None)


def test_the_border_is_low_where_most_of_a_text_would_be_lost_and_high_where_nothing_would():
    units = np.full(20, 100, np.float32)
    unsure = np.array([0.9] * 4 + [0.4] * 12 + [0.02] * 4, np.float32)
    sure = np.array([0.98] * 12 + [0.4] * 2 + [0.02] * 6, np.float32)
    prose = np.ones(20, np.bool_)
    assert chosen_of(unsure, units, prose).sum() == 16
    assert chosen_of(sure, units, prose).sum() == 12
    assert chosen_of(unsure, units, ~prose).sum() == 4


SLIDE = (
    "<div class=slide><div class=title>Picture {}</div><div class='reactions mini'><a href=#{}>What is your reaction?</a>"
    "<span>love 1</span><span>sad 2</span></div><div class=text><p>{}</p></div></div>"
)


@pytest.mark.parametrize("count", [5, 9])
def test_a_gallery_is_taken_to_its_last_picture(count):
    lines = [f"{PROSE[n % 3]} This is picture {n}." for n in range(count)]
    found = chosen("".join(SLIDE.format(n, n, line) for n, line in enumerate(lines)))
    assert [line for line in found if not line.startswith("Picture")] == lines
