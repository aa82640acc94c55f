"""A survey is answered with the keyboard alone, on a phone and on a desk, and says its scale."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from portal.links.actions import issue
from portal.links.models import Purpose
from portal.plumbing.db import transaction
from portal.surveys.models import Invitation
from tests.asked import AUTUMN, asked, in_the_box, tally
from tests.browser.held import Held, held
from tests.browser.running import BROWSER_PATIENCE
from tests.databases import fresh_url, let_go


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Held]:
    """The portal with somebody who is asked."""
    url = fresh_url("sqlite")
    with held(url, tmp_path, AUTUMN) as running:
        yield running
    let_go(url)


@pytest.fixture(params=[360, 1280])
def survey(chromium: Browser, at: Held, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The survey, opened by its link."""
    with at.time():
        token = _link(at, asked(at.make))
    context = chromium.new_context(viewport={"width": request.param, "height": 740})
    context.set_default_timeout(BROWSER_PATIENCE)
    page = context.new_page()
    page.goto(f"{at.base}/l/{token}")
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()
    yield page
    context.close()


def _link(at: Held, invitation: Invitation) -> str:
    with transaction(at.session):
        return issue(at.session, invitation.candidate_id, Purpose.STATUS)


def opened(survey: Page, at: Held) -> Page:
    """Come from one's own page, as without the mail."""
    with survey.expect_navigation():
        survey.get_by_role("button", name="Tell us").click()
    return survey


def test_a_survey_is_answered_with_the_keyboard_alone(survey: Page, at: Held) -> None:
    page = opened(survey, at)
    page.locator("main").evaluate("(main) => { main.tabIndex = -1; main.focus(); }")

    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _each in range(9):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    while page.evaluate("document.activeElement.tagName") != "TEXTAREA":
        page.keyboard.press("Tab")
    page.keyboard.insert_text("Tell me who will be there.")
    while page.evaluate("document.activeElement.textContent") != "Send":
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.get_by_role("heading", name="Thank you").is_visible()
    assert tally(at.session, "recommend") == {"9": 1}
    assert tally(at.session, "on_time") == {"5": 1}
    assert in_the_box(at.session) == (1, 3, 1)


def test_a_scale_says_its_question_its_ends_and_each_number(survey: Page, at: Held) -> None:
    page = opened(survey, at)

    scale = page.get_by_role("group", name="How likely are you to recommend applying here")
    numbers = scale.get_by_role("radio")
    ends = scale.evaluate(
        "(one) => document.getElementById(one.getAttribute('aria-describedby')).innerText"
    )

    assert [
        number.evaluate("(one) => one.labels[0].innerText.trim()") for number in numbers.all()
    ] == [str(number) for number in range(11)]
    assert "0: Not at all" in ends
    assert "10: Very likely" in ends
    sizes = [
        number.evaluate("(one) => one.labels[0].getBoundingClientRect()")
        for number in numbers.all()
    ]
    assert min(min(size["width"], size["height"]) for size in sizes) >= 24
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_chosen_number_is_taken_back_without_a_script(survey: Page, at: Held) -> None:
    page = opened(survey, at)
    scale = page.get_by_role("group", name="How likely are you to recommend applying here")
    assert not scale.get_by_text("No answer").is_visible()

    scale.get_by_text("7", exact=True).click()
    page.get_by_role("group", name="started on time").get_by_text("4", exact=True).click()
    back = scale.get_by_role("radio", name="No answer")
    room = scale.get_by_text("No answer").locator("..").bounding_box()
    assert room is not None
    assert room["height"] >= 24
    assert Axe().run(page).violations_count == 0
    back.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Send").click()

    assert tally(at.session, "recommend") == {}
    assert tally(at.session, "on_time") == {"4": 1}
