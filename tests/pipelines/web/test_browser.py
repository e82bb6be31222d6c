"""The story explorer in a real Chromium, as people use it; skipped where none is installed."""

from datetime import date
from urllib.parse import urlsplit

import feedparser
import pytest

from pipelines.web.report import write_report
from tests.support.chromium import open_browser
from tests.support.processes import PATIENCE
from tests.support.servers.explorer import served_explorer
from tests.support.warehouse.little_news import TITLE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(little_news):
    """The explorer on loopback: its address."""
    with served_explorer(little_news / "naba.duckdb") as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with open_browser() as browser:
        yield browser


@pytest.fixture
def locale():
    return "en"


@pytest.fixture
def page(locale, browser, site):
    """A page without JavaScript errors or messages, which asks nobody but the explorer."""
    context = browser.new_context(locale=locale, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site)
    yield page
    context.close()
    assert said == []
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site).netloc}


@pytest.fixture(scope="module")
def beside(browser):
    """A page that looks at copies of what others show, without the policy that forbids axe its script."""
    with browser.new_context(bypass_csp=True) as context:
        yield context.new_page()


@pytest.fixture
def accessible(beside):
    """Gives what axe-core finds serious or critical on a page, in light colours and in dark ones."""
    from axe_playwright_python.base import AXE_FILE_PATH

    def look(page):
        beside.set_extra_http_headers({"Accept-Language": page.evaluate("navigator.language")})
        beside.set_viewport_size(page.viewport_size)
        beside.emulate_media(color_scheme="light")
        beside.goto(page.url)
        beside.add_script_tag(path=AXE_FILE_PATH)
        light = beside.evaluate("axe.run()")
        beside.emulate_media(color_scheme="dark")
        # Nothing else of a page depends on its colours.
        dark = beside.evaluate("axe.run({ runOnly: ['color-contrast'] })")
        for result in (light, dark):
            assert "color-contrast" in {one["id"] for one in result["passes"] + result["violations"]}
        return [
            (one["id"], [node["html"] for node in one["nodes"]])
            for one in light["violations"] + dark["violations"]
            if one["impact"] in {"serious", "critical"}
        ]

    return look


