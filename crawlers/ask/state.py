"""`naba state show`: where crawls keep what they remember, whether it answers, and who uses it."""

from dataclasses import dataclass
from datetime import datetime

from crawlers.memory.crawl_state import living_runs
from crawlers.memory.database import Database
from crawlers.memory.opening import has_state, open_state, postgres_part
from pipelines.postgres.naming import shown_name
from pipelines.settings import Settings


@dataclass(frozen=True, slots=True)
class StateView:
    """What a look at the state shows.

    Attributes:
        place: the file, or the Postgres without its secrets.
        is_shared: whether several machines may use it.
        captures: pages and full texts that it holds for known; None where nothing was crawled yet.
        crawls: ids of those under way.
        clock_ahead: seconds by which the clock that all machines share is ahead of this one's.
        users: processes that are connected to a shared one, and since when; several connections each.
    """

    place: str
    is_shared: bool
    captures: int | None
    crawls: tuple[str, ...]
    clock_ahead: float
    users: tuple[tuple[str, datetime], ...]


def look_at_state(settings: Settings) -> StateView:
    """Looks at the state; makes none.

    Raises:
        BadInputError, StorageError: it does not answer, or cannot be used.
    """
    place = str(settings.crawl_state) if settings.state is None else shown_name(settings.state)
    if settings.state is not None:
        with postgres_part(settings, "crawl") as shared:
            return _view(place, shared, tuple(shared.users()))
    if not has_state(settings):
        return StateView(place, False, None, (), 0.0, ())
    with open_state(settings) as state:
        return _view(place, state.database, ())


def _view(place: str, database: Database, users: tuple[tuple[str, datetime], ...]) -> StateView:
    captures: int | None = None
    crawls: tuple[str, ...] = ()
    # Where nobody has crawled, there are no tables.
    if database.version():
        [(captures,)] = database.select("SELECT count(*) FROM captured")
        crawls = tuple(living_runs(database))
    return StateView(place, database.is_shared, captures, crawls, database.clock_ahead(), users)
