"""Are the sources still there? Asks each feed and sitemap once, as a crawl would, and keeps nothing."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from crawlers.ask.once import fetch_all
from crawlers.fetch.wanted import Fetched, Wanted
from crawlers.memory.crawl_state import CrawlState
from crawlers.registry.loading import load_sources
from crawlers.registry.spec import SourceSpec
from crawlers.rules.schedule import Schedule
from pipelines.archive.fetch_log import FetchKind
from pipelines.errors import BadInputError
from pipelines.feeds import NotAFeedError, parse_feed, parse_sitemap
from pipelines.settings import Settings


class ListCheck(BaseModel):
    """What one feed or sitemap answered.

    Attributes:
        status: HTTP status, None if there was no answer.
        entries: of a sitemap index, the sitemaps that it names.
        newest_at: date of its newest entry, UTC.
        encoding: what a feed was decoded as.
        problem: why a crawl would get nothing from it.
        note: what is odd but no hindrance.
    """

    source_id: str
    url: str
    status: int | None = None
    entries: int = 0
    newest_at: datetime | None = None
    encoding: str | None = None
    problem: str | None = None
    note: str | None = None


def check_sources(settings: Settings, ids: Sequence[str]) -> list[ListCheck]:
    """Checks sources; no ids means all.

    Raises:
        BadInputError: a source file is wrong, or an id is no source's.
    """
    sources = select_sources(settings, ids)
    wanted = [Wanted(source=source, url=one.url) for source in sources.values() for one in source.feeds]
    wanted += [
        Wanted(source=source, url=one.url, kind="sitemap")
        for source in sources.values()
        for one in source.sitemaps
    ]
    if not wanted:
        return []
    answers = fetch_all(settings, wanted)
    checks = [_check(answer, one.kind) for one, answer in zip(wanted, answers, strict=True)]
    if settings.crawl_state.exists():
        with CrawlState(settings.crawl_state, settings.archive) as state:
            for check in checks:
                _add_history(check, state.schedule(check.source_id, check.url))
    return sorted(checks, key=lambda check: (check.source_id, check.url))


def _check(answer: Fetched, kind: FetchKind) -> ListCheck:
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
        if kind == "feed":
            feed = parse_feed(answer.body, url=answer.url, content_type=answer.content_type)
            entries, problem, check.encoding = feed.entries, feed.problem, feed.encoding
            check.entries = len(entries)
        else:
            sitemap = parse_sitemap(answer.body, url=answer.url)
            entries, problem = sitemap.entries, sitemap.problem
            check.entries = len(entries) + len(sitemap.children)
    except NotAFeedError as error:
        check.problem = str(error).removeprefix(f"{answer.url}: ")
    else:
        check.newest_at = max((one.published_at for one in entries if one.published_at), default=None)
        check.problem = None if check.entries else "no entries"
        notes += [problem] if problem else []
    check.note = "; ".join(notes) or None
    return check


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


def select_sources(settings: Settings, ids: Sequence[str]) -> dict[str, SourceSpec]:
    """The sources of these ids, all if there are none; every file must be right.

    Raises:
        BadInputError: a file is wrong, or an id is no source's.
    """
    sources = load_sources(settings.sources)
    unknown = [one for one in ids if one not in sources]
    if unknown:
        raise BadInputError(f"no source {', '.join(unknown)}: there are {', '.join(sources)}")
    return {one: sources[one] for one in sorted(ids or sources)}
