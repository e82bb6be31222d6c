"""Large lists, read in a process of their own."""

import asyncio
import os
import signal

import pytest

from crawlers.fetch.list_reader import ListReader
from crawlers.lists.document import Document
from crawlers.lists.feed import Feed
from crawlers.lists.kind import Listing
from pipelines.feeds import NotAFeedError
from pipelines.records import FeedEntry

URL = "https://n.example/feed.xml"
RSS = b"<rss version='2.0'><channel><item><title>a</title><link>/1</link></item></channel></rss>"


class Deaf(Feed):
    """Reads a document as a C library might that never returns; its process has a tenth of a second for it."""

    def read(self, body, **_):
        if body == b"a defect":
            raise RuntimeError("of ours")
        if body == b"forever":
            signal.setitimer(signal.ITIMER_PROF, 0.1)
            while True:
                pass
        return Listing((FeedEntry(f"{URL}?{os.getpid()}"),))


def document(body, spec=Feed):
    return Document(spec(url=URL), URL, body, "", "UTC")


@pytest.fixture
def read():
    reader = ListReader()

    async def each(*documents):
        return list((await reader.read(documents)).values())

    yield lambda *documents: asyncio.run(each(*documents))
    reader.close()


def test_a_document_is_read_in_another_process(read):
    listing, not_a_feed, elsewhere = read(document(RSS), document(b"<html>"), document(b"x", Deaf))
    assert listing == document(RSS).read()
    assert isinstance(not_a_feed, NotAFeedError)
    assert not elsewhere.entries[0].url.endswith(f"?{os.getpid()}")


def test_what_never_ends_costs_itself_only(read):
    stuck, defect, good = read(document(b"forever", Deaf), document(b"a defect", Deaf), document(RSS))
    assert "to read" in str(stuck)
    assert "cannot be read: RuntimeError: of ours" in str(defect)
    assert good.entries


@pytest.mark.parametrize(
    ("body", "is_large"), [(RSS, False), (b"\x1f\x8b a bomb", True), (b" " * 200_000, True)]
)
def test_packed_and_long_documents_are_large(body, is_large):
    assert document(body).is_large == is_large
