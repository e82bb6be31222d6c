"""Which of the dates that a page writes are its publication."""

import pytest

from tests.support.pages.ferry_page import PROSE, TITLE, article, day

DATES = {
    "an odd name of a meta tag": (
        {"head": "<meta name='w-published-date' content='2024-04-21'>"},
        "2024-04-21",
    ),
    "a meta tag of change is none": (
        {"head": "<meta property='article:modified_time' content='2024-04-21'>"},
        None,
    ),
    "a line below the headline": ({"below": "<div>Sunday, 21 April 2024</div>"}, "2024-04-21"),
    "beside a name and a time to read": (
        {"below": "<p>By Salma Rawi · Apr 21, 2024 · 4 min read</p>"},
        "2024-04-21",
    ),
    "behind a bar in a long line": (
        {
            "below": "<p>Salma Rawi of the evening desk with two others from the island bureau and the wires, HT Bureau | Apr 21, 2024, 10.13 AM IST</p>"
        },
        "2024-04-21",
    ),
    "today's clock in a menu": (
        {"foot": "<ul role='menu'><li role='menuitem' id='strip-time'>2:36AM Friday May 3, 2024</li></ul>"},
        None,
    ),
    "a line above the headline": ({"above": "<p>21 April 2024</p>"}, "2024-04-21"),
    "below wins over above": (
        {"above": "<p>22 April 2024</p>", "below": "<p>21 April 2024</p>"},
        "2024-04-21",
    ),
    "published before updated": (
        {"below": "<p>Updated 5 May 2024</p><p>Published 21 April 2024</p>"},
        "2024-04-21",
    ),
    "both in one line": ({"below": "<p>Updated 5 May 2024 Published 21 April 2024</p>"}, "2024-04-21"),
    "a label on a line of its own": (
        {
            "below": "<div>Last updated:</div><div>5 May 2024</div><div>Published:</div><div>21 April 2024</div>"
        },
        "2024-04-21",
    ),
    "time elements by role": (
        {
            "below": "<time class='updated' datetime='2024-05-05T10:00Z'>x</time><time class='published' datetime='2024-04-21T10:00Z'>y</time>"
        },
        "2024-04-21",
    ),
    "an abbreviation of a microformat": (
        {"below": "<abbr class='published' title='2024-04-21T10:00:00Z'>Sunday</abbr>"},
        "2024-04-21",
    ),
    "cards of other articles": ({"below": "<div class='related-posts'><p>1 May 2024</p></div>"}, None),
    "comments": ({"below": "<div class='comments'><p>Tom, 1 May 2024</p></div>"}, None),
    "the only dated part, in a sidebar": (
        {"below": "<div class='page-sidebar'><span class='story-date'>21 April 2024</span></div>"},
        "2024-04-21",
    ),
    "a sidebar of other articles": (
        {"below": "<aside><div class='trending'><span class='story-date'>21 April 2024</span></div></aside>"},
        None,
    ),
    "two meta tags of publication: a page that was published anew": (
        {
            "head": "<meta name='published-time' content='2024-09-09T08:00:00Z'>"
            "<meta name='published-date' content='2024-04-21'>"
        },
        "2024-04-21",
    ),
    "a copyright": ({"below": "<p>Copyright 1 May 2024</p>"}, None),
    "a sentence": (
        {
            "below": "<p>On 1 May 2024 the old bridge was closed for good, as the engineers of the county had long advised.</p>"
        },
        None,
    ),
    "an agency's dateline": (
        {
            "below": "<p>NICOSIA, April 21, 2024 (HPA) - The islanders have waited for this crossing for eleven long years, and a month is nothing to them now.</p>"
        },
        "2024-04-21",
    ),
    "a day at a text's beginning": (
        {
            "below": "<p>21.04.2024 – The islanders have waited for this crossing for eleven long years, and a month is nothing.</p>"
        },
        "2024-04-21",
    ),
    "a place and a day at a text's beginning": (
        {
            "below": "<p><b>Neustadt, 21. April 2024.</b> The islanders have waited for this crossing for eleven long years.</p>"
        },
        "2024-04-21",
    ),
    "a day in brackets within a sentence": (
        {
            "below": "<p>The bridge was closed for good on 1.5.2024 (a Wednesday), as the engineers of the county had advised for long.</p>"
        },
        None,
    ),
    "a German meta tag": ({"head": "<meta name='datum' content='21.04.2024'>"}, "2024-04-21"),
    "an RDFa property": (
        {"below": "<span property='dc:date dc:created' content='2024-04-21T10:00:00+02:00'></span>"},
        "2024-04-21",
    ),
    "a script's data": (
        {"head": '<script>window.state = {"publishedAt":"2024-04-21T10:00:00Z"}</script>'},
        "2024-04-21",
    ),
    "a script's data of many articles": (
        {"head": '<script>x = [{"publishedAt":"2024-04-21"},{"publishedAt":"2024-04-22"}]</script>'},
        None,
    ),
    "data in an attribute": (
        {"above": """<div data-page='{"article":{"datePublished":"2024-04-21T10:00:00Z"}}'></div>"""},
        "2024-04-21",
    ),
    "called publication far below the text": (
        {"below": "<p>Words.</p>" * 60 + "<p>Post time: April 21, 2024</p>"},
        "2024-04-21",
    ),
    "below a heading that says what it is": (
        {"below": "<p>Words.</p>" * 60 + "<h3>Published</h3><p><time>April 21, 2024</time></p>"},
        "2024-04-21",
    ),
    "below such a heading in a box of facts at the side": (
        {"below": "<aside class='facts card'><h3>Published</h3><p><time>April 21, 2024</time></p></aside>"},
        "2024-04-21",
    ),
    "a date that introduces a quotation": ({"below": "<p>As the harbour wrote on 21 April 2024:</p>"}, None),
    "one date of its own kind before those of teasers": (
        {
            "below": "<p>Words.</p>" * 60 + "<div class='post-date own'>April 21, 2024</div>"
            "<div class='post-date'>May 1, 2024</div><div class='post-date'>May 2, 2024</div>"
        },
        "2024-04-21",
    ),
    "a date, a name and a change in one line": (
        {
            "below": "<p>Publié le 21 avril 2024 à 10h15 par Luc Garnier - Mis à jour le 5 mai 2024 à 9h00 (Service local)</p>"
        },
        "2024-04-21",
    ),
    "a day in full beside an age": (
        {"below": "<p><span title='21 Apr 2024 10:15'>2 years ago</span></p>"},
        "2024-04-21",
    ),
    "a day in boxes": (
        {"above": "<div><span>21</span> <span>Jän</span> <span>2024</span></div>"},
        "2024-01-21",
    ),
    "the day on which it is read": ({"above": "<div>Heute ist Freitag, 1. Mai 2024</div>"}, None),
    "the day of an event": ({"below": "<p>Wann: 1. Mai 2024, 19 Uhr</p>"}, None),
    "several days below the text": (
        {"heading": f"<h1>{TITLE}</h1>{PROSE}", "below": "<p>1 May 2024 Fair</p><p>3 May 2024 School</p>"},
        None,
    ),
    "items of a list that have their own headlines": (
        {
            "below": "<p>Words.</p>" * 60
            + "<ul><li><a href='/fair'>Fair in the harbour</a> <span class='post-date'>May 1, 2024</span></li></ul>"
        },
        None,
    ),
    "teasers alone": (
        {
            "below": "<p>Words.</p>" * 60
            + "<div class='post-date'>May 1, 2024</div><div class='post-date'>May 2, 2024</div>"
        },
        None,
    ),
    "the month comes first on the page's other dates": (
        {
            "below": "<p>3/4/2024</p>"
            + "<p>Words.</p>" * 60
            + "<ul><li>12/25/2023</li><li>2/28/2024</li></ul>"
        },
        "2024-03-04",
    ),
    "the day comes first on the page's other dates": (
        {
            "below": "<p>3/4/2024</p>"
            + "<p>Words.</p>" * 60
            + "<ul><li>25/12/2023</li><li>28/2/2024</li></ul>"
        },
        "2024-04-03",
    ),
}


