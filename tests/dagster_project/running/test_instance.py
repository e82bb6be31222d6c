"""Dagster's own settings: what is shipped, and what a team puts in their place; and its databases at first."""

import os
import subprocess
import sys

import pytest
import yaml

from tests.support.processes import PATIENCE


def test_local_yaml_replaces_what_is_shipped_and_leaves_the_rest(settings, monkeypatch):
    from dagster_project.running.instance import prepare_home

    monkeypatch.setenv("DAGSTER_HOME", "")
    prepare_home(settings)
    file = settings.dagster_home / "dagster.yaml"
    shipped = yaml.safe_load(file.read_text())
    assert shipped["concurrency"]["runs"]["max_concurrent_runs"] == 8
    mine = {"concurrency": {"runs": {"max_concurrent_runs": 2}}, "storage": {"sqlite": {"base_dir": "/x"}}}
    (settings.dagster_home / "local.yaml").write_text(yaml.safe_dump(mine))
    for _ in range(2):
        prepare_home(settings)
        assert yaml.safe_load(file.read_text()) == shipped | mine


@pytest.mark.process
def test_several_first_runs_at_once_make_its_databases_once(settings):
    settings.data.mkdir(parents=True)
    opening = (
        "from dagster_project.running.instance import open_instance; from pipelines.settings import Settings\n"
        "print(input()); print(open_instance(Settings.from_environment()).get_runs_count())"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", opening],
            env=os.environ | settings.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate(timeout=PATIENCE) for process in processes] == [("go\n0\n", "")] * 3
