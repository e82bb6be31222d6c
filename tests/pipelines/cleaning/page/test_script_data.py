"""Articles in the data of pages that scripts write: found by their title, whatever the site calls its keys."""

import json

import pytest

from pipelines.cleaning import extract
from pipelines.cleaning.page.markup_lines import markup_lines
from pipelines.cleaning.page.script_data import script_text
from pipelines.cleaning.page.tree import parse
from pipelines.errors import NoArticleError

TITLE = "Harbour reopens after storm"
PARAGRAPHS = [
    "The harbour of the old town reopened on Monday, nine days after the storm had thrown two barges on its mole.",
    "Divers found no damage below the water line, said the harbour master, but the lights on the mole stay dark.",
    "Ferries to the islands run twice a day until the end of the month, and then as before, the company said.",
]
OTHER = {
    "title": "Another story",
    "body": " ".join(["Nothing of this belongs to the harbour, not one sentence."] * 30),
}
BLOCKS = [{"kind": "text", "value": text} for text in PARAGRAPHS]
HTML = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
DATA = {
    "a string of HTML": {"props": {"story": {"headline": TITLE, "body": HTML}, "list": [OTHER]}},
    "a list of blocks": {"page": {"article": {"title": TITLE, "content": [{"kind": "image"}, *BLOCKS]}}},
    "a list of strings": [{"name": TITLE, "text": PARAGRAPHS}, OTHER],
    "objects by id": {"Article:1": {"title": TITLE, "body": {"json": BLOCKS}}, "Article:2": OTHER},
    "related stories beside it": {"story": {"title": TITLE, "html": HTML, "related": [OTHER]}},
}
SCRIPTS = {
    "Next": '<script id="__NEXT_DATA__" type="application/json">{}</script>',
    "a variable": "<script>window.__INITIAL_STATE__ = {};</script>",
    "one of several variables": "<script>var x = [1]; window.__APOLLO_STATE__={};window.y={{}}</script>",
    "Nuxt": '<script type="application/json" id="__NUXT_DATA__">{}</script>',
}


def page(script, teaser=""):
    return f"<html><head><title>{TITLE}</title></head><body><div id=app>{teaser}</div>{script}</body></html>"


@pytest.mark.parametrize("data", DATA.values(), ids=DATA.keys())
@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_the_article_of_the_title_is_found(script, data):
    root = parse(page(script.format(json.dumps(data))))
    assert script_text(root, TITLE).split("\n") == PARAGRAPHS


def test_data_in_a_string_of_json_is_read():
    text = json.dumps(json.dumps(DATA["a string of HTML"]))
    root = parse(page(f"<script>self.__data = JSON.parse({text})</script>"))
    assert script_text(root, TITLE).split("\n") == PARAGRAPHS


def test_values_that_are_places_in_one_list_are_put_together_each_once():
    """As Nuxt 3 writes them."""
    paragraphs = [{"kind": 6, "text": 7 + at} for at in range(len(PARAGRAPHS))]
    places = [7 + len(PARAGRAPHS) + at for at in range(len(paragraphs))]
    data = [
        ["Reactive", 1],
        {"data": 2},
        {"story": 3},
        {"headline": 4, "blocks": 5, "again": 2},
        TITLE,
        places,
        "text",
    ]
    root = parse(page(SCRIPTS["Nuxt"].format(json.dumps([*data, *PARAGRAPHS, *paragraphs]))))
    assert script_text(root, TITLE).split("\n") == PARAGRAPHS


def test_addresses_of_pictures_are_no_prose():
    sizes = ", ".join(
        f"https://harbour.example/photos/{width}.jpg {width}w" for width in range(100, 2000, 100)
    )
    assert (
        script_text(parse(page(SCRIPTS["Next"].format(json.dumps({"t": TITLE, "logo": sizes})))), TITLE) == ""
    )


@pytest.mark.parametrize(
    "value",
    [
        '<svg width="35" height="40"><path d="M23.4 17.3h16.7V.57H23.4v16.7z" fill="#000" fill-rule="evenodd"/></svg>'
        * 4,
        '{ "@type": "VideoObject", "name": "Harbour reopens", "description": "The harbour of the old town reopened." }'
        * 4,
        '<!--esi <esi:when test="$(seen)"> $(content of the harbour, which reopened on Monday) </esi:when> -->'
        * 4,
        [f"Harbour film number {number}, of 16 minutes, by the harbour's crew" for number in range(20)],
    ],
    ids=["a drawing", "data", "a comment", "labels of films"],
)
def test_what_is_no_prose_is_no_article(value):
    assert script_text(parse(page(SCRIPTS["Next"].format(json.dumps({"t": TITLE, "x": value})))), TITLE) == ""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Fish &amp; nets, said &#x27;the master&#x27;", "Fish & nets, said 'the master'"),
        ("&lt;p&gt;Fish &amp;amp; nets&lt;/p&gt;", "Fish & nets"),
        ("<p>Write &amp;lt;b&amp;gt; for bold</p>", "Write &lt;b&gt; for bold"),
    ],
    ids=["references in plain text", "HTML that is escaped as a whole", "references in HTML, read once"],
)
def test_references_are_read_once(written, shown):
    texts = [written + " " + PARAGRAPHS[0], *PARAGRAPHS[1:]]
    script = SCRIPTS["Next"].format(json.dumps({"title": TITLE, "text": texts}))
    found = script_text(parse(page(script)), TITLE).split("\n")
    assert " ".join(found).startswith(f"{shown} {PARAGRAPHS[0]}")


def test_a_sites_front_page_is_not_read_from_its_data():
    script = SCRIPTS["Next"].format(json.dumps(DATA["a string of HTML"]))
    with pytest.raises(NoArticleError):
        extract(page(script, f"<h1>{TITLE}</h1>").encode(), url="https://x.example/")


def test_a_page_that_shows_a_teaser_only_gives_the_whole_text():
    script = SCRIPTS["Next"].format(json.dumps(DATA["a string of HTML"]))
    article = extract(
        page(script, f"<h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p>").encode(), url="https://x.example/1"
    )
    assert article.body.split("\n") == PARAGRAPHS


@pytest.mark.parametrize(
    "script",
    [
        SCRIPTS["Next"].format(json.dumps([OTHER])),
        '<script>window.state = {"title": broken, and so on' + "x" * 400 + "}</script>",
        "<script>" + "=[" * 300 + "</script>",
        "<script type=application/json>" + "[" * 100_000 + "</script>",
    ],
    ids=["another story", "no JSON", "many beginnings", "deep"],
)
def test_what_is_not_of_the_title_is_none(script):
    assert script_text(parse(page(script)), TITLE) == ""


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<p>One</p><p>Two<br>three</p>", "One\nTwo\nthree"),
        ("One\n\n  Two  words\n", "One\nTwo words"),
        ("a < b and c > d", "a < b and c > d"),
        ("Call it <name>", "Call it <name>"),
        ("Row,<i> he said</i>", "Row, he said"),
        ("<!-- a note -->", ""),
        ("{p}One{/p}{p}Two {card id=7}{/card}{/p}", "One\nTwo"),
        ('[caption id="x_7" width="300"]The mole[/caption] One', "The mole One"),
        ("He [sic] said [laughs] so {here}", "He [sic] said [laughs] so {here}"),
        ("", ""),
    ],
)
def test_a_text_that_may_be_html_as_lines(text, lines):
    assert markup_lines(text) == lines
