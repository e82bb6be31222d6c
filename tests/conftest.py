"""What tests of all packages share."""

from pathlib import Path

import hypothesis
import pytest

from tests.support.real_data import real_data_folder

pytest_plugins = ["tests.support.servers.publisher"]

# A slow machine is no failure: no example has a deadline.
hypothesis.settings.register_profile("naba", deadline=None)
hypothesis.settings.load_profile("naba")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data that is no part of the project; without it the test is skipped."""
    folder = real_data_folder()
    if not folder.is_dir():
        pytest.skip(f"real data is not here: {folder} (NABA_SHARED_DATA names another folder)")
    return folder
