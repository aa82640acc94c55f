"""One survey in a real browser: answered on a phone by keyboard, closed, and read by three people
with different rights; the page and both files say the same.
"""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from portal.hiring.models import Job
from portal.links.actions import issue
from portal.links.models import Purpose
from portal.plumbing.db import transaction
from portal.surveys import jobs
from portal.surveys.models import Invitation
from portal.team.rights import Role
from tests.asked import AFTER, AUTUMN, answer, asked, crowd
from tests.browser.held import Held, held
from tests.browser.running import BROWSER_PATIENCE
from tests.databases import fresh_url, let_go
from tests.make import PASSWORD

PHONE = {"width": 360, "height": 780}
COMMENT = "Tell me who will be in the room."
PEOPLE = {
    "Ada Lind": Role.ADMIN,
    "Robin Keller": Role.RECRUITER,
    "Jonas Berg": Role.HIRING_MANAGER,
}


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Held]:
    """The portal on the day after an interview."""
    url = fresh_url("sqlite")
    with held(url, tmp_path, AUTUMN) as running:
        yield running
    let_go(url)


def test_a_survey_from_the_phone_to_three_readers(at: Held, chromium: Browser) -> None:
    with at.time():
        make = at.make
        cook, driver = make.job("Cook"), make.job("Driver")
        sam = asked(make, make.application(job=cook))
        link = f"{at.base}/l/{_token(at, sam)}"

    _answer_by_keyboard(_page(chromium), link)
    _others_answer_and_it_closes(at, cook, driver)
    seen = {name: _read(_page(chromium), at, name) for name in PEOPLE}

    scores = {score for score, _parts, _rows in seen.values()}
    assert len(scores) == 1
    parts = {name: found for name, (_score, found, _rows) in seen.items()}
    assert parts["Ada Lind"] == parts["Robin Keller"] == {"Cook", "Driver"}
    assert parts["Jonas Berg"] == {"Cook"}
    for score, found, rows in seen.values():
        taken, kept = rows
        assert taken == kept
        assert {row["part"] for row in taken} == {"everybody", *found}
        told = [row["value"] for row in taken if row["figure"] == "cnps"]
        assert f"+{told[0]}" == score
        assert COMMENT in [row["value"] for row in taken if row["figure"] == "comment"]


def _answer_by_keyboard(phone: Page, link: str) -> None:
    """From the link in the mail to the thanks, without a pointer."""
    phone.goto(link)
    _press(phone, phone.get_by_role("button", name="Continue"))
    score = phone.locator("[name=answer_recommend]").first
    score.focus()
    for _step in range(9):
        phone.keyboard.press("ArrowRight")
    assert phone.locator("[name=answer_recommend]:checked").input_value() == "9"
    phone.get_by_label("What is one thing we should change?").focus()
    phone.keyboard.type(COMMENT)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _press(phone, phone.get_by_role("button", name="Send"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")


def _others_answer_and_it_closes(at: Held, cook: Job, driver: Job) -> None:
    with at.time():
        for invitation in [*crowd(at.make, 11, job=cook), *crowd(at.make, 12, job=driver)]:
            answer(at.session, invitation)
        at.make.member(cook, at.make.teammate("Jonas Berg", role=Role.HIRING_MANAGER))
    at.now = AFTER + timedelta(hours=1)
    with at.time():
        assert len(jobs.close_rounds(at.session)) == 1
        at.session.rollback()


def _read(page: Page, at: Held, name: str) -> tuple[str, set[str], Any]:
    """The score, the parts and both files, as that person gets them."""
    with at.time():
        email = at.make.teammate(name, role=PEOPLE[name]).email
        at.session.rollback()
    page.goto(f"{at.base}/team/feedback/")
    page.get_by_label("Mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Feedback")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    score = page.locator(".columns b").last.inner_text()
    parts = set(page.locator("article details summary bdi").all_inner_texts())
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take it away as CSV").click()
    with page.expect_download() as kept:
        page.get_by_role("button", name="As .xlsx").click()
    return score, parts, (_csv(taken.value.path()), _xlsx(kept.value.path()))


def _csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Path(path).read_bytes().decode())))


def _xlsx(path: Path) -> list[dict[str, str]]:
    rows = load_workbook(io.BytesIO(Path(path).read_bytes())).active.iter_rows(values_only=True)
    header, *found = [["" if cell is None else str(cell) for cell in row] for row in rows]
    return [dict(zip(header, row, strict=True)) for row in found]


def _press(page: Page, button: Any) -> None:
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _page(chromium: Browser) -> Page:
    context = chromium.new_context(viewport=PHONE)
    context.set_default_timeout(BROWSER_PATIENCE)
    return context.new_page()


def _token(at: Held, invitation: Invitation) -> str:
    """What the mail carries."""
    with transaction(at.session):
        return issue(
            at.session,
            invitation.candidate_id,
            Purpose.SURVEY,
            subject=invitation.ref,
            expires_at=AFTER,
        )
