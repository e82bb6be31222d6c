"""Where Naba keeps things and how it names itself. The only reader of the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.errors import BadInputError

REPOSITORY = Path(__file__).resolve().parent.parent

REPORT_LANGUAGES = ("ar", "en")
"""Languages that the web interface and the daily report have; the first where none is named."""

_KEEP_RUNS_DAYS = 90
# A year, and what last year's days are compared with.
_KEEP_FETCHES_DAYS = 400
_BUCKET = re.compile(r"(s3|gs|az)://[^/\s?#]+(/[^\s?#]*)?")
_ENDPOINT = re.compile(r"(https?)://([\w.-]+(?::\d+)?)/*")
_LAKE = re.compile(r"ducklake:(sqlite|postgres):\S.*", re.DOTALL)
_STATE = re.compile(r"postgres:(?!//)\S.*", re.DOTALL)


def database_of(name: str) -> Path | str:
    """The database that a setting or option names: the path of a file, or the URI of a DuckLake.

    Raises:
        BadInputError: it is a URI of another kind.
    """
    if not name.startswith("ducklake:"):
        return Path(name).resolve()
    if not _LAKE.fullmatch(name):
        # Only how it begins: there may be a password in the rest.
        raise BadInputError(
            f"{':'.join(name.split(':')[:2])}:… is no database: expected a file, ducklake:sqlite:FILE, or "
            "ducklake:postgres:dbname=… host=… user=…"
        )
    catalogue = name.removeprefix("ducklake:sqlite:")
    return name if catalogue == name else f"ducklake:sqlite:{Path(catalogue).resolve()}"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A place in object storage.

    Attributes:
        url: `s3://bucket/prefix`, or `gs://…`, `az://…`.
        outbox: folder of this machine in which files grow until they are sent there as whole objects.
    """

    url: str
    outbox: Path

    def __str__(self) -> str:
        return self.url

    def unsent_of(self, run_id: str) -> Path:
        """The folder of one crawl in the outbox."""
        return self.outbox / run_id

    def unsent(self, name: str) -> Path:
        """Where a file is until it is sent: names are `<day>/<crawl>.…`."""
        return self.unsent_of(name.rpartition("/")[2].partition(".")[0]) / name


@dataclass(frozen=True, slots=True)
class S3Endpoint:
    """A server that speaks S3 and is not Amazon's.

    Attributes:
        host: with its port, where it has one.
        is_encrypted: whether it is asked by https.
        bucket_in_host: whether the bucket stands before the host's name, else in the path.
    """

    host: str
    is_encrypted: bool
    bucket_in_host: bool

    @property
    def url(self) -> str:
        """Its address."""
        return f"{'https' if self.is_encrypted else 'http'}://{self.host}"


