"""Days that elements give to machines: whose they are, and where they stand."""

import pytest

from tests.support.pages.ferry_page import TITLE, article, day

PICTURE = "<div itemscope itemtype='https://schema.org/ImageObject'>{}</div>"
CARDS = "".join(
    f"<div><a href='/{n}'>Boats</a> <time itemprop='datePublished' datetime='2024-05-{n:02}'></time></div>"
    for n in range(1, 6)
)

DATES = {
    "an attribute for scripts beside a relative day": (
        {"below": "<p>Salma Rawi - <time data-published='2024-04-21 09:13:00Z'>4 hours ago</time></p>"},
        "2024-04-21",
    ),
    "an attribute of change for scripts": (
        {
            "below": "<time data-updated='2024-05-05T09:13:00Z'>an hour ago</time><time data-date='2024-04-21'>x</time>"
        },
        "2024-04-21",
    ),
    "an element named after dates, with the day for scripts alone": (
        {"below": "<span class='entry__time timestamp' data-date='2024-04-21T06:00:00-07:00'></span>"},
        "2024-04-21",
    ),
    "words that contradict what their element states": (
        {"below": "<time datetime='2024-04-25T10:18:46Z'>Publié le 21 avril 2024</time>"},
        "2024-04-21",
    ),
    "words that tell the same day in another zone": (
        {"below": "<time datetime='2024-04-21T22:18:46Z'>Published on 22 April 2024</time>"},
        "2024-04-21",
    ),
    "words that also tell the day of the change that their element states": (
        {"below": "<p>Published 19 April 2024, updated <time datetime='2024-04-21'>21 April 2024</time></p>"},
        "2024-04-19",
    ),
    "who put it in, below the text": (
        {
            "foot": "<div class='submitted'>Gespeichert von <span class='username'>rasa</span> am 21. April 2024 - 18:55</div>"
        },
        "2024-04-21",
    ),
    "a sentence below the text whose verb stands last": (
        {
            "foot": "<div class='post-footer'>Dieser Artikel wurde am 21. April 2024 um 14:48 von <a href='/x'>Rasa</a> verfasst</div>"
        },
        "2024-04-21",
    ),
    "until when something is open": ({"below": "<p>Inscripciones: hasta el 25 de julio de 2024</p>"}, None),
    "one tag of JSON": (
        {
            "head": """<meta name='parsely-page' content='{"pub_date": "2024-04-21T14:30:00Z", "type": "post"}'>"""
        },
        "2024-04-21",
    ),
    "meta tags of one name and several days, in cards": (
        {
            "below": "<p>Published 21 April 2024</p>",
            "foot": "".join(
                f"<li><a href='/{n}'>Boats</a><meta itemprop='datePublished' content='2024-03-0{n}'></li>"
                for n in (1, 2)
            ),
        },
        "2024-04-21",
    ),
    "cards of other articles, all of one day": (
        {
            "below": "<p>Salma Rawi 21/04/2024 • 20:49</p>",
            "foot": "".join(
                f"<li><a href='/{n}'>Boats and nets of the bay</a><time itemprop='datePublished' datetime='2024-04-23T11:{n}'></time></li>"
                for n in (10, 20, 30)
            ),
        },
        "2024-04-21",
    ),
    "the days of a template, and one in the month of the address": (
        {
            "head": "<meta property='article:published_time' content='2009-09-02'><meta property='article:modified_time' content='2009-10-08'>"
            "<meta name='publish-date' content='2024-04-21T08:00:00Z'>",
            "url": "https://harbour.example/2024/04/second-night-crossing",
        },
        "2024-04-21",
    ),
    "a day that is called publication, right after the one of the address": (
        {
            "below": "<p>Issued on: 22/04/2024 - 18:34</p>",
            "url": "https://harbour.example/20240421-second-night-crossing",
        },
        "2024-04-22",
    ),
    "a picture's day in a meta tag": (
        {
            "head": "<meta property='article:published_time' content='2024-04-21T10:00:00Z'>",
            "below": PICTURE.format("<meta itemprop='datePublished' content='2024-03-01T10:00:00Z'>"),
        },
        "2024-04-21",
    ),
    "a picture's day alone": (
        {"below": PICTURE.format("<time itemprop='datePublished' datetime='2024-03-01'></time>")},
        None,
    ),
    "the article's own scope": (
        {
            "below": "<div itemscope itemtype='https://schema.org/NewsArticle'><meta itemprop='datePublished' content='2024-04-21'></div>"
        },
        "2024-04-21",
    ),
    "an embedded post above the article's day": (
        {
            "below": "<blockquote class='instagram-media'><time datetime='2024-04-05T17:10:10Z'>5 April</time></blockquote>"
            "<time class='published-date'>April 21, 2024 @ 3:53 PM</time>"
        },
        "2024-04-21",
    ),
    "a footer of the article's head": (
        {
            "below": "<main><div><footer class='meta'><p>By Salma Rawi</p><p><time datetime='2024-04-21T05:07-0400'>x</time>"
            "</p></footer></div></main>"
        },
        "2024-04-21",
    ),
    "a byline in a menu": (
        {
            "below": "<nav class='by'>Salma Rawi <span itemprop='datePublished' content='2024-04-21'>x</span></nav>"
        },
        "2024-04-21",
    ),
    "a menu without a marked day": ({"below": "<nav>Issue of 21 April 2024</nav>"}, None),
    "cards of other articles, marked alike": ({"below": "<p>Apr 21, 2024</p>", "foot": CARDS}, "2024-04-21"),
    "below a read-also marker": (
        {"below": "<h3>Most popular</h3><div><p>Salma Rawi | May 1, 2024</p></div>"},
        None,
    ),
    "a head called after its comments": (
        {
            "below": "<div class='entry-meta comments-above'>Salma Rawi • <span class='x'>21 April 2024</span></div>"
        },
        "2024-04-21",
    ),
    "stated after the last change: it waited for its day": (
        {
            "head": "<meta property='article:published_time' content='2024-04-21T10:00:00Z'>"
            "<meta property='article:modified_time' content='2024-04-16T08:00:00Z'>"
        },
        "2024-04-21",
    ),
    "the header of an opinion, which its theme calls a comment": (
        {"below": "<div class='PublishDate HeaderComment_publishDate'>21 April 2024</div>"},
        "2024-04-21",
    ),
    "a number of the article in a title attribute": (
        {"below": "<p>21 April 2024 <span class='icons' title='2000582345'> </span></p>"},
        "2024-04-21",
    ),
    "a day after the last change is another article's": (
        {
            "head": "<meta property='article:modified_time' content='2024-04-21T10:00:00Z'>",
            "foot": "<div><span class='story-date'>24 April 2024</span></div>",
        },
        None,
    ),
}


@pytest.mark.parametrize(("parts", "right"), DATES.values(), ids=DATES)
def test_whose_a_marked_day_is(parts, right):
    assert day(article(**parts)) == right


def test_a_headline_that_only_a_header_element_shows_has_its_day_beside_it():
    found = article(
        head=f"<title>{TITLE} - Tide</title>",
        above=f"<ul><li><div><a href='/self'>{TITLE}</a></div></li></ul><header>{TITLE}</header>"
        "<div>Written by <a href='/?page=rawi'>Salma Rawi</a> in <a href='/b'>Boats</a> on 21 April 2024 at 08:34 PM EDT. "
        "<a href='/f'>Add a comment</a></div>",
        heading="",
    )
    assert (found.title, day(found)) == (TITLE, "2024-04-21")
