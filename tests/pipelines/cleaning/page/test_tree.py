"""Trees hold what can be written back, whatever the page holds."""

import pytest

from pipelines.cleaning import extract
from pipelines.cleaning.page import tree

EXCLUDED = [*range(1, 9), 0xB, 0xC, *range(0xE, 0x20), 0xFFFE, 0xFFFF]
"""Code points that XML excludes; NUL is one, but HTML parsers make something else of it."""


@pytest.mark.parametrize("form", ["{character}", "&#{code};", "&#{code}", "&#x{code:x};", "&#X00{code:X}"])
@pytest.mark.parametrize("code", EXCLUDED)
def test_no_character_stays_that_lxml_refuses_to_write(code, form):
    written = form.format(character=chr(code), code=code)
    root = tree.parse(f"<html><body><p>قبل{written} بعد</p></body></html>")
    (paragraph,) = root.iter("p")
    assert paragraph.text.split() == ["قبل", "بعد"]
    root.makeelement("p").text = paragraph.text  # raises ValueError where one stayed


def test_other_references_are_read_as_they_are():
    root = tree.parse("<html><body><p>&#1575;&#x628;&#13;&#9;&#160;&#31415;</p></body></html>")
    (paragraph,) = root.iter("p")
    assert paragraph.text == "اب\r\t\xa0\u7ab7"


def test_labels_for_screen_readers_are_no_text():
    hidden = '<ul><li><span class="visually-hidden">Author, </span><span>Salma Rawi</span></li></ul>'
    page = f"<h1>The old bridge is open to walkers again</h1>{hidden}" + "".join(
        f"<p>Paragraph {number} says that the bridge was closed for two years, and that it is safe now.</p>"
        for number in range(5)
    )
    found = extract(f"<html><body>{page}</body></html>".encode(), url="https://news.example/1")
    assert "Author" not in found.text
    assert found.body.startswith("Paragraph 0")


def test_what_stands_behind_the_end_of_the_page_is_part_of_it():
    # Templates put `</body></html>` into their header; browsers read on.
    lines = [
        f"Paragraph {number} says that the bridge was closed for two years, and that it is safe now."
        for number in range(5)
    ]
    page = f"<html><body><header>News</header></body></html>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>"
    assert extract(page.encode(), url="https://news.example/1").body.split("\n") == lines


def test_a_page_of_long_lines_only_is_read():
    line = "The bridge was closed for two years, and it is safe now, as the engineers of the county say. " * 5
    page = f"<html><head><title>The old bridge is open again</title></head><body><p>{line}</p><p>{line}!</p></body></html>"
    assert extract(page.encode(), url="https://news.example/1").body.startswith("The bridge was closed")


def test_a_text_for_readers_without_scripts_is_the_pages():
    prose = [
        f"The ferry company will sail twice each night from next month, its director told {who} on the quay of the old town."
        for who in ("passengers", "fishermen", "reporters")
    ]
    paragraphs = "".join(f"<p>{line}</p>" for line in prose)
    page = f"<h1>A second night ferry</h1><div id=app></div><noscript><div>{paragraphs}</div></noscript>"
    assert extract(page.encode(), url="https://harbour.example/1").body.split("\n") == prose


def test_what_asks_to_turn_scripts_on_is_no_text():
    root = tree.parse("<p>Text</p><noscript><p>Please turn JavaScript on.</p><img src=x></noscript>")
    assert next(root.iter("noscript"), None) is None
    assert "JavaScript" not in "".join(root.itertext())
