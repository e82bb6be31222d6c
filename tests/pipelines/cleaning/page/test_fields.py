"""What a page says of itself: which title, whose name, which of several dates and JSON-LD objects."""

import json

import pytest

from tests.support.pages.ferry_page import TITLE, URL, article, day


def json_ld(*things):
    return "".join(f'<script type="application/ld+json">{json.dumps(thing)}</script>' for thing in things)


NEWS = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2024-04-21T10:00:00Z"}


@pytest.mark.parametrize(
    "script",
    [
        f"//<![CDATA[\n{json.dumps(NEWS)}\n//]]>",
        f"/* <![CDATA[ */{json.dumps(NEWS)}/* ]]> */",
        f"<!--{json.dumps(NEWS)}-->",
        json.dumps(NEWS)[:-1] + ",}",
        json.dumps({"@type": "WebSite", "name": "Harbour"}) + "\n" + json.dumps(NEWS),
        json.dumps(NEWS | {"@type": ["CreativeWork", "NewsArticle"]}),
        json.dumps({"@type": "WebPage", "mainEntity": NEWS}),
        json.dumps({"@type": "WebPage", "mainEntityOfPage": NEWS}),
        json.dumps([[NEWS]]),
        json.dumps(NEWS) + ";",
        json.dumps(NEWS).replace('"', "&quot;"),
        json.dumps(NEWS | {"description": "a\nb"}).replace("\\n", "\n"),
    ],
)
def test_json_ld_is_read_however_it_is_wrapped_or_broken(script):
    assert day(article(head=f'<script type="application/ld+json">{script}</script>')) == "2024-04-21"


def test_of_several_articles_the_one_of_the_address_counts():
    other = NEWS | {
        "headline": "Bakery wins a prize",
        "datePublished": "2020-01-05T10:00:00Z",
        "author": "Tom Hale",
        "url": "https://harbour.example/news/bakery",
    }
    own = NEWS | {"author": "Salma Rawi", "mainEntityOfPage": {"@id": f"{URL}/#main"}}
    found = article(head=json_ld(other, own | {"url": URL.replace("https://", "http://www.")}))
    assert (found.author, day(found)) == ("Salma Rawi", "2024-04-21")


def test_of_several_articles_without_address_the_one_of_the_headline_counts():
    other = NEWS | {"headline": "Bakery wins a prize", "datePublished": "2020-01-05T10:00:00Z"}
    assert day(article(head=json_ld({"@graph": [other, NEWS]}))) == "2024-04-21"


