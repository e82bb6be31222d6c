import gzip
import os
from collections import Counter
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.collect.given_files import given_files
from crawlers.collect.importing import import_files
from pipelines.archive.captures import archive_files
from pipelines.errors import BadInputError

TEXT = (
    "قالت الوزارة إن الرحلات الجوية ستستأنف يوم الأحد المقبل بعد توقف دام أسبوعين بسبب الأحوال الجوية. " * 4
)
PAGE = f"""<html><head><title>عنوان الخبر الأول</title><meta property="article:published_time" content="{{}}">
</head><body><article><h1>عنوان الخبر الأول</h1><p>{TEXT}</p></article></body></html>"""


@pytest.fixture
def archive_file(tmp_path):
    def write(name, *pages, at="2024-02-11T08:00:00Z"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for url, status, kind, body in pages:
                http = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
                head = {"WARC-Date": at}
                content = body.encode()
                writer.write_record(
                    writer.create_warc_record(
                        url,
                        "response",
                        payload=BytesIO(content),
                        length=len(content),
                        http_headers=http,
                        warc_headers_dict=head,
                    )
                )
        return path

    return write


def article(url, published="2024-02-09T23:00:00-03:00"):
    return url, "200 OK", "text/html; charset=utf-8", PAGE.format(published)


def test_pages_become_captures_of_their_sources_under_their_own_day(desk, archive_file):
    desk.source("n", "https://feeds.n.example/rss", allow_private=False)
    desk.source("m", "https://m.example/rss", allow_private=False)
    file = archive_file(
        "cc.warc.gz",
        article("https://www.n.example/1?utm_source=x"),
        article("https://m.example/2", "not a date"),
        article("https://stranger.example/3"),
        ("https://n.example/4", "404 Not Found", "text/html", "gone"),
        ("https://n.example/5", "200 OK", "image/png", "png"),
        ("https://n.example/6", "200 OK", "text/html", "<html><body><p>menu</p></body></html>"),
    )
    (report,) = import_files(desk.settings, [file], print)
    assert (report.pages, report.captured) == (6, {"n": 1, "m": 1})
    assert report.left_out == Counter(
        {"of no source": 1, "no page (status or empty)": 1, "no HTML": 1, "no article in it": 1}
    )
    found = sorted((one.source_id, one.url, one.day, one.kind) for one in desk.captures())
    assert found == [
        ("m", "https://m.example/2", date(2024, 2, 11), "page"),
        ("n", "https://www.n.example/1", date(2024, 2, 10), "page"),
    ]
    (again,) = import_files(desk.settings, [file], print)
    assert (again.captured.total(), again.left_out["held already"]) == (0, 2)
    assert len(desk.captures()) == 2


def test_pages_whose_type_is_not_said_are_told_by_how_they_begin(desk, archive_file):
    desk.source("n", "https://n.example/rss", allow_private=False)
    kinds = {"octets": "application/octet-stream", "nothing": "", "image": "image/png"}
    pages = [(f"https://n.example/{name}", "200 OK", kind, PAGE.format("")) for name, kind in kinds.items()]
    no_page = ("https://n.example/js", "200 OK", "", "alert('html')")
    (report,) = import_files(desk.settings, [archive_file("x.warc.gz", *pages, no_page)], print)
    assert (report.captured["n"], report.left_out["no HTML"]) == (1, 2)
    assert report.left_out["held already"] == 1


def test_own_files_keep_all_that_was_known(desk, publisher, tmp_path):
    publisher.publish(1, date(2024, 2, 9))
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.crawl("desk")
    (before,) = [one for one in desk.captures() if one.kind == "page"]
    files = [desk.settings.archive / name for name in archive_files(desk.settings.archive)]
    desk.settings = replace(desk.settings, data=tmp_path / "other")
    assert sum(report.captured.total() for report in import_files(desk.settings, files, print)) == 1
    assert desk.captures() == [before]


def test_own_files_of_a_source_without_a_file_are_taken_in(desk, publisher, tmp_path):
    for slug in ("one", "two"):  # which share a number, and are looked at for it
        publisher.publish(f"48211/{slug}", date(2024, 2, 9))
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.crawl("desk")
    files = [desk.settings.archive / name for name in archive_files(desk.settings.archive)]
    (desk.settings.sources / "sa" / "desk.toml").unlink()
    desk.source("other", "https://other.example/rss")
    desk.settings = replace(desk.settings, data=tmp_path / "other")
    assert sum(report.captured["desk"] for report in import_files(desk.settings, files, print)) == 2


def test_filling_a_past_day_takes_in_the_import_folder_once_for_all_sources(desk, publisher, archive_file):
    publisher.answer("/feed.xml", "<rss version='2.0'><channel/></rss>")
    desk.source("desk", f"{publisher.url}/feed.xml")
    desk.source("n", "https://n.example/rss", allow_private=False)
    archive_file("data/import/deep/cc.warc.gz", article("https://n.example/1"))
    archive_file("data/import/readme.txt")
    done = desk.crawl("desk").sources["desk"]
    assert (done.outcome, done.expected) == ("ok", 0)
    assert [one.url for one in desk.captures() if one.kind == "page"] == ["https://n.example/1"]
    desk.crawl("desk")
    assert sum(one.kind == "page" for one in desk.captures()) == 1


def test_filling_a_past_day_asks_the_network_first_and_given_files_for_the_rest(
    desk, publisher, archive_file
):
    day = date(2024, 2, 9)
    for number in range(4):
        publisher.publish(number, day)
    publisher.answer("/news/1", status=404)
    publisher.answer("/news/2", status=410)
    desk.source("desk", f"{publisher.url}/feed.xml")
    held = [article(f"{publisher.url}/news/{number}", "2024-02-09T08:00:00Z") for number in (0, 1)]
    archive_file(
        "data/import/cc.warc.gz", *held, article(f"{publisher.url}/of-no-list", "2024-02-09T09:00:00Z")
    )
    done = desk.crawl("desk").sources["desk"]
    assert (done.captured, done.imported, done.failed) == (2, 2, 2)
    assert (done.expected, done.obtained, done.missing) == (5, 4, {"HTTP 410": 1})
    pages = {one.url.rpartition("/")[2]: one for one in desk.captures() if one.kind == "page"}
    assert set(pages) == {"0", "1", "3", "of-no-list"}
    assert "عنوان".encode() not in pages["0"].body
    assert "عنوان".encode() in pages["1"].body
    # what the archive holds is asked from nobody
    before = len(publisher.requests)
    assert desk.crawl("desk").sources["desk"].obtained == 4
    assert set(publisher.paths()[before:]) == {"/feed.xml", "/news/2"}


def test_a_live_run_reads_no_given_files(desk, publisher, archive_file):
    publisher.answer("/feed.xml", "<rss version='2.0'><channel/></rss>")
    desk.source("desk", f"{publisher.url}/feed.xml")
    archive_file("data/import/cc.warc.gz", article(f"{publisher.url}/1"))
    assert desk.crawl("desk", live=True).sources["desk"].imported == 0


def test_a_folder_is_all_archive_files_in_it(desk, archive_file, tmp_path):
    desk.source("n", "https://n.example/rss", allow_private=False)
    archive_file("given/2024/a.warc.gz", article("https://n.example/1"))
    archive_file("given/b.warc", article("https://n.example/2", "2024-02-10T08:00:00Z"))
    archive_file("given/readme.txt")
    reports = import_files(desk.settings, [tmp_path / "given"], print)
    assert [(report.file.name, report.captured.total()) for report in reports] == [
        ("a.warc.gz", 1),
        ("b.warc", 1),
    ]


def test_a_missing_file_or_an_empty_folder_is_one_line(desk, tmp_path):
    desk.source("n", "https://n.example/rss")
    with pytest.raises(BadInputError, match="no such file"):
        import_files(desk.settings, [tmp_path / "none.warc"], print)
    with pytest.raises(BadInputError, match=r"no file in this folder ends in \.warc, "):
        import_files(desk.settings, [desk.settings.sources], print)


def test_a_list_names_files_in_folders_or_beside_it_and_what_is_missing_stops_nothing(
    desk, archive_file, tmp_path
):
    desk.source("n", "https://n.example/rss", allow_private=False)
    archive_file("lists/crawl-data/2024/one.warc.gz", article("https://n.example/1"))
    other = PAGE.replace("الوزارة", "الهيئة العامة للطيران المدني").format("2024-02-09")
    archive_file(
        "lists/two.warc.gz",
        ("https://n.example/2", "200 OK", "text/html; charset=utf-8", other),
        article("https://stranger.example/3"),
    )
    (tmp_path / "lists" / "broken.warc.gz").symlink_to(tmp_path / "lists" / "broken.warc.gz")
    listed = [
        "# fetched on Monday",
        "crawl-data/2024/one.warc.gz",
        "",
        "elsewhere/two.warc.gz",
        "away.warc.gz",
    ]
    paths = tmp_path / "lists" / "warc.paths.gz"
    paths.write_bytes(gzip.compress("\n".join([*listed, "broken.warc.gz", listed[1]]).encode()))
    said = []
    reports = import_files(desk.settings, [paths], said.append)
    assert [(one.file.name, one.pages, one.captured.total()) for one in reports] == [
        ("one.warc.gz", 1, 1),
        ("two.warc.gz", 2, 1),
        ("away.warc.gz", 0, 0),
        ("broken.warc.gz", 0, 0),
    ]
    assert [bool(one.failure) for one in reports] == [False, False, True, True]
    assert "away.warc.gz: cannot be read: No such file" in reports[2].failure
    assert said[1] == "two.warc.gz (2 of 4): 1 captures of 2 pages"
    assert sorted(one.url for one in desk.captures()) == ["https://n.example/1", "https://n.example/2"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.paths", b"# nothing\n", "names no file"),
        ("cut.paths.gz", gzip.compress(b"a.warc.gz\n", mtime=0)[:-9], "it is no gzip, or cut off"),
        ("other.paths.gz", b"a.warc.gz", "can't be read as a list of files"),
        ("page.txt", b"\xff\xfe\x00", "is no list of files"),
    ],
)
def test_a_list_that_is_none_is_said(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInputError, match=said):
        given_files([tmp_path / name])


