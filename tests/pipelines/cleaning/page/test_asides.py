"""Read-also in a page's HTML: structure before wording, nothing lost, no tree that a parser would change."""

import pytest
from lxml import etree, html

from pipelines.cleaning import extract
from pipelines.cleaning.page.asides import open_read_also
from pipelines.cleaning.page.marks import read_marks
from pipelines.cleaning.page.text_lines import text_lines
from pipelines.cleaning.page.tree import parse
from tests.support.pages.mutated_pages import real_pages

URL = "https://news.example/1"
TITLE = "Old Harbour reopens its coastal road"
BEFORE = [
    "The town of Old Harbour reopened its coastal road to lorries on Tuesday after four weeks of repairs.",
    "Mayor Salem Haddad told reporters that the work had cost two million and that only planting remained to be done.",
]
AFTER = [
    "An earlier study by the city university had warned of erosion at three places along the western side of the road.",
    "Traders hope that transport will become cheaper again, since lorries had to take a much longer mountain road.",
]
SUMMARY = (
    "The minister of transport visited the stations in the north and looked at the work on the new platforms."
)
CARDS = {
    "linked headline and summary": f'<div class="c"><span>Read also</span><h4><a href="/1">Minister visits the northern stations</a></h4><p>{SUMMARY}</p></div>',
    "headline and summary": f"<div><b>Read also</b><h4>Minister visits the northern stations</h4><p>{SUMMARY}</p></div>",
    "several linked headlines": f'<section><h3>Related stories</h3><div><h4><a href="/1">Minister visits the northern stations</a></h4><p>{SUMMARY}</p></div><div><h4><a href="/2">Vegetable prices fall at the markets</a></h4><p>{SUMMARY}</p></div></section>',
}  # fmt: skip


def paragraphs(lines):
    return "".join(f"<p>{line}</p>" for line in lines)


def page(body):
    return f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{body}</article></body></html>".encode()


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_card_between_paragraphs_is_no_story(card):
    article = extract(page(paragraphs(BEFORE) + card + paragraphs(AFTER)), url=URL)
    assert article.body == "\n".join([*BEFORE, *AFTER])
    assert len(article.stories) == 1


def test_cards_at_the_end_are_no_stories():
    article = extract(page(paragraphs(BEFORE + AFTER) + CARDS["several linked headlines"]), url=URL)
    assert article.body == "\n".join([*BEFORE, *AFTER])
    assert len(article.stories) == 1


@pytest.mark.parametrize("marker", ["<b>Read also</b>", "Read also:"])
def test_a_block_between_line_breaks_loses_nothing(marker):
    links = '<a href="/1">Minister visits the northern stations</a><br><a href="/2">Vegetable prices fall at the markets</a>'
    article = extract(
        page(f"<p>{'<br>'.join(BEFORE)}<br>{marker}<br>{links}<br>{'<br>'.join(AFTER)}</p>"), url=URL
    )
    assert article.body == "\n".join([*BEFORE, *AFTER])
    assert len(article.related) == 2


def test_a_section_behind_a_read_also_line_is_the_articles_own():
    section = f'{paragraphs(BEFORE)}<p><strong>&gt;&gt; Related reading:</strong> <a href="/v">Granite vs. Concrete</a></p></div><div><h4>Cameras</h4>{paragraphs(AFTER)}'
    article = extract(page(f"<div>{section}</div>"), url=URL)
    assert len(article.stories) == 1
    assert all(line in article.body for line in (*BEFORE, *AFTER))


def squeezed(text):
    return "".join(text.split())


@pytest.mark.parametrize("number", range(len(real_pages())))
def test_no_text_is_lost_and_a_parser_would_change_nothing(number):
    """Whatever the page: its visible text is the same before, after, and after being written and parsed again."""
    root = parse(real_pages()[number].decode("utf-8", "replace"))
    before = squeezed(text_lines(root))
    open_read_also(root, read_marks(root).beginnings)
    after = squeezed(text_lines(root))
    # Labels get a colon, and commas between their values.
    assert after.replace(":", "").replace("،", "") == before.replace(":", "").replace("،", "")
    again = html.fromstring(etree.tostring(root, encoding="unicode", method="html"))
    assert squeezed(text_lines(again)) == after


OTHER = "Wheat harvest falls after a record heat wave"
OTHER_TEXT = [
    "The ministry of agriculture said that the harvest had fallen by a third, and that prices would rise within weeks.",
    "Mills have begun to look for suppliers abroad before the winter, and the first ships are expected in November.",
]
DRESSED = {
    "items": "<ul><li>Source</li><li>The Daily Herald</li></ul>",
    "definitions": "<dl><dt>Source</dt><dd>The Daily Herald</dd></dl>",
    "cells": "<table><tr><td>Source</td><td>The Daily Herald</td></tr></table>",
    "bold": "<p><strong>Source:</strong> The Daily Herald</p>",
    "span": '<div class="x"><span>Source:</span> <a href="/s/1">The Daily Herald</a></div>',
}


@pytest.mark.parametrize("label", DRESSED.values(), ids=DRESSED)
def test_a_label_in_any_dress_ends_the_story_before_it(label):
    article = extract(
        page(paragraphs(BEFORE) + label + "<p>Read also:</p>" + paragraphs([OTHER, *OTHER_TEXT])), url=URL
    )
    assert article.attribution == "The Daily Herald"
    assert [story.title for story in article.stories] == [TITLE, OTHER]
    assert [story.body.split("\n") for story in article.stories] == [BEFORE, OTHER_TEXT]


MARKERS = {
    "a link": '<h4><a href="/related">You may also be interested in</a></h4>',
    "in a box": '<div class="read-also"><span>You may also be interested in</span></div>',
    "bold": "<p><strong>You may also be interested in:</strong></p>",
}


@pytest.mark.parametrize("marker", MARKERS.values(), ids=MARKERS)
@pytest.mark.parametrize("wrap", ["<p>{}</p>", "<div><div><span>{}</span></div></div>", "<div>{}</div>"])
def test_a_whole_article_follows_a_marker_in_any_dress_with_its_short_last_line(marker, wrap):
    last = "Call 555 12 34."
    lines = [*OTHER_TEXT, last]
    body = "".join(wrap.format(line) for line in BEFORE) + "<p>Source: The Daily Herald</p>"
    body += marker + "".join(wrap.format(line) for line in [OTHER, *lines, "Tags: wheat"])
    article = extract(page(body), url=URL)
    assert [story.body.split("\n") for story in article.stories] == [BEFORE, lines]


def test_a_title_keeps_its_quotation_marks():
    title = "«Council of trade» keeps its promise"
    made = page(paragraphs(BEFORE)).replace(TITLE.encode(), title.encode()).replace(b"h1>", b"b>")
    assert extract(made, url=URL).title == title
