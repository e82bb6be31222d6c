"""Lists of feeds to and from other programs: OPML, as feed readers have it, and CSV."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from lxml import etree
from pydantic import ValidationError

from crawlers.lists.feed import Feed
from crawlers.lists.kinds import KINDS
from crawlers.registry.new_files import NewFile, country_of, write_file
from crawlers.registry.spec import SourceSpec
from crawlers.rules.addresses import without_feed_scheme
from crawlers.rules.domains import domain_of
from pipelines.errors import BadInputError
from pipelines.files.spreadsheets import plain_cell, text_of_cell
from pipelines.text.encoding import decode
from pipelines.text.escapes import visible
from pipelines.urls import canonical_url

COLUMNS = ("id", "country", "name", "language", "timezone", "homepage", "kind", "url")
"""Of a CSV file; only `url` must be there, and `kind` is `feed` where nothing is said."""

_TABLES = {kind.kind: kind.table for kind in KINDS}
_BY_TABLE = {kind.table: kind for kind in KINDS}
# The kinds of lists that need nothing but an address in a source's file.
_TOLD_BY_ADDRESS = ", ".join(
    kind.kind
    for kind in KINDS
    if [name for name, field in kind.model_fields.items() if field.is_required()] == ["url"]
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the lists of one site: the file that was written, or why none was."""

    homepage: str
    path: Path | None
    problem: str | None = None


def import_sources(
    folder: Path, file: Path, *, country: str | None = None, language: str | None = None
) -> list[Taken]:
    """Writes a source file for each site of a list of feeds; a site that cannot be taken stops no other.

    Args:
        folder: of source files.
        file: OPML or CSV, told by what is in it.
        country: of the sites whose domain does not say it.
        language: of the sites for which the list says none.

    Raises:
        BadInputError: the file cannot be read, or holds no address.
        StorageError: the folder cannot be written.
    """
    try:
        text = decode(file.read_bytes()).text
    except OSError as error:
        raise BadInputError(f"{file}: cannot be read: {error.strerror}") from None
    rows = _opml(text, file) if text.lstrip()[:1] == "<" else _csv(text, file)
    sites = _sites(rows)
    if not sites:
        raise BadInputError(f"{file}: no address of a feed in it")
    wrong = [row["url"] for row in rows if _address(row["url"]) is None]
    return [
        *(_take(folder, site, country, language) for site in sites),
        *(Taken(visible(url), None, "no web address") for url in wrong),
    ]


def export_opml(sources: Iterable[SourceSpec]) -> str:
    """All feeds as OPML 2.0, one outline a source; other kinds of lists are no feeds, and are left out."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Naba"
    body = etree.SubElement(root, "body")
    for source in sources:
        outline = etree.SubElement(body, "outline", text=source.name, title=source.name)
        for spec in source.lists:
            if spec.kind == Feed.kind:
                name = f"{source.name}: {spec.section}" if spec.section else source.name
                etree.SubElement(
                    outline, "outline", type="rss", text=name, xmlUrl=spec.url, htmlUrl=source.homepage, language=source.language
                )  # fmt: skip
    return str(etree.tostring(root, encoding="unicode", pretty_print=True))


def export_csv(sources: Iterable[SourceSpec]) -> str:
    """All lists as CSV, one row each, with the columns of `COLUMNS`."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for source in sources:
        for spec in source.lists:
            facts = (
                source.id,
                source.country,
                source.name,
                source.language,
                source.timezone,
                source.homepage,
            )
            writer.writerow(map(plain_cell, (*facts, spec.kind, spec.url)))
    return out.getvalue()


def _opml(text: str, file: Path) -> list[dict[str, str]]:
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.strip().encode(), parser)
    except etree.XMLSyntaxError as error:
        raise BadInputError(f"{file}: not OPML: {' '.join(str(error).split())}") from None
    if root is None:
        raise BadInputError(f"{file}: not OPML: no XML")
    rows = []
    for outline in root.iter("outline"):
        facts = {name.lower(): value for name, value in outline.attrib.items()}
        if "xmlurl" in facts:
            rows.append(
                {
                    "url": facts["xmlurl"],
                    "homepage": facts.get("htmlurl", ""),
                    "name": facts.get("title") or facts.get("text") or "",
                    "language": facts.get("language", ""),
                }
            )
    return rows


def _csv(text: str, file: Path) -> list[dict[str, str]]:
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    rows = list(csv.DictReader(text.splitlines(), dialect=dialect))
    if rows and not any(str(name).strip().lower() == "url" for name in rows[0]):
        raise BadInputError(f"{file}: no column url; there may be {', '.join(COLUMNS)}")
    named = [
        {
            str(name).strip().lower(): text_of_cell(value).strip()
            for name, value in row.items()
            if isinstance(value, str)
        }
        for row in rows
    ]
    return [row for row in named if row.get("url")]


def _sites(rows: Iterable[dict[str, str]]) -> list[NewFile]:
    """The rows by site: by id where one is given, else by domain."""
    sites: dict[str, NewFile] = {}
    for row in rows:
        url = _address(row["url"])
        if url is None:
            continue
        home = canonical_url(row.get("homepage") or "") if row.get("homepage") else None
        table = _TABLES.get((row.get("kind") or Feed.kind).lower(), "")
        key = row.get("id") or domain_of(home or url)
        site = sites.get(key) or NewFile(
            homepage=home or _front_page(url),
            lists=(),
            name=row.get("name") or None,
            country=(row.get("country") or "").lower() or None,
            source_id=row.get("id") or None,
            language=row.get("language") or None,
            timezone=row.get("timezone") or None,
        )
        sites[key] = replace(site, lists=tuple(dict.fromkeys((*site.lists, (table, url)))))
    return list(sites.values())


def _address(text: str) -> str | None:
    """The address of a list in its one form; feed readers write `feed:` before it or in place of `http:`."""
    return canonical_url(without_feed_scheme(text))


def _front_page(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/", "", ""))


def _take(folder: Path, site: NewFile, country: str | None, language: str | None) -> Taken:
    site = replace(
        site,
        language=site.language or language,
        country=site.country or country_of(site.homepage) or country,
    )
    for table, url in site.lists:
        try:
            _BY_TABLE[table](url=url)
        except (KeyError, ValidationError):
            return Taken(
                site.homepage,
                None,
                f"{url}: not taken: expected a list of the kinds {_TOLD_BY_ADDRESS}; of other kinds, write the file by hand",
            )
    try:
        return Taken(site.homepage, write_file(folder, site))
    except BadInputError as error:
        return Taken(site.homepage, None, str(error))
