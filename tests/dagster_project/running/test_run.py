"""`naba run` on small sites: the seed page, and everything that can be wrong around a run."""

import json
import shutil
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

import pytest

from crawlers.memory.fetch_log import FetchLog
from dagster_project.cli.app import main
from pipelines.archive.fetch_log import FetchAttempt
from tests.support.servers.folder import serve

DAY = "2024-02-09"


def page(title, text):
    paragraphs = "\n".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
    return f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body><main><article><h1>{escape(title)}</h1>\n{paragraphs}</article></main></body></html>'


def feed(address, *items):
    entries = "".join(
        f"<item><title>{escape(title)}</title><link>{address}/{path}</link>"
        f"<pubDate>{format_datetime(published)}</pubDate></item>"
        for title, path, published in items
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>اختبار</title>{entries}</channel></rss>'


def add_source(folder, name, *feeds):
    (folder / "xx").mkdir(parents=True, exist_ok=True)
    lists = "".join(f'\n[[feeds]]\nurl = "{url}"\n' for url in feeds)
    (folder / "xx" / f"{name}.toml").write_text(
        f'name = "{name}"\nlanguage = "ar"\ntimezone = "UTC"\nhomepage = "{feeds[0]}"\n'
        f"allow_private = true\ndelay_seconds = 0.0\n{lists}",
        encoding="utf-8",
    )


def rows(naba, data, sql):
    result = naba(data, "sql", "--json", sql)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


PROSE = "\n".join(f"فقرة {n} من خبر عن افتتاح جسر جديد فوق النهر في المدينة القديمة {n}." for n in range(6))


def open_newsroom(folder, address, sources):
    """One outlet with one article, and a place for more."""
    (folder / "bridge.html").write_text(page("افتتاح جسر جديد فوق النهر", PROSE), encoding="utf-8")
    (folder / "good.xml").write_text(
        feed(address, ("افتتاح جسر جديد فوق النهر", "bridge.html", datetime(2024, 2, 9, 8, tzinfo=UTC))),
        encoding="utf-8",
    )
    add_source(sources, "good", f"{address}/good.xml")


@pytest.fixture
def newsroom(tmp_path, site):
    folder, address = site
    open_newsroom(folder, address, tmp_path / "sources")
    return folder, address, tmp_path / "sources"


@pytest.fixture(scope="module")
def run_once(naba, tmp_path_factory):
    """A data folder after a run of the newsroom's day, which was on the network then, and the sources."""
    folder = tmp_path_factory.mktemp("run")
    with serve(folder) as address:
        open_newsroom(folder, address, folder / "sources")
        assert run(naba, folder / "data", folder / "sources").returncode == 0
        yield folder / "data", folder / "sources"


@pytest.fixture
def after_a_run(run_once, tmp_path):
    """The same, in a copy of the test's own."""
    shutil.copytree(run_once[0], tmp_path / "data")
    return tmp_path / "data", run_once[1]


def run(naba, data, sources, *arguments):
    return naba(
        data, "run", "--from", DAY, "--to", DAY, *arguments, NABA_SOURCES=sources, NABA_FIRST_DAY="2024-01-01"
    )


def test_the_seed_page_is_two_stories_and_its_read_also_story_meets_its_original(
    naba, tmp_path, site, shared_data
):
    folder, address = site
    lines = (shared_data / "seed_article.txt").read_text(encoding="utf-8").strip().splitlines()
    marker = next(number for number, line in enumerate(lines) if line.startswith("إقرأ"))
    headline, dateline, *appended = lines[marker + 1 :]
    (folder / "seed.html").write_text(page(lines[0], "\n".join(lines[1:])), encoding="utf-8")
    original = page(headline, "\n".join([dateline, *appended]))
    (folder / "original.html").write_text(original, encoding="utf-8")
    (folder / "one.xml").write_text(
        feed(address, (lines[0], "seed.html", datetime(2024, 2, 9, tzinfo=UTC))), encoding="utf-8"
    )
    # The appended story is younger than the page that carries it, as in life; it comes first all the same.
    (folder / "two.xml").write_text(
        feed(address, (headline, "original.html", datetime(2024, 2, 10, 7, tzinfo=UTC))), encoding="utf-8"
    )
    add_source(tmp_path / "sources", "aggregator", f"{address}/one.xml")
    add_source(tmp_path / "sources", "paper", f"{address}/two.xml")
    data = tmp_path / "data"
    result = run(naba, data, tmp_path / "sources", "--to", "2024-02-10")
    assert result.returncode == 0, result.stderr

    [article] = rows(naba, data, "SELECT * FROM articles WHERE source_id = 'aggregator'")
    assert article["title"] == lines[0]
    assert article["published_at"].startswith("2024-02-09")
    assert article["attribution"] == "الحرة"
    assert "".join(article["keywords"]).replace(" ", "") == "الولایاتالمتحدةفیالعراقمنإیران"
    assert article["body"].split("\n") == lines[2:11]
    main, read_also = rows(
        naba, data, "SELECT * FROM stories WHERE source_id = 'aggregator' ORDER BY position"
    )
    assert (main["role"], main["title"], main["body"].split("\n")) == ("main", lines[0], lines[2:11])
    assert (read_also["role"], read_also["title"], read_also["dateline"]) == ("read_also", headline, dateline)
    assert read_also["body"].split("\n") == appended

    members = rows(
        naba,
        data,
        """
        SELECT s.source_id, m.is_canonical, s.role FROM story_group_members AS m JOIN stories AS s USING (story_id)
        WHERE group_id IN (SELECT group_id FROM story_groups WHERE stories > 1) ORDER BY s.source_id
        """,
    )
    assert members == [
        {"source_id": "aggregator", "is_canonical": False, "role": "read_also"},
        {"source_id": "paper", "is_canonical": True, "role": "main"},
    ]


def test_what_is_wrong_is_one_line_each_and_exit_2_and_the_others_are_done(naba, tmp_path, newsroom):
    """A source without a good feed, a bad feed beside a good one, and a source file with a mistake."""
    folder, address, sources = newsroom
    (folder / "garbage.xml").write_bytes(b"\x00\xff<rss><<<" * 50)
    (folder / "no-feed.xml").write_bytes(b"no feed")
    add_source(sources, "bad", f"{address}/garbage.xml")
    add_source(sources, "good", f"{address}/good.xml", f"{address}/no-feed.xml")
    (sources / "xx" / "typo.toml").write_text('name = "x"\nlangauge = "ar"\n')
    data = tmp_path / "data"
    result = run(naba, data, sources)
    assert result.returncode == 2
    lines = result.stderr.splitlines()
    for parts in (["bad: ", "garbage.xml"], ["good: ", "no-feed.xml"], ["typo.toml", "langauge"]):
        assert len([line for line in lines if all(part in line for part in parts)]) == 1, (parts, lines)
    assert "Traceback" not in result.stderr
    assert rows(naba, data, "SELECT source_id FROM articles") == [{"source_id": "good"}]


def test_a_truncated_warc_is_one_line_and_exit_2_and_what_it_holds_is_read(naba, after_a_run):
    data, sources = after_a_run
    [whole] = (data / "archive" / DAY).glob("*.warc.gz")
    content = whole.read_bytes()
    whole.with_name("20240210T000000Z-abcdef.warc.gz").write_bytes(content + content[:200])
    result = run(naba, data, sources)
    assert result.returncode == 2
    assert [line for line in result.stderr.splitlines() if "abcdef.warc.gz" in line and "cut off" in line]
    assert rows(naba, data, "SELECT source_id FROM articles") == [{"source_id": "good"}]


def test_a_day_whose_archive_is_away_is_named_with_exit_2_and_stays(naba, tmp_path, after_a_run):
    data, sources = after_a_run
    days = ("--from", DAY, "--to", DAY)
    settings = {"NABA_SOURCES": sources, "NABA_FIRST_DAY": "2024-01-01"}
    (data / "archive").rename(tmp_path / "not mounted")
    result = naba(data, "rebuild", **settings)
    assert (result.returncode, result.stdout) == (2, "")
    assert f"days from {DAY} on were made from files there: is its disk mounted?" in result.stderr
    (data / "archive" / "2024-02-08").mkdir(parents=True)
    (data / "archive" / "2024-02-08" / "other.warc.gz").touch()
    result = naba(data, "rebuild", *days, **settings)
    assert result.returncode == 2
    [line] = [line for line in result.stderr.splitlines() if line.startswith(f"{DAY} is left as it was: ")]
    assert ".warc.gz: missing" in line
    assert rows(naba, data, "SELECT source_id FROM articles") == [{"source_id": "good"}]
    assert naba(data, "rebuild", *days, "--forget-missing", **settings).returncode == 0
    assert rows(naba, data, "SELECT source_id FROM articles") == []


def test_warnings_are_named_and_change_no_exit_code(naba, tmp_path, newsroom):
    """A source that used to bring something new each hour and has nothing; pages without text."""
    folder, address, sources = newsroom
    data = tmp_path / "data"
    (folder / "quiet.xml").write_text(feed(address), encoding="utf-8")
    add_source(sources, "quiet", f"{address}/quiet.xml")
    for hour in range(8):
        started = datetime(2024, 1, 1, hour, tzinfo=UTC)
        with FetchLog(data / "fetches", f"{started:%Y%m%dT%H%M%SZ}-abcdef") as log:
            log.add(
                FetchAttempt(
                    log.path.stem, started.isoformat(), "quiet", address, "page", 200, "captured", 9, 9, None
                )
            )
    empty = [
        (f"صفحة {number}", f"empty-{number}.html", datetime(2024, 2, 9, tzinfo=UTC)) for number in range(5)
    ]
    for title, path, _ in empty:
        (folder / path).write_text(page(title, ""), encoding="utf-8")
    (folder / "empty.xml").write_text(feed(address, *empty), encoding="utf-8")
    add_source(sources, "empty", f"{address}/empty.xml")

    result = run(naba, data, sources)
    assert result.returncode == 0, result.stderr
    warnings = [line for line in result.stderr.splitlines() if line.startswith("warning: ")]
    silent, empty = warnings
    assert silent.startswith(
        "warning: captures.not_silent: quiet: nothing new in it; nothing new since 2024-01-01"
    )
    assert empty.startswith("warning: articles.captures_give_articles on 2024-02-09: empty: 5 of 5 captures")


def test_an_unwritable_data_folder_is_one_line_and_exit_2(naba, tmp_path, newsroom):
    (tmp_path / "file").write_text("")
    result = run(naba, tmp_path / "file" / "data", newsroom[2])
    assert result.returncode == 2
    assert [*result.stderr.splitlines()] == [result.stderr.strip()]
    assert "NABA_DATA" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--source", "nobody"], "no source nobody"),
        (["--from", "2024-02-10"], "is after"),
        (["--to", "2999-01-01"], "no day to run"),
        (["--from", "1999-01-01"], "no day to run"),
        (["--from", "someday"], "today, yesterday or -3d"),
    ],
)
def test_bad_options_say_what_to_do(monkeypatch, capsys, newsroom, arguments, says):
    _, _, sources = newsroom
    settings = {"DATA": sources.parent / "data", "SOURCES": sources, "FIRST_DAY": "2024-01-01"}
    for name, value in settings.items():
        monkeypatch.setenv(f"NABA_{name}", str(value))
    monkeypatch.setattr(sys, "argv", ["naba", "run", "--from", DAY, "--to", DAY, *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["run"], ["rebuild", "--from", DAY, "--to", DAY]])
