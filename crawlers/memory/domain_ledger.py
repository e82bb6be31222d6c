"""What all crawls on this machine owe each domain: when its next request may leave, and what its robots.txt says.

One SQLite file, shared by scheduled crawls, backfills and checks that go on at the same time in processes of their
own; it outlives them, so that a server that asked to be left alone is left alone by the next crawl, too. It can be
deleted at any moment: what is lost is patience, not data.
"""

from dataclasses import dataclass

from crawlers.memory.sqlite_file import SharedFile
from crawlers.rules.schedule import LONGEST

_SCHEMA = """
CREATE TABLE IF NOT EXISTS domains (
    domain TEXT PRIMARY KEY, next_at REAL NOT NULL, hold_until REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS robots (
    origin TEXT PRIMARY KEY, fetched_at REAL NOT NULL, rules BLOB, error TEXT
) WITHOUT ROWID;
"""

LONGEST_HOLD = LONGEST.total_seconds()
"""Seconds; as long as a server's Retry-After is believed."""


@dataclass(frozen=True, slots=True)
class Robots:
    """A robots.txt as it was last asked for: its text, or why there was none; the time in seconds since 1970."""

    fetched_at: float
    rules: bytes | None
    error: str | None


class Ledger(SharedFile):
    """The file, opened by one process.

    Every method raises `StorageError` if it cannot be used. Times are seconds since 1970.
    """

    # What a power failure loses is patience, not data.
    synchronous = "OFF"
    if_damaged = "delete it: it is made anew"

    def _create(self) -> None:
        self._database.executescript(_SCHEMA)

    def take_turn(self, domain: str, delay: float, now: float) -> float:
        """Takes the domain's next turn; returns when it is, and keeps everyone else away for `delay` seconds after."""
        with self._transaction():
            next_at, _ = self._domain(domain)
            # A clock that was set back must not hold a domain for hours.
            turn = now if next_at > now + 3600 else max(now, next_at)
            self._database.execute(
                "INSERT INTO domains VALUES (?, ?, 0) ON CONFLICT (domain) DO UPDATE SET next_at = excluded.next_at",
                (domain, turn + delay),
            )
        return turn

    def held_until(self, domain: str, now: float) -> float:
        """Until when the domain asked to be left alone, 0 if it did not.

        A time farther off than any that is ever noted was noted by a clock that was wrong, and does not count.
        """
        with self._readable_errors():
            until = self._domain(domain)[1]
        return until if until <= now + LONGEST_HOLD else 0.0

    def hold(self, domain: str, until: float, now: float) -> None:
        """Leaves a domain alone for a time, in all processes; a shorter time than is set changes nothing."""
        with self._transaction():
            next_at, before = self._domain(domain)
            before = before if before <= now + LONGEST_HOLD else 0.0
            until = min(max(before, until), now + LONGEST_HOLD)
            self._database.execute("REPLACE INTO domains VALUES (?, ?, ?)", (domain, next_at, until))

    def robots(self, origin: str) -> Robots | None:
        """What is known of an origin's robots.txt."""
        with self._readable_errors():
            row = self._database.execute(
                "SELECT fetched_at, rules, error FROM robots WHERE origin = ?", (origin,)
            ).fetchone()
        return Robots(*row) if row else None

    def remember_robots(self, origin: str, robots: Robots) -> None:
        """Keeps what an origin's robots.txt says."""
        with self._readable_errors():
            self._database.execute(
                "REPLACE INTO robots VALUES (?, ?, ?, ?)",
                (origin, robots.fetched_at, robots.rules, robots.error),
            )

    def _domain(self, domain: str) -> tuple[float, float]:
        row = self._database.execute(
            "SELECT next_at, hold_until FROM domains WHERE domain = ?", (domain,)
        ).fetchone()
        return row or (0.0, 0.0)
