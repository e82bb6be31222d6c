import gzip
import zlib
from datetime import UTC, datetime
from io import BytesIO

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.archive.foreign_warc import read_pages
from pipelines.archive.gzip_members import MAX_MEMBER_BYTES
from pipelines.errors import StorageError

AT = datetime(2024, 2, 9, 12, tzinfo=UTC)


def record(number, body=None, encoding=None, *, compress=True):
    body = f"<p>{number}</p>".encode() if body is None else body
    headers = [("Content-Type", "text/html")] + ([("Content-Encoding", encoding)] if encoding else [])
    out = BytesIO()
    writer = WARCWriter(out, gzip=compress)
    writer.write_record(
        writer.create_warc_record(
            f"http://n.example/{number}",
            "response",
            payload=BytesIO(body),
            length=len(body),
            warc_headers_dict={"WARC-Date": "2024-02-09T12:00:00Z"},
            http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
        )
    )
    return out.getvalue()


@pytest.fixture
def read(tmp_path):
    def read_content(content, name="x.warc.gz"):
        path = tmp_path / name
        path.write_bytes(content)
        skipped = []
        return [page.url.rpartition("/")[2] for page in read_pages(path, skipped)], skipped

    return read_content


@pytest.mark.parametrize("compress", [True, False])
def test_pages_with_their_offsets(tmp_path, compress):
    one, two = record(1, compress=compress), record(2, compress=compress)
    path = tmp_path / "x.warc"
    path.write_bytes(one + two)
    pages = list(read_pages(path, skipped := []))
    assert [(page.url, page.body, page.at, page.offset) for page in pages] == [
        ("http://n.example/1", b"<p>1</p>", AT, 0),
        ("http://n.example/2", b"<p>2</p>", AT, len(one)),
    ]
    assert (pages[0].status, pages[0].content_type, skipped) == (200, "text/html", [])


@pytest.mark.parametrize(("name", "encode"), [("gzip", gzip.compress), ("br", brotli.compress)])
def test_bodies_are_decoded(tmp_path, name, encode):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(record(1, encode("خبر".encode() * 9), name))
    assert [page.body.decode() for page in read_pages(path, [])] == ["خبر" * 9]


def test_a_whole_file_in_one_gzip_member(read):
    assert read(gzip.compress(b"".join(record(n, compress=False) for n in range(5))))[0] == list("01234")


def test_damage_costs_what_it_hits(read):
    one, two, three = record(1, b"x" * 3000), record(2, bytes(range(256)) * 20), record(3)
    broken = bytearray(two)
    broken[len(two) // 2] ^= 0xFF
    urls, (skipped,) = read(one + bytes(broken) + three)
    assert urls[0] == "1"
    assert urls[-1] == "3"
    assert (skipped.start, skipped.end) == (len(one), len(one) + len(two))
    assert skipped.reason.startswith("damaged gzip")
    urls, (skipped,) = read(one + b"garbage between" + three)
    assert (urls, skipped.start, skipped.end) == (["1", "3"], len(one), len(one) + 15)


def test_damage_in_a_plain_file_costs_what_it_hits(read):
    one, two, three = (record(n, compress=False) for n in range(3))
    urls, (skipped,) = read(one + b"XXXX" + two[4:] + three, "x.warc")
    assert (urls, skipped.start, skipped.end) == (["0", "2"], len(one), len(one) + len(two))


@pytest.mark.parametrize("compress", [True, False])
def test_a_truncated_file_gives_its_whole_records(read, compress):
    one, two = record(1, compress=compress), record(2, b"y" * 500, compress=compress)
    for cut in (1, len(two) // 2):
        urls, skipped = read(one + two[:cut])
        assert (urls, [piece.start for piece in skipped]) == (["1"], [len(one)])
    assert read(b"") == ([], [])
    assert read(b"no archive at all")[0] == []


def test_bombs_are_passed_over(read):
    compressor = zlib.compressobj(9, wbits=31)
    member = b"".join(compressor.compress(b" " * 1_000_000) for _ in range(MAX_MEMBER_BYTES // 1_000_000 + 2))
    urls, skipped = read(member + compressor.flush() + record(1))
    assert (urls, skipped[0].reason) == (["1"], f"more than {MAX_MEMBER_BYTES} bytes in one gzip member")
    for name, encode in (("gzip", gzip.compress), ("br", brotli.compress)):
        urls, skipped = read(record(1, encode(b" " * 30_000_000), name) + record(2))
        assert (urls, skipped[0].reason) == (["2"], "a page larger than 10485760 bytes")


VERSION = b"1 0 Naba\nURL IP-address Archive-date Content-type Archive-length\n"
RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>arc</p>"
ARC = b"filedesc://x.arc 0.0.0.0 20240209120000 text/plain %d\n%s\n" % (
    len(VERSION),
    VERSION,
) + b"http://n.example/1 1.2.3.4 20240209120000 text/html %d\n%s\n" % (len(RESPONSE), RESPONSE)


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
def test_arc_files(tmp_path, compress):
    path = tmp_path / "x.arc.gz"
    path.write_bytes(compress(ARC))
    (page,) = read_pages(path, [])
    assert (page.url, page.status, page.at) == ("http://n.example/1", 200, AT)
    assert page.body == b"<p>arc</p>"


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(StorageError, match="cannot be read"):
        list(read_pages(tmp_path / "none.warc", []))


@pytest.mark.parametrize(
    ("name", "pages", "skipped"),
    [
        ("resiliparse_clipped.warc.gz", 0, [(0, "the file is cut off")]),
        ("resiliparse_warcfile.warc.gz", 16, []),
        ("stormcrawler_test.warc.gz", 18, []),
        ("warcio_example-bad.warc.gz.bad", 2, []),
        ("warcio_example-trunc.warc", 1, [(2560, "not a record: ArchiveLoadFailed")]),
        ("warcio_example.warc.gz", 1, []),
    ],
)
def test_real_files_give_what_they_hold(shared_data, name, pages, skipped):
    problems = []
    assert len(list(read_pages(shared_data / "warc" / name, problems))) == pages
    assert [(one.start, one.reason) for one in problems] == skipped
