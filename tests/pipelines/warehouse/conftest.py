from datetime import date

import pytest

from pipelines.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "data", tmp_path / "sources", "test", None, date(2026, 1, 1))
