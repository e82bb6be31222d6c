"""Pages that state nothing of an article: shops, forms, front pages and those about a site itself are refused."""

from datetime import UTC, datetime

import pytest

from pipelines.cleaning import extract
from pipelines.errors import NoArticleError
from pipelines.records import FeedEntry, SourceRules

URL = "https://harbour.example/boats/rowing-boat-12"
TEXT = "A rowing boat of oak for two, built in the old yard on the island. It comes with oars, a rope and a bailer. "
OTHERS = "".join(
    f"<div class='tile'><a href='/boats/{n}'>Rowing boat number {n} with two oars, blue</a> <b>1{n} €</b></div>"
    for n in range(40)
)
PAGE = f"<html><head>{{head}}</head><body><h1>Rowing boat Ida</h1>{{date}}<p>{TEXT}</p>{OTHERS}</body></html>"


def read(head="", date="", url=URL, **facts):
    return extract(PAGE.format(head=head, date=date).encode(), url=url, **facts).body


def refused(page, url=URL, **facts):
    with pytest.raises(NoArticleError) as error:
        extract(page.encode(), url=url, **facts)
    return str(error.value)


def test_a_sentence_or_two_among_other_things_is_no_article_where_nothing_dates_it():
    assert "hardly an article" in refused(PAGE.format(head="", date=""))


@pytest.mark.parametrize(
    "stated",
    [
        {"date": "<p>21 April 2024</p>"},
        {"head": "<meta property='og:type' content='article'>"},
        {"head": "<script type='application/ld+json'>{\"@type\": \"Recipe\", \"name\": \"Ida\"}</script>"},
        {"url": "https://harbour.example/2024/04/21/rowing-boat-ida"},
        {"entry": FeedEntry(URL, "Rowing boat Ida")},
        {"rules": SourceRules(body_selector=".nothing, p")},
    ],
    ids=["a visible date", "its type", "a recipe", "its address", "a feed", "a selector"],
)  # fmt: skip
def test_what_dates_or_chooses_it_makes_the_same_page_an_article(stated):
    assert TEXT.strip() in read(**stated)


def test_a_plain_sitemap_lists_all_pages_of_a_site():
    entry = FeedEntry(URL, changed_at=datetime(2026, 4, 21, tzinfo=UTC))
    assert "hardly an article" in refused(PAGE.format(head="", date=""), entry=entry)


def test_a_plain_page_without_a_date_is_an_article():
    links = "<ul><li><a href=/1>The ferry is late again, and nobody knows why</a></li></ul>"
    assert TEXT.strip() in extract(f"<h1>Rowing boat Ida</h1><p>{TEXT}</p>{links}".encode(), url=URL).body


def test_goods_marked_as_such_are_no_article_unless_dated():
    page = f"<body itemscope itemtype='https://schema.org/{{}}'><h1>Rowing boat Ida</h1>{{}}{'<p>' + TEXT + '</p>'}</body>"
    assert "offers goods" in refused(page.format("Product", ""))
    assert "offers goods" in refused(page.format("IndividualProduct", ""))
    dated = page.format("Product", "<p>21 April 2024</p>")
    assert TEXT.strip() in extract(dated.encode(), url=URL).body
    assert TEXT.strip() in extract(page.format("WebPage", "").encode(), url=URL).body


def test_a_front_page_that_states_nothing_is_none_though_it_has_a_text():
    text = "".join(f"<p>{TEXT * 2}{n}.</p>" for n in range(4))
    page = f"<html><body><h1>The boats of the harbour</h1>{text}{OTHERS}</body></html>"
    assert "front page" in refused(page, "https://harbour.example/en/")
    assert TEXT.strip() in extract(page.encode(), url=URL).body


ABOUT = f"<html><head>{{head}}<title>{{title}}</title></head><body><h1>{{title}}</h1><p>1 May 2025</p>{'<p>' + TEXT * 3 + '</p>'}</body></html>"


@pytest.mark.parametrize(
    "title",
    [
        "Privacy Policy",
        "Terms of Use",
        "About us",
        "سياسة الخصوصية",
        "من نحن",
        "Datenschutzerklärung",
        "Политика конфиденциальности",
        "プライバシーポリシー",
    ],
)
def test_a_page_about_its_site_is_none_whatever_its_system_states(title):
    page = ABOUT.format(head="<meta property='og:type' content='article'>", title=title)
    assert "about its site" in refused(page)
    assert "about its site" in refused(page, entry=FeedEntry(URL, title))


@pytest.mark.parametrize(
    "title",
    [
        "About us and the sea",
        "Privacy policy updated",
        "Our team wins",
        "The privacy policy of the port is unlawful",
        "Terms of a truce",
    ],
)
def test_a_headline_that_begins_so_is_an_article(title):
    assert TEXT.strip() in extract(ABOUT.format(head="", title=title).encode(), url=URL).body


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("privacy-policy/", "about its site"),
        ("about-us.html", "about its site"),
        ("ar/%D9%85%D9%86-%D9%86%D8%AD%D9%86", "about its site"),
        ("index.php?action=register", "accounts, messages"),
        ("ucp.php?sid=8&mode=login", "forum's|accounts, messages"),
        ("wp-login.php?loggedout=true", "accounts, messages"),
        ("forum/viewtopic.php?t=8", "forum's"),
        ("password/reset", "accounts, messages"),
    ],
)
def test_an_address_tells_whatever_the_page_dates(place, reason):
    page = ABOUT.format(head="", title="Welcome aboard the ferry")
    with pytest.raises(NoArticleError, match=reason):
        extract(page.encode(), url=f"https://harbour.example/{place}")


@pytest.mark.parametrize(
    "place",
    [
        "2024/04/21/contact",
        "privacy-policy-of-the-port-is-unlawful",
        "news?action=read&about=port",
        "about-us-and-the-sea/",
    ],
)
def test_an_address_with_a_day_or_more_words_tells_nothing(place):
    page = ABOUT.format(head="", title="Welcome aboard the ferry")
    assert TEXT.strip() in extract(page.encode(), url=f"https://harbour.example/{place}").body


def test_a_title_of_a_form_is_believed_however_long_its_page_is():
    long = ABOUT.format(head="", title="Create an account")
    assert "accounts, messages" in refused(long)
    # A film may have this name, and is dated then.
    assert TEXT.strip() in extract(ABOUT.format(head="", title="Contact").encode(), url=URL).body


@pytest.mark.parametrize("title", ["Search results disappoint", "Account security matters"])
def test_a_headline_that_begins_as_a_forms_title_is_believed_if_it_is_dated(title):
    assert TEXT.strip() in extract(ABOUT.format(head="", title=title).encode(), url=URL).body


def test_a_title_and_address_of_a_form_count_for_more_than_what_all_pages_of_a_system_state():
    url = "https://harbour.example/contact/"
    called = ABOUT.format(head="<meta property='og:type' content='article'>", title="Contact")
    assert "accounts, messages" in refused(called, url)
    review = '<script type=\'application/ld+json\'>{"@type": "Review", "name": "Contact"}</script>'
    assert TEXT.strip() in extract(ABOUT.format(head=review, title="Contact").encode(), url=url).body
