"""`NABA_ALERT_URL` against a server of our own: one JSON each, once, and never its address shown."""

import json
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import dagster as dg
import pytest

from dagster_project.alerts import tell_failed_run, tell_incomplete, tell_silence
from dagster_project.automation.summaries import SUMMARY, say_why
from pipelines.errors import BadInputError
from pipelines.settings import Settings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Receiver:
    """A server that takes messages, or answers with another status."""

    def __init__(self):
        self.messages = []
        self.status = 200
        self.address = ""


@contextmanager
def serving(found):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.messages.append((self.path, self.headers["Content-Type"], json.loads(body)))
            self.send_response(found.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    found.address = f"http://127.0.0.1:{server.server_port}/hook?key=secret"
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def receiver():
    with serving(Receiver()) as found:
        yield found


@pytest.fixture
def told(settings, receiver):
    """Settings that name the receiver."""
    return replace(settings, alert_url=receiver.address)


def tell(settings):
    return tell_failed_run(
        settings, run_id="r", job="rebuild", days=("2026-03-01",), reason="naba_db: disk full", now=NOW
    )


def test_a_failed_run_is_one_json(told, receiver):
    assert tell(told)
    assert receiver.messages == [
        (
            "/hook?key=secret",
            "application/json",
            {
                "at": "2026-03-01T12:00:00+00:00",
                "event": "run_failed",
                "run_id": "r",
                "job": "rebuild",
                "days": ["2026-03-01"],
                "reason": "naba_db: disk full",
            },
        )
    ]


def test_a_failed_run_is_told_once_by_whoever_sees_it_first(told, receiver):
    @dg.op
    def fails():
        raise dg.Failure("disk full", allow_retries=False)

    @dg.job
    def job():
        fails()

    with dg.DagsterInstance.ephemeral() as instance:
        run = job.execute_in_process(instance=instance, raise_on_error=False).dagster_run
        say_why(told, instance, run)
        tagged = instance.get_run_by_id(run.run_id)
        assert "disk full" in tagged.tags[SUMMARY]
        say_why(told, instance, tagged)
    assert [message["event"] for _, _, message in receiver.messages] == ["run_failed"]


def test_a_source_that_goes_silent_is_told_once_until_it_speaks_again(told, receiver):
    quiet = {"first": "dead", "second": "unreachable"}
    for silent in (quiet, quiet, {"second": "unreachable"}, quiet):
        tell_silence(told, silent, NOW)
    assert [[one["source_id"] for one in message["sources"]] for _, _, message in receiver.messages] == [
        ["first", "second"],
        ["first"],
    ]
    assert receiver.messages[0][2]["sources"][0] == {"source_id": "first", "cause": "dead"}


def test_a_day_whose_archive_is_away_is_told_once_until_it_is_back(told, receiver):
    first, second = date(2026, 3, 1), date(2026, 3, 2)
    for days, away in (
        ([first, second], [first]),
        ([first, second], [first]),
        # The hours that follow do not look at the first day.
        ([second], []),
        ([first, second], [first, second]),
        ([first, second], []),
        ([first], [first]),
    ):
        tell_incomplete(told, days, {day: f"{day} is left as it was" for day in away}, NOW)
    assert [message for _, _, message in receiver.messages] == [
        {
            "at": "2026-03-01T12:00:00+00:00",
            "event": "archive_incomplete",
            "days": {day: f"{day} is left as it was"},
        }
        for day in ("2026-03-01", "2026-03-02", "2026-03-01")
    ]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_nobody_took_is_told_again_and_a_redirect_is_not_followed(told, receiver, status, caplog):
    receiver.status = status
    tell_silence(told, {"first": "dead"}, NOW)
    assert not tell(told)
    receiver.status = 204
    tell_silence(told, {"first": "dead"}, NOW)
    assert [path for path, _, _ in receiver.messages] == ["/hook?key=secret"] * 3
    assert f"answered {status}" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/key", "http://[bad/key", "http://127.0.0.1:99999/key"]
)
def test_an_address_where_nobody_answers_stops_nothing(settings, address, caplog):
    unheard = replace(settings, alert_url=address)
    tell_silence(unheard, {"first": "dead"}, NOW)
    assert not tell(unheard)
    assert "NABA_ALERT_URL" in caplog.text
    assert "/key" not in caplog.text


def test_without_an_address_nothing_is_told_or_kept(settings):
    tell_silence(settings, {"first": "dead"}, NOW)
    assert not tell(settings)
    assert not (settings.warehouse / "silent.json").exists()


def test_an_address_of_another_kind_is_refused_and_not_shown():
    with pytest.raises(BadInputError, match="NABA_ALERT_URL is no address") as refused:
        Settings.from_environment({"NABA_ALERT_URL": "file:///secret"})
    assert "secret" not in str(refused.value)
