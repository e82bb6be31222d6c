"""`naba sql`: what a person types, at once, piped in, or at its prompt."""

import io
import json
import os
import pty
import shutil
import subprocess
from contextlib import closing

import duckdb
import pytest

from tests.support.processes import NABA, PATIENCE


@pytest.fixture
def published(tmp_path):
    """A published database with one table and one view, in the data folder of `command`."""
    (tmp_path / "data").mkdir()
    with duckdb.connect(str(tmp_path / "data" / "naba.duckdb")) as connection:
        connection.execute("""
            CREATE TABLE stories AS SELECT i AS story, 'خبر ' || i AS title FROM range(3) AS r(i);
            COMMENT ON TABLE stories IS 'One text';
            COMMENT ON COLUMN stories.title IS 'Its headline';
            CREATE VIEW news AS FROM stories WHERE story > 0;
        """)
    return tmp_path


@pytest.fixture
def piped(command, monkeypatch):
    """`naba sql` with its statements from a pipe."""

    def run(text, *arguments):
        given = text if isinstance(text, bytes) else text.encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        return command("sql", *arguments)

    return run


@pytest.mark.usefixtures("published")
def test_nothing_to_ask_is_said(command, piped):
    for code, out, err in (command("sql", " "), piped("\n")):
        assert (code, out) == (2, "")
        assert "no SQL was given" in err


@pytest.mark.usefixtures("published")
def test_sql_in_another_encoding_is_one_line(command, piped):
    asked = "SELECT title FROM stories WHERE title LIKE 'خبر%'".encode("cp1256")
    for code, out, err in (command("sql", os.fsdecode(asked)), piped(asked)):
        assert (code, out) == (2, "")
        assert err == "naba: expected UTF-8, which b'\\xce' is not\n"
    assert piped("\ufeffSELECT count(*) AS n FROM stories", "--json")[1] == '{"n": 3}\n'


@pytest.mark.usefixtures("published")
def test_several_statements_are_answered_one_after_the_other(command, piped):
    statements = "SELECT min(story) AS least FROM news; SELECT count(*) AS all_of_them FROM stories;"
    for code, out, err in (command("sql", "--json", statements), piped(statements, "--json")):
        assert (code, err) == (0, "")
        assert [json.loads(line) for line in out.splitlines()] == [{"least": 1}, {"all_of_them": 3}]


@pytest.mark.usefixtures("published")
def test_no_rows_are_said(command):
    code, out, err = command("sql", "--json", "FROM news WHERE story > 9")
    assert (code, out, err) == (0, "", "no rows\n")


@pytest.mark.usefixtures("published")
def test_a_table_shows_the_beginning_of_a_large_answer_and_says_where_the_rest_is(command):
    statement = "SELECT i, repeat('x', 301) AS text FROM range(201) AS r(i)"
    code, out, err = command("sql", statement)
    assert (code, out.count("│ 199 │"), out.count("│ 200 │"), out.count("x" * 301)) == (0, 1, 0, 0)
    assert err.splitlines() == [
        "the first 200 rows are shown; --json gives all",
        "texts are cut at 300 characters; --json gives them whole",
    ]
    code, out, err = command("sql", "--json", statement)
    assert [json.loads(line)["i"] for line in out.splitlines()] == list(range(201))
    code, out, err = command("sql", f"{statement} LIMIT 1")
    assert ("x" * 100 in out, "…" in out, err) == (True, False, "")


@pytest.mark.usefixtures("published")
def test_a_closed_output_is_no_mistake(command, monkeypatch):
    monkeypatch.setattr("sys.stdout", None)
    code, _, err = command("sql", "SELECT 1")
    assert (code, err) == (0, "")


@pytest.mark.usefixtures("published")
def test_what_goes_wrong_amid_an_answer_is_one_line(command):
    code, _, err = command("sql", "SELECT if(i < 5000, i, error('too far')) FROM range(9000) AS r(i)")
    assert (code, err) == (2, "naba: Invalid Input Error: too far\n")


