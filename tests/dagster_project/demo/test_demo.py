"""`naba demo` as a newcomer runs it, twice; and the database that it leaves."""

import ast
import json
import shutil
from datetime import date
from xml.etree import ElementTree as ET

import duckdb
import pytest

from dagster_project.demo.truth import NEWSROOM, compare, read_truth
from pipelines.settings import REPOSITORY, Settings
from pipelines.steps.fingerprints import wrong_fingerprints
from pipelines.warehouse.checks import CHECKS, run_check

TABLES = ("captures", "articles", "stories", "duplicate_pairs", "story_groups", "story_group_members", "days")


def content(data):
    with duckdb.connect(str(data / "naba.duckdb"), read_only=True) as connection:
        return {table: sorted(connection.table(table).fetchall(), key=repr) for table in TABLES}


@pytest.fixture
def settings(demo):
    return Settings.from_environment({"NABA_DATA": str(demo[0])})


def test_the_groups_are_those_of_the_truth_file(demo, settings):
    truth = read_truth()
    verdict = compare(settings, truth)
    assert verdict.wrong == ()
    assert verdict.groups == len(truth.groups) >= 15
    assert f"{len(truth.groups)} groups: as the truth file says" in demo[1]
    assert demo[1].count("went wrong, as it should") == 1


def test_what_went_wrong_is_said_once_whatever_the_number_of_days(demo):
    assert demo[1].count("went wrong, as it should: sahel-news: ") == 1


def test_every_check_holds(settings):
    assert {check.name: run_check(settings, check) for check in CHECKS} == {
        check.name: {} for check in CHECKS
    }


def test_fingerprints_are_those_of_the_package(settings):
    days = [date(2026, 3, day) for day in range(1, 5)]
    assert wrong_fingerprints(settings, days) == {day: [] for day in days}


def test_a_story_s_origin_is_whom_its_articles_credit_or_the_earliest_outlet(demo):
    with duckdb.connect(str(demo[0] / "naba.duckdb"), read_only=True) as connection:
        origins = connection.execute(
            "SELECT origin, evidence, count(*) FROM origins JOIN news USING (group_id) "
            "WHERE copies > 0 AND source = 'nasim' GROUP BY ALL ORDER BY 3 DESC LIMIT 1"
        ).fetchall()
        alone = connection.execute("SELECT count(*) FROM origins WHERE evidence = 'earliest'").fetchone()
    assert origins[0][:2] == ("و ن م", "credited")
    assert alone > (10,)


def test_every_page_gave_an_article_and_each_has_its_date(demo):
    with duckdb.connect(str(demo[0] / "naba.duckdb"), read_only=True) as connection:
        rejected = connection.execute(
            "SELECT url, rejected FROM captures WHERE rejected IS NOT NULL"
        ).fetchall()
        undated = connection.execute("SELECT url FROM articles WHERE published_at IS NULL").fetchall()
        count = connection.execute("SELECT count(*) FROM articles").fetchall()[0][0]
    assert rejected == undated == []
    assert count == 71


def test_a_second_demo_gives_the_same_rows_and_fetches_no_article(demo, naba, tmp_path):
    data = shutil.copytree(demo[0], tmp_path / "data")
    before = content(data)
    result = naba(data, "demo", "--json")
    assert result.returncode == 0, result.stderr
    record = json.loads(result.stdout)
    assert (record["articles"], record["groups"], record["wrong"]) == (71, 48, [])
    assert content(data) == before
    with duckdb.connect(str(data / "naba.duckdb"), read_only=True) as connection:
        by_run = connection.execute(
            """
            SELECT run_id, count(*) FILTER (kind = 'page'), count(*) FILTER (outcome = 'not_modified')
            FROM fetches GROUP BY run_id ORDER BY run_id
            """
        ).fetchall()
    (_, first_pages, _), (_, second_pages, not_modified) = by_run
    assert first_pages >= 60
    assert second_pages == 0
    assert not_modified >= 9