TITLES = {
    "the site's name behind a bar": (f"<title>{TITLE} | The Quay</title>", "", TITLE),
    "the site's domain in a call to go there": (
        f"<meta property='og:title' content='{TITLE} – see more on harbour.example'>",
        "",
        TITLE,
    ),
    "the site's name in front": (
        f"<title>The Quay: {TITLE}</title><meta property='og:site_name' content='The Quay'>",
        "",
        TITLE,
    ),
    "the domain's name": (f"<meta property='og:title' content='{TITLE} - Harbour News'>", "", TITLE),
    "a heading that is the logo": (
        f"<meta property='og:title' content='{TITLE} | The Quay'>",
        "<h1><a href='/'>The Quay</a></h1>",
        TITLE,
    ),
    "a logo by its class": (
        f"<meta property='og:title' content='{TITLE} - The Quay'>",
        "<p class='site-logo'>The Quay</p>",
        TITLE,
    ),
    "a hyphen of the headline stays": (
        "<meta property='og:title' content='Night crossing - what the islanders asked for'>",
        "",
        "Night crossing - what the islanders asked for",
    ),
    "entities": (
        "<meta property='og:title' content='Salt &amp;amp; bread on the quay today'>",
        "",
        "Salt & bread on the quay today",
    ),
    "a lower heading that is one part of it": (
        f"<title>Notes of a Rower: {TITLE}</title>",
        f"<h1>Notes of a Rower</h1><h3>{TITLE}</h3>",
        TITLE,
    ),
    "an archive's name in front": (
        f"<title>Rower » Blog Archive » {TITLE}</title>",
        f"<h2>{TITLE}</h2>",
        TITLE,
    ),
    "a paper's name in front, and the title in no heading": (
        f"<title>The Daily Tide : {TITLE}</title>",
        f"<div class='title1'>{TITLE}</div>",
        TITLE,
    ),
    "a section, the site and its motto behind": (
        f"<title>{TITLE} - Sea - Harbour Woman at TIDE.EX - health, boats, nets, weather and all the rest of it</title>",
        f"<h1>Sea</h1><h1>{TITLE}</h1>",
        TITLE,
    ),
    "a motto that a heading shows, behind a title that is named": (
        (
            f"<title>{TITLE} | Tide Daily - News of the harbour and the island, hour by hour</title>"
            f"<meta property='og:title' content='{TITLE}'>"
        ),
        f"<h1>News of the harbour and the island, hour by hour</h1><h1>{TITLE}</h1>",
        TITLE,
    ),
    "it begins with the name of the paper's town": (
        "<title>Ferry lines of the region win a prize for their crews - Ferry - CBX News</title>",
        "<div class='logo'>Ferry</div><h1>Ferry lines of the region win a prize for their crews</h1>",
        "Ferry lines of the region win a prize for their crews",
    ),
    "the site's name for a title": ("<title>The Harbour</title>", f"<h1>{TITLE}</h1>", TITLE),
    "a byline above the text": (f"<title>{TITLE}</title>", "<p>By Salma Rawi</p>", TITLE),
    "wide bars": (
        "<title>渡輪公司增加夜間航班 居民歡迎｜即時新聞｜港口電子報</title>",
        "",
        "渡輪公司增加夜間航班 居民歡迎",
    ),
    "signs without spaces": (
        "<title>渡轮公司增加夜间航班 居民欢迎_新闻中心_港口网</title>",
        "",
        "渡轮公司增加夜间航班 居民欢迎",
    ),
    "a name in brackets of titles": (
        "<title>渡轮公司增加夜间航班 居民欢迎-《港口网》</title>",
        "",
        "渡轮公司增加夜间航班 居民欢迎",
    ),
    "a line break": (
        "<title>The ferry company<br>adds a crossing to the island</title>",
        "",
        "The ferry company adds a crossing to the island",
    ),
    "a date behind it in the heading": (
        f"<title>{TITLE}</title>",
        f"<h3>{TITLE} · 21 April 2024</h3>",
        TITLE,
    ),
    "a line of who wrote it above the text": (
        f"<title>{TITLE}</title>",
        f"<b>{TITLE}</b><p>Written on Sunday, 21 April 2024 by srawi</p>",
        TITLE,
    ),
    "a lower heading that is the logo, of the last part": (
        f"<title>{TITLE} | Harbour Technology Review</title>",
        "<h2 id='logotype'><a href='/'>Harbour Technology Review</a></h2>",
        TITLE,
    ),
    "a heading with a link to itself": (
        "<title>Ferries</title>",
        f"<h1>{TITLE} <a href='#second-night-crossing'></a></h1>",
        TITLE,
    ),
    "a heading that leads to the front page of a language": (
        f"<title>{TITLE}</title>",
        "<h1><a href='/en/'>Harbour and Island News</a></h1>",
        TITLE,
    ),
    "a link to the edition in the heading": (
        f"<meta name='twitter:title' content='{TITLE}'>",
        f"<h1><span>{TITLE}</span><a href='/island'>Harbour News of the Island</a></h1>",
        TITLE,
    ),
    "cut in one place": (
        f"<meta property='og:title' content='{TITLE[:44]}'><meta name='twitter:title' content='{TITLE}'>",
        "",
        TITLE,
    ),
}


