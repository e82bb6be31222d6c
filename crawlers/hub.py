"""`naba hub`: what WebSub's hubs call, and nothing else (https://www.w3.org/TR/websub/).

It stands apart from `naba web`, since hubs call from anywhere: whoever reaches it finds only addresses that end in a
secret. What they send is never read but for its signature; a delivery says that a feed is due, no more.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from crawlers.clock import utc_now
from crawlers.memory.opening import open_subscriptions
from crawlers.memory.subscriptions import LONGEST_LEASE, Subscription, Subscriptions
from crawlers.rules.hubs import is_signed
from pipelines.errors import NabaError
from pipelines.settings import Settings

_MAX_BODY_BYTES = 5_000_000
# Characters of what hubs say.
_MAX_CHALLENGE = 2_000
_MAX_REASON = 200
_LOGGER = logging.getLogger(__name__)


class Receiver:
    """Answers hubs."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = utc_now) -> None:
        self._settings = settings
        self._now = now

    async def verify(self, request: Request) -> Response:
        """Confirms what was asked for, and only that; takes note of a hub's no."""
        asked = request.query_params
        with open_subscriptions(self._settings) as subscriptions:
            found = _found(subscriptions, request)
            if found is None or asked.get("hub.topic") != found.topic:
                return _not_found()
            if asked.get("hub.mode") == "denied":
                subscriptions.refused(
                    found.token, asked.get("hub.reason", "")[:_MAX_REASON].strip() or "without a reason"
                )
                return Response(status_code=204)
            challenge = asked.get("hub.challenge", "")
            if asked.get("hub.mode") != "subscribe" or not 0 < len(challenge) <= _MAX_CHALLENGE:
                return _not_found()
            subscriptions.confirmed(found.token, self._now() + _lease(asked.get("hub.lease_seconds")))
        return PlainTextResponse(challenge, headers={"X-Content-Type-Options": "nosniff"})

    async def deliver(self, request: Request) -> Response:
        """Marks the feed of a signed delivery as due; another is thanked for, too, as the standard wants, and ignored."""
        body = bytearray()
        with open_subscriptions(self._settings) as subscriptions:
            found = _found(subscriptions, request)
        if found is None:
            return _not_found()
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MAX_BODY_BYTES:
                return PlainTextResponse("too large\n", 413)
        if is_signed(bytes(body), request.headers.get("X-Hub-Signature"), found.secret):
            with open_subscriptions(self._settings) as subscriptions:
                subscriptions.notified(found.token, self._now())
        return Response(status_code=204)


def build_app(settings: Settings, now: Callable[[], datetime] = utc_now) -> Starlette:
    """The application that hubs call.

    Args:
        settings: where the subscriptions are.
        now: the clock, in UTC.
    """
    receiver = Receiver(settings, now)
    routes = [
        Route("/{place:path}", receiver.verify, methods=["GET"]),
        Route("/{place:path}", receiver.deliver, methods=["POST"]),
    ]
    return Starlette(routes=routes, exception_handlers={NabaError: _out_of_order})


def _found(subscriptions: Subscriptions, request: Request) -> Subscription | None:
    """The subscription that an address is of: the last part of its path is the token, whatever stands before it."""
    return subscriptions.of_token(request.url.path.rpartition("/")[2])


def _not_found() -> Response:
    return PlainTextResponse("not found\n", 404)


async def _out_of_order(_request: Request, error: Exception) -> Response:
    """Says to the operator what is wrong, and to a hub that it may call again."""
    _LOGGER.error("%s", error)
    return PlainTextResponse("out of order\n", 503)


def _lease(seconds: str | None) -> timedelta:
    """How long a hub says that it will tell, as far as that is believed."""
    text = (seconds or "").strip()
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 10):
        return LONGEST_LEASE
    return min(timedelta(seconds=int(text)), LONGEST_LEASE)
