"""The embedded newsroom as a collection to run on: served on loopback, with its own sources and days."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from dagster_project.demo.newsroom import Newsroom
from dagster_project.demo.truth import NEWSROOM, read_truth
from pipelines import warehouse
from pipelines.errors import BadInputError
from pipelines.settings import Settings
from pipelines.warehouse.ask.for_demo import sources_with_articles


@contextmanager
def newsroom(settings: Settings) -> Iterator[Settings]:
    """Serves the newsroom, and gives the settings under which Naba collects from it.

    Raises:
        BadInputError: the data folder holds news of real sources; fiction must not mix with it.
    """
    sources = NEWSROOM / "sources"
    if warehouse.is_published(settings):
        fictional = {file.stem for file in sources.glob("*/*.toml")}
        if real := sources_with_articles(settings) - fictional:
            raise BadInputError(
                f"{settings.data} holds news of {', '.join(sorted(real)[:3])}: "
                "give the demo another folder, NABA_DATA=data/demo naba demo"
            )
    first_day = min(settings.first_day, *read_truth().days)
    with Newsroom(NEWSROOM / "site") as served:
        yield replace(settings, sources=sources, proxy=served.url, first_day=first_day)
