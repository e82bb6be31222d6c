"""Embedded posts of social networks: the article goes on behind them, and they are in it where they stand between its lines."""

import pytest

from tests.support.pages.ferry_page import PROSE, article

LAST = "The company had not answered our questions by Monday evening."
POST = "Boat number {0} on its way, look! pic.network.example/{0}a"
NETWORKS = [
    "twitter-tweet",
    "instagram-media",
    "fb-post",
    "tiktok-embed",
    "bluesky-embed",
    "text-post-media",
    "reddit-card",
]


def posts(network, count):
    return "".join(
        f"<blockquote class='{network}'><p>{POST.format(n)}</p>&mdash; Tom Hale (@tomhale) <a href='/{n}'>May 4, 2024</a></blockquote>"
        for n in range(count)
    )


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("count", [1, 6, 30])
def test_an_article_goes_on_behind_embedded_posts(network, count):
    found = article(below=f"<p>{PROSE}</p>{posts(network, count)}<p>{LAST}</p>")
    assert LAST in found.body
    assert [POST.format(n) in found.body for n in range(count)] == [True] * count


def test_posts_beside_the_article_are_none_of_it():
    found = article(foot=f"<aside><h3>Our channel</h3>{posts('twitter-tweet', 3)}</aside>")
    assert "pic.network.example" not in found.body


def test_an_element_that_only_resembles_a_post_is_read():
    line = (
        "The ferry company showed its plans to the islanders on a sheet of paper that all of them could read."
    )
    assert line in article(below=f"<div class='twitter-tweets-of-the-day'><p>{line}</p></div>").body
