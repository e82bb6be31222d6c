"""Pages that no one should write: an article or a reason comes out, and no more work than the limits allow."""

import json

import pytest

from pipelines.cleaning import extract, limits, split
from pipelines.cleaning.page.text_lines import one_line
from pipelines.cleaning.page.tree import parse
from pipelines.errors import NoArticleError
from pipelines.records import Article
from tests.support.pages.mutated_pages import TEXT_UNITS, UNITS, mutated_pages, mutated_texts

URL = "http://news.example/1"
PROSE = "قالت الوزارة إن العمل في الميناء الجديد يبدأ مطلع العام المقبل وينتهي خلال عامين. "


def paragraphs(count):
    return "".join(f"<p>{number}. {PROSE}</p>" for number in range(count))


def outcome(body):
    try:
        return extract(body, url=URL)
    except NoArticleError as reason:
        return str(reason)


def test_mutated_pages_give_an_article_or_a_reason():
    pages = list(mutated_pages(range(180), 3, largest=60_000))
    outcomes = [outcome(page) for _, page in pages]
    articles = [one for one in outcomes if isinstance(one, Article)]
    assert all(one.body and one.stories[0].role == "main" for one in articles)
    assert 60 < len(articles) < len(pages)
    assert all(isinstance(one, Article) or one for one in outcomes)


def test_mutated_texts_give_a_main_story():
    for _, text in mutated_texts(range(60), 3, largest=60_000):
        assert split(text).stories[0].role == "main"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<p>" + "ا" * (limits.BYTES_MAX // 2), "bytes"),
        ("<p>" * (limits.TAGS_MAX + 1), "tags"),
        ("<br>" * (limits.ELEMENTS_MAX + 1), "elements"),
        ("<p " + " ".join(f"a{number}" for number in range(limits.ATTRIBUTES_MAX + 1)) + ">", "attributes"),
        (f"<p>{PROSE * (limits.TEXT_MAX // len(PROSE) + 1)}</p>", "characters of text"),
        (f"<article>{paragraphs(limits.LINES_MAX + 1)}</article>", "lines"),
    ],
    ids=["source", "tags", "elements", "attributes", "text", "lines"],
)
def test_a_page_beyond_a_limit_is_refused_with_it(body, reason):
    with pytest.raises(NoArticleError, match=f"no article: .*{reason}"):
        extract(f"<html><body>{body}".encode(), url=URL)


def test_a_page_at_the_limits_is_an_article():
    crowded = "<p " + " ".join(f"a{number}" for number in range(limits.ATTRIBUTES_MAX)) + ">نص</p>"
    body = f"<article>{crowded}{paragraphs(5000)}</article>{'<br>' * 40_000}"
    assert extract(f"<html><body>{body}".encode(), url=URL).body.count("\n") > 4900


def test_code_is_no_tag_with_many_attributes():
    code = "for(i=0;i<n;i++){" + "a=1; b=2; " * limits.ATTRIBUTES_MAX + "}"
    page = f"<html><body><script>{code}</script><!-- {code} --><article><p>{PROSE * 3}</p></article>"
    assert extract(page.encode(), url=URL).body == (PROSE * 3).strip()


def test_an_unclosed_comment_is_read_once():
    assert outcome((("<!-- <a " + "b " * 600) * 1000).encode()) == outcome(b"<!--")


@pytest.mark.parametrize("text", ["a" * (limits.TEXT_MAX + 1), "ab\n" * (limits.LINES_MAX + 1)])
def test_a_text_beyond_a_limit_is_refused(text):
    with pytest.raises(NoArticleError, match="the text is no article: more than"):
        split(text)


@pytest.mark.parametrize("unit", TEXT_UNITS)
def test_a_line_of_one_unit_is_kept_or_removed_whole(unit):
    text = (unit * (20_000 // len(unit))).replace("\n", " ")
    parts = split(text)
    left = len("".join(text.split())) - sum(
        len("".join(text[r.start : r.end].split())) for r in parts.removed
    )
    main = parts.stories[0]
    assert len("".join(((main.title or "") + main.body).split())) == left


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.startswith("<")])
def test_an_article_is_found_beside_thousands_of_an_element(unit):
    page = f"<html><body><article><h1>افتتاح الميناء الجديد</h1><p>{PROSE * 5}</p></article>{unit * 200}"
    found = outcome(page.encode())
    assert isinstance(found, str) or PROSE.strip() in found.body


def test_an_element_of_many_is_no_line():
    root = parse(f"<html><body><h1>{'<b>' * 200}خبر{'</b>' * 200}</h1><h2><b>خبر</b> آخر</h2></body></html>")
    assert [one_line(one) for tag in ("h1", "h2") for one in root.iter(tag)] == ["", "خبر آخر"]


def test_a_marker_in_an_element_with_a_broken_name_is_no_crash():
    page = f"<html><body><article><p>{PROSE * 3}</p><liےid=menu>اقرأ أيضا</liےid=menu></article>"
    assert PROSE.strip() in extract(page.encode(), url=URL).body


@pytest.mark.parametrize(
    "author", ["Tom, " * 200_000, ["Tom Hale"] * 100_000, {"name": ["Tom Hale"] * 100_000}]
)
def test_an_author_without_end_is_cut(author):
    said = json.dumps({"@type": "NewsArticle", "author": author})
    prose = "<p>The old bridge was opened to walkers again on Monday, two years after the flood.</p>" * 3
    page = f'<script type="application/ld+json">{said}</script><h1>The old bridge is open</h1>{prose}'
    assert 0 < len(extract(page.encode(), url="https://news.example/1").author) <= 1_000
