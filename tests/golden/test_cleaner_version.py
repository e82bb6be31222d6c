"""Whatever cleaning gives on the committed pages belongs to one version of the cleaner.

`python tests/golden/test_cleaner_version.py --update` raises the version if the output changed and it was not raised,
and writes what cleaning gives now.
"""

import hashlib
import importlib
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from crawlers.registry.loading import load_registry
from pipelines.cleaning import CLEANER_VERSION, clean_source, read_capture, version
from pipelines.records import Capture
from pipelines.settings import REPOSITORY

GOLDEN = Path(__file__).with_name("cleaner_output.json")
NEWSROOM = REPOSITORY / "data" / "samples" / "newsroom"
RENEW = f"python {Path(__file__).relative_to(REPOSITORY)} --update"
FETCHED = datetime(2026, 3, 5, tzinfo=UTC)


def captures():
    """The rules of each source of the newsroom, and its pages as a crawl would have stored them, by address."""
    for source in load_registry(NEWSROOM / "sources").sources.values():
        host = source.homepage.partition("://")[2].strip("/")
        pages = {}
        for file in sorted((NEWSROOM / "site" / host).rglob("*.html")):
            url = f"http://{host}/{file.relative_to(NEWSROOM / 'site' / host).as_posix()}"
            pages[url] = Capture(
                capture_id=url,
                source_id=source.id,
                kind="page",
                url=url,
                final_url=url,
                day=FETCHED.date(),
                fetched_at=FETCHED,
                status=200,
                content_type="text/html",
                body=file.read_bytes(),
                entry=None,
            )
        yield source.rules(), pages


def output():
    """The hash of each page's article, or of the reason why it gives none."""
    found = {}
    for rules, pages in captures():
        cleaned = clean_source(
            {
                url: lambda layouts, one=one, rules=rules: read_capture(one, rules, layouts)
                for url, one in pages.items()
            }
        )
        for url, article in cleaned.items():
            found[url] = hashlib.sha256(repr(article).encode()).hexdigest()[:16]
    return found


def test_what_cleaning_gives_belongs_to_its_version():
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    found = output()
    assert len(found) > 60
    changed = sorted(url for url in golden["pages"] | found if golden["pages"].get(url) != found.get(url))
    if changed and golden["version"] == CLEANER_VERSION:
        raise AssertionError(
            f"the output changed: raise the version. {len(changed)} pages give another article, such as {changed[0]}, "
            f"and the cleaner is still {CLEANER_VERSION}. This raises it and renews the record: {RENEW}"
        )
    assert (golden["version"], changed) == (CLEANER_VERSION, []), f"the record is of another version: {RENEW}"


def test_adding_a_wording_makes_another_version(tmp_path):
    """In a copy of the code, as a contributor does it: one line more in one file, and nothing else."""
    code = "from pipelines.cleaning import CLEANER_VERSION; print(CLEANER_VERSION)"
    (tmp_path / "pipelines").symlink_to(REPOSITORY / "pipelines")

    def printed(folder):
        return subprocess.run(
            [sys.executable, "-c", code], cwd=folder, env={"PYTHONPATH": str(folder)},
            capture_output=True, text=True, check=True, timeout=60,
        ).stdout.strip()  # fmt: skip

    assert printed(tmp_path) == CLEANER_VERSION
    (tmp_path / "pipelines").unlink()
    copied = tmp_path / "pipelines"
    for file in (REPOSITORY / "pipelines").rglob("*"):
        if file.suffix in {".py", ".toml"}:
            target = copied / file.relative_to(REPOSITORY / "pipelines")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    wordings = copied / "cleaning" / "line" / "wordings" / "ar.toml"
    text = wordings.read_text(encoding="utf-8")
    wordings.write_text(text.replace("sure = [", 'sure = [\n  "طالع كذلك",', 1), encoding="utf-8")
    assert wordings.read_text(encoding="utf-8") != text
    raised = printed(tmp_path)
    assert raised.partition(".")[0] == CLEANER_VERSION.partition(".")[0]
    assert raised != CLEANER_VERSION


def update():
    """Raises the version where it has to be, and writes the record."""
    golden = (
        json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {"version": None, "pages": {}}
    )
    found = output()
    if golden["pages"] != found and golden["version"] == CLEANER_VERSION:
        file = Path(version.__file__)
        text = file.read_text(encoding="utf-8")
        raised = re.sub(
            r"^CLEANER_RULES = (\d+)",
            lambda one: f"CLEANER_RULES = {int(one[1]) + 1}",
            text,
            flags=re.MULTILINE,
        )
        file.write_text(raised, encoding="utf-8")
        importlib.reload(version)
    record = {"version": version.CLEANER_VERSION, "pages": found}
    GOLDEN.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(
        f"{GOLDEN.relative_to(REPOSITORY)}: {len(found)} pages, cleaner {version.CLEANER_VERSION}\n"
    )


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit(f"usage: {RENEW}")
    update()
