"""A mail scanner presses every button it finds: nothing is burnt, nothing is decided."""

from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Config
from portal.hiring.models import Application, Candidate, Update
from portal.links.actions import issue
from portal.links.models import MagicLink, Purpose
from portal.offers.models import Decision
from portal.plumbing import db
from portal.plumbing.db import transaction
from tests.browser.running import KEY, running
from tests.make import Make

HARMLESS = ("Sign out", "Mark as done", "No thanks", "Send me a code", "Save")
"""What undoes in one click or harms nobody."""


def test_a_robot_that_presses_everything_changes_nothing(
    chromium: Browser, url: str, tmp_path: Path, config: Config
):
    with running(url, tmp_path) as at:
        engine = db.make_engine(url)
        ours = replace(config, base_url=at.base, secret_key=KEY, folder=tmp_path)
        with db.sessions(engine, ours)() as session:
            offer = Make(session).offer()
            with transaction(session):
                token = issue(session, offer.application.candidate_id, Purpose.STATUS)
            link, before = f"{at.base}/l/{token}", standing(session)

            robot = chromium.new_context()
            page = robot.new_page()
            for _look in range(3):
                page.goto(link)
            press_everything(page, at.base)
            robot.close()

            assert standing(session) == before
        engine.dispose()
        person = chromium.new_context().new_page()
        person.goto(link)
        person.get_by_role("button", name="Continue").click()
        expect(person.get_by_role("heading", level=1)).to_have_text("You have an offer")
        person.context.close()


def press_everything(page: Page, base: str) -> None:
    """Every button of every page within reach, each form with the values it came with."""
    page.get_by_role("button", name="Continue").click()
    seen: set[str] = set()
    ahead = [page.url]
    while ahead:
        address = ahead.pop()
        if address in seen or not address.startswith(f"{base}/me"):
            continue
        seen.add(address)
        page.goto(address)
        ahead += [str(one.evaluate("link => link.href")) for one in page.locator("a").all()]
        for number in range(page.locator("form button").count()):
            button = page.locator("form button").nth(number)
            if not any(words in (button.text_content() or "") for words in HARMLESS):
                button.evaluate("button => button.form.noValidate = true")
                button.click()
                page.goto(address)
    assert len(seen) > 3


def standing(session: Session) -> list[object]:
    """What a robot may not change."""
    session.rollback()
    counted = [
        session.scalar(select(func.count()).select_from(table)) for table in (Decision, Update)
    ]
    states = session.execute(select(Application.status, Application.outcome)).all()
    links = session.execute(select(MagicLink.revoked_at).where(MagicLink.revoked_at.is_not(None)))
    return [counted, states, links.all(), session.scalars(select(Candidate.extras)).all()]
