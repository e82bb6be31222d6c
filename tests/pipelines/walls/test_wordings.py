"""What sentences say that stand in an article's place, whoever asks: the crawl before storing, cleaning afterwards."""

import pytest

from pipelines.text import normalize
from pipelines.walls.wordings import (
    asks_to_log_in,
    cause_hinted,
    cause_in,
    cause_said,
    cause_surely_said,
    says_absence,
)

SAID = [
    ("Visst är du inte en robot?", "blocked"),
    ("Kontrollerar din webbläsare …", "blocked"),
    ("Igazolja, hogy nem robot.", "blocked"),
    ("Sprawdzamy Twoją przeglądarkę", "blocked"),
    ("このページが見つかりません。", "gone"),
    ("Sivua ei löydy", "gone"),
    ("Ce contenu a été déplacé", "gone"),
    ("Vi använder cookies på vår sajt", "consent"),
    ("Este sitio no está disponible: en mantenimiento", "out_of_order"),
    ("502 Bad Gateway", "out_of_order"),
    ("We are currently experiencing technical difficulties.", "out_of_order"),
    ("Läs vidare med en prenumeration", "login"),
    ("لاستكمال القراءة اشترك الآن", "login"),
]


@pytest.mark.parametrize(("sentence", "cause"), SAID)
def test_a_sentence_of_a_wall_says_its_cause_to_either_user(sentence, cause):
    said = normalize(sentence)
    assert cause_said(said) == cause
    assert cause_in(said) == cause
    # Cleaning asks for consent and subscribers by the surest wordings, for all else by pairs as well.
    assert cause in {cause_surely_said(said), cause_hinted(said)}


@pytest.mark.parametrize(
    "sentence",
    [
        "The harbour master found the page of the old log book in a drawer.",
        "Der Server der Gemeinde steht jetzt im neuen Rathaus.",
        "Le ministre a visité le site de l'usine lundi.",
        "وقال الوزير إن الموقع الجديد يفتح الأسبوع المقبل",
        "町は新しいサイトで写真を公開した",
    ],
)
def test_a_sentence_of_news_says_none(sentence):
    said = normalize(sentence)
    assert (cause_surely_said(said), cause_in(said), cause_hinted(said)) == (None, None, None)


def test_a_heading_that_a_page_is_not_there_is_short():
    assert says_absence(normalize("Oops! That page can't be found."))
    assert says_absence(normalize("404"))
    assert not says_absence(
        normalize("A page of the log book that the divers could not find was sold to a museum in spring")
    )


def test_a_title_that_asks_to_log_in_says_little_else():
    assert asks_to_log_in(normalize("Logga in"))
    assert asks_to_log_in(normalize("Sign in to your account"))
    assert not asks_to_log_in(normalize("Masuk daftar kota terbersih"))
    assert not asks_to_log_in(normalize("Harbour workers sign in their boats by hand again"))
