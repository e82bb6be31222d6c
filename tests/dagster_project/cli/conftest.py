import sys

import pytest

from crawlers.ask import once
from crawlers.fetch.process import output_of
from dagster_project.cli.app import main
from tests.support.servers.nursery import open_nursery


@pytest.fixture(scope="session")
def fetching(tmp_path_factory):
    """A process that those which fetch some addresses are forked from."""
    with open_nursery(tmp_path_factory.mktemp("fetching"), "tests.support.servers.fetching") as nursery:
        yield nursery


@pytest.fixture(autouse=True)
def fetching_is_forked(monkeypatch, request):
    """A command that fetches some addresses forks the process that does; getting-started.md is followed with a new one."""

    def run_command(settings, _command, text):
        ended = request.getfixturevalue("fetching").run(settings.environment(), [], text)
        return output_of(ended.returncode, ended.stdout, ended.stderr)

    monkeypatch.setattr(once, "run_command", run_command)


@pytest.fixture
def command(monkeypatch, capsys, tmp_path):
    """Runs the command in this process, as a pipe sees it: (exit code, stdout, stderr)."""
    monkeypatch.setenv("NABA_DATA", str(tmp_path / "data"))

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["naba", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return ended.value.code, captured.out, captured.err

    return run
