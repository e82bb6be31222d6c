"""Articles fetched again, to catch corrections: a few times, and kept only if the text changed."""

from datetime import datetime, timedelta
from pathlib import Path

from crawlers.memory.crawl_state import CrawlState
from crawlers.registry.spec import SourceSpec
from crawlers.rules.targets import PageTarget
from pipelines.archive.captures import read_capture_at
from pipelines.errors import StorageError
from pipelines.settings import Bucket

# After its time a recheck is still worth making; a page that Naba slept through is left as it is.
_LATEST = timedelta(days=3)


def due_rechecks(
    source: SourceSpec, state: CrawlState, archive: Path | Bucket, now: datetime
) -> list[PageTarget]:
    """The pages of a source whose next recheck is due."""
    hours = source.recheck_hours
    if not hours:
        return []
    latest = now - timedelta(hours=hours[0])
    targets = []
    for held in state.captured_between(source.id, now - timedelta(hours=hours[-1]) - _LATEST, latest):
        if held.rechecks >= len(hours) or now < held.captured_at + timedelta(hours=hours[held.rechecks]):
            continue
        try:
            entry = read_capture_at(archive, held.warc_file, held.warc_offset).entry
        except StorageError:
            # Nothing is left to compare with.
            continue
        targets.append(PageTarget(source.id, held.url, held.day, entry, recheck=True))
    return targets