def s3_endpoint(environment: Mapping[str, str] = os.environ) -> S3Endpoint | None:
    """The server that stands for Amazon's S3, from the variables that AWS's own tools read; None where none is named.

    Raises:
        BadInputError: it is no address.
    """
    url = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL")
    if not url:
        return None
    match = _ENDPOINT.fullmatch(url)
    if match is None:
        raise BadInputError(
            f"AWS_ENDPOINT_URL is {url!r}: expected an address such as https://s3.example:9000"
        )
    bucket_in_host = environment.get("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "").lower() in {"1", "true"}
    return S3Endpoint(match[2], match[1] == "https", bucket_in_host)


def state_of(name: str) -> str:
    """The Postgres that a setting or argument names, as `postgres:…`; what libpq takes as a URI is taken, too.

    Raises:
        BadInputError: it names something else.
    """
    state = f"postgres:{name}" if name.startswith(("postgres://", "postgresql://")) else name
    if not _STATE.fullmatch(state):
        # Only how it begins: there may be a password in the rest.
        raise BadInputError(
            f"NABA_STATE: {name.partition(':')[0][:20]}:… is no shared state: expected postgres:dbname=… host=… user=…"
        )
    return state


def _archive_of(name: str) -> Path | str:
    if "://" not in name:
        return Path(name).resolve()
    if not _BUCKET.fullmatch(name):
        raise BadInputError(
            f"NABA_ARCHIVE is {name}: expected a folder, s3://bucket/prefix, gs://bucket/prefix or az://account/container/prefix"
        )
    return name.rstrip("/")


def _days(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    # Two weeks are what the schedule `nightly` looks back on.
    if not (text.isascii() and text.isdecimal() and 14 <= int(text[:6]) <= 36500):
        raise BadInputError(f"{name} is {text!r}: expected a number of days, 14 or more")
    return int(text)


def _report_language(environment: Mapping[str, str]) -> str:
    language = environment.get("NABA_REPORT_LANGUAGE") or REPORT_LANGUAGES[0]
    if language not in REPORT_LANGUAGES:
        raise BadInputError(f"NABA_REPORT_LANGUAGE is {language!r}: expected {' or '.join(REPORT_LANGUAGES)}")
    return language


def _is_address(url: str) -> bool:
    try:
        return url.startswith(("http://", "https://")) and bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _alert_url(environment: Mapping[str, str]) -> str | None:
    url = environment.get("NABA_ALERT_URL") or None
    if url and not _is_address(url):
        # Not shown: such an address is a secret.
        raise BadInputError("NABA_ALERT_URL is no address: expected http://… or https://…")
    return url


def _proxy(environment: Mapping[str, str]) -> str | None:
    url = environment.get("NABA_PROXY") or None
    if url and not _is_address(url):
        # Not shown: it may hold a password.
        raise BadInputError("NABA_PROXY is no address: expected one such as http://proxy.example:3128")
    return url


def _hub_callback(environment: Mapping[str, str]) -> str | None:
    url = environment.get("NABA_HUB_CALLBACK") or None
    if url and (not _is_address(url) or {"?", "#"} & set(url)):
        raise BadInputError(
            f"NABA_HUB_CALLBACK is {url!r}: expected an address such as https://desk.example/hub"
        )
    return url


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, resolved once by whoever starts a process, then handed down.

    Attributes:
        data: folder that all output lands in (`NABA_DATA`, default `data/` of the repository).
        sources: folder of source files, `<cc>/<id>.toml` (`NABA_SOURCES`, default: the shipped ones).
        contact: address or mail that the user agent names (`NABA_CONTACT`), so that a publisher can reach
            whoever runs this Naba.
        proxy: HTTP proxy that every fetch goes through (`NABA_PROXY`), or None.
        first_day: first daily partition (`NABA_FIRST_DAY`, default 2026-01-01).
        database_named: what `NABA_DATABASE` names, or None for the file in the data folder.
        lake_files: folder or URL for the files of a DuckLake that is made (`NABA_LAKE_FILES`), or None for
            `lake/` in the data folder; one that is there knows its own.
        archive_named: folder or URL that archive and fetch logs are in (`NABA_ARCHIVE`), or None for the data folder.
        keep_runs_days: how long `naba tidy` keeps Dagster's runs with their events (`NABA_KEEP_RUNS_DAYS`, default 90).
        keep_fetches_days: the same for attempts to fetch and their logs (`NABA_KEEP_FETCHES_DAYS`, default 400).
        alert_url: gets one JSON when a run fails or a source goes silent (`NABA_ALERT_URL`), or None.
        hub_callback: public address of `naba hub`, under which WebSub's hubs reach it (`NABA_HUB_CALLBACK`), or None.
        state: the Postgres that machines share their state and locks in (`NABA_STATE`, `postgres:…`), or None where
            files in the data folder do.
        report_language: of the pages of days that runs leave, `ar` or `en` (`NABA_REPORT_LANGUAGE`, default ar).
        hosts: names besides loopback's under which the web interfaces may be asked (`NABA_HOSTS`, spaces between).
    """

    data: Path
    sources: Path
    contact: str
    proxy: str | None
    first_day: date
    database_named: Path | str | None = None
    lake_files: str | None = None
    keep_runs_days: int = _KEEP_RUNS_DAYS
    keep_fetches_days: int = _KEEP_FETCHES_DAYS
    alert_url: str | None = None
    report_language: str = REPORT_LANGUAGES[0]
    hosts: tuple[str, ...] = ()
    hub_callback: str | None = None
    state: str | None = None
    archive_named: Path | str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Reads `NABA_*`.

        Raises:
            BadInputError: a value is not what it should be: no ISO date, no number of days, no database, no address.
        """
        first_day = environment.get("NABA_FIRST_DAY") or "2026-01-01"
        try:
            parsed_first_day = date.fromisoformat(first_day)
        except ValueError:
            raise BadInputError(
                f"NABA_FIRST_DAY is {first_day!r}: expected a day such as 2026-01-01"
            ) from None
        settings = cls(
            data=Path(environment.get("NABA_DATA") or REPOSITORY / "data").resolve(),
            sources=Path(environment.get("NABA_SOURCES") or REPOSITORY / "crawlers" / "sources").resolve(),
            contact=environment.get("NABA_CONTACT") or "no contact given",
            proxy=_proxy(environment),
            first_day=parsed_first_day,
            database_named=database_of(database) if (database := environment.get("NABA_DATABASE")) else None,
            lake_files=environment.get("NABA_LAKE_FILES") or None,
            archive_named=_archive_of(archive) if (archive := environment.get("NABA_ARCHIVE")) else None,
            keep_runs_days=_days(environment, "NABA_KEEP_RUNS_DAYS", _KEEP_RUNS_DAYS),
            keep_fetches_days=_days(environment, "NABA_KEEP_FETCHES_DAYS", _KEEP_FETCHES_DAYS),
            alert_url=_alert_url(environment),
            report_language=_report_language(environment),
            hosts=tuple(environment.get("NABA_HOSTS", "").split()),
            hub_callback=_hub_callback(environment),
            state=state_of(state) if (state := environment.get("NABA_STATE")) else None,
        )
        if settings.warehouse in (settings.database_named, *Path(str(settings.database_named)).parents):
            raise BadInputError(
                f"NABA_DATABASE is {settings.database_named}: nobody but Naba opens what is in {settings.warehouse}; "
                "name another place"
            )
        return settings

    @property
    def archive(self) -> Path | Bucket:
        """WARC files, `<day>/<run>.warc.gz`."""
        return self._archived("archive")

    @property
    def fetch_logs(self) -> Path | Bucket:
        """One line per fetch attempt, `<UTC date of the run's start>/<run>.jsonl`."""
        return self._archived("fetches")

    def _archived(self, name: str) -> Path | Bucket:
        if isinstance(self.archive_named, str):
            return Bucket(f"{self.archive_named}/{name}", self.data / "outbox" / name)
        return (self.archive_named or self.data) / name

    @property
    def crawl_state(self) -> Path:
        """SQLite file: ETags and Last-Modified of feeds, URLs already captured; not used where `state` is."""
        return self.data / "crawl" / "state.sqlite"

    @property
    def subscriptions(self) -> Path:
        """SQLite file: what hubs were asked for, and when they told of changes."""
        return self.data / "crawl" / "hubs.sqlite"

    @property
    def imports(self) -> Path:
        """Folder for WARC files of others; filling a past day takes in what is new in it."""
        return self.data / "import"

    @property
    def politeness(self) -> Path:
        """SQLite file: when each domain may be asked again, and its robots.txt; shared by all processes."""
        return self.data / "crawl" / "politeness.sqlite"

    @property
    def warehouse(self) -> Path:
        """Folder of the private database; nobody but Naba opens it."""
        return self.data / "warehouse"

    @property
    def features(self) -> Path:
        """Folder of the features of each day's stories; a cache."""
        return self.warehouse / "features"

    @property
    def related_terms(self) -> Path:
        """Folder of the terms of the last days, by which groups are related; a cache."""
        return self.warehouse / "terms"

    @property
    def seen_pages(self) -> Path:
        """Folder of what is remembered of cleaned pages, by day; a cache."""
        return self.warehouse / "pages"

    @property
    def candidate_index(self) -> Path:
        """Folder of the index in which dedup looks for candidates; a cache."""
        return self.warehouse / "candidates"

    @property
    def private_database(self) -> Path:
        """The file that Naba alone writes, where the database is a file."""
        return self.warehouse / "naba.duckdb"

    @property
    def database(self) -> Path | str:
        """The published database, to be read at any time: a file, or the URI of a DuckLake."""
        return self.database_named or self.data / "naba.duckdb"

    def report_of(self, day: date) -> Path:
        """The page of one day's report."""
        return self.data / "reports" / f"{day}.html"

    @property
    def dagster_home(self) -> Path:
        """Dagster's instance: run history, event log, schedules' state."""
        return self.data / "dagster"

    def environment(self) -> dict[str, str]:
        """This process's environment with these settings in it, for a child process."""
        return os.environ | {
            "NABA_DATA": str(self.data),
            "NABA_SOURCES": str(self.sources),
            "NABA_CONTACT": self.contact,
            "NABA_PROXY": self.proxy or "",
            "NABA_FIRST_DAY": self.first_day.isoformat(),
            "NABA_DATABASE": str(self.database_named or ""),
            "NABA_LAKE_FILES": self.lake_files or "",
            "NABA_ARCHIVE": str(self.archive_named or ""),
            "NABA_KEEP_RUNS_DAYS": str(self.keep_runs_days),
            "NABA_KEEP_FETCHES_DAYS": str(self.keep_fetches_days),
            "NABA_ALERT_URL": self.alert_url or "",
            "NABA_REPORT_LANGUAGE": self.report_language,
            "NABA_HOSTS": " ".join(self.hosts),
            "NABA_HUB_CALLBACK": self.hub_callback or "",
            "NABA_STATE": self.state or "",
            "DAGSTER_HOME": str(self.dagster_home),
        }
