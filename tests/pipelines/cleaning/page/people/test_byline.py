"""Who wrote a page, by what it says."""

import pytest

from pipelines.cleaning import extract

PROSE = "<p>The winery that closed in 2009 has found a second life as a night market, and its owners are glad.</p>"


def test_what_the_page_declares_comes_before_what_it_shows():
    html = (
        '<html><head><meta name="author" content="Nadia Kefi"></head><body><h1>A headline of a page</h1>'
        f'<p class="byline">By the desk</p>{PROSE * 3}</body></html>'
    )
    assert extract(html.encode(), url="https://news.example/1").author == "Nadia Kefi"


HEADLINE = "<h1>A headline of a page about ports</h1>"


def authored(head, below):
    html = f"<html><head>{head}</head><body>{HEADLINE}{below}<div>{PROSE * 3}</div></body></html>"
    return extract(html.encode(), url="https://news.example/1").author


def json_ld(author):
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": {author}}}</script>'


@pytest.mark.parametrize(
    ("head", "below", "author"),
    [
        pytest.param(
            json_ld('{"@type": "Person", "name": "Salma"}'),
            '<p class="byline">By Salma Rawi</p>',
            "Salma Rawi",
            id="a first name is completed by the byline",
        ),
        pytest.param(
            json_ld('{"@type": "Organization", "name": "Quay Research"}'),
            '<p class="byline">By Salma Rawi</p>',
            "Salma Rawi",
            id="a person comes before an organization",
        ),
        pytest.param(
            json_ld('{"@type": "Organization", "name": "Quay Research"}'),
            '<a rel="author" href="/x">Link</a>',
            "Quay Research",
            id="one word beside an organization is a button's",
        ),
        pytest.param(
            '<meta name="author" content="Rapid7">',
            '<p class="byline">By Salma Rawi</p>',
            "Salma Rawi",
            id="an account is no person",
        ),
        pytest.param(
            '<meta name="author" content="SalmaR">',
            "",
            "SalmaR",
            id="an account where there is no person",
        ),
        pytest.param(
            '<meta name="dc.creator" content="Salma Rawi">'
            '<meta name="citation_author" content="Salma Rawi"><meta name="citation_author" content="Tom Hale">',
            "",
            "Salma Rawi, Tom Hale",
            id="the meta tag that names more",
        ),
        pytest.param(
            '<meta name="dcterms.creator" content="Rawi, Salma">',
            "",
            "Salma Rawi",
            id="the family name first",
        ),
        pytest.param(
            '<meta name="citation_author" content="Rawi, Salma"><meta name="citation_author" content="van Hale, Tom">',
            "",
            "Salma Rawi, Tom van Hale",
            id="several family names first",
        ),
        pytest.param(
            '<meta name="citation_author" content="Salma Rawi, Tom Hale">',
            "",
            "Salma Rawi, Tom Hale",
            id="two whole names in one tag",
        ),
        pytest.param(
            '<meta property="article:author" content="https://news.example/editors/rawi/">'
            '<meta name="sailthru.author" content="Salma Rawi">',
            "",
            "Salma Rawi",
            id="an address in one tag, the name in another",
        ),
        pytest.param(
            '<meta property="article:author" content="https://news.example/crew/rawi/">',
            '<div><a href="/crew/rawi"><img src="r.png"></a><a href="/crew/rawi">Salma Rawi</a><a href="/crew">All</a></div>',
            "Salma Rawi",
            id="an address, and a link to it with the name",
        ),
        pytest.param(
            '<meta property="article:author" content="https://social.example/harbourpost">',
            '<a href="https://social.example/harbourpost">Follow Us</a>',
            None,
            id="an account's address, and a button to it",
        ),
        pytest.param(
            "",
            '<div class="byline-author"><a href="#">View Comments</a></div><p class="writer-name">Salma Rawi</p>',
            "Salma Rawi",
            id="a button that is called after authors",
        ),
        pytest.param(
            "",
            '<p class="article__author">Harbours · Salma Rawi, Tom Hale</p>',
            "Salma Rawi, Tom Hale",
            id="a section before the names",
        ),
        pytest.param(
            "",
            '<ul><li class="postAuthor">Salma Rawi</li><li class="postAuthorTools">Tools for all</li></ul>',
            "Salma Rawi",
            id="names of elements in capitals and small letters",
        ),
        pytest.param(
            "",
            '<div class="author wrapper-image"><address itemprop="author" itemscope itemtype="https://schema.org/Person">'
            '<span itemprop="name">Salma Rawi</span></address></div>',
            "Salma Rawi",
            id="a box called after the picture in it",
        ),
        pytest.param(
            "",
            '<div class="byline"><h2 itemprop="author"><a rel="author" href="/r">Salma Rawi</a>'
            '<span class="name">Salma Rawi Sign in to follow</span></h2></div>',
            "Salma Rawi",
            id="a name with a button beside it",
        ),
        pytest.param(
            "",
            '<div class="byline__body"><a href="/u7" class="byline__author">Salma Rawi</a><div>Harbour Post Trainee</div></div>',
            "Salma Rawi",
            id="a post below the name",
        ),
        pytest.param("", '<div class="articleAuthors">مقالات ذات صلة</div>', None, id="a read-also marker"),
        pytest.param(
            "",
            '<div class="firma comentarios estirar"><span class="autor">Salma Rawi</span></div>',
            "Salma Rawi",
            id="a header with the number of comments in Spanish",
        ),
        pytest.param(
            "",
            '<div class="entry-meta comments-above"><span class="author">Salma Rawi</span></div>',
            "Salma Rawi",
            id="a header with the number of comments",
        ),
        pytest.param(
            "",
            '<div itemscope itemtype="https://schema.org/ImageObject"><span itemprop="author">Tom Hale</span></div>',
            None,
            id="a picture's author",
        ),
        pytest.param(
            '<meta name="author" content="Tom Hale">',
            "<p>By: Salma Rawi</p>",
            "Salma Rawi",
            id="who put the page in, beside the byline",
        ),
        pytest.param(
            json_ld('{"@type": "Person", "name": "Salma Rawi"}')
            + '<meta name="author" content="Salma Rawi">',
            "<p>By Salma N. Rawi, Harbour Post</p>",
            "Salma Rawi",
            id="the byline names the same person",
        ),
        pytest.param(
            '<meta name="author" content="Tom Hale">',
            f"{PROSE * 3}<p>By Salma Rawi</p>",
            "Tom Hale",
            id="a byline in the text is another text's",
        ),
        pytest.param(
            "",
            '<div>By</div><div class="category-tag">Boats Nets And More</div><div><a href="/author/rawi">Salma Rawi</a></div>',
            "Salma Rawi",
            id="categories between the word and the name",
        ),
        pytest.param(
            "",
            "<p>Dec. 19, 2025 · Salma Rawi on behalf of the port group</p>",
            "Salma Rawi",
            id="a name behind a date",
        ),
        pytest.param(
            '<meta property="article:section" content="North Bay">',
            "<p>North Bay 09:31 August 20, 2019</p>",
            None,
            id="a section beside a date",
        ),
        pytest.param(
            "",
            '<p class="tags">Stand Up Sailors</p><p>March 3, 2026</p>',
            None,
            id="a subject beside a date",
        ),
        pytest.param(
            '<meta name="author" content="Salma Rawi"><meta name="sailthru.author" content="Salma Rawi and Tom Hale">',
            "",
            "Salma Rawi, Tom Hale",
            id="the meta tag that names more, in one text",
        ),
        pytest.param(
            "",
            '<p class="byline">Text by <a href="/people/rawi">Salma Rawi</a> | Photography by <a href="/people/hale">Tom Hale</a></p>',
            "Salma Rawi",
            id="who took the pictures",
        ),
        pytest.param(
            "",
            '<p class="credit">By Tom Hale | Satellite imagery by Bay Views</p><p>By <a href="/people/rawi">Salma Rawi</a>, Ana Soto '
            "and Luis Gil</p>",
            "Salma Rawi, Ana Soto, Luis Gil",
            id="a picture's credit above a byline of which one name is a link",
        ),
        pytest.param(
            '<meta name="author" content="Salma Rawi">',
            "<p>By Salma Rawi, Ana Soto and Luis Gil</p>",
            "Salma Rawi, Ana Soto, Luis Gil",
            id="the first author alone is stated",
        ),
        pytest.param(
            '<meta name="author" content="Salma Rawi">',
            "<p>By Salma Rawi, Bay Observer</p>",
            "Salma Rawi",
            id="the byline has the outlet, too",
        ),
        pytest.param(
            """<meta name="parsely-page" content='{"title": "Ports", "authors": ["Salma Rawi"], "post_id": 7}'>""",
            "",
            "Salma Rawi",
            id="one tag of JSON",
        ),
        pytest.param('<meta name="parsely-page" content="{broken">', "", None, id="one tag of broken JSON"),
        pytest.param("", "<p>BROWSE OPEN PORTS</p><p>March 3, 2026</p>", None, id="capitals are a button's"),
        pytest.param(
            '<meta name="author" content="Salma Rawi">',
            '<div class="storyVideoByline" style="display:none">By Tom Hale and Ana Soto</div>',
            "Salma Rawi",
            id="a film's byline",
        ),
        pytest.param(
            "",
            '<span class="byline"><span class="byline-name">By Salma Rawi</span> <span class="byline-title">Bay Wire, Oslo</span></span>',
            "Salma Rawi",
            id="a name beside its outlet, each marked",
        ),
        pytest.param(
            "",
            "<p>TEXT SIZE - +</p>",
            None,
            id="a label that introduces names elsewhere, with a button",
        ),
        pytest.param(
            "",
            '<p><a href="/team/bay">Bay Rovers</a> forward <a href="/player/7">Tom Hale</a> left the ground early after a long '
            "evening in which the visitors did not win a single corner, and nobody saw him again that night.</p>",
            None,
            id="a team that a sentence links",
        ),
        pytest.param(
            "",
            "<p>Rawi moved to Oslo in August 2010, where she was first beaten by Salma Hale, who is now retired, and later by others in a row.</p>",
            None,
            id="whom a sentence names behind a date",
        ),
        pytest.param(
            "",
            '<ul><li><a href="/columnists/rawi/42">Rising tides over the whole bay drown the old pier</a></li></ul>'
            '<p class="byline">By Salma Rawi</p>',
            "Salma Rawi",
            id="a columnist's headline",
        ),
        pytest.param(
            "",
            '<p><a href="/author/rawi/archive">Archive</a> <a href="/author/rawi/rss">RSS</a></p><p class="author">Salma Rawi</p>',
            "Salma Rawi",
            id="buttons that lead to an author's page",
        ),
        pytest.param(
            '<meta name="twitter:creator" content="SRawi">',
            "<p>By Salma Rawi</p>",
            "Salma Rawi",
            id="an account without its sign",
        ),
        pytest.param(
            "",
            '<div class="author-box"><h4 class="author-title">Salma Rawi</h4><p class="author-subtitle">Harbour Analyst</p></div>',
            "Salma Rawi",
            id="a post in an element of its own",
        ),
        pytest.param("", "<p>Release Date</p><p>March 3, 2026</p>", None, id="a label of the date"),
        pytest.param(
            '<meta name="citation_author" content="Rawi, Salma R. B.">',
            "",
            "Salma R. B. Rawi",
            id="a family name before several initials",
        ),
        pytest.param(
            '<meta name="author" content="Harbour Times">',
            "<p>By Salma Rawi</p>",
            "Salma Rawi",
            id="an outlet with words as people's names have",
        ),
        pytest.param(
            '<meta name="byline" content="By Salma Rawi">', "", "Salma Rawi", id="a meta tag with the byline"
        ),
        pytest.param(
            "",
            '<p><a rel="author" href="/author/wire">Bay Wire News</a></p><p>By Salma Rawi</p>',
            "Salma Rawi",
            id="a person below a desk that is a link",
        ),
        pytest.param("", "<h3>Story Highlights</h3><p>March 3, 2026</p>", None, id="a heading beside a date"),
        pytest.param(
            "",
            '<p class="byline">3 March 2026 | <a class="byline__category" href="/life">Ports &amp; Boats</a></p>',
            None,
            id="a section in a byline",
        ),
        pytest.param(
            "",
            '<div class="byline"><a href="/blog/tag/old-harbours">Old harbours</a> March 3, 2026</div>',
            None,
            id="a subject in a byline",
        ),
        pytest.param(
            "",
            '<p class="post-topic"><a id="author-modal" href="/?about=906">Old Harbours</a></p>',
            None,
            id="a subject in a line that is named after authors",
        ),
        pytest.param(
            "",
            '<div class="author-description">Licensed Harbour Pilot</div>',
            None,
            id="what an author is",
        ),
        pytest.param(
            "", "<ul><li>AUTHORS</li><li>ARTICLES</li><li>NEWS</li></ul>", None, id="a menu with authors"
        ),
        pytest.param(
            "", '<div class="autor"><span>Скачай наше новое приложение</span></div>', None, id="a button"
        ),
        pytest.param(
            "",
            '<p><a href="/opinion/columnists/2012/01/17/tea-and-rum">Tea Rum</a></p>',
            None,
            id="a columnist's headline of a day",
        ),
    ],
)
def test_of_several_names_the_person_in_full(head, below, author):
    assert authored(head, below) == author


def test_a_site_that_is_its_author_is_named():
    person = '{"@type": ["Person", "Organization"], "name": "Salma Rawi"}'
    page = f'{{"@graph": [{person}, {{"@type": "Article", "author": {{"name": "Salma Rawi"}}}}]}}'
    assert authored(f'<script type="application/ld+json">{page}</script>', "") == "Salma Rawi"
