import shutil

import pytest

from tests.support.settings import make_settings
from tests.support.warehouse.published_news import writer


@pytest.fixture
def write(settings):
    """A `writer` of the test's own database."""
    return writer(settings)


@pytest.fixture(scope="session")
def little_news(tmp_path_factory):
    """The data folder with the whole little news, written and published once for all tests that start from it."""
    settings = make_settings(tmp_path_factory.mktemp("little-news"))
    writer(settings)()
    return settings.data


@pytest.fixture
def database(settings, little_news):
    """The whole little news, published: a copy of the test's own."""
    shutil.copytree(little_news, settings.data, dirs_exist_ok=True)
    return settings.database
