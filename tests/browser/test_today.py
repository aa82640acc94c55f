"""A recruiter's day in a real browser, at a moment that stands still."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import func, select

from portal.hiring.actions import updates
from portal.hiring.models import Application, Ending, Update
from portal.hiring.stages import Status
from portal.mail.kinds import Letter
from portal.mail.models import Message
from portal.plumbing.db import transaction
from tests.browser.held import Held, held
from tests.databases import KINDS, fresh_url, let_go
from tests.make import MONDAY, NOTE, PASSWORD, WORDS

DAY = timedelta(days=1)
PATIENCE = 30_000
SOON = ("Late", "Today", "Tomorrow")
ROW = "ul.rows > li"


@pytest.fixture(params=KINDS)
def at(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Held]:
    """The portal on a fresh database, on Monday at nine."""
    url = fresh_url(request.param)
    with held(url, tmp_path, MONDAY) as running:
        yield running
    let_go(url)


@pytest.fixture
def desk(chromium: Browser, at: Held) -> Iterator[Callable[..., Page]]:
    """`desk(name)`: that teammate's browser, signed in."""
    contexts = []

    def sign_in(name: str = "Robin Keller", *, scripts: bool = True) -> Page:
        contexts.append(chromium.new_context(java_script_enabled=scripts))
        contexts[-1].set_default_timeout(PATIENCE)
        with at.time():
            email = at.make.teammate(name).email
            at.session.rollback()
        page = contexts[-1].new_page()
        page.goto(f"{at.base}/team/")
        page.get_by_label("Mail").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()
        return page

    yield sign_in
    for context in contexts:
        context.close()


def forty(at: Held) -> list[Application]:
    """Forty who wait: 22 alike in one group, 14 in interviews, 4 decided and not told."""
    make, job = at.make, at.make.job()
    with at.time():
        analyst = make.job("Data Analyst", everyone_by=(MONDAY + DAY).date())
        alike = [
            make.application(candidate=make.candidate(f"Alike{number} Quill"), job=analyst)
            for number in range(22)
        ]
        spoken = [
            make.application(
                candidate=make.candidate(f"Spoken{number} Quill"), job=job, stage="Interviews"
            )
            for number in range(18)
        ]
    for number, application in enumerate(spoken):
        due_on(at, application, (-1, 0, 1)[number % 3])
    for application in spoken[:4]:
        with at.time():
            make.verdict(application)
    at.session.rollback()
    return alike + spoken


def two(at: Held) -> None:
    """Two who are due a word today."""
    for name in ("Sam Okafor", "Ken Ito"):
        with at.time():
            waiting = at.make.application(candidate=at.make.candidate(name), stage="Interviews")
        due_on(at, waiting, 0)


def due_on(at: Held, application: Application, days: int) -> None:
    """They were promised a word by that many days from now: for last Friday, for today ..."""
    at.now = MONDAY - 5 * DAY
    day = (MONDAY + (days if days >= 0 else -3) * DAY).date()
    with at.time(), transaction(at.session):
        word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=day)
        updates.give(at.session, application, at.make.robin(), word=word)
    at.now = MONDAY


def look(page: Page) -> None:
    """Nothing on this page is out of reach."""
    found = Axe().run(page)
    assert not found.response["violations"], f"{page.url}\n{found.generate_report()}"


def tab_to(page: Page, wanted: Locator) -> None:
    """By the tab key alone, as far as it takes."""
    for _stop in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The tab key leads to no {wanted}")


def sections(page: Page) -> list[str]:
    return page.locator(".queue h2").all_inner_texts()


def test_a_recruiter_clears_the_day_with_the_keyboard_alone(at: Held, desk) -> None:
    everybody = forty(at)
    before = told(at)
    page = desk()
    look(page)
    for _row in range(len(everybody)):
        if not set(SOON) & set(sections(page)):
            break
        page.keyboard.press("j")
        see_to(page, page.locator(f"{ROW}:focus"))

    assert not set(SOON) & set(sections(page))
    look(page)
    assert told(at) - before == 36
    assert mails(at, Letter.UPDATE) - before == 36
    assert count(at, select(Ending.id).where(Ending.told_at.is_(None))) == 4


