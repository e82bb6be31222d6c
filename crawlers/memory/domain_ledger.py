"""What all crawls owe each domain: when its next request may leave, and what its robots.txt says.

Shared by scheduled crawls, backfills and checks that go on at the same time in processes of their own, on this machine or
on several; it outlives them, so that a server that asked to be left alone is left alone by the next crawl, too. It can be
deleted at any moment: what is lost is patience, not data.
"""

from dataclasses import dataclass

from crawlers.memory.database import Database, Table
from crawlers.rules.schedule import LONGEST

DOMAINS = Table(
    "domains",
    ("domain TEXT", "next_at DOUBLE PRECISION NOT NULL", "hold_until DOUBLE PRECISION NOT NULL"),
    ("domain",),
)
ROBOTS = Table(
    "robots",
    ("origin TEXT", "fetched_at DOUBLE PRECISION NOT NULL", "rules BYTEA", "error TEXT"),
    ("origin",),
)
ASKING = Table("robots_asked", ("origin TEXT", "until DOUBLE PRECISION NOT NULL"), ("origin",))
"""Whose robots.txt a crawl is fetching, and until when others wait for what it finds."""
TABLES = (DOMAINS, ROBOTS, ASKING)

# A turn farther off, in seconds, was noted by a clock that was set back since, which must not hold a domain for hours.
_FARTHEST_TURN = 3600.0
_TURN = """
INSERT INTO domains VALUES (?, ? + ?, 0)
ON CONFLICT (domain) DO UPDATE SET next_at = ? + CASE
    WHEN domains.next_at > ? OR domains.next_at < ? THEN ? ELSE domains.next_at END
RETURNING next_at
"""
_ASK = """
INSERT INTO robots_asked VALUES (?, ?)
ON CONFLICT (origin) DO UPDATE SET until = excluded.until
WHERE robots_asked.until <= ? OR robots_asked.until > excluded.until
RETURNING until
"""

LONGEST_HOLD = LONGEST.total_seconds()
"""Seconds; as long as a server's Retry-After is believed."""


@dataclass(frozen=True, slots=True)
class Robots:
    """A robots.txt as it was last asked for: its text, or why there was none; the time in seconds since 1970."""

    fetched_at: float
    rules: bytes | None
    error: str | None


class Ledger:
    """The ledger, opened by one process; made where it is missing.

    Every method raises `StorageError` if its database cannot be used. Times are seconds since 1970 by this machine's
    clock; in the database they are by the clock that all share, as machines' clocks differ by more than a pace.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.transaction("tables"):
            for table in TABLES:
                database.make(table)
        self._ahead = database.clock_ahead()

    def take_turn(self, domain: str, delay: float, now: float) -> float:
        """Takes the domain's next turn; returns when it is, and keeps everyone else away for `delay` seconds after."""
        now += self._ahead
        [[next_at]] = self._database.select(
            _TURN, (domain, now, delay, delay, now + _FARTHEST_TURN, now, now)
        )
        return float(next_at) - delay - self._ahead

    def held_until(self, domain: str, now: float) -> float:
        """Until when the domain asked to be left alone, 0 if it did not.

        A time farther off than any that is ever noted was noted by a clock that was wrong, and does not count.
        """
        rows = self._database.select("SELECT hold_until FROM domains WHERE domain = ?", (domain,))
        until = rows[0][0] - self._ahead if rows and rows[0][0] else 0.0
        return until if until <= now + LONGEST_HOLD else 0.0

    def hold(self, domain: str, until: float, now: float) -> None:
        """Leaves a domain alone for a time, in all processes; a shorter time than is set changes nothing."""
        with self._database.transaction(domain):
            until = min(max(self.held_until(domain, now), until), now + LONGEST_HOLD) + self._ahead
            self._database.upsert(DOMAINS, (domain, 0.0, until), changed={"hold_until"})

    def holds(self, now: float) -> dict[str, float]:
        """The domains that want to be left alone now, and until when."""
        domains = self._database.select(
            "SELECT domain FROM domains WHERE hold_until > ?", (now + self._ahead,)
        )
        return {domain: until for (domain,) in domains if (until := self.held_until(domain, now)) > now}

    def robots(self, origin: str) -> Robots | None:
        """What is known of an origin's robots.txt."""
        rows = self._database.select(
            "SELECT fetched_at, rules, error FROM robots WHERE origin = ?", (origin,)
        )
        if not rows:
            return None
        fetched_at, rules, error = rows[0]
        return Robots(fetched_at - self._ahead, rules, error)

    def remember_robots(self, origin: str, robots: Robots) -> None:
        """Keeps what an origin's robots.txt says."""
        self._database.upsert(ROBOTS, (origin, robots.fetched_at + self._ahead, robots.rules, robots.error))

    def may_ask_robots(self, origin: str, until: float, now: float) -> bool:
        """Whether nobody else is fetching an origin's robots.txt; if so, others wait until `asked_robots`, or a time."""
        return bool(self._database.select(_ASK, (origin, until + self._ahead, now + self._ahead)))

    def asked_robots(self, origin: str) -> None:
        """Ends what `may_ask_robots` began, whatever came of it."""
        self._database.execute("DELETE FROM robots_asked WHERE origin = ?", (origin,))
