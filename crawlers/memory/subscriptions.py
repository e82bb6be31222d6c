"""What hubs were asked for, what they have confirmed, and when they last told of a change."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from crawlers.memory.database import Database, Table
from crawlers.rules.hubs import Offer

LONGEST_LEASE = timedelta(days=30)
"""A hub that says more, or nothing, is asked again after so long."""

# A lease that ends within this time is renewed; feeds are asked at least once a day.
_RENEWED_BEFORE = timedelta(days=2)
# A hub that has not answered, or not confirmed, is asked again after so long.
_ASKED_EVERY = timedelta(hours=6)

SUBSCRIPTIONS = Table(
    "subscriptions",
    (
        "source_id TEXT",
        "list_url TEXT",
        "hub TEXT NOT NULL",
        "topic TEXT NOT NULL",
        # The end of the address that the hub calls.
        "token TEXT NOT NULL UNIQUE",
        # What it signs with.
        "secret TEXT NOT NULL",
        "asked_at TEXT",
        "lease_until TEXT",
        "notified_at TEXT",
        # Why the hub does not want to.
        "refused TEXT",
    ),
    ("source_id", "list_url"),
    frozenset({"list_url"}),
    ("list_url",),
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a hub is asked to tell of.

    Attributes:
        token: the end of the address that it calls; nobody else knows it.
        secret: what it signs its deliveries with.
        lease_until: until when it tells, UTC; None if it has not confirmed.
        notified_at: when it last told of a change, UTC; None if it never did.
        refused: why it does not want to, None if it has not said so.
    """

    source_id: str
    list_url: str
    hub: str
    topic: str
    token: str
    secret: str
    lease_until: datetime | None = None
    notified_at: datetime | None = None
    refused: str | None = None


_FIELDS = "source_id, list_url, hub, topic, token, secret, lease_until, notified_at, refused"


class Subscriptions:
    """What crawls and `naba hub` share; made where it is missing.

    Every method raises `StorageError` if the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.transaction("tables"):
            database.make(SUBSCRIPTIONS)

    @property
    def database(self) -> Database:
        """What it is kept in."""
        return self._database

    def to_ask(self, source_id: str, list_url: str, offer: Offer, now: datetime) -> Subscription | None:
        """The subscription that a hub is to be asked for now, None if it need not be; it then counts as asked."""
        with self._database.transaction(source_id):
            rows = self._database.select(
                "SELECT hub, topic, asked_at, lease_until FROM subscriptions WHERE source_id = ? AND list_url = ?",
                (source_id, list_url),
            )
            known = rows[0] if rows else None
            if known is None or known[:2] != (offer.hub, offer.topic):
                new = (offer.hub, offer.topic, token_urlsafe(24), token_urlsafe(32))
                self._database.upsert(
                    SUBSCRIPTIONS, (source_id, list_url, *new, now.isoformat(), None, None, None)
                )
            elif not _is_needed(_moment(known[2]), _moment(known[3]), now):
                return None
            else:
                self._database.execute(
                    "UPDATE subscriptions SET asked_at = ? WHERE source_id = ? AND list_url = ?",
                    (now.isoformat(), source_id, list_url),
                )
        return self.of_list(source_id, list_url)

    def of_list(self, source_id: str, list_url: str) -> Subscription | None:
        """The subscription to a list, None if there is none."""
        return self._one("source_id = ? AND list_url = ?", source_id, list_url)

    def of_token(self, token: str) -> Subscription | None:
        """The subscription whose hub calls an address that ends in a token, None if there is none."""
        return self._one("token = ?", token)

    def confirmed(self, token: str, until: datetime) -> None:
        """Notes that a hub will tell until a moment."""
        self._set(token, "lease_until = ?, refused = NULL", until.isoformat())

    def refused(self, token: str, reason: str) -> None:
        """Notes that a hub does not want to, or not any longer."""
        self._set(token, "lease_until = NULL, refused = ?", reason)

    def notified(self, token: str, at: datetime) -> None:
        """Notes that a hub told of a change."""
        self._set(token, "notified_at = ?", at.isoformat())

    def _set(self, token: str, changes: str, value: str) -> None:
        self._database.execute(f"UPDATE subscriptions SET {changes} WHERE token = ?", (value, token))  # noqa: S608  literals

    def _one(self, condition: str, *values: str) -> Subscription | None:
        rows = self._database.select(f"SELECT {_FIELDS} FROM subscriptions WHERE {condition}", values)  # noqa: S608  literals
        if not rows:
            return None
        [row] = rows
        source_id, list_url, hub, topic, token, secret, lease_until, notified_at, refused = row
        return Subscription(
            source_id,
            list_url,
            hub,
            topic,
            token,
            secret,
            lease_until=_moment(lease_until),
            notified_at=_moment(notified_at),
            refused=refused,
        )


def _is_needed(asked_at: datetime | None, lease_until: datetime | None, now: datetime) -> bool:
    """Whether a hub is to be asked; a moment ahead of now was noted by a clock that was wrong."""
    was_asked = asked_at is not None and timedelta() <= now - asked_at < _ASKED_EVERY
    is_told = lease_until is not None and _RENEWED_BEFORE < lease_until - now <= LONGEST_LEASE
    return not was_asked and not is_told


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
