"""The languages of the interface: their texts, how they count and write days, and which of them a visitor gets."""

import re
from datetime import date, timedelta
from string import Formatter

import pytest
from starlette.testclient import TestClient

from pipelines.errors import BadInputError
from pipelines.settings import REPORT_LANGUAGES, Settings
from pipelines.web.app import build_app
from pipelines.web.localized import LANGUAGES, chosen_language, localized
from tests.support.pages.html_page import Page

ENGLISH = localized("en")
FIRST = date(2026, 3, 1)


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_report_can_be_had_in_each():
    assert sorted(REPORT_LANGUAGES) == list(LANGUAGES)
    with pytest.raises(BadInputError, match="NABA_REPORT_LANGUAGE is 'fr': expected ar or en"):
        Settings.from_environment({"NABA_REPORT_LANGUAGE": "fr"})


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_all_texts_with_what_is_put_into_them(code):
    ui = localized(code)
    assert {key: fields(text) for key, text in ui.texts.items()} == {
        key: fields(text) for key, text in ENGLISH.texts.items()
    }
    assert ui.counted.keys() == ENGLISH.counted.keys()
    for forms in ui.counted.values():
        assert {"other", *(ui.locale.plural_form(number) for number in range(200))} <= forms.keys()
        assert all(fields(text) <= {"n"} for text in forms.values())
    assert ui.units.keys() == ENGLISH.units.keys()
    # Some stand in attributes.
    texts = [*ui.texts.values(), *(text for forms in ui.counted.values() for text in forms.values())]
    assert not [text for text in texts if set(text) & set('<>"&')]


@pytest.mark.parametrize(
    ("number", "english", "arabic"),
    [
        (0, "0 copies", "بلا نسخ"),
        (1, "1 copy", "نسخة واحدة"),
        (2, "2 copies", "نسختان"),
        (3, "3 copies", "3 نسخ"),
        (11, "11 copies", "11 نسخة"),
        (1102, "1,102 copies", "1,102 نسخة"),
    ],
)
def test_numbers_take_the_form_of_their_language(number, english, arabic):
    assert [localized(code).count("copy_count", number) for code in ("en", "ar")] == [english, arabic]


def test_days_are_written_out_in_the_digits_of_addresses():
    assert [localized(code).long_day(FIRST) for code in ("en", "ar")] == [
        "Sunday, 1 March 2026", "الأحد، 1 مارس 2026"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (0, "0 min"),
        (40, "40 min"),
        (120, "2 h"),
        (450, "7 h 30 min"),
        (4560, "3 d 4 h"),
        (-90, "−1 h 30 min"),
    ],
)
def test_durations_in_their_two_largest_units(minutes, shown):
    assert ENGLISH.duration(timedelta(minutes=minutes)) == shown


def test_what_is_put_into_a_text_is_escaped():
    assert ENGLISH.text("first_in_at", source="<b>", moment="", copies="") == "First in &lt;b&gt;, ; ."


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "chosen"),
    [
        (None, None, "", "en"),
        (None, None, "ar-EG,ar;q=0.9,en;q=0.8", "ar"),
        (None, None, "fr-FR, en;q=0.3, AR;q=0.5", "ar"),
        (None, None, "ar;q=0, de", "en"),
        (None, None, "ar;q=x,;;,q", "en"),
        (None, "ar", "en", "ar"),
        ("en", "ar", "ar", "en"),
        ("../x", "<b>", "ar", "ar"),
    ],
)
def test_the_address_comes_before_what_was_asked_before_and_that_before_the_browser_s_wish(
    asked, kept, accepted, chosen
):
    assert chosen_language(asked, kept, accepted) == chosen


@pytest.fixture
def client(database):
    return TestClient(build_app(database, ["testserver"]), headers={"Accept-Language": "ar"})


@pytest.mark.parametrize(
    "address",
    ["/", "/day/2026-03-01", "/day/2026-03-01?words=xyz", "/?from=2026-03-01", "/group/a1-0", "/source/nasim", "/overview", "/timezone", "/x"],
)  # fmt: skip
def test_an_arabic_page_has_no_english_but_names_and_what_others_wrote(client, address):
    markup = client.get(address).text
    assert '<html lang="ar" dir="rtl">' in markup
    own = re.sub(
        r'<(bdi|a|th|div|p|option)\b[^>]*(?:lang="|class="outlet"|value=").*?</\1>|<title>.*?</title>',
        "",
        markup,
        flags=re.DOTALL,
    )
    words = set(re.findall("[A-Za-z]{3,}", Page(own).text))
    assert words <= {
        "Naba",
        "UTC",
        "English",
        "Atom",
        "JSON",
        "Feed",
        "CSV",
        "Parquet",
        "nasim",
        "sahel",
        "khulasa",
        "ledger",
        "Africa",
        "Cairo",
        "Tripoli",
        "http",
        "example",
    }


def test_a_language_that_was_asked_for_is_kept(client):
    assert '<html lang="en"' in client.get("/day/2026-03-01?lang=en&copies=1").text
    page = client.get("/")
    assert '<html lang="en"' in page.text
    assert (page.headers["content-language"], page.headers["vary"]) == (
        "en",
        "Accept-Language, Cookie, Accept-Encoding",
    )
    assert '<html lang="en"' in client.get("/?lang=xx").text
    assert "/day/2026-03-01?copies=1&lang=ar" in Page(client.get("/day/2026-03-01?copies=1").text).links


def test_a_refusal_is_in_the_visitor_s_language(client):
    assert "المتوقع عدد من 0 إلى 10000" in client.get("/?copies=x").text
    assert "expected a number from 0 to 10000" in client.get("/?copies=x&lang=en").text
