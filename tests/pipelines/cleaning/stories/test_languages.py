"""Read-also in the languages that Naba claims, in texts and pages, and prose that begins with the same words."""

import pytest

from pipelines.cleaning import extract, split
from tests.support.pages.readalso_languages import PAGE_FORMS, TEXT_FORMS, languages, page, text, without

LANGUAGES = languages()
URL = "https://news.example/1"


@pytest.mark.parametrize("form", TEXT_FORMS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_read_also_leaves_a_text(code, form):
    one = LANGUAGES[code]
    for marker in one.markers:
        [story] = split(text(one, form, marker)).stories
        assert story.body == "\n".join(one.prose), marker


@pytest.mark.parametrize("form", PAGE_FORMS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_read_also_leaves_a_page(code, form):
    one = LANGUAGES[code]
    for marker in one.markers:
        [story] = extract(page(one, form, marker).encode(), url=URL).stories
        assert story.body == "\n".join(one.prose), marker


@pytest.mark.parametrize(
    ("code", "line"), [(code, line) for code, one in LANGUAGES.items() for line in one.alike]
)
def test_prose_that_begins_with_the_same_words_stays(code, line):
    parts = split(without(LANGUAGES[code], line))
    assert parts.removed == ()
