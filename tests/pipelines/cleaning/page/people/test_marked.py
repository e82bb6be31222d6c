"""Authors whom only the eye sees: by class names, `rel=author` and `itemprop`, beside headlines and dates."""

import pytest

from pipelines.cleaning import extract

PROSE = "<p>The winery that closed in 2009 has found a second life as a night market, and its owners are glad.</p>"


@pytest.mark.parametrize(
    ("body", "author"),
    [
        ('<h1>A headline of a page</h1><p class="byline">By Salma Rawi | 3 March 2026</p>', "Salma Rawi"),
        ('<h1>A headline of a page</h1><a rel="author" href="/s">Salma Rawi</a>', "Salma Rawi"),
        ('<h1>A headline of a page</h1><span itemprop="author">Salma Rawi (Nicosia)</span>', "Salma Rawi"),
        ('<p class="author">Salma Rawi</p><h1>A headline of a page</h1>', "Salma Rawi"),
        (
            '<h1>A headline of a page</h1><p class="author"><i>Salma Rawi</i><i>Nicosia</i></p>',
            "Salma Rawi",
        ),
        (
            '<h1>A headline of a page</h1><p class="author"><i>سالم الحداد</i><i>طرابلس</i></p>',
            "سالم الحداد",
        ),
        (
            f'<header><nav><a href="/">x</a><span class="author">Tom Hale</span></nav></header>{PROSE * 9}<h1>A headline of a page</h1>',
            None,
        ),
        ('<h1>A headline of a page</h1><div class="comment-author">Tom</div>', None),
        # A text may begin with two words in capitals, right below the day.
        (
            f"<h1>A headline of a page</h1><p>01.03.2026 09:12</p><p>Harbour Police, who did not wait, said: {PROSE[3:-4]}</p>",
            None,
        ),
        ("<h1>A headline of a page</h1><p>01.03.2026 09:12</p><p>Salma Rawi, Nicosia</p>", "Salma Rawi"),
        ('<h1>A headline of a page</h1><p class="author-bio">Salma Rawi covers ports.</p>', None),
        ('<h1>A headline of a page</h1><p class="authority">Port authority</p>', None),
        (f'<h1>A headline of a page</h1><div class="author">{PROSE * 2}</div>', None),
    ],
)
def test_a_byline_that_only_the_eye_sees(body, author):
    html = f"<html><body>{body}<div>{PROSE * 3}</div></body></html>"
    assert extract(html.encode(), url="https://news.example/1").author == author
