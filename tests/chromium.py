"""Debian's Chromium without a screen, for the tests that look at pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: Lower than a finger is wide; a box to tick, or one of several to pick, is
#: as large as the label around it.
TOO_SMALL = """[...document.querySelectorAll(
    'a,button,summary,label:has(input[type=checkbox]),label:has(input[type=radio]),'
    + 'input:not([type=hidden]):not([type=checkbox]):not([type=radio]),select,textarea')]
  .filter(e => { const r = e.getBoundingClientRect();
    return r.width > 0 && r.height < 44 && !e.classList.contains('skip'); })
  .map(e => e.outerHTML.slice(0, 80))"""


@contextmanager
def running_chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_ARGS)
        yield browser
        browser.close()
