"""A recruiter's day in a real browser, at a moment that stands still."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import func, select

from portal.hiring import patience
from portal.hiring.actions import batch_writing, updates
from portal.hiring.actions.releases import release_due
from portal.hiring.models import Application, Ending, Update
from portal.hiring.stages import Status
from portal.links.actions import issue
from portal.links.models import Purpose
from portal.mail.kinds import Letter
from portal.mail.models import Message
from portal.mail.sending import drain
from portal.plumbing.db import transaction
from tests.browser.held import Held, held
from tests.browser.running import BROWSER_PATIENCE
from tests.databases import KINDS, fresh_url, let_go
from tests.make import MONDAY, NOTE, PASSWORD, WORDS
from tests.posted import Collector, text_of

DAY = timedelta(days=1)
SOON = ("Late", "Today", "Tomorrow")
A_WORD = (Letter.UPDATE, Letter.EXTENDED, Letter.LATE)
ROW = "ul.rows > li"
READY_MADE = patience.READY["away"]


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
        contexts[-1].set_default_timeout(BROWSER_PATIENCE)
        with at.time():
            email = at.make.teammate(name).email
            at.session.rollback()
        page = contexts[-1].new_page()
        page.goto(f"{at.base}/team/")
        page.get_by_label("Mail").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        with page.expect_navigation():  # until it is loaded: a key before the script is lost
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
    assert mails(at, *A_WORD) - before == 36
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
        expect(page.locator("[autofocus]")).to_be_focused()
        page.keyboard.press("Space")
        sent(page, "Enter")
    else:
        sent(page, "u")
        tab_to(page, page.get_by_label("Your part"))
        page.keyboard.type(f"{NOTE} {page.url[-26:]}")  # nobody gets a note of somebody else's
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


def mails(at: Held, *letters: Letter) -> int:
    return count(at, select(Message.id).where(Message.letter.in_(letters)))


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
    form = row.locator("details.in-place:not(.longer)")
    form.locator("summary").click()
    form.locator("textarea").fill(WORDS)
    row.get_by_role("button", name="Send update").click()
    expect(page.get_by_role("status")).to_contain_text("Sent")
    form = page.locator("details.longer").first
    form.locator("summary").click()
    form.get_by_label("Why, as").select_option(label=READY_MADE)
    form.get_by_role("button", name="Say so").click()
    expect(page.get_by_role("status")).to_contain_text("They know that we need longer")
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

    assert told(at) - before == 27


def test_n_opens_need_longer_in_its_row(at: Held, desk) -> None:
    forty(at)
    page, before = desk(), told(at)
    row = page.locator(ROW).filter(has=page.locator("details.longer")).first
    row.evaluate("one => { one.tabIndex = -1; one.focus(); }")

    page.keyboard.press("n")
    look(page)
    expect(row.locator("select:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(row.locator("select")).not_to_be_visible()
    page.keyboard.press("n")
    page.locator("select:focus").select_option(label=READY_MADE)
    tab_to(page, row.get_by_role("button", name="Say so"))
    sent(page, "Enter")

    expect(page.get_by_role("status")).to_contain_text("They know that we need longer")
    assert told(at) - before == 1


ZONES = {"Tokyo": "Asia/Tokyo", "Lisbon": "Europe/Lisbon", "York": "America/New_York"}
"""In the order in which Tuesday comes."""
READY, SPOKEN = 293, 7
TEXT = (
    "We have read your application and will not go on with it; others had more years with large"
    " set-ups, which this team needs from the first week."
)
EVENING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""After hours in New York, and before them in Tokyo."""
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')


