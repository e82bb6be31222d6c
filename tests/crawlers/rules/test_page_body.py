"""What a page is where its server does not know it, and half of one, which is no short article."""

import gzip
import zlib
from datetime import date

import brotli
import pytest

from crawlers.rules.page_body import is_cut, type_of_html

DAY = date(2024, 2, 9)
PAGE = "".join(f"<p>فقرة {number} عن الجسر {number * 7919}.</p>" for number in range(9000)).encode()
PACKED = {
    b"gzip": gzip.compress(PAGE),
    b"deflate": zlib.compress(PAGE),
    b"br": brotli.compress(PAGE, quality=1),
}


@pytest.mark.parametrize("packing", PACKED)
def test_a_body_is_whole_to_its_last_block(packing):
    whole = PACKED[packing]
    assert not is_cut(whole, [packing])
    for share in (0.1, 0.5, 0.95):
        assert is_cut(whole[: int(len(whole) * share)], [packing])


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 65_700, 131_072, 131_080])
def test_a_page_of_one_letter_is_whole_though_its_last_bytes_unpack_to_much(size):
    page = b"x" * size
    assert not is_cut(gzip.compress(page)[:-8], [b"gzip"]), "without the checksum"
    assert not is_cut(zlib.compress(page)[:-4], [b"deflate"]), "without the checksum"
    assert not is_cut(brotli.compress(page), [b"br"])


def test_what_says_nothing_is_not_taken_for_cut():
    gzipped = PACKED[b"gzip"]
    assert not is_cut(gzipped[:-8], [b"gzip"]), "a checksum that is not sent"
    assert not is_cut(gzipped + b"\0" * 9, [b"gzip"])
    assert not is_cut(b"<html>", [b"gzip"])
    assert not is_cut(b"", [b"br"])
    assert not is_cut(gzipped[:100] + b"\xff" * 400, [b"gzip"])
    assert not is_cut(gzipped[:100], [])
    assert not is_cut(gzipped[:100], [b"br", b"gzip"])
    assert not is_cut(zlib.compress(PAGE)[2:-4], [b"deflate"]), "without the header, as some servers send it"


def test_a_page_with_its_last_tag_is_whole_though_its_packing_never_ends():
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    packed = packer.compress(b"<html>" + PAGE) + packer.flush(zlib.Z_SYNC_FLUSH)
    assert is_cut(packed, [b"gzip"])
    packed += packer.compress(b"</body></HTML>\n") + packer.flush(zlib.Z_SYNC_FLUSH)
    assert zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(packed).endswith(b"</HTML>\n")
    assert not is_cut(packed, [b"gzip"])
    squeezer = brotli.Compressor(quality=1)
    squeezed = squeezer.process(PAGE + b"</html>") + squeezer.flush()
    assert not is_cut(squeezed, [b"br"])


def test_a_page_that_came_in_half_is_asked_for_again_and_a_feed_is_read_as_far_as_it_goes(desk, publisher):
    publisher.publish(1, DAY)
    publisher.publish(2, DAY)
    half = PACKED[b"gzip"][: len(PACKED[b"gzip"]) // 2]
    publisher.answer("/news/1", half, Content_Encoding="gzip", Content_Type="text/html; charset=utf-8")
    feed = gzip.compress(publisher.replies["/feed.xml"].body + b"<!-- -->" * 99)[:-12]
    publisher.answer("/feed.xml", feed, Content_Encoding="gzip", Content_Type="application/rss+xml")
    desk.source("desk", f"{publisher.url}/feed.xml")
    done = desk.crawl("desk").sources["desk"]
    assert (done.captured, done.failed) == (1, 1)
    (failure,) = [line for line in desk.log() if line["outcome"] == "failed"]
    assert failure["error"] == "the answer broke off before its end"


@pytest.mark.parametrize(
    ("said", "body", "is_type"),
    [
        ("text/html; charset=windows-1256", b"", "text/html; charset=windows-1256"),
        ("application/xhtml+xml", b"<html>", "application/xhtml+xml"),
        ("", b"\xef\xbb\xbf\n<!DOCTYPE html>", "text/html"),
        # What it says of the charset it says of the page.
        ("text/plain;charset=windows-1256", b"<HTML>", "text/html;charset=windows-1256"),
        ("Binary/Octet-Stream", b"<head >", "text/html"),
        ("application/octet-stream", b"%PDF-1.7", None),
        ("text/plain", b"a line about <html>"[:12], None),
        ("image/png", b"<html>", None),
    ],
)
def test_html_is_told_by_its_beginning_where_the_server_does_not_say(said, body, is_type):
    assert type_of_html(said, body) == is_type
