"""WebSub: hubs are asked where a feed names one and the operator has an address for them; a delivery makes a feed due."""

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from starlette.testclient import TestClient

from crawlers.collect.hubs import Hubs
from crawlers.hub import build_app
from crawlers.memory import opening
from crawlers.memory.subscriptions import LONGEST_LEASE
from crawlers.rules.hubs import Offer, is_signed, offer_of
from crawlers.rules.targets import Answer
from pipelines.errors import BadInputError
from pipelines.feeds import parse_feed
from pipelines.settings import Settings

FEED = "https://n.example/rss"
NOON = datetime(2024, 2, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HUB = Offer("https://hub.example/", FEED)
RSS = "<rss version='2.0' xmlns:a='http://www.w3.org/2005/Atom'><channel>{links}<item><title>خبر</title><link>/1</link></item></channel></rss>"
LINKS = (
    "<a:link rel='hub' href='https://hub.example/'/><a:link rel='self' href='https://n.example/rss?self'/>"
)


def read(body, content_type="text/xml"):
    return parse_feed(body.encode(), url=FEED, content_type=content_type)


def test_feeds_name_their_hubs_in_every_format():
    assert (read(RSS.format(links=LINKS)).hub_url, read(RSS.format(links=LINKS)).self_url) == (
        "https://hub.example/",
        "https://n.example/rss?self",
    )
    assert read(RSS.format(links="")).hub_url is None
    item = '"items": [{"id": "1", "url": "/1"}]'
    json_feed = f'{{"hubs": [{{"type": "rssCloud", "url": "/no"}}, {{"type": "WebSub", "url": "/hub"}}], "feed_url": "/f", {item}}}'
    assert (read(json_feed, "application/json").hub_url, read(json_feed, "application/json").self_url) == (
        "https://n.example/hub",
        "https://n.example/f",
    )
    assert read(f'{{"hubs": {{"type": 1}}, {item}}}', "application/json").hub_url is None


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<https://h.example/>; rel="hub", <https://n.example/t>; rel="self"', ("https://h.example/", "https://n.example/t")),
        ("</hub>; rel=hub", ("https://n.example/hub", FEED)),
        ('<https://h.example/>; rel="HUB other"', ("https://h.example/", FEED)),
        ("<javascript:alert(1)>; rel=hub", None),
        ("<<>>;;; rel=", None),
        ("", None),
    ],
)  # fmt: skip
def test_links_in_headers_count_too(link, expected):
    answer = Answer(FEED, 200, (("Link", link),), b"", NOON)
    assert offer_of(answer, hub=None, topic=None) == (Offer(*expected) if expected else None)


def test_only_who_knows_the_secret_can_sign():
    for name in ("sha1", "sha256", "sha384", "sha512"):
        signature = hmac.new(b"secret", b"body", getattr(hashlib, name)).hexdigest()
        assert is_signed(b"body", f"{name}={signature}", "secret")
        assert not is_signed(b"other", f"{name}={signature}", "secret")
        assert not is_signed(b"body", f"{name}={signature}", "other")
    for wrong in (None, "", "sha1", "md5=" + "0" * 32, "sha256=" + "ü" * 64, "sha3_256=" + "0" * 64):
        assert not is_signed(b"body", wrong, "secret")


@pytest.fixture
def open_subscriptions(each_store):
    return lambda: opening.open_subscriptions(each_store)


def test_a_hub_is_asked_once_and_again_before_its_lease_ends_or_where_it_names_another(open_subscriptions):
    with open_subscriptions() as known:
        first = known.to_ask("n", FEED, HUB, NOON)
        assert known.to_ask("n", FEED, HUB, NOON + HOUR) is None
        # It never confirmed.
        assert known.to_ask("n", FEED, HUB, NOON + 7 * HOUR) == first
        known.confirmed(first.token, NOON + timedelta(days=10))
        assert known.to_ask("n", FEED, HUB, NOON + timedelta(days=7)) is None
        again = known.to_ask("n", FEED, HUB, NOON + timedelta(days=9))
        assert (again.token, again.lease_until) == (first.token, NOON + timedelta(days=10))
        moved = known.to_ask("n", FEED, replace(HUB, topic="https://n.example/new"), NOON + timedelta(days=9))
        assert (moved.token == first.token, moved.lease_until) == (False, None)
        assert known.of_token(first.token) is None


@pytest.fixture
def called(each_store, open_subscriptions):
    """A receiver with one subscription: how to call it, and what is known of the subscription."""
    with open_subscriptions() as known:
        wanted = known.to_ask("n", FEED, HUB, NOON)
    client = TestClient(build_app(each_store, lambda: NOON))

    def now_known():
        with open_subscriptions() as known:
            return known.of_list("n", FEED)

    return client, wanted, now_known


