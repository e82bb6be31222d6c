"""Backfills of several days, run by the real webserver and daemon: by hand in a browser, and through GraphQL.

The pictures of the README are taken on the way where `NABA_SCREENSHOTS` names a folder: `make screenshots`.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from dagster_project.demo.truth import compare, read_truth
from pipelines.settings import Settings

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PATIENCE_MS = 300_000
DAYS = [day.isoformat() for day in read_truth().days]
BY_HAND = DAYS[1:]  # three days

LAUNCH = """
mutation ($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) {
    __typename
    ... on LaunchBackfillSuccess { backfillId }
    ... on PythonError { message }
  }
}
"""
STATUS = """
query ($id: String!) { partitionBackfillOrError(backfillId: $id) { ... on PartitionBackfill { status } } }
"""
PARTITIONS = """
query ($key: AssetKeyInput!) {
  assetNodeOrError(assetKey: $key) { ... on AssetNode { partitionStats { numMaterialized numFailed } } }
}
"""
NODES = "{ assetNodes { assetKey { path } } }"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("ui") / "data"


@pytest.fixture(scope="module")
def address(data):
    """Of `naba ui --newsroom` on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NABA_")}
    process = subprocess.Popen(
        [Path(sys.executable).with_name("naba"), "ui", "--newsroom", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment | {"NABA_DATA": str(data)},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: answers(address), 300, process)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0, output


@pytest.fixture
def page(address):
    """The lineage of all assets, in a browser of a person's size."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 760})
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{address}/asset-groups")
        yield page
        browser.close()


def picture(page, name):
    if folder := os.environ.get("NABA_SCREENSHOTS"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=Path(folder) / f"{name}.png")


def ask(address, query, **variables):
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{address}/graphql",
        json.dumps({"query": query, "variables": variables}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own server
        return json.load(answer)["data"]


def answers(address):
    try:
        return bool(ask(address, NODES)["assetNodes"])
    except OSError:
        return False


def wait_until(done, seconds, process=None):
    """Asks again and again until it is so; what is not so within the time is an error."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "took too long"
        assert process is None or process.poll() is None, process.stdout.read()
        time.sleep(0.2)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (apt-get install chromium)")
def test_a_person_backfills_three_days_and_reads_what_landed(page, address):
    page.get_by_role("button", name="Materialize all").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Show all partitions").click()
    dialog.get_by_role("textbox").first.fill(f"[{BY_HAND[0]}...{BY_HAND[-1]}]")
    dialog.get_by_role("textbox").first.press("Enter")
    dialog.get_by_text(f"{len(BY_HAND)} partitions").first.wait_for()
    picture(page, "backfill")
    dialog.get_by_role("button", name="Launch backfill").click()
    dialog.wait_for(state="hidden")

    page.goto(f"{address}/runs")
    page.get_by_text("Success", exact=True).first.wait_for()
    page.goto(f"{address}/assets/articles?view=events")
    chart = page.get_by_role("img", name="articles a day")
    chart.wait_for()
    assert chart.evaluate("image => image.naturalWidth") > 0
    assert page.get_by_text(BY_HAND[-1]).count()
    picture(page, "articles")


def test_a_backfill_of_the_missing_days_through_the_api_gives_the_true_groups(address, data):
    keys = [node["assetKey"] for node in ask(address, NODES)["assetNodes"]]
    done = ask(address, PARTITIONS, key={"path": ["naba_db"]})["assetNodeOrError"]["partitionStats"]
    missing = [day for day in DAYS if not done["numMaterialized"] or day not in BY_HAND]
    launched = ask(address, LAUNCH, params={"assetSelection": keys, "partitionNames": missing})
    backfill = launched["launchPartitionBackfill"]
    assert backfill["__typename"] == "LaunchBackfillSuccess", backfill

    def status():
        return ask(address, STATUS, id=backfill["backfillId"])["partitionBackfillOrError"]["status"]

    wait_until(lambda: status() != "REQUESTED", 300)
    assert status() == "COMPLETED_SUCCESS"
    for path in (["captures", "nasim"], ["archive"], ["stories"], ["story_groups"], ["naba_db"]):
        stats = ask(address, PARTITIONS, key={"path": path})["assetNodeOrError"]["partitionStats"]
        assert stats == {"numMaterialized": len(DAYS), "numFailed": 0}
    assert compare(Settings.from_environment({"NABA_DATA": str(data)}), read_truth()).wrong == ()
