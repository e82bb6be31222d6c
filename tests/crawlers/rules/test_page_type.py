import pytest

from crawlers.rules.page_type import type_of_html


@pytest.mark.parametrize(
    ("said", "body", "is_type"),
    [
        ("text/html; charset=windows-1256", b"", "text/html; charset=windows-1256"),
        ("application/xhtml+xml", b"<html>", "application/xhtml+xml"),
        ("", b"\xef\xbb\xbf\n<!DOCTYPE html>", "text/html"),
        # What it says of the charset it says of the page.
        ("text/plain;charset=windows-1256", b"<HTML>", "text/html;charset=windows-1256"),
        ("Binary/Octet-Stream", b"<head >", "text/html"),
        ("application/octet-stream", b"%PDF-1.7", None),
        ("text/plain", b"a line about <html>"[:12], None),
        ("image/png", b"<html>", None),
    ],
)
def test_html_is_told_by_its_beginning_where_the_server_does_not_say(said, body, is_type):
    assert type_of_html(said, body) == is_type
