"""Chromium without a window, as a person's browser; and the pictures of the documents that it takes.

`make screenshots` sets `NABA_SCREENSHOTS`, the folder that the pictures go to.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Starts Chromium and ends it; skips the test where none is installed.

    Playwright keeps an event loop in this thread meanwhile.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium here (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def keep_picture(page: Page, name: str) -> None:
    """Keeps what the page shows as a picture of the documents, where pictures are asked for."""
    if folder := os.environ.get("NABA_SCREENSHOTS"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=Path(folder) / f"{name}.png")
