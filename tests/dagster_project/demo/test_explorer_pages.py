"""The pages of the explorer, as a visitor sees them after `naba demo`; the documents show their pictures."""

import duckdb
import pytest

from tests.support.chromium import keep_picture, open_browser
from tests.support.processes import PATIENCE
from tests.support.servers.explorer import served_explorer

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    with open_browser() as browser:
        yield browser


@pytest.fixture
def page(browser):
    with browser.new_page(viewport={"width": 1180, "height": 1200}) as page:
        page.set_default_timeout(PATIENCE * 1000)
        yield page


def test_a_story_with_copies_shows_them_in_time_and_an_edited_one_beside_the_original(page, demo):
    database = demo[0] / "naba.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        ((group, copies, original, edited),) = connection.execute(
            """
            SELECT group_id, copies, original_story_id, copy_story_id
            FROM news JOIN republications USING (group_id)
            WHERE reason = 'edited' AND language = 'ar'
            ORDER BY copies DESC, overlap, group_id LIMIT 1
            """
        ).fetchall()
    with served_explorer(database) as address:
        page.goto(f"{address}/group/{group}?left={original}&right={edited}")
        assert page.locator(".when circle").count() == copies + 1 >= 4
        assert page.locator("del").count()
        assert page.locator("ins").count()
        keep_picture(page, "story")


def test_each_page_shows_the_newsroom_and_no_picture_of_it_is_empty(page, demo):
    database = demo[0] / "naba.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        ((day, source),) = connection.execute(
            """
            SELECT day, original_source FROM group_summaries, source_exchanges
            WHERE group_summaries.source = original_source ORDER BY group_summaries.copies DESC, source_exchanges.stories DESC LIMIT 1
            """
        ).fetchall()
    with served_explorer(database) as address:
        for name, path, height, shown in (
            ("days", "/?lang=ar", 700, "tbody tr"),
            ("day", f"/day/{day}?lang=ar", 800, ".groups tbody tr"),
            ("overview", "/overview?lang=en", 1500, ".picture circle, .picture rect"),
            ("source", f"/source/{source}?lang=ar", 900, ".rhythm rect[fill-opacity]"),
        ):
            page.set_viewport_size({"width": 1180, "height": height})
            page.goto(address + path)
            assert page.locator(shown).count()
            keep_picture(page, name)
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{address}/day/{day}?lang=ar")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        keep_picture(page, "phone")
