"""Pages that list the articles of a day, as archives of news sites do."""

from collections.abc import Iterable
from datetime import date, timedelta
from string import Formatter
from typing import Annotated, ClassVar

from pydantic import AfterValidator

from crawlers.lists.kind import MEGABYTE, Listing, ListSpec, ListTarget, Reached
from crawlers.rules.spec_values import Css, http_url
from crawlers.rules.targets import Window
from pipelines.feeds import parse_listing

MAX_PAGES = 50
"""Of one day."""


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _template(value: str) -> str:
    # Nothing but these names: a format string could otherwise reach into objects.
    try:
        known = {"year", "month", "day"} <= _fields(value) <= {"year", "month", "day", "n"}
        example = value.format(year=2026, month=1, day=31, n=1) if known else ""
    except (ValueError, LookupError):
        example = ""
    if not example:
        raise ValueError(
            "expected a URL such as https://news.example/{year}/{month:02}/{day:02}/page/{n}, "
            f"got {value!r}"
        )
    http_url(example)
    return value


class ListingPage(ListSpec):
    """Pages that list the articles of a day, for days that no feed shows any more.

    Attributes:
        url: template with `{year}`, `{month}`, `{day}` (`{month:02}` has two digits) and, where a day has
            several pages, `{n}`.
        links: CSS of the links to articles.
    """

    kind: ClassVar[str] = "listing"
    table: ClassVar[str] = "listings"
    is_polled: ClassVar[bool] = False
    max_bytes: ClassVar[int] = 10 * MEGABYTE

    url: Annotated[str, AfterValidator(_template)]
    links: Css

    @property
    def has_pages(self) -> bool:
        """Whether a day has more than one page."""
        return "n" in _fields(self.url)

    def url_of(self, day: date, page: int) -> str:
        """The address of one page of a day, the first being 1."""
        return self.url.format(year=day.year, month=day.month, day=day.day, n=page)

    def first_targets(self, source_id: str, window: Window, *, is_needed: bool) -> Iterable[ListTarget]:
        """The first page of each day, for past days, or where the source has nothing else."""
        if window.live and not is_needed:
            return
        for number in range((window.last - window.first).days + 1):
            day = window.first + timedelta(days=number)
            yield ListTarget(source_id, self.url_of(day, 1), self, day=day)

    def read(self, body: bytes, *, url: str, content_type: str, timezone: str = "UTC") -> Listing:
        """Reads the links of a page."""
        del timezone
        return Listing(parse_listing(body, url=url, content_type=content_type, links=self.links))

    def next_targets(
        self, target: ListTarget, listing: Listing, window: Window, reached: Reached
    ) -> list[ListTarget]:
        """The day's next page, until one brings nothing that the pages before it did not."""
        del window
        page = target.step + 2
        if target.day is None or not self.has_pages or page > MAX_PAGES or not listing.entries:
            return []
        if reached.is_repeat and target.step > 0:
            return []
        return [target.next(self.url_of(target.day, page))]

    @classmethod
    def recognise(cls, body: bytes, *, url: str, content_type: str) -> Listing | None:
        """None: which links of a page are articles only a person can say."""
        del body, url, content_type
        return None
