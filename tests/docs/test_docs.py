"""Documents say what is so: shell and Python blocks run, source files load, links lead somewhere, figures are the code's."""

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from benchmarks.quality.figures import thresholds
from crawlers.registry.loading import load_registry
from dagster_project.cli.commands import app
from pipelines import dedup, warehouse
from pipelines.settings import REPOSITORY
from tests.support.doc_pages import DOCS, TITLES, blocks
from tests.support.processes import PATIENCE

SETTINGS = "source ~/settings; export NABA_CONTACT NABA_DATA NABA_SOURCES\n"


def test_a_newcomer_gets_to_a_query_result(started):
    query = started.index("first_published_at")
    for title in TITLES:
        assert title in started[query:]
    assert re.search(r"2 stories in 1 outlet, no copies: \S+/naba/data/reports/\S+\.html", started)


@pytest.mark.usefixtures("started")
def test_the_explorer_of_getting_started_shows_the_stories(shell):
    """The last block, on any free port, for the usual one may be taken here; ended with Ctrl-C."""
    (last,) = blocks("getting-started.md")[-1:]
    assert last == "naba web\n"
    result = shell(
        f"""{SETTINGS}
        {last.strip()} --port 0 > ~/web &
        until grep -q http ~/web; do kill -0 $!; sleep 0.1; done
        python -c 'import sys, urllib.request as u; print(u.urlopen(sys.argv[1]).read().decode())' \
            "$(grep -o 'http://[0-9.:]*' ~/web)/day/$(date -u +%F)"
        kill -INT $!
        wait $!
        """
    )
    assert TITLES[0] in result.stdout, result.stderr


def without_followed_commands(script, database):
    """The script without lines of commands that getting-started.md is followed with; these are parsed only.

    A crawl more shows nothing more and takes its time. SQL is run here, which takes none.
    """
    root = typer.main.get_command(app)
    rest = []
    for line in script.replace("\\\n", " ").splitlines():
        words = shlex.split(line.partition(" || ")[0], comments=True) if line.startswith("naba ") else [""]
        if words[:2] == ["naba", "sql"]:
            with warehouse.open_database(database) as connection:
                connection.execute(words[2])
        elif words[:2] in (["naba", "run"], ["naba", "sources"]):
            command = root.commands[words[1]]
            with command.make_context(words[1], words[2:]) as context:
                if words[1] == "sources":
                    command.commands[words[2]].make_context(words[2], words[3:], parent=context)
        else:
            rest.append(line)
    return "\n".join(rest)


@pytest.fixture
def database(started, shell):
    return Path(started and shell(f'{SETTINGS}printf %s "$NABA_DATA/naba.duckdb"').stdout)


