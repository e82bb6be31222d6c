"""What everything works with that collects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawlers.collect.hubs import Hubs
from crawlers.memory.crawl_state import CrawlState
from crawlers.registry.spec import SourceSpec
from pipelines.archive.captures import CaptureWriter
from pipelines.settings import Bucket


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a crawl is given.

    Attributes:
        sources: by id.
        state: what crawls before it left.
        writer: puts captures into the archive.
        archive: where it is.
        random: a number from 0 to 1.
        now: the clock, in UTC.
        hubs: those that tell of changes, None where the operator has no address for them.
    """

    sources: Mapping[str, SourceSpec]
    state: CrawlState
    writer: CaptureWriter
    archive: Path | Bucket
    random: Callable[[], float]
    now: Callable[[], datetime]
    hubs: Hubs | None = None