def three_hundred(at: Held) -> dict[str, list[Application]]:
    """Decided and not told, by where they live: 293 whom nobody spoke to, and 7 interviewed."""
    make, found = at.make, {}
    with at.time():
        job, ada = make.job(), make.teammate("Ada Lind")
        for place, zone in ZONES.items():
            found[place] = [
                decided(at, f"{place}{number} Quill", job=job, zone=zone)
                for number in range(READY // 3 + (place == "Lisbon") * (READY % 3))
            ]
        found["spoken to"] = [
            decided(at, f"Spoken{number} Quill", job=job, zone=None, stage="Interviews")
            for number in range(SPOKEN)
        ]
    assert ada is not None
    return found


def decided(at: Held, name: str, *, zone: str | None, **more) -> Application:
    person = at.make.candidate(name, zone=zone)
    return at.make.verdict(at.make.application(candidate=person, **more))


def test_a_batch_is_undone_at_minute_nine_and_later_told(at: Held, desk, pages_of) -> None:
    people = three_hundred(at)
    before = pages_of(people)

    robin = begun_and_confirmed(at, desk, people)
    at.now = MONDAY + timedelta(minutes=9)
    assert released(at) == 0
    robin.get_by_role("button", name=f"Undo all {READY} that wait").click()
    expect(robin.get_by_role("heading", level=1, name="Taken back")).to_be_visible()
    at.now = MONDAY + timedelta(hours=3)
    assert released(at) == 0
    assert carried(at, TEXT) == []
    assert mails(at, Letter.ENDING) == 0
    assert pages_of(people) == before

    at.now = EVENING
    begun_and_confirmed(at, desk, people)
    assert pages_of(people) == before
    for place, zone in ZONES.items():
        at.now = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo(zone))
        assert released(at) == len(people[place])
    assert Counter(carried(at, TEXT)) == Counter(addresses(people))
    after = pages_of(people)
    assert [TEXT in after[place] for place in ZONES] == [True] * 3
    assert after["spoken to"] == before["spoken to"]


def begun_and_confirmed(at: Held, desk, people: dict[str, list[Application]]) -> Page:
    """Robin writes it and sends it off; Ada finds it in her Today and says yes. Robin's browser,
    on the page of the batch.
    """
    robin, ada, job = desk(), desk("Ada Lind"), people["Tokyo"][0].job.ref
    robin.goto(f"{at.base}/team/candidates/?show=decided&job={job}")
    robin.get_by_role("button", name=f"Tell {READY + SPOKEN} people…").click()
    robin.get_by_label("What all of them will read").fill(TEXT)
    robin.get_by_role("button", name="Look at it first").click()
    expect(robin.get_by_text(f"{READY} are ready, {SPOKEN} need a look first")).to_be_visible()
    look(robin)
    robin.get_by_label("Type the number of people").fill(str(READY))
    robin.get_by_role("button", name=f"Tell {READY} people").click()
    expect(robin.get_by_text("people wait for a second yes")).to_be_visible()
    ada.goto(f"{at.base}/team/?whose=everyone")
    with ada.expect_navigation():
        ada.get_by_role("link", name=f"{READY} people").click()
    look(ada)
    ada.get_by_label("I have read these letters").check()
    ada.get_by_role("button", name=f"Confirm: tell {READY} people").click()
    expect(ada.get_by_role("heading", level=1, name=f"Telling {READY} people")).to_be_visible()
    with at.time():
        batch_writing.work(at.sessions, Event())
    robin.goto(ada.url)
    return robin


def addresses(people: dict[str, list[Application]]) -> list[str]:
    """Of all who are told: each once."""
    return [
        f"{place.lower()}{number}@example.org"
        for place in ZONES
        for number in range(len(people[place]))
    ]


@pytest.fixture
def pages_of(at: Held, chromium: Browser) -> Callable[[dict[str, list[Application]]], dict]:
    """What the first of each place has before them, entered by a fresh link."""

    def seen(application: Application) -> str:
        with at.time(), transaction(at.session):
            token = issue(at.session, application.candidate_id, Purpose.STATUS)
        context = chromium.new_context()
        context.set_default_timeout(BROWSER_PATIENCE)
        page = context.new_page()
        page.goto(f"{at.base}/l/{token}")
        with page.expect_navigation():
            page.get_by_role("button", name="Continue").click()
        expect(page.locator("main article").first).to_be_visible()
        look(page)
        found = TOKEN.sub("", page.content())
        context.close()
        return found

    return lambda people: {place: seen(those[0]) for place, those in people.items()}


def released(at: Held) -> int:
    with at.time():
        return release_due(at.sessions)


def carried(at: Held, words: str) -> list[str]:
    """Let all mail leave that is due: to whom something with those words went."""
    post = Collector()
    with at.time():
        drain(at.sessions, by=post)
    asked = " ".join(words.split())
    return [to for to, mail in post.taken if asked in " ".join(text_of(mail).split())]
