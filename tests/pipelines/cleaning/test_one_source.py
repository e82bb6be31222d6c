"""Pages of one source cleaned together: repeated lines, and no order that matters."""

import random
from functools import cache, partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.cleaning import clean_source, extract, read_page, site_of
from pipelines.errors import NoArticleError
from tests.support.pages.page_sources import made_pages
from tests.support.pages.page_templates import TEMPLATES

PROSE = [
    "افتتح رئيس الوزراء معرض الكتاب الدولي في العاصمة بمشاركة ثلاثمئة دار نشر من عشرين دولة عربية وأجنبية.",
    "وقال رئيس الوزراء في كلمة الافتتاح إن الحكومة ستدعم صناعة النشر وتخفض الضرائب على الورق خلال العام المقبل.",
    "ويستمر المعرض أسبوعين ويضم ندوات وأمسيات شعرية وجناحا لكتب الأطفال.",
]
OPENING = (
    "وتفتح أبواب المعرض كل يوم من العاشرة صباحا حتى العاشرة مساء، والدخول مجاني لطلاب المدارس والجامعات."
)
COUNT = 12


@cache
def pages(source):
    return made_pages(source, COUNT)


@cache
def alone(source):
    return [extract(page.html, url=page.url) for page in pages(source)]


def together(made):
    """Articles by key; keys are addresses, which stand in no order of the pages' making."""
    return clean_source({page.url[::-1]: partial(_read, page) for page in made})


def _read(page):
    return read_page(page.html, url=page.url)


@pytest.mark.parametrize("source", TEMPLATES)
def test_a_page_has_the_same_text_alone_and_among_its_source(source):
    cleaned = together(pages(source))
    assert [cleaned[page.url[::-1]].text for page in pages(source)] == [one.text for one in alone(source)]


@settings(max_examples=8)
@given(st.sampled_from(sorted(TEMPLATES)), st.randoms(use_true_random=False), st.integers(1, COUNT))
def test_neither_order_nor_company_changes_a_text(source, draw, size):
    """The same pages give the same articles in any order, and any part of them the same texts."""
    some = draw.sample(pages(source), size)
    cleaned = together(some)
    assert cleaned == together(sorted(some, key=lambda page: page.url))
    texts = {page.url: one.text for page, one in zip(pages(source), alone(source), strict=True)}
    assert {article.url: article.text for article in cleaned.values()} == {
        page.url: texts[page.url] for page in some
    }


def test_sites_with_several_kinds_of_pages_and_a_page_that_is_none():
    mixed = [page for source in ("magazine", "agency", "tables") for page in pages(source)]
    random.Random(3).shuffle(mixed)
    readers = {page.url[::-1]: partial(_read, page) for page in mixed}
    readers["0"] = lambda: read_page(b"", url="https://x.example/1")
    cleaned = clean_source(readers)
    assert isinstance(cleaned.pop("0"), NoArticleError)
    texts = {one.url: one.text for source in ("magazine", "agency", "tables") for one in alone(source)}
    assert {article.url: article.text for article in cleaned.values()} == texts


def site(bodies, template="<article class='story-{number}'>{body}</article>"):
    """Articles of a site from their paragraphs, in this order."""
    made = {
        f"{number:03}": "<html><meta charset=utf-8><body><nav><a href=/>الرئيسية</a></nav>"
        + template.format(number=number, body="".join(f"<p>{line}</p>" for line in body))
        + "</body></html>"
        for number, body in enumerate(bodies)
    }
    cleaned = clean_source(
        {
            key: partial(read_page, html.encode(), url="https://x.example/1")
            for key, html in made.items()
        }
    )  # fmt: skip
    return list(cleaned.values())


def stories(count, paragraphs=3):
    """Different articles: every paragraph has a number of its own."""
    return [
        [f"{line.removesuffix('.')} في اليوم {article}{at}." for at, line in enumerate(PROSE[:paragraphs])]
        for article in range(count)
    ]


NOTICE = "النسيم صوت الساحل منذ أربعين سنة وفي كل بيت"


def test_a_line_on_all_pages_of_a_source_is_removed_and_recorded():
    articles = site([[*body, NOTICE] for body in stories(5)])
    for article, body in zip(articles, stories(5), strict=True):
        assert article.body == "\n".join(body)
        assert [(cut.kind, article.text[cut.start : cut.end]) for cut in article.removed] == [
            ("repeated", NOTICE)
        ]


@pytest.mark.parametrize(
    "bodies",
    [
        [[*body, NOTICE] for body in stories(2)],
        [[*body, NOTICE] if number < 3 else body for number, body in enumerate(stories(7))],
        [[*body, PROSE[2]] for body in stories(3)],
        [[*body, PROSE[2]] if number < 5 else body for number, body in enumerate(stories(8))],
        [[*stories(1)[0], NOTICE] for _ in range(5)],
        [[PROSE[0], body[1], body[2]] for body in stories(5)],
        [[body[0], *PROSE[1:], OPENING] for body in stories(5)],
    ],
    ids=[
        "two pages",
        "on under half of the pages",
        "a sentence on three pages",
        "a sentence on five of eight pages",
        "one article at five addresses",
        "the first paragraph of all",
        "most of the text",
    ],
)
def test_what_may_be_the_articles_own_stays(bodies):
    for article, body in zip(site(bodies), bodies, strict=True):
        assert article.body == "\n".join(body)


def test_a_sentence_on_nearly_all_pages_is_removed():
    articles = site([[*body, PROSE[2]] for body in stories(5)])
    assert [article.body for article in articles] == ["\n".join(body) for body in stories(5)]


def test_a_dateline_on_all_pages_is_no_repeated_line():
    articles = site([["الرياض – واس", *body] for body in stories(5)])
    assert [article.stories[0].dateline for article in articles] == ["الرياض – واس"] * 5


@pytest.mark.parametrize(
    ("head", "site"),
    [
        ('<link rel="canonical" href="https://www.news.example/1">', "news.example"),
        ("<link href='http://news.example:8080/1?a=1' rel=canonical>", "news.example"),
        ('<meta property="og:url" content="https://m.news.example/1">', "m.news.example"),
        ('<link rel="canonical" href="/1"><meta content="https://b.example" property="og:url">', "b.example"),
        ('<link rel="stylesheet" href="https://cdn.example/1.css">', None),
        ('<meta property="og:url" content="https://[broken">', None),
    ],
)
def test_the_site_that_a_page_names(head, site):
    assert site_of(f"<html><head>{head}</head>".encode()) == site
