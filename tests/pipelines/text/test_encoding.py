"""Bytes to text, where header, page and bytes disagree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.encoding import decode
from tests.support.texts.languages import TEXTS, WRITTEN

ARABIC = "العراق يعلن موعد استئناف المحادثات مع واشنطن لمناقشة مستقبل التحالف الدولي"
FRENCH = "L'Algérie a signé un accord à Paris, où les élèves étaient présents"


def page(text, charset=None):
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}</head><body><p>{text}</p></body></html>"


CASES = {
    "utf-8": (page(ARABIC, "utf-8").encode(), ""),
    "utf-8 that the header denies": (page(ARABIC).encode(), "text/html; charset=windows-1256"),
    "utf-8 that the page denies": (page(ARABIC, "windows-1256").encode(), "text/html"),
    "utf-8 with a mark": (b"\xef\xbb\xbf" + page(ARABIC).encode(), "text/html; charset=iso-8859-1"),
    "utf-16 with a mark": (b"\xff\xfe" + page(ARABIC).encode("utf-16-le"), ""),
    "windows-1256, said by the header": (page(ARABIC).encode("cp1256"), "text/html; charset=windows-1256"),
    "windows-1256, said by the page": (page(ARABIC, "windows-1256").encode("cp1256"), ""),
    "windows-1256, said by nobody": (page(ARABIC).encode("cp1256"), ""),
    "windows-1256 that says latin-1": (page(ARABIC, "iso-8859-1").encode("cp1256"), "text/html; charset=ISO-8859-1"),
    "windows-1256 that says utf-8": (page(ARABIC, "utf-8").encode("cp1256"), ""),
    "iso-8859-6": (page(ARABIC).encode("iso-8859-6"), "text/html; charset=iso-8859-6"),
    "an unknown charset": (page(ARABIC, "klingon").encode("cp1256"), "text/html; charset=x-none"),
    "utf-8 encoded twice": (page(ARABIC).encode().decode("cp1252", "replace").encode(), ""),
}  # fmt: skip


@pytest.mark.parametrize(
    ("body", "content_type"), [case for name, case in CASES.items() if "twice" not in name]
)
def test_arabic_pages_are_decoded(body, content_type):
    assert ARABIC in decode(body, content_type).text


def test_utf8_that_was_encoded_twice_is_undone():
    twice = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in page(ARABIC).encode())
    assert ARABIC in decode(twice.encode()).text


@pytest.mark.parametrize("charset", ["cp1252", "iso-8859-1"])
def test_french_pages_keep_their_letters(charset):
    body = page(FRENCH, charset).encode(charset)
    assert FRENCH in decode(body).text
    assert FRENCH in decode(body, f"text/html; charset={charset}").text


def test_a_few_broken_bytes_do_not_change_the_encoding():
    body = page(ARABIC * 5, "utf-8").encode().replace("العراق".encode(), b"\xff\xfe", 1)
    assert ARABIC in decode(body).text


def test_a_page_cut_off_within_a_character_is_utf8():
    assert decode(ARABIC.encode()[:-1]).text == ARABIC[:-1]


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "text/html; charset=utf-8", "text/html; charset=utf-7", "charset="]),
)
def test_any_bytes_are_decoded(body, content_type):
    assert isinstance(decode(body, content_type).text, str)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_utf8_comes_back_as_it_was(text):
    assert decode(text.encode()).text.lstrip("\ufeff") == text.lstrip("\ufeff")


def feed(text, declared=None):
    prolog = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    return f"{prolog}<rss><channel><item><title>{text}</title></item></channel></rss>"


@pytest.mark.parametrize(("language", "charset"), WRITTEN)
@pytest.mark.parametrize("document", [page, feed])
def test_a_charset_that_nobody_declares_is_told_by_its_letters(language, charset, document):
    body = document(TEXTS[language]).encode(charset, "ignore")
    written = body.decode(charset)
    assert decode(body).text == written


@pytest.mark.parametrize(("language", "charset"), [one for one in WRITTEN if one[0] in {"Arabic", "Russian", "Greek", "Hebrew"}])  # fmt: skip
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", "windows-1256", "windows-1251", "iso-8859-6"])  # fmt: skip
@pytest.mark.parametrize("document", [page, feed])
def test_a_wrong_declaration_is_not_believed(language, charset, declared, document):
    body = document(TEXTS[language], declared).encode(charset, "ignore")
    assert TEXTS[language] in decode(body, f"text/html; charset={declared}").text


@pytest.mark.parametrize("charset", ["gb18030", "big5", "euc-kr", "shift_jis", "euc-jp"])
@pytest.mark.parametrize("declared", [True, False])
def test_multi_byte_charsets_are_read(charset, declared):
    text = {
        "euc-kr": "대통령은 어제 저녁 정부가 다음 주 새 예산안을 승인할 것이라고 말했다. 노조와의 협상은 계속된다.",
        "shift_jis": "首相は昨夜、政府が来週新しい予算案を承認すると述べた。労働組合との交渉は続いている。",
        "euc-jp": "首相は昨夜、政府が来週新しい予算案を承認すると述べた。労働組合との交渉は続いている。",
        "gb18030": "总理昨晚表示,政府将在下周批准新的预算案,与工会的谈判仍在继续,反对党对此提出了批评。",
        "big5": "總理昨晚表示,政府將在下週批准新的預算案,與工會的談判仍在繼續,反對黨對此提出了批評。",
    }[charset]
    body = page(text * 3, charset if declared else None).encode(charset)
    assert text in decode(body).text


@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1256", "iso-8859-1"])
@pytest.mark.parametrize("broken", [b"\xff", b"\xd9", b"\xe2\x80", b"\x98"])
def test_one_bad_byte_does_not_change_the_encoding_of_a_feed(declared, broken):
    body = feed(ARABIC, declared).encode().replace("الدولي".encode(), "الدو".encode() + broken)
    assert decode(body).encoding == "utf-8"
    assert ARABIC.removesuffix("لي") in decode(body).text


def test_a_mark_of_utf8_before_another_encoding_is_not_believed():
    assert ARABIC in decode(b"\xef\xbb\xbf" + page(ARABIC, "windows-1256").encode("cp1256")).text


@pytest.mark.parametrize(
    "name", ["hex", "rot13", "unicode_escape", "utf-7", "idna", "undefined", "zlib", "x" * 500]
)
def test_names_of_what_is_no_charset_are_passed_over(name):
    body = page(ARABIC, name).encode("cp1256")
    assert ARABIC in decode(body, f"text/html; charset={name}").text


def test_references_to_surrogates_are_joined_or_replaced():
    text = "<p>a &#55357;&#56832; b &#xD83D;&#xDE00; c &#55357; d &#xdc00 &#99999999999; &#x110000; &#1575; &#128512;</p>"
    assert decode(text.encode()).text == (
        "<p>a \U0001f600 b \U0001f600 c \ufffd d \ufffd \ufffd \ufffd &#1575; &#128512;</p>"
    )