def see_to(page: Page, row: Locator) -> None:
    """Whatever it asks for, without touching the mouse."""
    expect(row).to_have_count(1)
    if row.locator("details.in-place").count():
        page.keyboard.press("u")
        page.keyboard.type(WORDS)
        page.keyboard.press("Tab")
        sent(page, "Enter")
    elif row.locator("[name=longer]").count():
        sent(page, "n")
        look(page)
        page.keyboard.press("Space")
        sent(page, "Enter")
    else:
        sent(page, "u")
        tab_to(page, page.get_by_label("Your part"))
        page.keyboard.type(NOTE)
        tab_to(page, page.get_by_role("button", name="Read it as"))
        sent(page, "Enter")
        tab_to(page, page.get_by_role("button", name="Tell"))
        sent(page, "Enter")
        tab_to(page, page.get_by_role("link", name="Today"))
        sent(page, "Enter")
    expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()


def sent(page: Page, key: str) -> None:
    """That key, and what it leads to."""
    with page.expect_navigation():
        page.keyboard.press(key)


def told(at: Held) -> int:
    return count(at, select(Update.id).where(Update.words != ""))


def mails(at: Held, letter: Letter) -> int:
    return count(at, select(Message.id).where(Message.letter == letter))


def count(at: Held, statement) -> int:
    at.session.rollback()
    found = at.session.scalar(select(func.count()).select_from(statement.subquery()))
    at.session.rollback()
    return found


def test_the_keys_are_told_and_can_be_turned_off(at: Held, desk) -> None:
    two(at)
    page = desk()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(f"{ROW}:focus [name=pick]")).to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_text("the next row, the one before")).to_be_visible()
    look(page)
    page.get_by_label("Listen to these keys").uncheck()
    page.locator("h1").click()
    page.keyboard.press("j")

    expect(page.locator(f"{ROW}:focus")).to_have_count(0)
    page.reload()
    page.keyboard.press("j")
    expect(page.locator(f"{ROW}:focus")).to_have_count(0)


def test_letters_that_are_typed_are_letters(at: Held, desk) -> None:
    two(at)
    page = desk()
    for key in ("j", "j", "k", "j", "u"):
        page.keyboard.press(key)

    page.keyboard.type("junk? next x")

    expect(page.locator("textarea:focus")).to_have_value("junk? next x")
    page.keyboard.press("Escape")
    expect(page.locator(f"{ROW}:focus [name=pick]")).not_to_be_checked()
    expect(page.locator("textarea").first).not_to_be_visible()
    page.keyboard.press("u")
    expect(page.locator("textarea:focus")).to_have_value("junk? next x")


def test_without_scripts_the_same_is_done_by_forms(at: Held, desk) -> None:
    forty(at)
    page, before = desk(scripts=False), told(at)
    assert not page.locator("#keys").is_visible()
    row = page.locator(ROW).filter(has=page.locator("details.in-place")).first
    row.locator("summary").click()
    row.locator("textarea").fill(WORDS)
    row.get_by_role("button", name="Send update").click()
    expect(page.get_by_role("status")).to_contain_text("Sent")
    page.get_by_role("button", name="Need longer for 22").click()
    page.get_by_label("somebody whose word we need is away").check()
    page.get_by_role("button", name="Tell 22 people").click()
    expect(page.get_by_role("status")).to_contain_text("22 people were told.")
    for box in page.locator("[name=pick]").all()[:3]:
        box.check()
    page.locator("#together").get_by_role("button", name="One update").click()
    page.get_by_label("What each of them will read").fill(WORDS)
    page.get_by_role("button", name="Tell 3 people").click()
    expect(page.get_by_role("status")).to_contain_text("3 people were told.")

    assert told(at) - before == 26
