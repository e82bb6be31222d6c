"""Who wrote a page, by what it says."""

import pytest

from pipelines.cleaning import extract
from pipelines.cleaning.page.byline import people

PROSE = "<p>The winery that closed in 2009 has found a second life as a night market, and its owners are glad.</p>"


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("بقلم: د. محمد علي", ["د. محمد علي"]),
        ("كتب - أحمد عبد الله", ["أحمد عبد الله"]),
        ("كتبت سلمى الراوي", ["سلمى الراوي"]),
        ("حوار: آسيا العتروس", ["آسيا العتروس"]),
        ("إعداد: منى حسن، خالد عمر", ["منى حسن", "خالد عمر"]),
        ("كاتبة بنت علي", ["كاتبة بنت علي"]),
        ("By Salma Rawi and Tom Hale", ["Salma Rawi", "Tom Hale"]),
        ("BY SALMA RAWI", ["SALMA RAWI"]),
        ("Byron Anderson", ["Byron Anderson"]),
        ("Par Claire Aubin et Nadia Kefi", ["Claire Aubin", "Nadia Kefi"]),
        ("Parveen Etienne", ["Parveen Etienne"]),
        ("نویسنده: مریم کاظمی", ["مریم کاظمی"]),
        ("تحریر: زرینہ بلوچ", ["زرینہ بلوچ"]),
        ("از قلم زرینہ بلوچ", ["زرینہ بلوچ"]),
        ("https://www.facebook.com/harbourpost", []),
        ("@harbourpost", []),
        ("The Harbour Post staff", []),
        ("harbourpost", []),
        ("By", []),
        ("", []),
        ("one two three four five six seven", []),
    ],
)
def test_names_in_what_a_page_gives_as_its_author(written, names):
    assert people([written], sites={"the harbour post"}, hosts={"www", "harbourpost", "example"}) == names


@pytest.mark.parametrize(
    ("body", "author"),
    [
        ('<h1>A headline of a page</h1><p class="byline">By Salma Rawi | 3 March 2026</p>', "Salma Rawi"),
        ('<h1>A headline of a page</h1><a rel="author" href="/s">Salma Rawi</a>', "Salma Rawi"),
        ('<h1>A headline of a page</h1><span itemprop="author">Salma Rawi (Nicosia)</span>', "Salma Rawi"),
        ('<p class="author">Salma Rawi</p><h1>A headline of a page</h1>', None),
        ('<h1>A headline of a page</h1><div class="comment-author">Tom</div>', None),
        ('<h1>A headline of a page</h1><p class="author-bio">Salma Rawi covers ports.</p>', None),
        ('<h1>A headline of a page</h1><p class="authority">Port authority</p>', None),
        (f'<h1>A headline of a page</h1><div class="author">{PROSE * 2}</div>', None),
    ],
)
def test_a_byline_that_only_the_eye_sees(body, author):
    html = f"<html><body>{body}<div>{PROSE * 3}</div></body></html>"
    assert extract(html.encode(), url="https://news.example/1").author == author


def test_what_the_page_declares_comes_before_what_it_shows():
    html = (
        '<html><head><meta name="author" content="Nadia Kefi"></head><body><h1>A headline of a page</h1>'
        f'<p class="byline">By the desk</p>{PROSE * 3}</body></html>'
    )
    assert extract(html.encode(), url="https://news.example/1").author == "Nadia Kefi"
