"""`make pictures`: three pages of the demo that runs on PORT, as README.md shows them."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main(base: str) -> None:
    """Take the pictures of the demo at that address."""
    ways_in = _ways_in(base)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        _candidate(browser, ways_in["interviewing"])
        _team(browser, base, ways_in["recruiter"])
        browser.close()


def _candidate(browser: Browser, link: str) -> None:
    page = _page(browser)
    page.goto(link)
    page.get_by_role("button", name="Continue").click()
    _take(page, "candidate")


def _team(browser: Browser, base: str, recruiter: str) -> None:
    address, *password, _url = recruiter.split()
    page = _page(browser)
    page.goto(f"{base}/team/sign-in")
    page.locator("input[type=email]").fill(address)
    page.locator("input[type=password]").fill(" ".join(password))
    page.locator("main button").first.click()
    _take(page, "today")
    page.goto(f"{base}/team/feedback/")
    _take(page, "feedback")


def _page(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 1000, "height": 760}, color_scheme="light")


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"docs/pictures/{name}.png")


def _ways_in(base: str) -> dict[str, str]:
    said = subprocess.run(
        [sys.executable, "-m", "flask", "demo-links"],
        env={**os.environ, "PORTAL_DEMO": "1", "PORTAL_BASE_URL": base},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split(": ", 1) for line in said.stdout.splitlines() if ": " in line)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    port = os.environ["PORT"]
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", int(port))):
            sys.exit(f"Candor: no demo answers on port {port}; make run in another window first.")
    main(f"http://127.0.0.1:{port}")
