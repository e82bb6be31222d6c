"""The command line as a whole: one screen of help, JSON beside every table, documents that name every command."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import duckdb
import pytest
import typer

from dagster_project.cli.app import main
from dagster_project.cli.commands import app
from pipelines.settings import REPOSITORY
from tests.support.processes import NABA, PATIENCE

SOURCE = """
name = "الواحة"
language = "ar"
timezone = "UTC"
homepage = "https://oasis.example"
[[feeds]]
url = "https://oasis.example/rss"
"""


def commands(group=None, path=()):
    """Every command that does something: (words of its name, the click command)."""
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield (*path, name), command
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(commands())


def documents():
    pages = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
    return {str(page.relative_to(REPOSITORY)): page.read_text(encoding="utf-8") for page in pages}


def test_help_is_one_screen(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = command("--help")[1].splitlines()
    assert len(lines) <= 35
    assert all(len(line) <= 80 for line in lines)
    assert not any(line.endswith("...") for line in lines[4:])


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_every_command_says_in_a_line_what_it_does_and_is_in_the_documents(name):
    command = COMMANDS[name]
    first = command.help.splitlines()[0]
    assert first.endswith(".")
    assert len(first) <= 67
    words = rf"naba {' '.join(name)}\b"
    assert any(re.search(words, text) for text in documents().values())
    assert all(option.help for option in command.params if option.param_type_name == "option")


def test_documents_name_no_command_and_no_option_that_is_not_there():
    """`naba word` in code is a command, `--option` behind it one of its own."""
    for page, text in documents().items():
        code = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
        code += [
            line for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL) for line in block.splitlines()
        ]
        for line in code:
            match = re.match(r"(?:[A-Z_]+=\S+ )*naba ([a-z].*)", line)
            if match is None:
                continue
            words = match[1].split()
            name = tuple(words[:2]) if tuple(words[:2]) in COMMANDS else tuple(words[:1])
            assert name in COMMANDS, f"{page}: {line}"
            known = {option for parameter in COMMANDS[name].params for option in parameter.opts} | {"--help"}
            used = set(
                re.findall(r"(?<=\s)(--?[a-z][a-z-]*)", re.sub(r'"[^"]*"', "", match[1]).split("#")[0])
            )
            assert used <= known, f"{page}: {line}"


def test_every_command_that_prints_a_table_has_json():
    printed = [
        "demo",
        "report",
        "explain",
        "sql",
        "why",
        "feed",
        "import",
        "sources",
        "sources list",
        "sources check",
        "sources new",
    ]
    for name in printed:
        assert "--json" in {
            option for parameter in COMMANDS[tuple(name.split())].params for option in parameter.opts
        }
    for module in (REPOSITORY / "dagster_project" / "cli").glob("*.py"):
        for function in re.split(r"\n(?=@|def )", module.read_text(encoding="utf-8")):
            if re.search(r"print_(table|rows)\(", function) and not function.startswith("def _print"):
                assert "as_json" in function, function


@pytest.fixture
def oasis(monkeypatch, tmp_path):
    """A folder with one source."""
    (tmp_path / "sources" / "sa").mkdir(parents=True)
    (tmp_path / "sources" / "sa" / "oasis.toml").write_text(SOURCE, encoding="utf-8")
    monkeypatch.setenv("NABA_SOURCES", str(tmp_path / "sources"))


@pytest.mark.usefixtures("oasis")
def test_what_is_piped_has_no_colours_and_isolates_arabic(command):
    code, out, err = command("sources")
    assert (code, err) == (0, "")
    assert "\u2068الواحة\u2069" in out
    assert "\x1b" not in out
    assert json.loads(command("sources", "--json")[1])[0]["name"] == "الواحة"


@pytest.mark.process
@pytest.mark.usefixtures("oasis")
@pytest.mark.skipif(shutil.which("script") is None, reason="no `script` (util-linux) here to make a terminal")
def test_a_terminal_gets_colours():
    shown = subprocess.run(
        [shutil.which("script"), "--quiet", "--command", f"{NABA} sources", "/dev/null"],
        capture_output=True,
        check=True,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"TERM": "xterm-256color"},
    ).stdout
    assert b"\x1b[" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["run", "--from", "someday"],
        ["report", "someday"],
        ["report", "nothing"],
        ["report", "2026-03-01"],
        ["sql", "SELECT 1"],
        ["export", "-o", "stories"],
        ["export", "-o", "stories.csv"],
        ["explain", "one", "two"],
        ["why", "no-address"],
        ["sources", "--nothing"],
        ["feed", "missing.xml", "-o", "out.jsonl"],
        ["import", "missing.warc.gz"],
        ["dedup", "missing.jsonl", "-o", "out.jsonl"],
        ["dedup", "missing.parquet", "-o", "out"],
        ["dedup", "one.jsonl", "other.jsonl", "-o", "out"],
        ["dedup", "in.jsonl", "-o", "out.jsonl", "--engine", "ray"],
        ["dedup", "in.parquet", "-o", "out", "--engine", "spark"],
        ["dedup", "in.parquet", "-o", "out", "--pairs", "pairs.jsonl"],
        ["dedup", "in.parquet", "-o", "out", "--ray-address", "here:6379"],
    ],
    ids=" ".join,
)
def test_wrong_input_is_one_line_on_stderr_and_exit_2(command, arguments):
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert re.fullmatch(r"naba: [^\n]+\n", err)


@pytest.mark.usefixtures("oasis")
@pytest.mark.parametrize(
    ("line", "expected"),
    [("naba so", ["sources"]), ("naba run --source o", ["oasis"]), ("naba sources check ", ["oasis"])],
)
def test_a_shell_completes_commands_and_sources(command, monkeypatch, line, expected):
    monkeypatch.setenv("_NABA_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
    code, out, _ = command()
    assert (code, out.split()) == (0, expected)


@pytest.mark.process
def test_looking_at_something_does_not_wait_for_dagster_and_scrapy_to_load():
    code = "import sys, dagster_project.cli.commands; print(sorted({'dagster', 'scrapy'} & set(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert result.stdout == "[]\n"


@pytest.mark.process
def test_a_reader_that_stops_reading_is_no_error(tmp_path):
    with duckdb.connect(str(tmp_path / "naba.duckdb")) as connection:
        connection.execute("CREATE TABLE numbers AS FROM range(300000)")
    result = subprocess.run(
        [shutil.which("bash"), "-c", f"{NABA} sql --json 'FROM numbers' | head -n 1"],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        env=os.environ | {"NABA_DATA": str(tmp_path)},
    )
    assert (result.stdout, result.stderr) == ('{"range": 0}\n', "")


def test_bare_and_short_help_and_version(command):
    assert command("-h") == command("--help")
    code, out, err = command()
    assert (code, err) == (0, "")
    assert out.split()[:2] == ["Usage:", "naba"]
    assert "explain" in out
    code, out, _ = command("--version")
    assert code == 0
    assert re.fullmatch(r"naba \d+\.\d+\S*\n", out)


def test_ctrl_c_while_modules_are_imported_ends_it_without_a_traceback(monkeypatch):
    seen = []

    class Importing(ModuleType):
        """The package whose modules are being imported."""

        @property
        def commands(self):
            seen.append(signal.getsignal(signal.SIGINT))
            return SimpleNamespace(run=lambda: seen.append(signal.getsignal(signal.SIGINT)) or 0)

    monkeypatch.setitem(sys.modules, "dagster_project.cli", Importing("dagster_project.cli"))
    with pytest.raises(SystemExit, match="0"):
        main()
    assert seen == [signal.SIG_DFL, signal.default_int_handler]
