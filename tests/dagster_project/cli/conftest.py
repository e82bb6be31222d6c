import sys

import pytest

from dagster_project.cli.app import main


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
