"""Dagster's own settings: what is shipped, and what a team puts in their place."""

import yaml


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
