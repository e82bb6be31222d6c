"""A backfill of several days as the UI asks for it: through GraphQL, run by the real webserver and daemon."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from dagster_project.demo import compare, read_truth
from pipelines.settings import Settings

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


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def ui(data):
    """`naba ui --newsroom` on a free port; its GraphQL as a function."""
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

    def ask(query, **variables):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/graphql",
            json.dumps({"query": query, "variables": variables}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own server
            return json.load(answer)["data"]

    try:
        wait_until(lambda: answers(ask), 300, process)
        yield ask
    finally:
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0, output


def answers(ask):
    try:
        return bool(ask(NODES)["assetNodes"])
    except OSError:
        return False


def wait_until(done, seconds, process=None):
    """Asks again and again until it is so; what is not so within the time is an error."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "took too long"
        assert process is None or process.poll() is None, process.stdout.read()
        time.sleep(0.2)


def test_a_backfill_of_all_days_from_the_ui_gives_the_true_groups(ui, data):
    keys = [node["assetKey"] for node in ui(NODES)["assetNodes"]]
    days = [day.isoformat() for day in read_truth().days]
    launched = ui(LAUNCH, params={"assetSelection": keys, "partitionNames": days})["launchPartitionBackfill"]
    assert launched["__typename"] == "LaunchBackfillSuccess", launched

    def status():
        return ui(STATUS, id=launched["backfillId"])["partitionBackfillOrError"]["status"]

    wait_until(lambda: status() != "REQUESTED", 300)
    assert status() == "COMPLETED_SUCCESS"
    for path in (["captures", "nasim"], ["archive"], ["stories"], ["story_groups"], ["naba_db"]):
        stats = ui(PARTITIONS, key={"path": path})["assetNodeOrError"]["partitionStats"]
        assert stats == {"numMaterialized": len(days), "numFailed": 0}
    assert compare(Settings.from_environment({"NABA_DATA": str(data)}), read_truth()).wrong == ()