@pytest.mark.usefixtures("published")
def test_what_is_wrong_is_shown_with_its_place_and_what_was_meant(command):
    code, out, err = command("sql", "SELECT 1; SELECT titel FROM stories")
    assert code == 2
    assert err.startswith('naba: Binder Error: Referenced column "titel"')
    assert "title" in err
    assert err.splitlines()[-1].endswith("^")
    # What can't be parsed anywhere is not begun.
    code, out, _ = command("sql", "SELECT 1; SELEC 2")
    assert (code, out) == (2, "")


@pytest.mark.usefixtures("published")
def test_tables_and_columns_are_listed_with_what_they_mean(command):
    _, out, _ = command("sql", "--json", ".tables")
    assert [json.loads(line) for line in out.splitlines()] == [
        {"name": "news", "holds": None},
        {"name": "stories", "holds": "One text"},
    ]
    _, out, _ = command("sql", "--json", ".schema stories")
    assert [json.loads(line) for line in out.splitlines()] == [
        {"table": "stories", "column": "story", "type": "BIGINT", "means": None},
        {"table": "stories", "column": "title", "type": "VARCHAR", "means": "Its headline"},
    ]
    assert len(command("sql", "--json", ".schema")[1].splitlines()) == 4
    for wrong in (".schema nothing", ".nothing"):
        code, _, err = command("sql", wrong)
        assert code == 2
        assert ".tables" in err


@pytest.mark.parametrize(
    "statement",
    [
        "FROM read_csv('{folder}/secret.csv')",
        "COPY stories TO '{folder}/out.csv'",
        "ATTACH '{folder}/other.duckdb'",
        "SET enable_external_access = true",
    ],
)
def test_files_are_out_of_reach_unless_asked_for(command, published, statement):
    (published / "secret.csv").write_text("word\nsecret\n")
    shutil.copy(published / "data" / "naba.duckdb", published / "other.duckdb")
    code, out, err = command("sql", statement.format(folder=published))
    assert (code, out) == (2, "")
    assert "disabled by configuration" in err or "Cannot enable external access" in err
    assert not (published / "out.csv").exists()
    if not statement.startswith("SET"):
        assert command("sql", "--allow-files", statement.format(folder=published))[0] == 0


class Terminal:
    """A command on a terminal of its own, as a person has it: reads what is shown, and types."""

    def __init__(self, arguments, environment):
        self._terminal, its = pty.openpty()
        self.process = subprocess.Popen(arguments, stdin=its, stdout=its, stderr=its, env=environment)
        os.close(its)

    def wait_for(self, text):
        """Reads until the text is shown; gives what was shown since the last time."""
        since = ""
        while text not in since:
            part = os.read(self._terminal, 4096).decode()
            assert part, since
            since += part
        return since

    def type(self, text):
        os.write(self._terminal, text.encode())

    def close(self):
        os.close(self._terminal)
        self.process.kill()
        self.process.wait()


@pytest.mark.process
def test_the_prompt_goes_on_after_a_mistake_and_keeps_its_history(published):
    settings = {
        "NABA_DATA": str(published / "data"),
        "XDG_STATE_HOME": str(published / "state"),
        "TERM": "dumb",
    }
    with closing(Terminal([NABA, "sql"], os.environ | settings)) as terminal:
        terminal.wait_for("naba> ")
        terminal.type("SELECT titel FROM news;\n")
        assert "Referenced column" in terminal.wait_for("\nnaba> ")
        terminal.type("SELECT story * 100\n")
        terminal.wait_for("... ")
        terminal.type("FROM news WHERE story = 2;\n")
        assert "200" in terminal.wait_for("\nnaba> ")
        terminal.type(".tables\n")
        assert "One text" in terminal.wait_for("\nnaba> ")
        terminal.type("\x04")
        assert terminal.process.wait(PATIENCE) == 0
    history = (published / "state" / "naba" / "sql_history").read_text(encoding="utf-8")
    assert "FROM news WHERE story = 2;" in history