def test_blocks_of_adding_a_source(shell, outlet, database, tmp_path):
    (tmp_path / "page.html").write_bytes((outlet[1] / "bridge.html").read_bytes())
    for block in blocks("adding-a-source.md"):
        result = shell(SETTINGS + without_followed_commands(block, database), tmp_path)
        assert result.returncode == 0, f"{block}\n{result.stderr}"
    assert len((tmp_path / "entries.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert json.loads((tmp_path / "article.jsonl").read_text(encoding="utf-8"))["title"] == TITLES[0]


def test_source_files_of_adding_a_source_load(tmp_path):
    files = blocks("adding-a-source.md", "toml")
    assert len(files) == 5
    (tmp_path / "sa").mkdir()
    for number, text in enumerate(files):
        (tmp_path / "sa" / f"news-{number}.toml").write_text(text, encoding="utf-8")
    registry = load_registry(tmp_path)
    assert registry.problems == ()
    assert registry.sources["news-3"].selectors.drop == (".share", ".newsletter")


def test_blocks_of_running(shell, database):
    results = [shell(SETTINGS + without_followed_commands(block, database)) for block in blocks("running.md")]
    assert [(one.returncode, one.stderr) for one in results if one.returncode] == []
    assert len(results) >= 6
    copied = shell("find ~/backup -type f; cat ~/.config/naba.env").stdout
    assert re.search(r"backup/archive/\S+\.warc\.gz", copied)
    assert re.search(r"backup/crawl/state\.sqlite\b", copied)
    assert "NABA_CONTACT=" in copied


def test_units_and_container_file_name_what_is_there():
    for unit in (DOCS / "running").glob("*.service"):
        command = re.search(r"^ExecStart=%h/naba/\.venv/bin/naba (\w+)$", unit.read_text(), re.MULTILINE)
        assert command[1] in typer.main.get_command(app).commands
    copied = re.findall(r"^COPY (.+) \S+$", (DOCS / "running" / "Containerfile").read_text(), re.MULTILINE)
    for name in " ".join(copied).split():
        assert (REPOSITORY / name).exists(), name
    known = set(
        re.findall(r'"(NABA_\w+)"', (REPOSITORY / "pipelines" / "settings.py").read_text(encoding="utf-8"))
    )
    assert (
        set(re.findall(r"^(?:# )?(NABA_\w+)=", (DOCS / "running" / "naba.env").read_text(), re.MULTILINE))
        <= known
    )


@pytest.mark.process
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_takes_the_units(tmp_path):
    for unit in (DOCS / "running").glob("*.service"):
        text = re.sub(r"%h/naba/\.venv/bin/naba", shutil.which("true"), unit.read_text())
        (tmp_path / unit.name).write_text(text)
        result = subprocess.run(
            [shutil.which("systemd-analyze"), "verify", "--man=no", str(tmp_path / unit.name)],
            capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert not [line for line in result.stderr.splitlines() if unit.name in line]


@pytest.mark.usefixtures("started")
def test_blocks_of_python(shell):
    script = "".join(blocks("python.md", "python"))
    result = shell(
        f"{SETTINGS}python - <<'E'\n{script}\nprint(dedup.group_texts([bridge, match, bridge + '.']))\nE"
    )
    assert result.returncode == 0, result.stderr
    assert TITLES[0] in result.stdout
    assert result.stdout.splitlines()[-1] == "[0, 1, 0]"


def test_the_thresholds_of_dedup_are_the_codes():
    page = (DOCS / "dedup.md").read_text(encoding="utf-8")
    assert thresholds(dedup.DEFAULT) in page, (
        "thresholds changed: `make figures` brings docs/dedup.md up to date"
    )


def pages():
    return [REPOSITORY / "README.md", *sorted(DOCS.rglob("*.md"))]


def anchors(page):
    """The anchors of a page's headings, as GitHub makes them."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_of_the_documents_leads_somewhere():
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
            if target.startswith("http"):
                continue
            name, _, anchor = target.partition("#")
            file = page.parent / name if name else page
            assert file.exists(), f"{page.name}: {target}"
            assert not anchor or anchor in anchors(file), f"{page.name}: {target}"


def test_every_page_is_in_the_list():
    listed = (DOCS / "README.md").read_text(encoding="utf-8")
    assert [
        page.name for page in DOCS.glob("*.md") if page.name != "README.md" and page.name not in listed
    ] == []


def test_every_decision_says_its_status_and_is_in_the_index_in_order():
    folder = DOCS / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    decided = []
    for area in re.findall(r"^## \[.+\]\((.+)\)$", index, re.MULTILINE):
        text = (folder / area).read_text(encoding="utf-8")
        entries = re.findall(r"^## (.+)\n(.*)", text, re.MULTILINE)
        assert [
            title for title, status in entries if not status.startswith(("*In force", "*Overruled"))
        ] == []
        decided += [(title, area) for title, _ in entries]
    assert re.findall(r"^- \[(.+?)\]\((\w[\w-]*\.md)#.+\): .+", index, re.MULTILINE) == decided
    assert {area for _, area in decided} == {page.name for page in folder.glob("*.md")} - {"README.md"}


def test_every_file_and_folder_that_contributing_and_architecture_name_is_there():
    for name in ("architecture.md", "contributing.md"):
        text = (DOCS / name).read_text(encoding="utf-8")
        for path in re.findall(
            r"`((?:crawlers|pipelines|dagster_project|tests|benchmarks|docs)/[^`\s<>…]+)`", text
        ):
            assert (REPOSITORY / path).exists(), f"{name}: {path}"
