"""deploy/: what can be told without an engine for containers: settings are read, commands and files are there, versions fit."""

import re
from importlib import import_module
from importlib.metadata import distribution, entry_points
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer
import yaml
from dagster._core.instance.config import dagster_instance_config

from dagster_project.cli.commands import app
from pipelines.settings import REPOSITORY, Bucket, Settings

DEPLOY = REPOSITORY / "deploy"
SHIPPED = REPOSITORY / "dagster_project" / "running" / "dagster.yaml"
PASSWORDS = {
    "POSTGRES_PASSWORD": "one",
    "S3_ACCESS_KEY": "two",
    "S3_SECRET_KEY": "three",
    "NABA_CONTACT": "me@example.org",
}


def filled(text):
    """A text of a compose file with its variables, as `docker compose` fills them."""
    return re.sub(
        r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda match: PASSWORDS.get(match[1]) or match[2] or "", text
    )


def read(name):
    return yaml.safe_load(filled((DEPLOY / name).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def compose():
    return read("compose.yaml")


@pytest.fixture(scope="module")
def values():
    return read("helm-values.yaml")


def ours(compose):
    return {name: one for name, one in compose["services"].items() if one["image"] == "naba-cluster"}


def insist_on_command(command):
    scripts = {one.name for one in entry_points(group="console_scripts")}
    if command[0] == "python":
        assert command[1] == "-m"
        assert find_spec(command[2]), command
    else:
        assert command[0] in scripts, command
    if command[0] == "naba":
        found = typer.main.get_command(app).commands[command[1]]
        # A group of commands has more of them.
        assert command[2] in getattr(found, "commands", command)
    if "--module-name" in command:
        assert find_spec(command[command.index("--module-name") + 1])


def test_each_service_gets_settings_that_naba_reads_and_a_command_that_is_there(compose):
    known = {name for name in Settings.from_environment({}).environment() if name.startswith("NABA_")}
    assert len(ours(compose)) == 6
    for service in ours(compose).values():
        environment = service["environment"]
        assert {name for name in environment if name.startswith("NABA_")} <= known
        settings = Settings.from_environment({name: str(value) for name, value in environment.items()})
        assert isinstance(settings.archive, Bucket)
        assert settings.state
        assert environment["DAGSTER_POSTGRES_URL"] == "postgresql+psycopg2://naba:one@postgres/naba"
        insist_on_command(service["command"])


def test_services_name_each_other_and_keep_nothing_in_common_but_servers(compose):
    services = compose["services"]
    volumes = [volume.split(":")[0] for one in services.values() for volume in one.get("volumes", ())]
    assert sorted(volumes) == sorted(compose["volumes"])
    assert len(set(volumes)) == len(volumes)
    for one in services.values():
        assert set(one.get("depends_on", ())) <= set(services)
        for name in one.get("environment", {}).values():
            for host in re.findall(r"(?:host=|://|@)(\w+)(?=[:/ ]|$)", str(name)):
                assert host in {*services, "naba"}, name
        # Nobody but this machine reaches a service without a password.
        assert all(port.startswith("127.0.0.1:") for port in one.get("ports", ()))
    assert "naba" in services["bucket"]["command"][0]
    example = re.findall(r"^(\w+)=", (DEPLOY / ".env.example").read_text(), re.MULTILINE)
    asked = re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert set(example) == set(asked)


def test_dagster_takes_its_configuration_which_says_what_the_shipped_one_says(monkeypatch):
    pytest.importorskip("dagster_celery", reason="naba[cluster] brings dagster-celery")
    monkeypatch.setenv("DAGSTER_POSTGRES_URL", "postgresql+psycopg2://naba:one@postgres/naba")
    settings, _ = dagster_instance_config(str(DEPLOY))
    launcher = settings["run_launcher"]
    assert isinstance(launcher, dict)
    config = launcher["config"]
    assert set(config) <= set(getattr(import_module(launcher["module"]), launcher["class"]).config_type())
    shipped = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    deployed = read("dagster.yaml")
    for key in ("telemetry", "nux", "run_retries", "code_servers", "scheduler", "retention", "python_logs"):
        assert deployed[key] == shipped[key], key
    assert (
        deployed["run_monitoring"]["start_timeout_seconds"]
        >= shipped["run_monitoring"]["start_timeout_seconds"]
    )
    assert read("worker.yaml")["execution"]["config"] == {key: config[key] for key in ("broker", "backend")}


def test_runs_at_a_time_are_those_that_the_workers_take(compose):
    commands = [one["command"] for name, one in ours(compose).items() if name.startswith("worker")]
    slots = sum(int(command[command.index("--concurrency") + 1]) for command in commands)
    assert read("dagster.yaml")["concurrency"]["runs"]["max_concurrent_runs"] == slots
    assert len({command[command.index("--name") + 1] for command in commands}) == len(commands)


def test_the_image_is_a_target_that_is_there_in_versions_that_fit(compose):
    build = compose["services"]["worker-1"]["build"]
    text = (REPOSITORY / build["dockerfile"]).read_text(encoding="utf-8")
    assert f" AS {build['target']}\n" in text
    # Dagster's libraries count from 0.16 where Dagster counts from 1.0.
    major, minor, patch = (int(part) for part in distribution("dagster").version.split("."))
    fitting = f"{major - 1}.{minor + 16}.{patch}"
    pinned = re.findall(
        r"dagster-\w+==([\d.]+)", text + (DEPLOY / "helm-values.yaml").read_text(encoding="utf-8")
    )
    assert len(pinned) >= 3
    assert set(pinned) == {fitting}


def test_kubernetes_gets_settings_that_naba_reads(values):
    [deployment] = values["dagster-user-deployments"]["deployments"]
    known = {name for name in Settings.from_environment({}).environment() if name.startswith("NABA_")}
    environment = deployment["env"]
    assert {name for name in environment if name.startswith("NABA_")} <= known
    assert isinstance(Settings.from_environment(environment).archive, Bucket)
    insist_on_command(["dagster", "api", "grpc", *deployment["dagsterApiGrpcArgs"]])
    manifests = {one["kind"]: one for one in values["extraManifests"]}
    [container] = manifests["Deployment"]["spec"]["template"]["spec"]["containers"]
    insist_on_command(container["args"])
    assert {one["name"] for one in container["env"] if one["name"].startswith("NABA_")} <= known
    image = deployment["image"]
    assert container["image"] == f"{image['repository']}:{image['tag']}"
    chart = re.search(r"--version (\S+)", (DEPLOY / "helm-values.yaml").read_text(encoding="utf-8"))
    assert chart[1] == distribution("dagster").version


def test_the_readme_names_each_file():
    text = (DEPLOY / "README.md").read_text(encoding="utf-8")
    files = {file.name for file in DEPLOY.iterdir()} - {"README.md"}
    assert {name for name in files if name not in text} == set()
    assert Path(DEPLOY, "../docs/more-than-one-machine.md").exists()