def test_pages_of_no_source_are_not_unpacked(desk, tmp_path):
    desk.source("n", "https://n.example/rss", allow_private=False)
    bodies = {"https://stranger.example/1": b"no gzip", "https://n.example/2": b"none either"}
    file = tmp_path / "x.warc"
    with file.open("wb") as out:
        writer = WARCWriter(out, gzip=False)
        for url, body in bodies.items():
            http = StatusAndHeaders("200 OK", [("Content-Encoding", "zstd")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=BytesIO(body), length=len(body), http_headers=http
                )
            )
    (report,) = import_files(desk.settings, [file], print)
    assert (report.pages, report.left_out) == (2, {"of no source": 1})
    assert [one.reason for one in report.skipped] == ["a body packed as 'zstd'"]


def test_what_a_wrong_clock_fetched_in_the_future_is_left_out(desk, archive_file):
    desk.source("n", "https://n.example/rss", allow_private=False)
    file = archive_file("ahead.warc.gz", article("https://n.example/1"), at="2093-02-11T08:00:00Z")
    (report,) = import_files(desk.settings, [file], print)
    assert (report.captured, report.left_out) == ({}, {"fetched in the future": 1})


def test_an_empty_file_is_no_archive_without_pages(desk, tmp_path):
    desk.source("n", "https://n.example/rss", allow_private=False)
    (tmp_path / "broken_off.warc.gz").touch()
    (report,) = import_files(desk.settings, [tmp_path / "broken_off.warc.gz"], print)
    assert [one.reason for one in report.skipped] == ["the file is empty"]


def test_a_name_in_another_encoding_than_utf_8(desk, archive_file):
    """Written on a machine in windows-1256: `أرشيف`."""
    desk.source("n", "https://n.example/rss", allow_private=False)
    file = archive_file(os.fsdecode(b"\xc3\xd1\xd4\xed\xdd.warc.gz"), article("https://n.example/1"))
    for captured in ({"n": 1}, {}):
        (report,) = import_files(desk.settings, [file], print)
        assert report.captured == captured