def test_sql_answers_as_a_table_and_as_json(demo, naba):
    data, _ = demo
    table = naba(data, "sql", "SELECT source, copies FROM news ORDER BY copies DESC, source LIMIT 1")
    assert table.returncode == 0
    assert "nasim" in table.stdout
    lines = naba(data, "sql", "--json", "SELECT count(*) AS n FROM news WHERE language = 'ar'")
    assert lines.stdout.startswith('{"n": ')


def test_sql_that_is_wrong_or_writes_is_said_as_duckdb_says_it_and_exit_2(demo, naba):
    data, _ = demo
    for statement, says in (
        ("SELECT nothing FROM news", "Binder Error: Referenced column"),
        ("DELETE FROM articles", "Invalid Input Error: Cannot execute statement of type"),
    ):
        result = naba(data, "sql", statement)
        assert result.returncode == 2
        assert result.stdout == ""
        assert result.stderr.startswith(f"naba: {says}")
        assert "Traceback" not in result.stderr


def test_fiction_does_not_mix_with_real_news(tmp_path, naba):
    with duckdb.connect(str(tmp_path / "naba.duckdb")) as connection:
        connection.execute("CREATE TABLE articles AS SELECT 'aps-dz' AS source_id")
    result = naba(tmp_path, "demo")
    assert result.returncode == 2
    assert "aps-dz" in result.stderr


def test_days_are_rebuilt_from_their_archive_alone(demo, naba, tmp_path):
    """Only archive and fetch log are taken along, and the newsroom is not served."""
    data, _ = demo
    for folder in ("archive", "fetches"):
        (tmp_path / folder).symlink_to(data / folder)
    result = naba(tmp_path, "rebuild", "--to", "2026-03-04", NABA_SOURCES=NEWSROOM / "sources")
    assert result.returncode == 0, result.stderr
    assert content(tmp_path) == content(data)


def test_nothing_to_rebuild_is_one_line(naba, tmp_path):
    result = naba(tmp_path, "rebuild")
    assert (result.returncode, result.stdout) == (2, "")
    assert "holds nothing yet" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_each_day_has_its_report_and_the_command_writes_the_same(demo, naba, tmp_path):
    data, _ = demo
    pages = {file.stem: file.read_bytes() for file in (data / "reports").iterdir()}
    assert sorted(pages) == ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"]
    result = naba(data, "report", "2026-03-01", "-o", tmp_path / "page.html")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "page.html").read_bytes() == pages["2026-03-01"]
    assert "مرفأ طرابلس" in result.stdout
    record = json.loads(naba(data, "report", "2026-03-02", "-o", tmp_path / "page.html", "--json").stdout)
    assert record["totals"]["stories"] == len(record["stories"])


def test_the_example_notebook_shows_the_copies_of_each_outlet(demo, monkeypatch):
    """Its cells, one after another, as Jupyter runs them: the last expression of each is what it shows."""
    monkeypatch.setenv("NABA_DATA", str(demo[0]))
    notebook = REPOSITORY / "docs" / "examples" / "copies_per_outlet.ipynb"
    names, shown = {}, []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            tree = ast.parse("".join(cell["source"]))
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, notebook.name, "exec"), names)  # noqa: S102 - our own cells
            if last:
                expression = compile(ast.Expression(last.value), notebook.name, "eval")
                shown.append(eval(expression, names))  # noqa: S307 - our own cells
    outlets, bars, stories, groups = shown
    assert sum(own for _, own, _ in outlets) == 48
    assert sum(own + copies for _, own, copies in outlets) == 78
    picture = ET.fromstring(bars._repr_svg_())  # noqa: S314 - our own picture
    assert len(picture.findall("{http://www.w3.org/2000/svg}rect")) == 2 * len(outlets)
    assert [role for role, _ in stories] == ["main", "read_also"]
    assert groups == "78 stories, 48 different ones"
