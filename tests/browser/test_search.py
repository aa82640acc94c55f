"""Candidates are found as one types, and by the button where no script runs."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.held import Held, held
from tests.browser.running import BROWSER_PATIENCE
from tests.databases import fresh_url, let_go
from tests.make import MONDAY, PASSWORD


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Held]:
    """The portal with three people who applied."""
    url = fresh_url("sqlite")
    with held(url, tmp_path, MONDAY) as running:
        with running.time():
            job = running.make.job()
            for name in ("Sam Okafor", "Samira Northcote", "Zo\u00eb \u00c5ngstr\u00f6m"):
                running.make.application(candidate=running.make.candidate(name), job=job)
            running.session.rollback()
        yield running
    let_go(url)


@pytest.fixture
def opened(chromium: Browser, at: Held) -> Iterator[Callable[..., Page]]:
    """`opened(scripts=True)`: Robin's list of candidates."""
    contexts = []

    def sign_in(*, scripts: bool) -> Page:
        contexts.append(chromium.new_context(java_script_enabled=scripts))
        contexts[-1].set_default_timeout(BROWSER_PATIENCE)
        page = contexts[-1].new_page()
        page.goto(f"{at.base}/team/candidates/")
        page.get_by_label("Mail").fill("robin@northwind.example")
        page.get_by_label("Password").fill(PASSWORD)
        with page.expect_navigation():  # until it is loaded, script and all
            page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("status")).to_contain_text("3 applications")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def test_the_list_follows_what_is_typed(opened: Callable[..., Page]) -> None:
    page = opened(scripts=True)
    field = page.get_by_label("Name, mail or job")

    field.press_sequentially("sam ok")

    expect(page.get_by_role("status")).to_contain_text("1 application")
    expect(page.get_by_role("link", name="Sam Okafor")).to_be_visible()
    expect(page.get_by_role("link", name="Samira")).to_have_count(0)
    expect(field).to_be_focused()
    expect(page).to_have_url(re.compile(r"/team/candidates/\?q=sam\+ok$"))

    field.fill("angstr engin")

    expect(page.get_by_role("link", name="\u00c5ngstr\u00f6m")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/team/candidates/\?q=angstr\+engin$"))
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("1 application")
    page.get_by_label("Name, mail or job").fill("nobody at all")
    expect(page.get_by_text("Nobody fits that.")).to_be_visible()
    page.get_by_label("Name, mail or job").fill("")
    expect(page.get_by_role("status")).to_contain_text("3 applications")


def test_whoever_went_on_to_a_row_stays_there(opened: Callable[..., Page]) -> None:
    page = opened(scripts=True)
    page.get_by_label("Name, mail or job").press_sequentially("sam")
    page.get_by_role("link", name="Sam Okafor").focus()

    expect(page.get_by_role("status")).to_contain_text("2 applications")

    expect(page.get_by_role("link", name="Sam Okafor")).to_be_focused()


def test_what_was_typed_before_the_script_came_is_followed_too(opened: Callable[..., Page]) -> None:
    page, held = opened(scripts=True), []

    def hold(script: Route) -> None:
        held.append(script)

    page.route("**/portal.js*", hold)
    with page.expect_request("**/portal.js*"):
        page.reload(wait_until="commit")

    page.get_by_label("Name, mail or job").fill("sam ok")
    held[0].continue_()

    expect(page.get_by_role("status")).to_contain_text("1 application")
    expect(page).to_have_url(re.compile(r"/team/candidates/\?q=sam\+ok$"))


def test_the_button_finds_them_where_no_script_runs(opened: Callable[..., Page]) -> None:
    page = opened(scripts=False)

    page.get_by_label("Name, mail or job").fill("sam ok")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_role("link", name="Sam Okafor")).to_be_visible()
    expect(page.get_by_role("link", name="Samira")).to_have_count(0)
