"""A page's tree, for questions that need no cleaning."""

from pipelines.feeds import parse_listing
from pipelines.text.page_tree import page_tree

# Templates put `</body></html>` into their header; browsers read on.
EARLY_END = (
    b"<html><head><title>Desk</title></head><body><header>News</header></body></html>"
    b'<ul><li><a class="story" href="/port/1">The harbour opens again</a></ul>'
    b"<html><body><p>Below.</p></body></html>"
)


def test_what_stands_behind_an_early_end_belongs_to_the_page():
    root = page_tree(EARLY_END, "text/html")
    assert [link.get("href") for link in root.iter("a")] == ["/port/1"]
    assert " ".join(root.itertext()).split() == ["Desk", "News", "The", "harbour", "opens", "again", "Below."]
    assert len(root.findall("body")) == 1


def test_a_listing_is_read_behind_an_early_end_too():
    found = parse_listing(EARLY_END, url="https://desk.example/", content_type="text/html", links="a.story")
    assert [entry.url for entry in found] == ["https://desk.example/port/1"]


def test_what_cannot_be_read_is_an_empty_tree():
    assert len(page_tree(b"", "text/html")) == 0
