"""Questions to the published database, one after the other."""

import threading

import pytest
from starlette.testclient import TestClient

from pipelines.errors import BusyError
from pipelines.web import published
from pipelines.web.app import build_app
from pipelines.web.published import Published


def test_who_waits_too_long_for_those_before_is_told_so_and_answered_later(little_news, monkeypatch):
    monkeypatch.setattr(published, "_WAIT_SECONDS", 0.01)
    source = Published(little_news / "naba.duckdb")
    held, done = threading.Event(), threading.Event()

    def ask():
        with source.open():
            held.set()
            done.wait()

    before = threading.Thread(target=ask)
    before.start()
    held.wait()
    with pytest.raises(BusyError, match=r"naba\.duckdb: questions that came before"), source.open():
        pass
    done.set()
    before.join()
    with source.open() as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(5,)]


def test_a_visitor_is_told_to_ask_again(little_news, monkeypatch):
    def busy(_):
        raise BusyError("ducklake:postgres:dbname=x: not there; try again")

    monkeypatch.setattr(Published, "open", busy)
    client = TestClient(build_app(little_news / "naba.duckdb", ["testserver"]))
    for address in ("/", "/overview", "/stories.csv", "/api/stories"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert "ducklake:postgres:dbname=x: not there; try again" in answer.text