ONLY = "Islanders get their night crossing at last"
HEADLINES = {
    "the only headline": (f"<h1>{ONLY}</h1>", ONLY),
    "the only headline, in a script without spaces": (
        "<h1>台风过后九天港口终于重新开放</h1>",
        "台风过后九天港口终于重新开放",
    ),
    "a section's name without spaces": ("<h1>港口新闻</h1>", TITLE),
    "a headline that leads to the front page": (f"<h1><a href='/'>{ONLY}</a></h1>", TITLE),
    "a section's name": ("<h1>Boats and nets</h1>", TITLE),
    "a section's name over the title in a lower heading": (
        f"<h1>Health of boats and crews</h1><h3>{TITLE}</h3>",
        TITLE,
    ),
}


def test_the_headline_of_a_film_on_the_page_is_not_its_own():
    film = f"<div itemscope itemtype='https://schema.org/VideoObject'><p itemprop='headline'>{ONLY}</p></div>"
    assert article(head=f"<title>{TITLE}</title>", above=film, heading=f"<h2>{TITLE}</h2>").title == TITLE


@pytest.mark.parametrize(("heading", "title"), HEADLINES.values(), ids=HEADLINES)
def test_a_headline_in_other_words_is_the_title_where_only_the_tab_says_another(heading, title):
    assert article(head=f"<title>{TITLE}</title>", heading=heading).title == title


@pytest.mark.parametrize(("head", "above", "title"), TITLES.values(), ids=TITLES)
def test_a_stated_title_loses_what_is_the_sites(head, above, title):
    assert article(head=head, above=above, heading="").title == title


QUOTING = [
    "«الميناء الجديد» يفتح أبوابه للسفن الكبيرة هذا الصيف",
    "رئيس البلدية يعد السكان بإعادة تأهيل «الرصيف القديم»",
    "«الهيئة» تعلن عن رحلات ليلية بعد اتفاقها مع «شركة العبارات»",
    "Le maire promet un « quai neuf » aux pêcheurs de la baie",
    "»Das Boot fährt wieder« sagt der Hafenmeister nach dem Streik",
    "Der Hafenmeister sagt nach dem Streik, es gebe »keinen Grund zur Sorge«",
    "‹Le port› rouvre ses portes aux grands bateaux cet été",
]


@pytest.mark.parametrize("stated", [True, False])
@pytest.mark.parametrize("title", QUOTING)
@pytest.mark.parametrize("site", ["{} - The Quay", "{} | The Quay", "The Quay: {}"])
def test_quotation_marks_part_no_title(title, site, stated):
    head = f"<title>{site.format(title)}</title><meta property='og:site_name' content='The Quay'>"
    head += f"<meta property='og:title' content='{title}'>" if stated else ""
    assert article(head=head, heading="").title == title


def test_the_headline_that_readers_see_counts_before_the_one_for_search_engines():
    head = "<meta property='og:title' content='Second night crossing: ferry company adds one | The Quay'>"
    assert article(head=head).title == TITLE


def test_a_heading_of_something_else_does_not():
    head = f"<meta property='og:title' content='{TITLE}'>"
    assert article(head=head, heading="<h1>Newsletter of the week and more</h1>").title == TITLE


