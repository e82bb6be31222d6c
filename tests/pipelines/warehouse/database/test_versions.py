"""The published file opens in clients of either DuckDB; CI names a Python with the other version."""

import os
import subprocess
from datetime import date

import duckdb
import pytest

from pipelines.warehouse import publish
from tests.support.processes import PATIENCE
from tests.support.warehouse.rows import write_day

READ = """
import duckdb, sys
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    print(duckdb.__version__, connection.execute("SELECT count(*) FROM articles").fetchall())
    for view in ("news", "republications", "origins", "source_health"):
        connection.table(view).fetchall()
"""


@pytest.mark.process
def test_the_other_duckdb_reads_what_this_one_published(settings):
    python = os.environ.get("NABA_OTHER_DUCKDB")
    if not python:
        pytest.skip("NABA_OTHER_DUCKDB names no Python with another DuckDB; .ci/run makes one")
    write_day(settings, date(2026, 3, 1), ["a", "b"])
    publish(settings)
    read = subprocess.run(
        [python, "-c", READ, settings.database], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert read.stderr == ""
    version, count = read.stdout.split(maxsplit=1)
    assert (version.split(".")[0] != duckdb.__version__.split(".")[0], count) == (True, "[(2,)]\n")
