"""The team's pages on a phone: nothing is wider than it, and what is read has room."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from portal.hiring.actions import proposals
from portal.plumbing.db import transaction
from tests.browser.held import Held, held
from tests.browser.running import BROWSER_PATIENCE
from tests.databases import fresh_url, let_go
from tests.make import MONDAY, PASSWORD

DAY = timedelta(days=1)
WIDTH = 360
PAGES = (
    "/team/",
    "/team/candidates/",
    "/team/feedback/",
    "/team/feedback/promises",
    "/team/invitations/",
    "/team/jobs/",
    "/team/news/",
    "/team/offers/",
    "/team/absences/",
    "/team/imports/",
)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Held]:
    """The portal with somebody who is late, somebody who can't make it, and a decided one."""
    url = fresh_url("sqlite")
    with held(url, tmp_path, MONDAY) as running:
        with running.time():
            make = running.make
            make.late(candidate=make.candidate("Tomás Rivera"))
            make.verdict(make.application(candidate=make.candidate("Ken Ito"), stage="Interviews"))
            application = make.application(stage="Interviews")
            step = make.step(application)
            times = proposals.OtherTimes(
                step.starts_at + DAY, step.starts_at + 2 * DAY, "Any time after school works."
            )
            with transaction(running.session):
                theirs = application.candidate_id
                proposals.propose(running.session, theirs, step.ref, times=times)
            running.session.rollback()
        yield running
    let_go(url)


@pytest.fixture
def phone(chromium: Browser, at: Held) -> Iterator[Page]:
    """Robin's phone, signed in."""
    context = chromium.new_context(viewport={"width": WIDTH, "height": 740})
    context.set_default_timeout(BROWSER_PATIENCE)
    page = context.new_page()
    with at.time():
        email = at.make.robin().email
        at.session.rollback()
    page.goto(f"{at.base}/team/")
    page.get_by_label("Mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    yield page
    context.close()


def test_no_page_of_the_team_is_wider_than_a_phone(phone: Page, at: Held) -> None:
    for path in PAGES:
        phone.goto(f"{at.base}{path}")
        widths = phone.evaluate(
            "() => [...document.querySelectorAll('html, .scroll')].map("
            "(one) => one.scrollWidth - one.clientWidth)"
        )
        assert max(widths) <= 0, path


def test_what_a_row_says_has_the_width_of_its_row(phone: Page, at: Held) -> None:
    phone.goto(f"{at.base}/team/")

    widths = phone.evaluate(
        "() => [...document.querySelectorAll('ul.rows > li > p:first-of-type')].map("
        "(one) => one.getBoundingClientRect().width)"
    )

    assert len(widths) > 2
    assert min(widths) > WIDTH / 2


@pytest.mark.parametrize("width", [WIDTH, 1280])
def test_what_is_pressed_stands_level_with_what_is_chosen(
    phone: Page, at: Held, width: int
) -> None:
    phone.set_viewport_size({"width": width, "height": 740})
    phone.goto(f"{at.base}/team/offers/")

    bottoms = phone.evaluate(
        "() => [...document.querySelectorAll('.filters :is(select, button)')].slice(-2).map("
        "(one) => one.getBoundingClientRect().bottom)"
    )

    assert bottoms[0] == pytest.approx(bottoms[1], abs=1)
