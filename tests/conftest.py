"""What tests of all packages share."""

from collections.abc import Iterator

import duckdb
import hypothesis
import pytest

from tests.support.cheap_databases import connect_cheaply

pytest_plugins = ["tests.support.fixtures"]

# A slow machine is no failure: no example has a deadline, and none is too slow to be made.
hypothesis.settings.register_profile(
    "naba", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("naba")

# Fixtures that start a process of their own, or what takes as long: Dagster, a DuckLake. Whoever asks for one has the mark
# `process`.
STARTING_PROCESSES = frozenset(
    {"crawled", "demo", "naba", "nursery", "postgres", "shared_state", "shell", "ui"}
)
STARTING_AS_LONG = frozenset({"instance", "make_lake", "sqlite_lake"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if (STARTING_PROCESSES | STARTING_AS_LONG) & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.process)
    # Long files first, so that no worker begins one when the others have ended.
    long = {
        item.path
        for item in items
        if item.get_closest_marker("process") or item.get_closest_marker("browser")
    }
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session", autouse=True)
def cheap_databases() -> Iterator[None]:
    """Opens databases of this process cheaply."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", connect_cheaply(duckdb.connect))
        yield
