"""An article whose day was a guess moves to its own, once, with all that depends on it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crawlers.memory.opening import open_state
from crawlers.rules.targets import Answer
from pipelines import steps, warehouse

TENTH = datetime(2024, 2, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = "https://n.example/feed.xml"
CHANGED = "<updated>2024-02-09T08:00:00Z</updated>"
PUBLISHED = f"<published>2024-02-06T08:00:00Z</published>{CHANGED}"
GUESSED, KNOWN = date(2024, 2, 9), date(2024, 2, 6)
TEXT = "قالت بلدية المدينة إن أعمال صيانة الجسر القديم تبدأ الأسبوع المقبل وتستمر ثلاثة أشهر على مرحلتين. "


def atom(dates, content=""):
    entry = f"<entry><id>1</id><title>صيانة الجسر القديم تبدأ الأسبوع المقبل</title><link href='/bridge'/>{dates}{content}</entry>"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>".encode()


def page(head="", more=""):
    heading = "صيانة الجسر القديم تبدأ الأسبوع المقبل"
    return f"<html><head><title>{heading}</title>{head}</head><body><article><h1>{heading}</h1><p>{TEXT * 3}{more}</p></article></body></html>".encode()


@pytest.fixture
def crawl(desk):
    """A crawl with one answer of the feed and of the page; returns what was asked, and the source's report."""
    desk.source("n", FEED, allow_private=False)
    count = 0

    def crawl_once(listed, answered, at):
        nonlocal count
        count += 1
        asked = []
        with desk.collecting(at=at, run_id=f"run{count}") as collector:
            targets = list(collector.start())
            for target in targets:
                asked.append(target.asked)
                body = answered if target.kind == "page" else listed
                targets += collector.answered(target, Answer(target.asked, 200, (), body, at)).targets
            return asked, collector.report("r").sources["n"]

    return crawl_once


def make(settings, *days):
    steps.index_archive(settings, days, lambda _: None)
    steps.clean_days(settings, days, {}, lambda _: None)
    steps.pair_days(settings, lambda _: None)
    steps.group_stories(settings, lambda _: None, TENTH)


def rows(settings):
    with warehouse.session(settings) as connection:
        return [
            connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()  # noqa: S608 (fixed names)
            for table in ("articles", "stories", "story_groups", "story_group_members")
        ]


def article_days(settings):
    return [row[0] for row in rows(settings)[0]]


def test_a_date_of_publication_that_a_list_gives_later_moves_the_article_with_its_stories_and_groups(
    desk, crawl
):
    _, report = crawl(atom(CHANGED), page(), TENTH)
    assert report.days == {GUESSED.isoformat(): 1}
    make(desk.settings, GUESSED)
    assert article_days(desk.settings) == [GUESSED]

    asked, report = crawl(atom(PUBLISHED), page(), TENTH + HOUR)
    assert asked == [FEED, "https://n.example/bridge"]
    assert (report.moved, report.days) == (1, {KNOWN.isoformat(): 1})
    late = steps.late_days(desk.settings, date(2024, 1, 1), date(2024, 12, 31), {}, under_way=set(), limit=10)
    assert set(late.days) == {KNOWN}
    make(desk.settings, *late.days)
    articles, stories, groups, members = rows(desk.settings)
    assert article_days(desk.settings) == [KNOWN]
    assert {row[0] for row in stories} == {KNOWN}
    assert len(groups) == len(members) == 1

    asked, report = crawl(atom(PUBLISHED), page(), TENTH + 2 * HOUR)
    assert (asked, report.moved) == ([FEED], 0)
    make(desk.settings, KNOWN, GUESSED)
    assert rows(desk.settings) == [articles, stories, groups, members]


def test_the_days_can_be_made_in_any_order(desk, crawl):
    crawl(atom(CHANGED), page(), TENTH)
    crawl(atom(PUBLISHED), page(), TENTH + HOUR)
    for days in ([GUESSED], [KNOWN], [GUESSED]):
        make(desk.settings, *days)
    assert article_days(desk.settings) == [KNOWN]


def test_a_page_that_says_its_day_at_its_recheck_moves(crawl):
    crawl(atom(CHANGED), page(), TENTH)
    dated = page('<meta property="article:published_time" content="2024-02-06T08:00:00Z">')
    _, report = crawl(atom(CHANGED), dated, TENTH + 7 * HOUR)
    assert (report.moved, report.days) == (1, {KNOWN.isoformat(): 1})
    assert crawl(atom(CHANGED), dated, TENTH + 60 * HOUR)[1].moved == 0


def test_an_article_whose_day_was_known_does_not_move(crawl):
    crawl(atom(PUBLISHED), page(), TENTH)
    other = "<published>2024-02-08T08:00:00Z</published>"
    asked, report = crawl(atom(other), page(more="تصحيح."), TENTH + HOUR)
    assert (asked, report.moved) == ([FEED], 0)


def test_a_block_page_moves_nothing_and_the_next_crawl_tries_again(crawl):
    crawl(atom(CHANGED), page(), TENTH)
    wall = b"<html><head><title>Access denied</title></head><body>Error 15: access denied</body></html>"
    assert crawl(atom(PUBLISHED), wall, TENTH + HOUR)[1].moved == 0
    assert crawl(atom(PUBLISHED), page(), TENTH + 2 * HOUR)[1].moved == 1


def test_a_page_that_cannot_be_fetched_is_not_asked_for_ever(crawl):
    crawl(atom(CHANGED), page(), TENTH)
    asked = [crawl(atom(PUBLISHED), b"<p>...</p>", TENTH + number * HOUR)[0] for number in range(1, 12)]
    assert sum(len(one) > 1 for one in asked) <= 6


def test_a_full_text_of_a_list_moves_too(desk, crawl):
    content = f"<content type='html'>{TEXT * 5}</content>"
    crawl(atom(CHANGED, content), page(), TENTH)
    report = crawl(atom(PUBLISHED, content), page(), TENTH + HOUR)[1]
    assert report.moved == 2
    assert {
        one.day for one in desk.captures() if one.fetched_at > TENTH and one.kind in {"page", "entry"}
    } == {KNOWN}
    assert crawl(atom(PUBLISHED, content), page(), TENTH + 2 * HOUR)[1].moved == 0


def test_the_state_that_is_made_anew_from_the_archive_knows_the_day(desk, crawl):
    crawl(atom(CHANGED), page(), TENTH)
    crawl(atom(PUBLISHED), page(), TENTH + HOUR)
    desk.settings.crawl_state.unlink()
    with open_state(desk.settings) as state:
        assert state.held("n", ("https://n.example/bridge",)).day == KNOWN
