"""Bytes to text, where header, page and bytes disagree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.encoding import decode

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
    assert ARABIC in decode(body, content_type)


def test_utf8_that_was_encoded_twice_is_undone():
    twice = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in page(ARABIC).encode())
    assert ARABIC in decode(twice.encode())


@pytest.mark.parametrize("charset", ["cp1252", "iso-8859-1"])
def test_french_pages_keep_their_letters(charset):
    body = page(FRENCH, charset).encode(charset)
    assert FRENCH in decode(body)
    assert FRENCH in decode(body, f"text/html; charset={charset}")


def test_a_few_broken_bytes_do_not_change_the_encoding():
    body = page(ARABIC * 5, "utf-8").encode().replace("العراق".encode(), b"\xff\xfe", 1)
    assert ARABIC in decode(body)


def test_a_page_cut_off_within_a_character_is_utf8():
    assert decode(ARABIC.encode()[:-1]) == ARABIC[:-1]


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "text/html; charset=utf-8", "text/html; charset=utf-7", "charset="]),
)
def test_any_bytes_are_decoded(body, content_type):
    assert isinstance(decode(body, content_type), str)


@given(st.text(max_size=300))
def test_utf8_comes_back_as_it_was(text):
    assert decode(text.encode("utf-8", "ignore")).lstrip("\ufeff") == text.encode(
        "utf-8", "ignore"
    ).decode().lstrip("\ufeff")
