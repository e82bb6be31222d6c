"""The nouns that travel between the parts: entry, capture, article, story.

One noun per stage of life: a `FeedEntry` is what a feed says, a `Capture` what was fetched, an `Article`
what the page says once cleaned, a `Story` one news text in it.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

CaptureKind = str
"""`page`: an article's HTML page; `entry`: the full text that a list carried; else the kind of a list."""

SOURCE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""Id of a source: lower-case words joined by hyphens."""

HttpHeaders = tuple[tuple[str, str], ...]
"""Names and values of a response's headers, as they came and in their order."""

StoryRole = Literal["main", "read_also"]
RemovedKind = Literal["headline_block", "inline", "appended_story", "label", "repeated"]
"""`repeated`: a line that stands on many pages of its source, whatever they are about."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a list, as the publisher gave it.

    Attributes:
        url: absolute http(s) URL of the article.
        guid: the publisher's id of the entry, else None.
        title: plain text.
        published_at: UTC, None if the publisher gave none that can be read.
        changed_at: UTC, of its last change as far as the list tells: it was published no later than that.
        author: plain text.
        content_html: the entry's full text as HTML, if it carries one (not a mere summary).
        section: section or category names of the entry.
    """

    url: str
    guid: str | None = None
    title: str | None = None
    published_at: datetime | None = None
    author: str | None = None
    content_html: str | None = None
    section: tuple[str, ...] = ()
    changed_at: datetime | None = None

    @property
    def names_article(self) -> bool:
        """Whether its list gives it an id, a headline or a day of publication; plain sitemaps list all pages of a site without."""
        return any(one is not None for one in (self.guid, self.title, self.published_at))


@dataclass(frozen=True, slots=True)
class Capture:
    """One stored response (or full text that a list carried) and what was known when it was fetched.

    Attributes:
        capture_id: stable hash of source, url, kind and body.
        source_id: id of the source, the stem of its TOML file.
        kind: what the body is.
        url: the article's URL as the feed gave it, canonicalised; the identity of the article.
        final_url: URL that answered, after redirects.
        day: partition, UTC.
        fetched_at: UTC.
        status: HTTP status; 200 for an entry.
        content_type: HTTP Content-Type, "" if none.
        body: bytes after content decoding, character encoding untouched.
        entry: the feed entry that led here, if any.
    """

    capture_id: str
    source_id: str
    kind: CaptureKind
    url: str
    final_url: str
    day: date
    fetched_at: datetime
    status: int
    content_type: str
    body: bytes
    entry: FeedEntry | None = None

    @property
    def is_of_article(self) -> bool:
        """Whether it holds an article, as far as its kind tells: a page or a full text, and no list."""
        return self.kind in {"page", "entry"}


@dataclass(frozen=True, slots=True)
class SourceRules:
    """What cleaning may know of a page's source.

    Attributes:
        language: language that the source declares (ISO 639-1), None if unknown.
        timezone: IANA name; local times on its pages are read in it.
        title_selector, body_selector: CSS, where the general extractor is not enough.
        drop_selectors: CSS of elements to drop before extraction.
    """

    language: str | None = None
    timezone: str = "UTC"
    title_selector: str | None = None
    body_selector: str | None = None
    drop_selectors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What a source's file says of the outlet.

    Attributes:
        source_id: as all tables name it.
        name: as people know it.
        country: ISO 3166 code in lower case, as the folder of its file; `un` for the United Nations.
        language: ISO 639-1.
        timezone: IANA name.
        homepage: address of its front page.
        formerly: ids that it had before, the oldest first.
    """

    source_id: str
    name: str
    country: str
    language: str
    timezone: str
    homepage: str
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Removed:
    """A span of the input text that is in no story's body, in characters, end exclusive."""

    start: int
    end: int
    kind: RemovedKind


@dataclass(frozen=True, slots=True)
class Story:
    """One news text: the main one of a page (position 0), or one appended to it under "read also"."""

    position: int
    role: StoryRole
    title: str | None
    dateline: str | None
    body: str


@dataclass(frozen=True, slots=True)
class Article:
    """What one page says.

    Attributes:
        url: identity of the article (see `Capture.url`).
        canonical_url: `rel=canonical` of the page if it has a usable one, else `url`.
        section: the part of the site that the page names, else the feed entry.
        image_url: the page's lead image, absolute.
        published_at: aware, with the page's own UTC offset where the page says one; None if unknown.
        published_from: where that date came from: one of `json_ld`, `meta`, `time`, `feed`, `text`, `url`, or `update`,
            where a page shows nothing but when it was changed.
        attribution: outlet that the text credits.
        related: headlines under a read-also marker that are not part of the text.
        text: the whole text of the page, paragraphs as lines, before splitting.
        removed: spans of `text` that are in no body.
        body: body of the main story.
        stories: the main story first, then the appended ones in page order.
        is_complete: whether the page shows all of it; not, if it says that the rest is for subscribers.
    """

    url: str
    canonical_url: str
    title: str | None
    author: str | None
    section: str | None
    image_url: str | None
    language: str | None
    published_at: datetime | None
    published_from: str | None
    attribution: str | None
    keywords: tuple[str, ...]
    related: tuple[str, ...]
    text: str
    removed: tuple[Removed, ...]
    body: str
    stories: tuple[Story, ...] = field(default=())
    is_complete: bool = True