# Pages whose elements have names that tell of others, and dates of other things than the article.
DATES |= {
    "in a theme that is named after what stands beside the text": (
        {"around": "content has-sidebar", "foot": "<span itemprop='datePublished' content='2024-04-21'></span>"},
        "2024-04-21",
    ),
    "in an article about the weather": (
        {"around": "post category-weather", "foot": "<time class='entry-date' datetime='2024-04-21'>x</time>"},
        "2024-04-21",
    ),
    "yesterday, with the day for machines": (
        {"below": "<time datetime='2024-04-21T10:00Z'>yesterday</time>"},
        "2024-04-21",
    ),
    "in one line with the number of comments": (
        {"below": "<div class='post-date-comments'>21 April 2024 | 3 comments</div>"},
        "2024-04-21",
    ),
    "in the headline's own element": ({"heading": f"<h2>{TITLE} <small>21 April 2024</small></h2>"}, "2024-04-21"),
    "beside the author's picture above the headline": (
        {"above": "<div><img alt=''><span>Salma Rawi</span><span>April 21, 2024</span></div>"},
        "2024-04-21",
    ),
    "under the author's name, far below": (
        {
            "below": "<p>Words.</p>" * 60,
            "foot": "<div><p>Text: <a href='/author/salma-rawi'>Salma Rawi</a></p><p>April 21, 2024</p></div>",
        },
        "2024-04-21",
    ),
    "a change under the author's name": (
        {
            "below": "<p>Words.</p>" * 60,
            "foot": "<p>Text: <a href='/author/salma-rawi'>Salma Rawi</a></p><p>Updated: April 21, 2024</p>",
        },
        None,
    ),
    "a day whose year and month the address has": (
        {"below": "<p>Sunday, April 21 | Harbour</p>", "url": "https://harbour.example/2024/04/second-crossing"},
        "2024-04-21",
    ),
    "a day of another month than the address has": (
        {"below": "<p>Sunday, May 21</p>", "url": "https://harbour.example/2024/04/second-crossing"},
        None,
    ),
    "seconds since 1970": (
        {
            "head": "<script type='application/ld+json'>"
            '{"@type": "NewsArticle", "headline": "x", "datePublished": 1713657600000}</script>'
        },
        "2024-04-21",
    ),
    "a clock that was never set": (
        {
            "head": "<meta property='article:published_time' content='1970-01-01T00:00:00Z'>",
            "below": "<p>21 April 2024</p>",
        },
        "2024-04-21",
    ),
    "a header of the web server in the page": (
        {"head": "<meta http-equiv='date' content='21 Apr 2024'>"},
        "2024-04-21",
    ),
    "at the text's beginning, the month first": (
        {"below": "<p>Apr. 21, 2024 -- The islanders have waited for this crossing for eleven long years, they say now.</p>"},
        "2024-04-21",
    ),
    "in brackets behind a place": (
        {"below": "<p>Ostport (21 Apr. 2024) - The islanders have waited for this crossing for eleven years, they say.</p>"},
        "2024-04-21",
    ),
    "before a place": (
        {"below": "<p>21.04.2024, Ostport 10:16:06 The islanders have waited for this crossing for eleven long years.</p>"},
        "2024-04-21",
    ),
    "behind the title of the window": (
        {"head": f"<title>{TITLE} / Agency 'Harbour', 21 April 2024</title>"},
        "2024-04-21",
    ),
    "alone with its clock below the text": (
        {"below": "<p>Words.</p>" * 60, "foot": "<table><tr><td><span>2024.04.21 14:26</span></td></tr></table>"},
        "2024-04-21",
    ),
    "a change alone with its clock": (
        {"below": "<p>Words.</p>" * 60, "foot": "<p>Last updated at 10:22 PM on 21st April 2024</p>"},
        None,
    ),
    "today, in the site's bar": (
        {"above": "<div><b>Wednesday, 1 May 2024</b><form><input name='q'></form></div>"},
        None,
    ),
    "a picture": ({"foot": "<p>Photo: Tom Hale, 1 May 2024, CC BY</p>"}, None),
    "readers below the text": (
        {
            "below": "<p>The islanders have waited for this crossing for eleven long years, and a month is nothing.</p>" * 4,
            "foot": "<h4>2 comments</h4><p><b>Anna</b> 1 May 2024</p><p>At last.</p><p><b>Ben</b> 1 May 2024</p>",
        },
        None,
    ),
    "the clock of the site above": (
        {"above": "<div><table><tr><td><span>2024.05.01 14:26</span></td></tr></table></div>" + "<i></i>" * 60},
        None,
    ),
    "one card of another article": (
        {"foot": "<article><time datetime='2024-05-01'></time><h3><a href='/b'>A fair on the quay</a></h3></article>"},
        None,
    ),
    "one link to another article, with its day in it": (
        {"foot": "<a href='/b'><span class='date'>1 May 2024</span><h4>A fair on the quay</h4></a>"},
        None,
    ),
    "one headline in a list": (
        {"foot": "<ul><li><a href='/b'>A fair on the quay</a> <span class='post-date'>1 May 2024</span></li></ul>"},
        None,
    ),
    "one headline in a sidebar": (
        {
            "foot": "<aside class='sidebar'><div class='item'><a href='/b'>A fair on the quay</a>"
            "<span class='date'>1 May 2024</span></div></aside>"
        },
        None,
    ),
    "an event": (
        {"foot": "<div class='events'><div class='event-date'>1 May 2024</div><a href='/b'>Fair</a></div>"},
        None,
    ),
    "opening hours": ({"foot": "<div class='opening-hours'><span class='hours-date'>1 May 2024</span></div>"}, None),
    "a letter that is quoted": (
        {"foot": "<pre>Date: Wed, 1 May 2024 22:33:19 From: The harbour To: All of us Subject: On loading the late "
         "boats and who may stand where on the quay when they are in, again</pre>"},
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "right"), DATES.values(), ids=DATES)
def test_dates_of_publication(parts, right):
    assert day(article(**parts)) == right