AUTHORS = {
    "people before the house": (
        json_ld(NEWS | {"author": {"@type": "Organization", "name": "Harbour"}}),
        "<p>By Salma Rawi</p>",
        "Salma Rawi",
    ),
    "the house where there is nobody else": (
        json_ld(NEWS | {"author": {"@type": "Organization", "name": "Harbour"}}),
        "",
        "Harbour",
    ),
    "several": (
        json_ld(NEWS | {"author": [{"name": "Salma Rawi"}, {"name": "Tom Hale"}]}),
        "",
        "Salma Rawi, Tom Hale",
    ),
    "an account loses": (
        "<meta name='author' content='admin'>",
        "<p>Written by Salma Rawi</p>",
        "Salma Rawi",
    ),
    "a date behind the name": ("", "<p class='byline'>Salma Rawi July 3, 2024</p>", "Salma Rawi"),
    "a month is no name": ("", "<p class='author'>July 3, 2024</p>", None),
    "a label on its own line": ("", "<div>Written by</div><div>Salma Rawi</div>", "Salma Rawi"),
    "a link to a person": ("", "<p>Text <a href='/authors/salma-rawi'>Salma Rawi</a></p>", "Salma Rawi"),
    "a reviewer is none": ("", "<p>Reviewed by <a href='/authors/tom'>Tom Hale</a></p>", None),
    "German": ("", "<p>Von Karin Voss</p>", "Karin Voss"),
    "Spanish": ("", "<p>Por Ana Ruiz y Luis Vera</p>", "Ana Ruiz, Luis Vera"),
    "Russian": ("", "<p>Автор: Анна Белова</p>", "Анна Белова"),
    "Turkish": ("", "<p>Yazan: Ayşe Demir</p>", "Ayşe Demir"),
    "German, with a date": ("", "<p>Geschrieben von Karin Voss am Dienstag, 2. Juli 2024</p>", "Karin Voss"),
    "French, behind the date": ("", "<p>Publié le 2 juillet 2024 à 10h15 par Luc Garnier</p>", "Luc Garnier"),
    "Italian, before the date": ("", "<p>Scritto da Carla Neri il 2 luglio 2024</p>", "Carla Neri"),
    "a place behind the name": ("", "<p>Von Karin Voss, Neustadt, 02.07.2024</p>", "Karin Voss"),
    "a first name that is a month's, too": ("", "<div>Jan Nowak</div><div>2 lipca 2024</div>", "Jan Nowak"),
    "a topic behind the name": ("", "<p>By Salma Rawi in Crossings and Harbours</p>", "Salma Rawi"),
    "in a box below the text": (
        "",
        "<p>Words.</p>" * 60
        + "<section><h3>Written by Salma Rawi</h3><p>She writes of the sea.</p></section>",
        "Salma Rawi",
    ),
    "the only author whose page is linked": (
        "",
        "<p>Words.</p>" * 60 + "<section><a href='/authors/salma-rawi'>Salma Rawi</a></section>",
        "Salma Rawi",
    ),
    "links to several authors' pages, below the text": (
        "",
        "<p>Words.</p>" * 60
        + "<a href='/authors/salma-rawi'>Salma Rawi</a> <a href='/authors/tom'>Tom Hale</a>",
        None,
    ),
    "an aside that is the author's": ("", "<aside class='post-author'>Salma Rawi</aside>", "Salma Rawi"),
    "what a reporter is of": ("", "<p>By Salma Rawi Health reporter, Harbour News</p>", "Salma Rawi"),
    "an agency's writer": ("", "<p>By SALMA RAWI AP Science Writer</p>", "SALMA RAWI"),
    "signs of a link": ("", "<p>By Salma Rawi »</p>", "Salma Rawi"),
    "a button of the text": ("", "<div>Text Size</div>", None),
    "a list of people who write": (
        "",
        "<p><a href='/columnists/all'>Columnists</a></p><p class='byline'>Salma Rawi</p>",
        "Salma Rawi",
    ),
    "who made the site": ("<meta name='author' content='Tidework Web Solutions'>", "", None),
    "labels for names": ("<meta name='author' content='Code: Tom Hale. Layout: Ann Lee'>", "", None),
    "a Chinese paper's reporter": ("", "<p class='story-author'>【港報╱記者林美玲／即時報導】</p>", "林美玲"),
    "Arabic": ("", "<p>بقلم: سلمى الراوي</p>", "سلمى الراوي"),
}


@pytest.mark.parametrize(("head", "below", "author"), AUTHORS.values(), ids=AUTHORS)
def test_authors(head, below, author):
    assert article(head=head, below=below).author == author


def test_nothing_stored_holds_marks_of_direction_or_controls():
    head = json_ld(
        NEWS
        | {
            "headline": "\u202eEvil\u202c \u001b[31mferry\u001b[0m adds a cros\u00adsing",
            "author": "Sal\u200bma Rawi",
        }
    )
    found = article(head=head, heading="")
    assert (found.title, found.author) == ("Evil ferry adds a crossing", "Salma Rawi")
