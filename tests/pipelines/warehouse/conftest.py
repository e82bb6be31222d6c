import sys
from datetime import date
from pathlib import Path

import pytest

from pipelines.settings import Settings

sys.path.append(str(Path(__file__).parent))  # rows.py, for tests and for the processes that they start


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "data", tmp_path / "sources", "test", None, date(2026, 1, 1))