@pytest.mark.parametrize(
    "line",
    [
        "Letzte Änderung: {} | Erstellt: {}",
        "Stand: {}, online seit {}",
        "Modifié le {} – mis en ligne le {}",
        "Última modificação: {} / Data de publicação: {}",
        "Modificato il {} – inserito il {}",
        "Laatst aangepast op {}, geplaatst op {}",
        "Zmodyfikowano {}, dodano {}",
        "Zuletzt geändert… {} Veröffentlicht… {}",
        "Upraveno {}, vloženo {}",
        "Изменено {}. Размещено {}",
        "Redigerad {}, skapad {}",
        "Módosítva: {}, megjelent: {}",
    ],
)
def test_a_change_is_told_from_publication_in_many_languages(line):
    assert day(article(below=f"<p>{line.format('05.05.2024', '21.04.2024')}</p>")) == "2024-04-21"


@pytest.mark.parametrize(
    "note",
    [
        "This article was originally published on 21 April 2024, and has been brought up to date since.",
        "First published: 21.04.2024",
        "Dieser Text ist zuerst am 21. April 2024 erschienen.",
        "Erstmals veröffentlicht am 21.04.2024.",
        "Première publication : 21 avril 2024 à 10:15",
        "Publicado originalmente el 21 de abril de 2024.",
        "Pubblicato originariamente il 21/04/2024",
        "Oorspronkelijk gepubliceerd op 21 april 2024",
        "Впервые опубликовано 21 апреля 2024",
    ],
)
def test_when_a_page_says_that_it_first_appeared_it_shows_the_day_of_a_later_edition(note):
    assert day(article(below="<p>5 May 2025</p>", foot=f"<p>{note}</p>")) == "2024-04-21"


@pytest.mark.parametrize(
    "below",
    [
        "<p>Last updated on 5 May 2024</p>",
        "<div class='post-date post-date__modified-date'><time datetime='2024-05-05T10:00Z'>5 May</time></div>",
        "<p><time class='published-time' itemprop='dateModified' datetime='2024-05-05T10:00Z'>5 May</time></p>",
    ],
)
def test_an_update_that_is_all_that_a_page_shows_says_so(below):
    found = article(below=below)
    assert (day(found), found.published_from) == ("2024-05-05", "update")


def test_a_clock_on_the_line_before_a_day_is_its_clock():
    found = article(below="<div>٢٣: ١٠ م +02:00 EET<br>الأحد ٢١ أبريل ٢٠٢٤</div>")
    assert found.published_at.isoformat() == "2024-04-21T23:10:00+02:00"
    assert found.body.startswith("The ferry company")


def test_a_page_without_dates_has_none():
    assert article().published_at is None
