"""Whatever cleaning gives on the committed pages belongs to one version of the cleaner.

`python tests/golden/test_cleaner_version.py --update` raises the version if the output changed and it was not raised,
and writes what cleaning gives now. After a merge of two changes of cleaning, say the same once more.
"""

import hashlib
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from crawlers.registry.loading import load_registry
from pipelines.cleaning import CLEANER_VERSION, clean_source, read_page, version
from pipelines.records import SourceRules
from pipelines.settings import REPOSITORY
from tests.support.pages.page_sources import made_pages
from tests.support.pages.page_templates import TEMPLATES
from tests.support.processes import PATIENCE

GOLDEN = Path(__file__).with_name("cleaner_output.json")
NEWSROOM = REPOSITORY / "data" / "samples" / "newsroom"
PAGES = REPOSITORY / "tests" / "pipelines" / "cleaning" / "pages"
RENEW = f"python {Path(__file__).relative_to(REPOSITORY)} --update"


@dataclass(frozen=True)
class OneSource:
    """Pages that are cleaned together, by address."""

    rules: SourceRules
    pages: dict[str, bytes]

    def input_hash(self, url: str) -> str:
        """Of the page and all that stand with it: a page that is added to a source makes all of it another input."""
        all_pages = hashlib.sha256(repr((self.rules, sorted(self.pages.items()))).encode()).hexdigest()
        return f"{url} {all_pages[:8]}"


def sources() -> Iterator[OneSource]:
    for source in load_registry(NEWSROOM / "sources").sources.values():
        host = source.homepage.partition("://")[2].strip("/")
        folder = NEWSROOM / "site" / host
        pages = {
            f"http://{host}/{file.relative_to(folder).as_posix()}": file.read_bytes()
            for file in sorted(folder.rglob("*.html"))
        }
        yield OneSource(source.rules(), pages)
    for file in sorted(PAGES.glob("*.html")):
        yield OneSource(SourceRules(), {f"https://{file.stem}.example/news/1": file.read_bytes()})
    for name in sorted(TEMPLATES):
        yield OneSource(SourceRules(), {page.url: page.html for page in made_pages(name, 6)})


def output():
    """The hash of each page's article, or of the reason why it gives none, by input."""
    found = {}
    for source in sources():
        cleaned = clean_source(
            {url: partial(read, html, url, source.rules) for url, html in source.pages.items()}
        )
        for url, article in cleaned.items():
            found[source.input_hash(url)] = hashlib.sha256(repr(article).encode()).hexdigest()[:16]
    return found


def read(html, url, rules):
    return read_page(html, url=url, rules=rules)


def changed_of(golden, found):
    """The inputs that gave another article then; what is new is none of them."""
    return sorted(
        name for name in golden["pages"].keys() & found.keys() if golden["pages"][name] != found[name]
    )


def test_what_cleaning_gives_belongs_to_its_version():
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    found = output()
    assert len(found) > 120
    changed = changed_of(golden, found)
    if changed and golden["version"] == CLEANER_VERSION:
        raise AssertionError(
            f"the output changed: raise the version. {len(changed)} pages give another article, such as {changed[0]}, "
            f"and the cleaner is still {CLEANER_VERSION}. This raises it and renews the record: {RENEW}"
        )
    assert golden["version"] == CLEANER_VERSION, f"the record is of another version: {RENEW}"
    assert golden["pages"].keys() == found.keys(), f"the record is of other pages: {RENEW}"


@pytest.mark.process
def test_adding_a_wording_makes_another_version(tmp_path):
    """In a copy of the code, as a contributor does it: one line more in one file, and nothing else."""
    code = "from pipelines.cleaning import CLEANER_VERSION; print(CLEANER_VERSION)"
    (tmp_path / "pipelines").symlink_to(REPOSITORY / "pipelines")

    def printed(folder):
        return subprocess.run(
            [sys.executable, "-c", code], cwd=folder, env={"PYTHONPATH": str(folder)},
            capture_output=True, text=True, check=True, timeout=PATIENCE,
        ).stdout.strip()  # fmt: skip

    assert printed(tmp_path) == CLEANER_VERSION
    (tmp_path / "pipelines").unlink()
    copied = tmp_path / "pipelines"
    for file in (REPOSITORY / "pipelines").rglob("*"):
        if file.suffix in {".py", ".toml", ".npz"}:
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
    if changed_of(golden, found) and golden["version"] == CLEANER_VERSION:
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