def test_a_folder_without_source_files_is_one_line_and_exit_2_and_nothing_is_made(
    monkeypatch, capsys, tmp_path, arguments
):
    data, sources = tmp_path / "data", tmp_path / "not mounted"
    archived = data / "archive" / DAY / "r.warc.gz"
    for folder in (sources, archived.parent):
        folder.mkdir(parents=True)
    archived.touch()
    for name, value in {"DATA": data, "SOURCES": sources, "FIRST_DAY": "2024-01-01"}.items():
        monkeypatch.setenv(f"NABA_{name}", str(value))
    monkeypatch.setattr(sys, "argv", ["naba", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"naba: {sources}: no source file")
    assert not (data / "naba.duckdb").exists()


def test_a_first_day_that_is_to_come_is_one_line_and_exit_2(monkeypatch, capsys, newsroom):
    _, _, sources = newsroom
    settings = {"DATA": sources.parent / "data", "SOURCES": sources, "FIRST_DAY": "2999-01-01"}
    for name, value in settings.items():
        monkeypatch.setenv(f"NABA_{name}", str(value))
    monkeypatch.setattr(sys, "argv", ["naba", "run"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "naba: NABA_FIRST_DAY is 2999-01-01: there is no day yet, as it is to come\n"
    )


def test_what_belongs_to_another_day_is_taken_in_by_the_run_that_found_it(naba, tmp_path, site):
    """No daemon runs here, whose sensor would: an entry without a date, whose page says one of last week."""
    folder, address = site
    day = (datetime.now(UTC) - timedelta(days=8)).date()
    stated = f'<meta property="article:published_time" content="{day}T09:00:00Z"></head>'
    text = page("افتتاح جسر جديد فوق النهر", PROSE).replace("</head>", stated)
    (folder / "bridge.html").write_text(text, encoding="utf-8")
    item = f"<item><title>افتتاح جسر جديد فوق النهر</title><link>{address}/bridge.html</link></item>"
    (folder / "good.xml").write_text(
        f'<rss version="2.0"><channel><title>اختبار</title>{item}</channel></rss>', encoding="utf-8"
    )
    add_source(tmp_path / "sources", "good", f"{address}/good.xml")
    result = naba(tmp_path / "data", "run", NABA_SOURCES=tmp_path / "sources", NABA_FIRST_DAY="2024-01-01")
    assert result.returncode == 0, result.stderr
    found = rows(naba, tmp_path / "data", "SELECT day, articles FROM days WHERE articles > 0")
    assert found == [{"day": str(day), "articles": 1}]
