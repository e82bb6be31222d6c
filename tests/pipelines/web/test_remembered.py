"""Answers are made once for each state of what is published."""

import asyncio

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pipelines.web.remembered import RememberedAnswers
from pipelines.web.security import SecurityHeaders


def app(asked, published, answer=None):
    async def page(request: Request):
        asked.append(str(request.url.path))
        await asyncio.sleep(0)
        status = 503 if request.url.path == "/broken" else 200
        return answer or PlainTextResponse(f"{published[0]} {request.headers.get('accept-language')}", status)

    return Starlette(
        routes=[Route("/{rest:path}", page, methods=["GET", "POST"])],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(RememberedAnswers, identity=lambda: published[0]),
        ],
    )


def test_an_answer_is_made_once_until_something_else_is_published():
    asked, published = [], ["first"]
    client = TestClient(app(asked, published))
    first, again = client.get("/day?a=1"), client.get("/day?a=1")
    assert first.text == again.text
    assert dict(first.headers) == dict(again.headers)
    assert len(asked) == 1
    client.get("/day?a=2")
    assert "ar" in client.get("/day?a=1", headers={"accept-language": "ar"}).text
    assert len(asked) == 3
    published[0] = "second"
    assert client.get("/day?a=1").text.startswith("second")
    assert client.get("/day?a=1").text.startswith("second")
    assert len(asked) == 4


def test_errors_metrics_and_what_is_not_read_are_made_each_time():
    asked, published = [], ["first"]
    client = TestClient(app(asked, published))
    for ask in (client.get, client.post, client.get):
        for path in ("/broken", "/metrics") if ask == client.get else ("/day",):
            ask(path)
    assert sorted(asked) == ["/broken", "/broken", "/day", "/metrics", "/metrics"]
    published[0] = None
    client.get("/day")
    client.get("/day")
    assert asked.count("/day") == 3


def test_who_asks_for_what_is_being_made_waits_for_it():
    asked, sent = [], []

    async def many():
        served = app(asked, ["first"])

        async def one():
            scope = {"type": "http", "method": "GET", "path": "/day", "raw_path": b"/day", "query_string": b"",
                     "headers": [], "server": ("x", 80), "scheme": "http", "root_path": ""}  # fmt: skip

            async def receive():
                return {"type": "http.request", "body": b"", "more_body": False}

            async def send(message):
                sent.append(message["type"])

            await served(scope, receive, send)

        await asyncio.gather(*(one() for _ in range(50)))

    asyncio.run(many())
    assert asked == ["/day"]
    assert sent.count("http.response.start") == 50
