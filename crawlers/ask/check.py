"""Are the sources still there? Asks each of their lists once, as a crawl would, and keeps nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, Field

from crawlers.ask.once import fetch_all
from crawlers.ask.sample import ArticleCheck, sample_article
from crawlers.clock import utc_now
from crawlers.fetch.wanted import Fetched, Wanted
from crawlers.lists.kind import ListTarget
from crawlers.memory.opening import has_state, open_state, open_subscriptions
from crawlers.memory.subscriptions import Subscription
from crawlers.registry.loading import SourceProblem, load_registry, no_source
from crawlers.registry.spec import SourceSpec
from crawlers.rules.report import PAUSED
from crawlers.rules.schedule import Schedule
from crawlers.rules.targets import PageTarget, Window
from pipelines.feeds import NotAFeedError
from pipelines.records import FeedEntry
from pipelines.settings import Settings


class ListCheck(BaseModel):
    """What one list answered.

    Attributes:
        url: "" if the source's file is wrong.
        status: HTTP status, None if there was no answer.
        entries: of a list that names no articles, the lists that it names.
        newest_at: date of its newest entry, UTC.
        encoding: what a feed was decoded as, None for other kinds.
        problem: why a crawl would get nothing from it.
        note: what is odd but no hindrance.
        article: how its first article would be read; of one list of each source.
        sample: that article as the list gives it.
    """

    source_id: str
    url: str
    status: int | None = None
    entries: int = 0
    newest_at: datetime | None = None
    encoding: str | None = None
    problem: str | None = None
    note: str | None = None
    article: ArticleCheck | None = None
    sample: FeedEntry | None = Field(default=None, exclude=True)


def check_sources(
    settings: Settings, ids: Sequence[str], *, now: Callable[[], datetime] = utc_now
) -> list[ListCheck]:
    """Checks sources; no ids means all that are not paused.

    Raises:
        BadInputError: an id is no source's, or there are no source files.
    """
    selected = load_registry(settings.sources).select(tuple(ids))
    if not selected:
        raise no_source(settings.sources)
    usable = {key: found for key, found in selected.items() if isinstance(found, SourceSpec)}
    paused = [key for key, source in usable.items() if source.paused and not ids]
    sources = {key: source for key, source in usable.items() if key not in paused}
    today = now().date()
    # As a poll asks; a listing page is a day's, and yesterday's is a whole one.
    yesterday = today - timedelta(days=1)
    window = Window(yesterday, yesterday, live=True)
    asked = [
        (source, target)
        for source in sources.values()
        for spec in source.lists
        for target in spec.first_targets(source.id, window, is_needed=True)
    ]
    wanted = [
        Wanted(source=source, url=target.url, kind=target.kind, max_bytes=target.max_bytes)
        for source, target in asked
    ]
    answers = fetch_all(settings, wanted) if wanted else []
    checks = [
        _check(answer, target, source.timezone)
        for (source, target), answer in zip(asked, answers, strict=True)
    ]
    if has_state(settings):
        with open_state(settings) as state:
            for check in checks:
                _add_history(check, state.schedule(check.source_id, check.url))
    if settings.hub_callback is not None:
        with open_subscriptions(settings) as subscriptions:
            for check in checks:
                _add_hub(check, subscriptions.of_list(check.source_id, check.url))
    _add_articles(settings, sources, checks)
    checks += [
        ListCheck(source_id=key, url="", problem=found.message)
        for key, found in selected.items()
        if isinstance(found, SourceProblem)
    ]
    checks += [
        ListCheck(source_id=key, url="", note=f"{PAUSED}; `naba sources check {key}` asks it")
        for key in paused
    ]
    return sorted(checks, key=lambda check: (check.source_id, check.url))


def _add_articles(settings: Settings, sources: Mapping[str, SourceSpec], checks: Sequence[ListCheck]) -> None:
    """Adds to one list of each source how an article of it would be read."""
    chosen: dict[str, ListCheck] = {}
    for check in checks:
        if check.sample is not None:
            chosen.setdefault(check.source_id, check)
    asked = [check for check in chosen.values() if check.sample and check.sample.content_html is None]
    wanted = [
        Wanted(
            source=sources[check.source_id], url=check.sample.url, kind="page", max_bytes=PageTarget.max_bytes
        )
        for check in asked
        if check.sample
    ]
    answers = dict(
        zip([check.source_id for check in asked], fetch_all(settings, wanted) if wanted else [], strict=True)
    )
    for source_id, check in chosen.items():
        if check.sample is not None:
            check.article = sample_article(sources[source_id], check.sample, answers.get(source_id))


def _check(answer: Fetched, target: ListTarget, timezone: str) -> ListCheck:
    check = ListCheck(source_id=answer.source_id, url=answer.url, status=answer.status)
    if answer.problem:
        gone = "gone (HTTP 410): remove it, or find where it went"
        check.problem = gone if answer.status == 410 else answer.problem
        return check
    notes = []
    if answer.moved_to:
        notes.append(f"moved for good to {answer.moved_to}: put that into the source's file")
    elif answer.final_url != answer.url:
        notes.append(f"redirects to {answer.final_url}")
    try:
        listing = target.spec.read(
            answer.body, url=answer.url, content_type=answer.content_type, timezone=timezone
        )
    except NotAFeedError as error:
        check.problem = str(error).removeprefix(f"{answer.url}: ")
    else:
        check.encoding = listing.encoding
        check.entries = len(listing.entries) or len(listing.links)
        check.newest_at = max((one.published_at for one in listing.entries if one.published_at), default=None)
        check.problem = None if check.entries else "no entries"
        check.sample = next(iter(listing.entries), None)
        if listing.links and not listing.entries:
            notes.append("an index of lists: those, and their articles, only a crawl asks")
        notes += [listing.problem] if listing.problem else []
    check.note = "; ".join(notes) or None
    return check


def _add_hub(check: ListCheck, found: Subscription | None) -> None:
    """Notes whether a hub tells of the list's changes."""
    if found is None:
        return
    if found.refused is not None:
        said = f"does not tell of changes: {found.refused}"
    elif found.lease_until is None:
        said = "was asked to tell of changes, and has not confirmed"
    else:
        said = f"tells of changes until {found.lease_until:%Y-%m-%d %H:%M}"
    check.note = "; ".join(filter(None, (check.note, f"its hub {found.hub} {said}")))


def _add_history(check: ListCheck, schedule: Schedule) -> None:
    """Notes what crawls have met that one look cannot show."""
    notes = [check.note] if check.note else []
    if schedule.overflowed_at is not None:
        notes.append(
            f"{schedule.overflows} times no entry in common with the poll before, "
            f"last {schedule.overflowed_at:%Y-%m-%d %H:%M}: articles may have been missed"
        )
    if schedule.etag_lies:
        notes.append("keeps its ETag while its content changes")
    check.note = "; ".join(notes) or None
