"""Every real feed, robots.txt and archive file: what it gives, or why it is refused."""

from collections import Counter

from protego import Protego

from crawlers.fetch.robots import AGENT
from pipelines.archive.foreign_warc import read_pages
from pipelines.archive.gzip_members import Skipped
from pipelines.feeds import NotAFeedError, parse_feed, parse_sitemap
from pipelines.tables import print_table
from tests.support.real_data import real_data_folder


def run() -> None:
    """Prints the three tables."""
    _feeds()
    _robots()
    _archives()


def _feeds() -> None:
    summary, refused, encodings = [], [], Counter[str]()
    for folder in ("rss", "feeds_odd"):
        files = sorted(path for path in (real_data_folder() / folder).iterdir() if path.is_file())
        parsed = entries = mended = 0
        for path in files:
            try:
                feed = parse_feed(path.read_bytes(), url=f"https://n.example/{path.name}")
            except NotAFeedError as error:
                refused.append((folder, path.name, str(error).partition(": ")[2]))
                continue
            parsed += 1
            entries += len(feed.entries)
            mended += feed.problem is not None
            encodings[feed.encoding] += 1
        summary.append((folder, len(files), parsed, entries, mended, len(files) - parsed))
    print_table(
        ("folder", "files", "parsed", "entries", "with a problem lived with", "refused"), summary, "Feeds"
    )
    print_table(("folder", "file", "why"), refused, "Refused")
    print_table(("encoding", "feeds"), encodings.most_common(), "Read as")
    sitemap = parse_sitemap(
        (real_data_folder() / "news_sitemap.xml").read_bytes(), url="https://n.example/s.xml"
    )
    print(f"news_sitemap.xml: {len(sitemap.entries)} entries, {sitemap.problem or 'nothing wrong'}")


def _robots() -> None:
    files = sorted((real_data_folder() / "robots").iterdir())
    rules = [Protego.parse(path.read_bytes().decode("utf-8-sig", "ignore")) for path in files]
    rows = [
        ("files", len(files)),
        ("give rules", len(rules)),
        ("allow the front page", sum(one.can_fetch("https://n.example/", AGENT) for one in rules)),
        ("ask for a delay", sum(one.crawl_delay(AGENT) is not None for one in rules)),
        ("name sitemaps", sum(any(one.sitemaps) for one in rules)),
    ]
    print_table(("robots.txt", "number"), rows)


def _archives() -> None:
    rows = []
    for path in sorted((real_data_folder() / "warc").iterdir()):
        skipped: list[Skipped] = []
        pages = sum(1 for _ in read_pages(path, skipped))
        why = "; ".join(f"bytes {one.start} to {one.end}: {one.reason}" for one in skipped)
        rows.append((path.name, path.stat().st_size, pages, why))
    print_table(("archive file", "bytes", "pages", "skipped"), rows)
