"""From a page's bytes, or a capture, to an article with its stories.

In two steps, because a page may have to wait for the others of its source: `read_page` finds its text and what
it says of itself, `finish` splits the text and puts the article together. `extract` and `clean` do both.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict, Unpack

from lxml.etree import _Element as Element

from pipelines.cleaning.language import language
from pipelines.cleaning.limits import check_bytes
from pipelines.cleaning.line.headlines import Headlines
from pipelines.cleaning.line.lines import lines_of, looks_like_headline
from pipelines.cleaning.main_content.witnesses import Witnesses, description_of
from pipelines.cleaning.memory import HEAP
from pipelines.cleaning.page.asides import Blocks, open_read_also, set_aside_posts
from pipelines.cleaning.page.comment_notices import drop_comment_notices
from pipelines.cleaning.page.dating.reader import says_date
from pipelines.cleaning.page.dating.roles import is_of_change
from pipelines.cleaning.page.main_text import Origin, main_text
from pipelines.cleaning.page.marks import read_marks
from pipelines.cleaning.page.markup_lines import without_shortcodes
from pipelines.cleaning.page.metadata import Metadata, read_metadata
from pipelines.cleaning.page.notices import Standing, read_notices, standing_of
from pipelines.cleaning.page.text_lines import one_line, text_lines
from pipelines.cleaning.page.tree import drop, drop_skipped, drop_unseen, parse, select
from pipelines.cleaning.stories.front_matter import is_byline
from pipelines.cleaning.stories.split_result import Split
from pipelines.cleaning.stories.splitter import split
from pipelines.cleaning.text_edges import byline_of, without_edges
from pipelines.dates.pick import pick, settles
from pipelines.dates.reading import DateCandidate, candidate, from_url
from pipelines.errors import NoArticleError
from pipelines.records import Article, Capture, FeedEntry, SourceRules
from pipelines.text import normalize
from pipelines.text.encoding import decode
from pipelines.text.stored import stored

_NO_PAGE = re.compile(
    r"^(?:image|audio|video|font)/|^application/(?:pdf|zip|octet-stream|json)", re.IGNORECASE
)
# Fewer letters than a one-sentence news item has.
_BODY_MIN = 30
# Characters that a page shows of an article for subscribers: a paragraph or two.
_TEASER_MAX = 1_000
# Of the words that say what a date is.
_LABEL_MAX = 40
_ESCAPED = re.compile(r"<(?:br|p|div|a|strong|span)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that is read, and not yet split.

    Attributes:
        url: the article's address.
        title: of the page, without the site's name; None leaves it to the text's first line.
        text: the whole text, paragraphs as lines.
        blocks: the headlines of other articles on it.
        meta: what it says of itself.
        entry: what the feed said of it.
        rules: of its source.
        fetched_at: time of capture.
        origin: where on its page the text stood; None if it came with the feed.
        is_complete: whether the page shows the whole article.
        doubt: why it is no article, if nothing tells when it was published; None if it is one.
    """

    url: str
    title: str | None
    text: str
    blocks: Blocks
    meta: Metadata
    entry: FeedEntry | None
    rules: SourceRules
    fetched_at: datetime | None
    origin: Origin | None = None
    is_complete: bool = True
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page before its text is looked for.

    Attributes:
        root: its tree, with read-also blocks set aside.
        meta: what it says of itself.
        title: without the site's name.
        title_is_weak: it comes from `<title>` alone.
        blocks: the headlines of other articles on it.
        witnesses: what is said of its text.
        standing: what it tells of being an article.
    """

    root: Element
    meta: Metadata
    title: str | None
    title_is_weak: bool
    blocks: Blocks
    witnesses: Witnesses
    standing: Standing


class PageFacts(TypedDict, total=False):
    """What is known of a page besides its bytes and address.

    Attributes:
        content_type: the HTTP header, for its charset.
        fetched_at: time of capture, aware; nothing is dated later than a day after it.
        entry: what the feed said of it: fills in where the page is silent.
        rules: what is known of its source.
    """

    content_type: str
    fetched_at: datetime | None
    entry: FeedEntry | None
    rules: SourceRules | None


def extract(body: bytes, *, url: str, **facts: Unpack[PageFacts]) -> Article:
    """Extracts the article of an HTML page; the arguments and errors are those of `read_page`."""
    return finish(read_page(body, url=url, **facts))


def clean(capture: Capture, rules: SourceRules) -> Article:
    """Cleans a stored capture of kind `page` or `entry`.

    Raises:
        NoArticleError: it holds no article; the message says why.
    """
    return finish(read_capture(capture, rules))


def read_page(body: bytes, *, url: str, **facts: Unpack[PageFacts]) -> Draft:
    """Reads an HTML page.

    Args:
        body: the page as fetched, in any encoding.
        url: the article's address, its identity.
        facts: see `PageFacts`.

    Raises:
        NoArticleError: the page holds no article; the message says why.
        BadInputError: a selector in `rules` is no CSS.
    """
    page = prepare_page(body, url=url, **facts)
    standing = page.standing
    if standing.refusal:
        raise NoArticleError(standing.refusal)
    rules, entry = facts.get("rules") or SourceRules(), facts.get("entry")
    title, blocks = page.title, page.blocks
    found = main_text(
        page.root,
        page.witnesses,
        body_selector=rules.body_selector,
        kept=blocks.kept,
        is_front=standing.is_front,
    )
    text = stored(found.text)
    notices = read_notices(text, title, gate=standing.gate, is_stated=standing.is_stated)
    if notices.refusal:
        raise NoArticleError(notices.refusal)
    is_complete = not (notices.held_back or (page.meta.is_for_subscribers and len(text) < _TEASER_MAX))
    if page.title_is_weak and title and (lines := lines_of(text)) and looks_like_headline(lines[0]):
        # The page names itself only in <title>; a headline above its text is the better title, a date or byline is none.
        is_said = normalize(lines[0].text) in normalize(title)
        is_no_title = is_said or _is_dated(lines[0].text) or is_byline(lines[0])
        title = title if is_no_title else None
    meta = page.meta
    if meta.author is None and not (entry and entry.author):
        meta = replace(meta, author=byline_of(text))
    return Draft(
        url,
        title,
        without_edges(text, title, meta.author),
        blocks,
        meta,
        entry,
        rules,
        facts.get("fetched_at"),
        found.origin,
        is_complete,
        standing.doubt or (found.doubt if standing.may_be_doubted else None),
    )


def prepare_page(body: bytes, *, url: str, **facts: Unpack[PageFacts]) -> Page:
    """Parses a page and reads what it says of itself; arguments and errors are those of `read_page`."""
    rules, content_type = facts.get("rules") or SourceRules(), facts.get("content_type", "")
    HEAP.begin(len(body))
    if _NO_PAGE.match(content_type):
        raise NoArticleError(f"not a page but {content_type.partition(';')[0]}")
    check_bytes(body)
    root = parse(decode(body, content_type).text)
    marks = read_marks(root)
    meta = read_metadata(marks, url, timezone=rules.timezone, now=facts.get("fetched_at"))
    for selector in rules.drop_selectors:
        for element in select(root, selector):
            drop(element)
    drop_skipped(marks.skips)
    drop_comment_notices(marks.named["comments"])
    drop_unseen(marks.named["unseen"])
    title, weak = _title(root, rules, meta, facts.get("entry"))
    witnesses = Witnesses(title or "", description_of(marks.metas), meta.article_body, meta.recipe)
    blocks = open_read_also(root, marks.beginnings, url)
    set_aside_posts(marks.named["post"])
    entry = facts.get("entry")
    standing = standing_of(
        marks,
        meta,
        title,
        url,
        is_listed=entry is not None and entry.names_article,
        is_selected=rules.body_selector is not None,
    )
    return Page(root, meta, title, weak, blocks, witnesses, standing)


def _is_dated(line: str) -> bool:
    return says_date(line) and candidate(line, "text") is not None


def read_capture(capture: Capture, rules: SourceRules) -> Draft:
    """Reads a stored capture of kind `page` or `entry`.

    Raises:
        NoArticleError: it holds no article; the message says why.
    """
    if capture.kind == "entry":
        return _read_entry(capture, rules)
    if capture.kind != "page":
        raise NoArticleError(f"a {capture.kind} is no article")
    if capture.status != 200:
        raise NoArticleError(f"the server answered {capture.status}")
    return read_page(
        capture.body,
        url=capture.url,
        content_type=capture.content_type,
        fetched_at=capture.fetched_at,
        entry=capture.entry,
        rules=rules,
    )


def _read_entry(capture: Capture, rules: SourceRules) -> Draft:
    """The full text of a feed entry has no page around it: its blocks are its lines."""
    entry = capture.entry
    check_bytes(capture.body)
    root = parse(without_shortcodes(decode(capture.body, capture.content_type).text))
    if _ESCAPED.search(inner := text_lines(root)):
        # The feed escaped its HTML twice.
        root = parse(without_shortcodes(inner))
    blocks = open_read_also(root, read_marks(root).beginnings, capture.url)
    title = stored(entry.title) if entry and entry.title else None
    return Draft(
        capture.url, title, stored(text_lines(root)), blocks, Metadata(), entry, rules, capture.fetched_at
    )


def _title(
    root: Element, rules: SourceRules, meta: Metadata, entry: FeedEntry | None
) -> tuple[str | None, bool]:
    """The title, and whether it is a weak one."""
    for element in select(root, rules.title_selector) if rules.title_selector else ():
        if text := one_line(element):
            return stored(text), False
    if entry and entry.title and (meta.title is None or meta.title_is_weak):
        return stored(entry.title), False
    return meta.title, meta.title_is_weak


def finish(page: Draft, repeated: Collection[str] = ()) -> Article:
    """Splits a page's text and puts its article together.

    Args:
        page: as `read_page` read it.
        repeated: lines of its text that are the site's, not the article's.

    Raises:
        NoArticleError: there is too little text, or the page seems to be no article and nothing dates it.
    """
    meta, entry = page.meta, page.entry
    links = Headlines(page.blocks.known)
    parts = split(
        page.text,
        title=page.title,
        known_headlines=links,
        links=links,
        aside=page.blocks.aside,
        buttons=page.blocks.buttons,
        repeated=repeated,
    )
    main = parts.stories[0]
    if len(main.body) < _BODY_MIN:
        raise NoArticleError("the text is too short for an article" if page.text else "no text found")
    date = pick(_dates(page, parts), fetched_at=page.fetched_at)
    if page.doubt and date is None:
        raise NoArticleError(page.doubt)
    kept = {normalize(story.title) for story in parts.stories if story.title}
    # The page's own headings are headlines too; the first spelling of a headline counts.
    related = {normalize(one): one for one in reversed((*parts.related, *page.blocks.related))}
    others = [stored(related[words]) for words in reversed(related) if words not in kept]
    return Article(
        url=page.url,
        canonical_url=meta.canonical_url or page.url,
        title=main.title,
        author=meta.author or (entry.author if entry else None),
        section=meta.section or (entry.section[0] if entry and entry.section else None),
        image_url=meta.image_url,
        language=language(main.body, page.rules.language or meta.declared_language),
        published_at=date.at if date else None,
        published_from=date.origin if date else None,
        attribution=parts.attribution,
        keywords=parts.keywords or meta.keywords,
        related=tuple(others),
        text=page.text,
        removed=parts.removed,
        body=main.body,
        stories=parts.stories,
        is_complete=page.is_complete,
    )


def _dates(page: Draft, parts: Split) -> list[DateCandidate]:
    zone = page.rules.timezone
    if settles(page.meta.dates, fetched_at=page.fetched_at):
        return [page.meta.dates[0]]
    found = list(page.meta.dates)
    # A date label may stand outside the text that the extractor found.
    labelled = [value for value in parts.date_texts if not is_of_change(_before(page.text, value))]
    labelled += [label for label in page.blocks.marks if says_date(label) and not is_of_change(label)]
    said = (candidate(text, "text", timezone=zone, now=page.fetched_at) for text in labelled)
    found += [one for one in said if one]
    if page.entry and page.entry.published_at:
        found.append(DateCandidate(page.entry.published_at, "feed"))
    found += [one for url in _addresses(page) if (one := from_url(url, timezone=zone))][:1]
    return found


def _addresses(page: Draft) -> list[str]:
    """Where a page's address may hold its day: its own, and the one that it calls canonical."""
    return [page.url, *([page.meta.canonical_url] if page.meta.canonical_url else [])]


def _before(text: str, value: str) -> str:
    """What a text says right before a date."""
    at = max(text.find(value), 0)
    return text[max(0, at - _LABEL_MAX) : at]
