"""The daily report: one self-contained page a day, in one language; the same bytes for the same database."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from markupsafe import Markup

from pipelines import warehouse
from pipelines.errors import BadInputError, StorageError, reason_of
from pipelines.files.whole import written_whole
from pipelines.warehouse.ask import for_explorer
from pipelines.warehouse.ask.for_report import DayReport, read_day
from pipelines.web.localized import LANGUAGES, localized
from pipelines.web.templating import environment, texts_of
from pipelines.web.zones import UNIVERSAL

REPORT_VERSION = "6"
"""Raised when the same database gives another page."""

_STYLE = Path(__file__).with_name("static") / "style.css"


def render(report: DayReport, names: Mapping[str, str], language: str) -> str:
    """The report as one HTML page that loads nothing.

    Args:
        report: what it says.
        names: of the outlets, by source id.
        language: one of `LANGUAGES`.
    """
    template = environment().get_template("report.html")
    # Our own file; all else that goes into the page is escaped.
    style = Markup(_STYLE.read_text(encoding="utf-8"))  # noqa: S704 - as said
    return template.render(
        report=report, names=names, style=style, **texts_of(localized(language), UNIVERSAL)
    )


def write_report(database: Path | str, day: date, file: Path, language: str) -> DayReport:
    """Writes the report of a day; says what stands in it.

    Args:
        database: the published file, or the URI of a DuckLake.
        day: UTC.
        file: appears whole, in place of an older one; its folder is made.
        language: that the page is written in.

    Raises:
        BadInputError: there is no database, or the web interface has no such language.
        StorageError: the file can't be written, or the database is not one that this Naba published.
    """
    if language not in LANGUAGES:
        raise BadInputError(f"{language!r} is no language of a report: expected {' or '.join(LANGUAGES)}")
    with warehouse.open_database(database) as connection:
        report, names = read_day(connection, day), for_explorer.names(connection)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{file.parent}: can't make the folder: {reason_of(error)}") from None
    with written_whole(file) as page:
        page.write(render(report, names, language))
    return report
