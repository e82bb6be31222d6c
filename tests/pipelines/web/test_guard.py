"""Who may ask: hosts that were told, and no page of another site."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDisconnect

from pipelines.web.security import HostGuard, NoFraming


async def answer(_):
    return PlainTextResponse("answered")


async def chat(socket):
    await socket.accept()
    await socket.send_text("heard")
    await socket.close()


@pytest.fixture
def client():
    app = Starlette(
        routes=[
            Route("/{path:path}", answer, methods=["GET", "POST"]),
            WebSocketRoute("/socket", chat),
        ],
        middleware=[
            Middleware(HostGuard, hosts=["news.example"], closed=["/graphql"]),
            Middleware(NoFraming),
        ],
    )
    return TestClient(app, base_url="http://localhost:3000")


@pytest.mark.parametrize(
    "host",
    ["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "LOCALHOST", "news.example", "News.Example:443"],
)
def test_loopback_and_told_hosts_are_answered(client, host):
    assert client.get("/", headers={"host": host}).text == "answered"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "news.example.evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "evil.example:80@localhost",
        "[::1",
        "[::1]evil.example",
        "",
        "localhost, evil.example",
        "127.0.0.1.evil.example:3000",
    ],
)
def test_a_host_that_was_not_told_is_refused(client, host):
    refused = client.get("/", headers={"host": host})
    assert refused.status_code == 400
    assert "NABA_HOSTS" in refused.text


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        # Another program of the same machine.
        "http://localhost:8000",
        "http://127.0.0.1:3000",
        "http://localhost:3000.evil.example",
        "localhost:3000",
        "",
    ],
)
def test_an_origin_that_is_not_its_own_is_refused(client, origin):
    for method in (client.get, client.post):
        assert method("/graphql", headers={"origin": origin}).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/socket", headers={"origin": origin, "host": "localhost:3000"}) as socket,
    ):
        socket.receive_text()


def test_its_own_pages_may_ask(client):
    own = {"origin": "http://localhost:3000", "sec-fetch-site": "same-origin"}
    assert client.post("/graphql", headers=own).text == "answered"
    with client.websocket_connect("/socket", headers={**own, "host": "localhost:3000"}) as socket:
        assert socket.receive_text() == "heard"


def test_a_link_elsewhere_may_lead_to_a_page_and_do_nothing_else(client):
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/day/2026-03-01", headers=link).text == "answered"
    for path, changed in (
        ("/graphql?query=mutation", {}),
        ("/day/2026-03-01", {"sec-fetch-dest": "iframe"}),
        ("/day/2026-03-01", {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}),
        ("/day/2026-03-01", {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}),
    ):
        assert client.get(path, headers=link | changed).status_code == 403
    assert client.post("/day/2026-03-01", headers=link).status_code == 403


def test_no_answer_may_be_framed(client):
    headers = client.get("/").headers
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
