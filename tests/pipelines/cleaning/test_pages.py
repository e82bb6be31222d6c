"""Pages in five languages, written for this: what they say of themselves and their bodies, to the character."""

import json
from pathlib import Path

import pytest

from pipelines.cleaning import extract
from pipelines.records import SourceRules

PAGES = Path(__file__).with_name("pages")


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.html")))
def test_a_page_gives_what_stands_beside_it(name):
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    rules = SourceRules(timezone=expected.pop("timezone", "UTC"))
    article = extract((PAGES / f"{name}.html").read_bytes(), url=expected.pop("url"), rules=rules)
    found = {key: getattr(article, key) for key in expected} | {
        "published_at": article.published_at and article.published_at.isoformat(),
        "related": list(article.related),
        "body": article.body.split("\n"),
    }
    assert found == expected
