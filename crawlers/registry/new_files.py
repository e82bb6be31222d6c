"""Writing source files: of a site that was looked at, or of a list of feeds from elsewhere."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytz

from crawlers.registry.spec import COUNTRY, LANGUAGE
from crawlers.rules.domains import domain_of
from pipelines.errors import BadInputError
from pipelines.files.whole import written_whole
from pipelines.records import SOURCE_ID
from pipelines.urls import canonical_url

# Endings of domains that are no country's code of ISO 3166.
_CODES = {"uk": "gb", "ac": "sh"}


@dataclass(frozen=True, slots=True)
class NewFile:
    """What a new source file says; what is None is filled in from the domain, its country, or as most sources have it.

    Attributes:
        homepage: the site's front page, canonical.
        lists: table of the kind, and address, of each list.
        country: folder of the file.
        source_id: stem of the file.
    """

    homepage: str
    lists: tuple[tuple[str, str], ...]
    name: str | None = None
    country: str | None = None
    source_id: str | None = None
    language: str | None = None
    timezone: str | None = None
    allow_private: bool = False


def check_homepage(url: str) -> str:
    """A site's front page in its one form.

    Raises:
        BadInputError: it is no web address.
    """
    homepage = canonical_url(url)
    if homepage is None or not url.startswith(("http://", "https://")):
        raise BadInputError(f"{url!r} is no address: expected one such as https://news.example/")
    return homepage


def country_of(homepage: str) -> str | None:
    """The country that a site's domain ends in, None if it ends in none."""
    ending = domain_of(homepage).rpartition(".")[2]
    return _CODES.get(ending, ending) if COUNTRY.fullmatch(ending) else None


def path_of(folder: Path, homepage: str, country: str | None, source_id: str | None) -> Path:
    """Where a new source's file goes.

    Raises:
        BadInputError: the country is unknown, the id is none, or there is such a file.
    """
    domain = domain_of(homepage)
    if country and not COUNTRY.fullmatch(country):
        raise BadInputError(f"{country!r} is no country: expected a code of ISO 3166 such as sa")
    country = _CODES.get(country, country) if country else country_of(homepage)
    if country is None:
        raise BadInputError(
            f"{domain} does not say its country: name it with --country, such as --country sa"
        )
    stem = source_id or _hyphened(domain.partition(".")[0])
    there = next(folder.glob(f"*/{stem}.toml"), None)
    if there is not None and source_id is None and _domain_in(there) not in {None, domain}:
        # Of another site whose name is the same: news.example.kw beside news.example.ps.
        stem = _hyphened(domain)
        there = next(folder.glob(f"*/{stem}.toml"), None)
    if not SOURCE_ID.fullmatch(stem):
        raise BadInputError(
            f"{stem!r} is no id: expected lower-case words joined by hyphens, such as bbc-arabic"
        )
    if there is not None:
        raise BadInputError(f"{there} is there already: give another id (--id, or the column id of a list)")
    return folder / country / f"{stem}.toml"


def _hyphened(domain: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", domain.lower()).strip("-")


def _domain_in(file: Path) -> str | None:
    """The domain of a source file's front page, None where the file cannot be read."""
    try:
        return domain_of(str(tomllib.loads(file.read_text(encoding="utf-8"))["homepage"]))
    except (OSError, ValueError, KeyError):
        return None


def write_file(folder: Path, new: NewFile) -> Path:
    """Writes a source file; returns where.

    Raises:
        BadInputError: see `path_of`.
        StorageError: the folder cannot be written.
    """
    path = path_of(folder, new.homepage, new.country, new.source_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as out:
        out.write(_text(new, path.parent.name))
    return path


def _text(new: NewFile, country: str) -> str:
    language = re.split("[-_]", (new.language or "").strip().lower())[0]
    is_said = LANGUAGE.fullmatch(language) is not None
    zones = pytz.country_timezones.get(country, ["UTC"])
    zone = new.timezone or zones[0]
    lines = [
        f"name = {_quoted(' '.join((new.name or '').split()) or urlsplit(new.homepage).hostname or '')}",
        f"language = {_quoted(language if is_said else 'ar')}"
        + ("" if is_said else "  # the site does not say: check it"),
        f"timezone = {_quoted(zone)}" + ("" if new.timezone else "  # of the country: check it"),
        f"homepage = {_quoted(new.homepage)}",
        *(["allow_private = true"] if new.allow_private else []),
    ]
    for table, url in new.lists:
        lines += ["", f"[[{table}]]", f"url = {_quoted(url)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
