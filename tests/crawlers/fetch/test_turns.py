"""When a request may leave, without Scrapy."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from scrapy.http import Response

from crawlers.clock import utc_now
from crawlers.fetch.context import CrawlContext
from crawlers.fetch.pace import PostponedError, asked_for_time, wait_for_turn
from crawlers.memory.opening import open_ledger

DOMAIN = "n.example"
NOW = datetime(2024, 2, 9, 12, tzinfo=UTC)


@pytest.fixture
def context(settings):
    with open_ledger(settings) as ledger:
        yield CrawlContext("run", {}, None, None, ledger)


def test_a_hold_that_comes_up_while_a_request_waits_for_its_turn_stops_it(context, monkeypatch):
    async def the_first_one_is_answered(_):
        context.ledger.hold(DOMAIN, utc_now().timestamp() + 3600, utc_now().timestamp())

    async def wait_in_line():
        await wait_for_turn(context, DOMAIN, 60.0)
        monkeypatch.setattr("crawlers.fetch.pace.asyncio.sleep", the_first_one_is_answered)
        with pytest.raises(PostponedError, match=r"n\.example asked to be left alone for 3"):
            await wait_for_turn(context, DOMAIN, 60.0)

    asyncio.run(wait_in_line())


def test_after_a_short_hold_requests_leave_one_by_one(context, monkeypatch):
    clock = NOW

    async def sleep(seconds):
        nonlocal clock
        clock += timedelta(seconds=seconds)

    monkeypatch.setattr("crawlers.fetch.pace.asyncio.sleep", sleep)
    context = replace(context, now=lambda: clock)
    context.ledger.hold(DOMAIN, (NOW + timedelta(seconds=2)).timestamp(), NOW.timestamp())
    left = []
    for _ in range(3):
        asyncio.run(wait_for_turn(context, DOMAIN, 1.0))
        left.append((clock - NOW).total_seconds())
    assert left == [2, 3, 4]


@pytest.mark.parametrize(
    ("status", "header", "least"),
    [
        (429, "3600", timedelta(hours=1)),
        (503, "Fri, 09 Feb 2024 12:30:00 GMT", timedelta(minutes=30)),
        (429, None, timedelta(minutes=1)),
        (429, "soon", timedelta(minutes=1)),
        (503, None, None),
        (500, "3600", None),
        (200, "3600", None),
    ],
)
def test_who_asks_for_time(status, header, least):
    headers = {"Retry-After": header} if header else {}
    wait = asked_for_time(Response("https://n.example/", status=status, headers=headers), NOW)
    assert wait is None if least is None else least <= wait <= least * 1.1
