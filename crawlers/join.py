"""`naba state join`: a worker that helps the crawls that other machines have under way."""

from collections.abc import Callable
from time import sleep

from crawlers.memory.open_crawls import OpenCrawl, open_crawls
from crawlers.memory.opening import postgres_part
from crawlers.registry.loading import load_registry
from crawlers.rules.report import CrawlReport
from crawlers.run import crawl
from pipelines.errors import BadInputError, BusyError
from pipelines.settings import Settings

_LOOK_SECONDS = 5.0


def join_crawls(
    settings: Settings, log: Callable[[str], None], wait: Callable[[], object] = lambda: sleep(_LOOK_SECONDS)
) -> None:
    """Looks for crawls under way and joins one after the other, until it is ended.

    A crawl that is joined hands out its sources to both. Joining waits for what others have under way, and takes it over
    if they die. A Postgres that answered once is waited for if it is away: with the next look after it is back, all goes on.

    Args:
        settings: whose state.
        log: gets a line for each crawl that is joined, and one for what it gave.
        wait: waits before the next look.

    Raises:
        BadInputError: machines share no state.
        BusyError: the server of the state does not answer from the beginning.
        StorageError: the state cannot be used.
    """
    if settings.state is None:
        raise BadInputError(
            "NABA_STATE is not set: only crawls of machines that share their state can be joined"
        )
    has_answered = is_away = False
    while True:
        try:
            found = _open_here(settings)
            if is_away:
                log("the state answers again")
            has_answered, is_away = True, False
            for one in found:
                log(f"joining the crawl {one.run_id}: {len(one.left)} sources left")
                log(_join(settings, one).summary())
        except BusyError as error:
            if not has_answered:
                raise
            if not is_away:
                log(f"{error}: waiting for it")
            is_away = True
        wait()


def _open_here(settings: Settings) -> list[OpenCrawl]:
    """The crawls that have sources left which this machine knows, with these alone."""
    with postgres_part(settings, "crawl") as database:
        # Before the first crawl there is nothing.
        found = open_crawls(database) if database.version() else []
    known = load_registry(settings.sources).sources.keys()
    here = [
        OpenCrawl(one.run_id, one.window, tuple(key for key in one.left if key in known)) for one in found
    ]
    return [one for one in here if one.left]


def _join(settings: Settings, one: OpenCrawl) -> CrawlReport:
    window = one.window
    return crawl(
        settings,
        one.left,
        window.first,
        window.last,
        live=window.live,
        due_only=window.due_only,
        joins=one.run_id,
    )