def test_from_the_days_to_two_copies_side_by_side(page, accessible):
    assert accessible(page) == []
    page.get_by_role("link", name="2026-03-01").click()
    page.get_by_label("Words").fill("مرفا")
    page.get_by_label("Words").press("Enter")
    assert page.get_by_role("status").inner_text() == "1 story"
    assert accessible(page) == []
    page.get_by_role("link", name="مرفأ طرابلس").click()
    page.get_by_label("Right").select_option("a2-0")
    page.get_by_role("button", name="Compare").click()
    assert page.locator("del", has_text="صباح").count() == 1
    assert page.locator("ins", has_text="فجر").count() == 1
    left, right = (page.locator(".sides article").nth(side).bounding_box() for side in (0, 1))
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    assert accessible(page) == []
    page.get_by_role("link", name="nasim", exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "nasim"
    assert accessible(page) == []


@pytest.mark.parametrize("locale", ["ar"])
def test_the_arabic_interface_runs_from_the_right_and_is_kept_where_a_visitor_chose_another(page, accessible):
    heading, table = page.locator("h1").bounding_box(), page.locator("table th").first.bounding_box()
    assert heading["x"] + heading["width"] == table["x"] + table["width"] > 1200
    page.get_by_role("link", name="2026-03-01").click()
    assert page.get_by_role("status").inner_text() == "3 أخبار"
    assert accessible(page) == []
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator(".groups tbody th a").first.click()
    assert accessible(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(page.url.partition("/group")[0] + "/overview")
    assert accessible(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    names, cell = page.locator(".matrix text.end").first, page.locator(".matrix rect").first
    assert names.bounding_box()["x"] > cell.bounding_box()["x"]
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="All days").click()
    assert page.get_by_role("heading", level=1).inner_text() == "News by day"


def test_arabic_is_laid_out_from_the_right_and_the_page_is_not_wider_than_a_phone(page):
    page.goto(f"{page.url}group/a1-0")
    # A range around the first word: where it is painted, in pixels.
    first_word = """element => {
        const range = document.createRange();
        range.setStart(element.firstChild, 0); range.setEnd(element.firstChild, 4);
        return [range.getBoundingClientRect().right, element.getBoundingClientRect().right];
    }"""
    word, edge = page.locator("h1").evaluate(first_word)
    assert edge - word < 3
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_title_of_two_lines_begins_both_at_the_right(page):
    page.goto(f"{page.url}group/a1-0")
    page.set_viewport_size({"width": 700, "height": 700})
    title = page.locator("td > bdi[dir=rtl]").first
    title.evaluate("element => { element.style.maxWidth = '6rem'; }")
    lines = title.evaluate(
        """element => {
            const range = document.createRange();
            range.selectNodeContents(element);
            return [...range.getClientRects()].map(line => [Math.round(line.top), Math.round(line.right)]);
        }"""
    )
    assert len({top for top, _ in lines}) > 1
    assert max(right for _, right in lines) - min(right for _, right in lines) <= 2


def test_a_daily_report_opens_from_a_file_and_asks_nobody(browser, accessible, database, tmp_path):
    file = tmp_path / "2026-03-01.html"
    write_report(database, date(2026, 3, 1), file, "ar")
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert accessible(page) == []
    heading, first = page.locator("h1").bounding_box(), page.locator(".groups th").first.bounding_box()
    assert abs(first["x"] + first["width"] - 1000 + 16) < 20
    assert heading["x"] + heading["width"] > 900
    assert page.locator("script").count() == 0
    context.close()
    assert (said, asked) == ([], [file.as_uri()])


def test_a_hostile_title_is_shown_as_text(page):
    page.goto(f"{page.url}group/a4-0")
    assert page.get_by_role("heading", level=1).inner_text().startswith("<script>document.title")
    assert page.title() != "owned"
    assert page.locator("img").count() == 0


def test_the_keyboard_is_enough(page):
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("name") == "words"
    page.keyboard.type("مرفأ")
    page.keyboard.press("Enter")
    page.wait_for_url("**words=*")
    assert page.get_by_role("status").inner_text() == "1 story"


def test_an_order_a_time_zone_and_a_filter_are_chosen_and_go_out_as_a_feed(page, accessible, site):
    page.goto(f"{site}/day/2026-03-01")
    page.get_by_label("Outlet").select_option("khulasa")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="first seen").press("Enter")
    assert page.get_by_role("columnheader", name="first seen").get_attribute("aria-sort") == "descending"
    page.get_by_role("link", name="Other time zone").click()
    assert accessible(page) == []
    page.get_by_label("Time zone").select_option(label="Japan: Tokyo")
    page.get_by_role("button", name="Show").click()
    assert "outlet=khulasa" in page.url
    assert page.locator(".groups time").all_inner_texts() == ["2026-03-02 06:10", "2026-03-01 15:10"]
    assert "Times: Japan: Tokyo" in page.locator("footer").inner_text()
    assert accessible(page) == []
    page.set_viewport_size({"width": 360, "height": 700})
    page.get_by_role("link", name="copies").click()
    assert page.locator(".groups th a[href^='/group/']").first.inner_text() == TITLE
    answer = page.request.get(site + page.get_by_role("link", name="Atom").get_attribute("href"))
    feed = feedparser.parse(answer.body())
    assert not feed.bozo
    assert feed.feed.title == "Naba: Stories of Sunday, 1 March 2026: khulasa"
    assert [entry.published for entry in feed.entries] == [
        "2026-03-01T21:10:00+00:00",
        "2026-03-01T06:10:00+00:00",
    ]


def test_no_page_is_wider_than_its_window_in_either_language(page, accessible, site):
    """A search that found a hostile title, a story, the JSON API and the rest: phone, tablet, screen."""
    wide = []
    for path in (
        "/?",
        "/day/2026-03-01?",
        "/?words=script",
        "/?words=مرفا",
        "/group/a1-0?",
        "/source/nasim?",
        "/overview?",
        "/api?",
        "/timezone?",
    ):
        for language in ("en", "ar"):
            page.goto(f"{site}{path}&lang={language}")
            for width in (360, 768, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if overflow > 0:
                    wide.append((path, language, width, overflow))
    assert wide == []
    for path in ("/?words=مرفا&lang=ar", "/api?lang=ar"):
        page.goto(f"{site}{path}")
        assert accessible(page) == []


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("/group/a1-0", "h1, .copies .title > bdi"),
        ("/day/2026-03-01", ".groups tbody th > a"),
        ("/source/nasim", ".newest tbody th > a"),
    ],
)
def test_a_title_of_one_endless_word_breaks_and_what_stands_beside_it_is_seen(page, site, path, titles):
    page.goto(f"{site}{path}")
    assert page.locator(titles).count() > 0
    widths = "all => all.map(one => Math.max(one.scrollWidth - one.clientWidth, 0))"
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.locator(titles).evaluate_all("all => all.forEach(one => { one.textContent = 'خبر' })")
        scrolled = page.locator(".wide").evaluate_all(widths)
        page.locator(titles).evaluate_all(
            "all => all.forEach(one => { one.textContent = 'مستقبل'.repeat(90) })"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".wide").evaluate_all(widths) == scrolled
