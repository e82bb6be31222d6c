import gzip
import zlib
from datetime import UTC, datetime
from io import BytesIO

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.archive.foreign_warc import read_pages
from pipelines.archive.gzip_members import MAX_RECORD_BYTES
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
    urls, skipped = read(b"")
    assert (urls, [piece.reason for piece in skipped]) == ([], ["the file is empty"])
    assert read(b"no archive at all")[0] == []


def test_bombs_are_passed_over(read):
    compressor = zlib.compressobj(9, wbits=31)
    member = b"".join(compressor.compress(b" " * 1_000_000) for _ in range(MAX_RECORD_BYTES // 1_000_000 + 2))
    urls, skipped = read(member + compressor.flush() + record(1))
    assert (urls, skipped[0].reason) == (["1"], f"more than {MAX_RECORD_BYTES} bytes in one gzip member")
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
        ("warcio_example-trunc.warc", 1, [(2560, "not a record")]),
        ("warcio_example.warc.gz", 1, []),
    ],
)
def test_real_files_give_what_they_hold(shared_data, name, pages, skipped):
    problems = []
    assert len(list(read_pages(shared_data / "warc" / name, problems))) == pages
    assert [(one.start, one.reason) for one in problems] == skipped


def plain(
    *fields, kind="response", block=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x</p>", end=b"\r\n"
):
    lines = [b"WARC/1.1", b"WARC-Type: " + kind.encode(), b"WARC-Target-URI: http://n.example/x"]
    return end.join([*lines, *(one.encode() for one in fields), b"", b""]) + block + 2 * end


DATE, LENGTH = "WARC-Date: 2024-02-09T12:00:00Z", "Content-Length: 52"
GOOD = plain(DATE, LENGTH)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (plain(DATE), "a record without a length"),
        (plain(DATE, "Content-Length: many"), "a record without a length"),
        (plain(DATE, "Content-Length: 18446744073709551616"), "a record without a length"),
        (plain(DATE, "Content-Length: 999999999"), "the record is cut off"),
        (plain(DATE, "Content-Length: -1"), "a record without a length"),
        (plain(LENGTH), "a record without a date that can be read"),
        (plain(LENGTH, "WARC-Date: 99999999999999999"), "a record without a date that can be read"),
        (plain(LENGTH, "WARC-Date: 0001-01-01T00:00:00+14:00"), "a record without a date that can be read"),
        (plain(LENGTH, DATE, "no field at all"), "not a record"),
        (plain(LENGTH, DATE, "X: " + "y" * 400_000), "not a record"),
        (plain(LENGTH, DATE, *["X: y"] * 100_000), "a record's header of more than 262144 bytes"),
        (plain("Content-Length: 10", DATE, block=b"no headers"), "a response without a status line"),
    ],
)
def test_a_record_that_cannot_be_read_costs_itself(read, bad, reason):
    urls, skipped = read(GOOD + bad + GOOD, "x.warc")
    assert urls == ["x", "x"]
    assert [one.reason for one in skipped] == [reason]


@pytest.mark.parametrize(
    "status_line", [b"HTTP/2 200 ", b"HTTP/2.0 200", b"HTTP/1.1 200", b"HTTP/3 200 OK", b"HTTP/1.0 200 Fine"]
)
def test_status_lines_of_all_versions_are_read(tmp_path, status_line):
    block = status_line + b"\r\nContent-Type: text/html\r\n\r\n<p>x</p>"
    path = tmp_path / "x.warc"
    path.write_bytes(plain(DATE, f"Content-Length: {len(block)}", block=block))
    (page,) = read_pages(path, skipped := [])
    assert (page.status, page.content_type, page.body, skipped) == (200, "text/html", b"<p>x</p>", [])


def test_resources_are_pages(tmp_path):
    path = tmp_path / "x.warc"
    fields = (DATE, "Content-Type: text/html; charset=utf-8", "Content-Length: 8")
    path.write_bytes(plain(*fields, kind="resource", block=b"<p>x</p>"))
    (page,) = read_pages(path, [])
    assert (page.status, page.content_type, page.body) == (200, "text/html; charset=utf-8", b"<p>x</p>")


def test_line_ends_without_carriage_returns_are_read(read):
    block = b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n<p>x</p>"
    assert read(plain(DATE, f"Content-Length: {len(block)}", block=block, end=b"\n"), "x.warc") == (["x"], [])


def test_lengths_that_were_counted_with_carriage_returns_are_counted_anew(tmp_path):
    lines = b"<html>\r\n<p>\r\nnews\r\n</html>"
    records = [record(number, lines, compress=False).replace(b"\r\n", b"\n") for number in range(3)]
    path = tmp_path / "x.warc"
    path.write_bytes(b"".join(records))
    pages = list(read_pages(path, skipped := []))
    assert ([page.url[-1] for page in pages], skipped) == (["0", "1", "2"], [])
    assert {page.body.strip() for page in pages} == {lines.replace(b"\r\n", b"\n")}


def test_a_record_that_lost_more_than_carriage_returns_is_cut_off(read):
    whole = record(1, b"<p>\r\n" * 50, compress=False).replace(b"\r\n", b"\n")
    urls, (skipped,) = read(whole[:-200], "x.warc")
    assert (urls, skipped.reason) == ([], "the record is cut off")


def test_a_body_packed_in_an_unknown_way_is_named(read):
    urls, (skipped,) = read(record(1, b"(\xb5/\xfd", "zstd") + record(2))
    assert (urls, skipped.reason) == (["2"], "a body packed as 'zstd'")


@pytest.mark.parametrize(
    "unit",
    [
        b"WARC/",
        b"WARC/1.0\r\n",
        b"\nWARC/1.0\n",
        b"\x1f\x8b\x08",
        gzip.compress(b"x" * 50_000, mtime=0)[:60],
        b"\n",
    ],
    ids=["word", "first-line", "first-line-between", "magic", "cut-member", "blank"],
)
def test_a_file_of_beginnings_are_read_in_one_pass(read, unit):
    """A quadratic reader takes hours for these."""
    urls, skipped = read(record(1, compress=unit[:1] == b"\x1f") + unit * (300_000 // len(unit)), "x.warc")
    assert urls == ["1"]
    assert len(skipped) <= 3
