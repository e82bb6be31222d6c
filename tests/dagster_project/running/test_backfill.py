"""Backfills of several days, run by the real webserver and daemon: by hand in a browser, and through GraphQL."""

import json
import urllib.error
import urllib.request

import pytest

from dagster_project.demo.truth import compare, read_truth
from tests.support.chromium import keep_picture, open_browser
from tests.support.processes import PATIENCE
from tests.support.servers.dagster_interface import interface, wait_until
from tests.support.settings import make_settings

DAYS = [day.isoformat() for day in read_truth().days]
BY_HAND = DAYS[1:]  # three days

PARTITIONS = """
query ($key: AssetKeyInput!) {
  assetNodeOrError(assetKey: $key) { ... on AssetNode { partitionStats { numMaterialized numFailed } } }
}
"""
NODES = "{ assetNodes { assetKey { path } } }"


@pytest.fixture(scope="module")
def newsroom_settings(tmp_path_factory):
    made = make_settings(tmp_path_factory.mktemp("ui"))
    made.data.mkdir()
    return made


@pytest.fixture(scope="module")
def ui(newsroom_settings):
    """`naba ui --newsroom`, running."""
    with interface(newsroom_settings, "--newsroom") as running:
        yield running
    assert running.returncode == 0


@pytest.fixture
def page(ui):
    """The lineage of all assets, in a browser of a person's size."""
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 760})
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{ui.address}/asset-groups")
        yield page


def partition_stats(ui, path):
    return ui.ask(PARTITIONS, key={"path": path})["assetNodeOrError"]["partitionStats"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"},
    ],
)
def test_no_page_of_another_site_can_start_anything(ui, headers):
    mutation = "mutation { reloadWorkspace { __typename } }"
    asked = urllib.request.Request(  # noqa: S310 - our own server
        f"{ui.address}/graphql",
        json.dumps({"query": mutation}).encode(),
        {"Content-Type": "application/json", **headers},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=PATIENCE)  # noqa: S310 - as above
    with refused.value as answer:
        assert answer.code in (400, 403)
    with urllib.request.urlopen(ui.address, timeout=PATIENCE) as page:  # noqa: S310 - as above
        assert page.headers["X-Frame-Options"] == "DENY"


@pytest.mark.browser
def test_a_person_backfills_three_days_and_reads_what_landed(page, ui):
    page.get_by_role("button", name="Materialize all").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Show all partitions").click()
    dialog.get_by_role("textbox").first.fill(f"[{BY_HAND[0]}...{BY_HAND[-1]}]")
    dialog.get_by_role("textbox").first.press("Enter")
    dialog.get_by_text(f"{len(BY_HAND)} partitions").first.wait_for()
    keep_picture(page, "backfill")
    dialog.get_by_role("button", name="Launch backfill").click()
    dialog.wait_for(state="hidden")

    page.goto(f"{ui.address}/runs")
    page.get_by_text("Success", exact=True).first.wait_for()
    page.goto(f"{ui.address}/assets/articles?view=events")
    chart = page.get_by_role("img", name="articles a day")
    chart.wait_for()
    assert chart.evaluate("image => image.naturalWidth") > 0
    assert page.get_by_text(BY_HAND[-1]).count()
    keep_picture(page, "articles")


def test_a_backfill_of_the_missing_days_through_the_api_gives_the_true_groups(ui, newsroom_settings):
    keys = [node["assetKey"]["path"] for node in ui.ask(NODES)["assetNodes"]]
    made = partition_stats(ui, ["naba_db"])["numMaterialized"]
    missing = [day for day in DAYS if not made or day not in BY_HAND]
    ui.backfill(keys, missing)
    wait_until(lambda: "REQUESTED" not in ui.backfills())
    assert set(ui.backfills()) == {"COMPLETED_SUCCESS"}
    for path in (["captures"], ["archive"], ["stories"], ["story_groups"], ["naba_db"]):
        assert partition_stats(ui, path) == {"numMaterialized": len(DAYS), "numFailed": 0}
    assert compare(newsroom_settings, read_truth()).wrong == ()