def test_the_receiver_confirms_what_was_asked_for_and_nothing_else(called):
    client, wanted, now_known = called
    good = {"hub.mode": "subscribe", "hub.topic": FEED, "hub.challenge": "<b>7", "hub.lease_seconds": "3600"}
    for wrong in (
        {"hub.topic": "https://other.example/"},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": ""},
        {"hub.challenge": ""},
        {"hub.challenge": "x" * 10_000},
    ):
        assert client.get(f"/hub/{wanted.token}", params=good | wrong).status_code == 404
    assert client.get("/hub/other", params=good).status_code == 404
    assert client.get("/", params=good).status_code == 404
    assert now_known().lease_until is None
    answer = client.get(f"/hub/{wanted.token}", params=good)
    assert (answer.status_code, answer.text) == (200, "<b>7")
    assert answer.headers["content-type"].startswith("text/plain")
    assert now_known().lease_until == NOON + HOUR
    for odd in ("", "-1", "9" * 40, "١٢"):
        client.get(f"/hub/{wanted.token}", params=good | {"hub.lease_seconds": odd})
        assert now_known().lease_until == NOON + LONGEST_LEASE
    client.get(f"/{wanted.token}", params=good | {"hub.mode": "denied", "hub.reason": "not you"})
    assert (now_known().lease_until, now_known().refused) == (None, "not you")


def test_a_delivery_counts_only_if_it_is_signed(called):
    client, wanted, now_known = called
    body = b"<rss>\xff"
    signature = f"sha256={hmac.new(wanted.secret.encode(), body, 'sha256').hexdigest()}"
    for sent, header in (
        (body, {}),
        (body, {"X-Hub-Signature": "sha256=00"}),
        (b"x", {"X-Hub-Signature": signature}),
    ):
        # As the standard has it, so that nobody can try out secrets.
        assert client.post(f"/{wanted.token}", content=sent, headers=header).status_code == 204
        assert now_known().notified_at is None
    assert client.post("/other", content=body).status_code == 404
    assert client.post(f"/{wanted.token}", content=b"x" * 6_000_000).status_code == 413
    assert client.put(f"/{wanted.token}").status_code == 405
    assert (
        client.post(f"/{wanted.token}", content=body, headers={"X-Hub-Signature": signature}).status_code
        == 204
    )
    assert now_known().notified_at == NOON


def test_a_feed_that_a_hub_told_of_is_due_once(desk, open_subscriptions):
    desk.source("n", FEED, allow_private=False)

    def asked(at, number):
        with open_subscriptions() as known:
            hubs = Hubs(known, "https://desk.example/hub/", lambda: at)
            with desk.collecting(at=at, due_only=True, run_id=f"run{number}", hubs=hubs) as collector:
                targets = [one for one in collector.start() if one.kind == "feed"]
                for target in targets:
                    body = RSS.format(links=LINKS).encode()
                    collector.answered(target, Answer(FEED, 200, (), body, at))
            return bool(targets), hubs.take_requests()

    due, (request,) = asked(NOON, 1)
    form = parse_qs(request.form)
    assert (due, request.hub, form["hub.topic"]) == (
        True,
        "https://hub.example/",
        ["https://n.example/rss?self"],
    )
    token = form["hub.callback"][0].removeprefix("https://desk.example/hub/")
    minute = timedelta(minutes=1)
    assert asked(NOON + minute, 2) == (False, [])
    with open_subscriptions() as known:
        # Ahead of now: noted by a clock that was wrong.
        known.notified(token, NOON + HOUR * 24 * 365)
        assert asked(NOON + minute, 3) == (False, [])
        known.notified(token, NOON + 2 * minute)
    assert asked(NOON + 3 * minute, 4) == (True, [])
    assert asked(NOON + 4 * minute, 5) == (False, [])


def test_a_crawl_posts_to_hubs_only_if_the_operator_has_an_address_for_them(desk, publisher):
    links = f"<a:link rel='hub' href='{publisher.url}/hub'/>"
    publisher.answer("/feed.xml", RSS.format(links=links))
    publisher.answer("/hub", "", 202)
    desk.source("n", f"{publisher.url}/feed.xml")
    assert desk.settings.hub_callback is None
    desk.settings = replace(desk.settings, hub_callback="https://desk.example/hub")
    report = desk.crawl("n", live=True, first=date(2024, 2, 9))
    ((path, form),) = publisher.posted
    asked = {name: values[0] for name, values in parse_qs(form).items()}
    assert (path, asked["hub.mode"], asked["hub.topic"]) == ("/hub", "subscribe", f"{publisher.url}/feed.xml")
    assert asked["hub.callback"].startswith("https://desk.example/hub/")
    assert report.sources["n"].outcome == "ok"
    assert [one["outcome"] for one in desk.log() if one["kind"] == "hub"] == ["fetched"]


def test_a_callback_that_is_no_address_is_one_line():
    for wrong in ("desk.example/hub", "https://desk.example/hub?x=1"):
        with pytest.raises(BadInputError, match="NABA_HUB_CALLBACK is"):
            Settings.from_environment({"NABA_HUB_CALLBACK": wrong})
