"""The system's Chromium, and the patience that other work on the machine asks for."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.running import BROWSER_PATIENCE
from tests.databases import KINDS, empty_url, let_go

expect.set_options(timeout=BROWSER_PATIENCE)
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database as an operator begins with: empty, until `flask db upgrade`."""
    empty = empty_url(request.param)
    yield empty
    let_go(empty)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each makes contexts of its own."""
    program = shutil.which("chromium")
    assert program, "Chromium is not installed: `make test` installs it."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()
