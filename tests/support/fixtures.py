"""Fixtures that tests of several packages ask for."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from pipelines.settings import Settings
from tests.support.real_data import real_data_folder
from tests.support.servers.newsdesk import Newsdesk
from tests.support.servers.nursery import Nursery, open_nursery
from tests.support.servers.object_storage import ObjectStorage, running_object_storage
from tests.support.servers.postgres import make_database, running_postgres
from tests.support.servers.publisher import FakePublisher
from tests.support.settings import make_settings

_STATES = count()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose folders are the test's own."""
    return make_settings(tmp_path)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data that is no part of the project; without it the test is skipped."""
    folder = real_data_folder()
    if not folder.is_dir():
        pytest.skip(f"real data is not here: {folder} (NABA_SHARED_DATA names another folder)")
    return folder


@pytest.fixture(scope="session")
def object_storage() -> Iterator[ObjectStorage]:
    """A server that speaks S3, one for all tests of a worker."""
    with running_object_storage() as storage:
        yield storage


@pytest.fixture
def keys(object_storage: ObjectStorage, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment says where the object storage is, and with which keys; gives what changes it."""
    for name, value in object_storage.environment.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """A Postgres, one for all tests of a worker: the folder of its socket. Each test makes a database of its own."""
    with running_postgres() as folder:
        yield folder


@pytest.fixture
def shared_state(postgres: Path) -> str:
    """What NABA_STATE says of a new, empty state in Postgres."""
    return make_database(postgres, f"state{next(_STATES)}", "postgres")


@pytest.fixture(params=["files", "postgres"])
def each_store(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Settings whose state and locks are in files of the data folder, or in a Postgres."""
    if request.param == "files":
        return settings
    return replace(settings, state=request.getfixturevalue("shared_state"))


@pytest.fixture
def publisher() -> Iterator[FakePublisher]:
    """A server on loopback that publishes what it is told."""
    fake = FakePublisher()
    yield fake
    fake.close()


@pytest.fixture
def other_publisher() -> Iterator[FakePublisher]:
    """A second one, on another port."""
    fake = FakePublisher()
    yield fake
    fake.close()


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """A process that crawls are forked from, one for all tests of a worker."""
    with open_nursery(tmp_path_factory.mktemp("nursery"), "tests.support.servers.patient_crawl") as one:
        yield one


@pytest.fixture
def desk(tmp_path: Path, nursery: Nursery) -> Newsdesk:
    """A data folder with sources of its own, which crawls collect into."""
    return Newsdesk(tmp_path, nursery)
