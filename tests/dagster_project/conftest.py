import os

import pytest
from filelock import FileLock

from tests.support.processes import without_naba_settings
from tests.support.servers.folder import serve
from tests.support.servers.nursery import open_nursery


@pytest.fixture(scope="session")
def naba(tmp_path_factory):
    """Runs the command with a data folder and further NABA_* settings."""
    with open_nursery(tmp_path_factory.mktemp("naba"), "tests.support.servers.command") as nursery:

        def run(data, *arguments, **settings):
            environment = without_naba_settings() | {"NABA_DATA": str(data)}
            environment |= {key: str(value) for key, value in settings.items()}
            return nursery.run(environment, [str(one) for one in arguments])

        yield run


@pytest.fixture
def site(tmp_path):
    """A folder served on loopback: (folder, address)."""
    folder = tmp_path / "site"
    folder.mkdir()
    with serve(folder) as address:
        yield folder, address


@pytest.fixture(scope="session")
def demo(tmp_path_factory, naba):
    """The data folder after one demo, and what the demo printed: one for all workers, for reading only."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # what the workers of a run have in common
    data, printed = folder / "demo" / "data", folder / "demo.txt"
    with FileLock(folder / "demo.lock"):
        if not printed.exists():
            result = naba(data, "demo")
            assert result.returncode == 0, result.stdout + result.stderr
            printed.write_text(result.stdout + result.stderr, encoding="utf-8")
    return data, printed.read_text(encoding="utf-8")
