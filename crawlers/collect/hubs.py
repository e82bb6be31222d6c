"""Hubs that are asked to tell of changes of feeds, and lists of which they told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from crawlers.lists.kind import Listing, ListTarget
from crawlers.memory.subscriptions import LONGEST_LEASE, Subscription, Subscriptions
from crawlers.rules.hubs import offer_of
from crawlers.rules.targets import Answer

# Many sources share a hub, and a hub is asked once a second as any server; the next crawl asks for more.
_MOST_REQUESTS = 100


@dataclass(frozen=True, slots=True)
class HubRequest:
    """A request to a hub: a form that is posted."""

    source_id: str
    hub: str
    form: str


class Hubs:
    """The hubs of a crawl. Every method raises `StorageError` if the file of subscriptions cannot be used."""

    def __init__(self, subscriptions: Subscriptions, callback: str, now: Callable[[], datetime]) -> None:
        """Subscribes for an operator.

        Args:
            subscriptions: what is asked for, and confirmed.
            callback: public address of `naba hub`.
            now: the clock, in UTC.
        """
        self._subscriptions = subscriptions
        self._callback = callback.rstrip("/")
        self._now = now
        self._waiting: list[HubRequest] = []
        self._asked = 0

    def met(self, target: ListTarget, answer: Answer, listing: Listing) -> None:
        """Takes note of the hub that a list names, if it is to be asked now."""
        offer = offer_of(answer, hub=listing.hub, topic=listing.topic)
        if offer is None or self._asked >= _MOST_REQUESTS:
            return
        wanted = self._subscriptions.to_ask(target.source_id, target.url, offer, self._now())
        if wanted is not None:
            self._asked += 1
            self._waiting.append(HubRequest(target.source_id, wanted.hub, self._form(wanted)))

    def take_requests(self) -> list[HubRequest]:
        """What is to be posted to hubs, once."""
        taken, self._waiting = self._waiting, []
        return taken

    def told_of(self, target: ListTarget, since: datetime | None) -> bool:
        """Whether a hub has told of a change of a list since it was read last."""
        found = self._subscriptions.of_list(target.source_id, target.url)
        told_at = found.notified_at if found else None
        # A moment ahead of now was noted by a clock that was wrong.
        return told_at is not None and told_at <= self._now() and (since is None or told_at > since)

    def _form(self, wanted: Subscription) -> str:
        return urlencode({
            "hub.mode": "subscribe",
            "hub.topic": wanted.topic,
            "hub.callback": f"{self._callback}/{wanted.token}",
            "hub.secret": wanted.secret,
            "hub.lease_seconds": str(round(LONGEST_LEASE.total_seconds())),
        })  # fmt: skip
