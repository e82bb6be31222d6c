"""A page of one article, in which a test puts dates, names and headings."""

from pipelines.cleaning import extract
from pipelines.records import Article

TITLE = "Ferry company adds a second night crossing to the island"
PROSE = (
    "<p>The ferry company will sail twice each night from next month, its director told passengers on the quay.</p>"
    "<p>Fishermen had asked for the second crossing since the bridge closed, as their catch spoils by the morning.</p>"
    "<p>The harbour master said that the new timetable leaves an hour for loading, and that prices will stay.</p>"
)
URL = "https://harbour.example/news/second-night-crossing"


def article(
    *,
    head: str = "",
    above: str = "",
    below: str = "",
    foot: str = "",
    heading: str = f"<h1>{TITLE}</h1>",
    around: str = "",
    url: str = URL,
) -> Article:
    """What cleaning gives of the page, with HTML put into its head, above its heading, below it and below its text.

    `around` is the class of the element that holds all of these.
    """
    text = f"<main class='{around}'>{above}{heading}{below}<div>{PROSE}</div>{foot}</main>"
    page = f"<html lang='en'><head>{head}</head><body>{text}</body></html>"
    return extract(page.encode(), url=url)


def day(found: Article) -> str | None:
    """The day of publication, as in an address."""
    return found.published_at.date().isoformat() if found.published_at else None
