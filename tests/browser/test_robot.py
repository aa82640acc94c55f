"""A scanner in a real browser on the mailed link, and hostile text on every main page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session

from portal.engagement.models import Audience
from portal.hiring.actions import applications, updates
from portal.hiring.models import Application, StepKind
from portal.hiring.reasons import ReasonCode, Reasons
from portal.hiring.stages import Status
from portal.links.actions import issue
from portal.links.models import Purpose
from portal.mail.kinds import Letter
from portal.offers import actions as offers
from portal.plumbing import db
from portal.plumbing.db import transaction
from portal.plumbing.text import one_line, tidy
from tests import corpus
from tests.asked import asked
from tests.browser.running import BROWSER_PATIENCE, PATIENCE, Running, link_in, log_of, running
from tests.candidate.test_robot import HARMLESS
from tests.conftest import CONFIG, enter_code
from tests.databases import KINDS, empty_url, let_go
from tests.forms import working_day
from tests.make import PASSWORD, Make
from tests.proof import examples
from tests.written import everything, letters

BESIDE = ("mail_heartbeat", "magic_links", "link_requests", "team_sessions", "sign_in_attempts")
"""What the worker and the mails write meanwhile."""

SAM = "sam@example.org"
NAME_AT_MOST = 100


@dataclass
class House:
    """A server that runs, and its database from the inside."""

    at: Running
    make: Make

    @property
    def session(self) -> Session:
        return self.make.session

    def link_of(self, application: Application) -> str:
        """A link as the server would mail it."""
        with transaction(self.session):
            token = issue(self.session, application.candidate_id, Purpose.STATUS)
        return f"{self.at.base}/l/{token}"


@pytest.fixture(scope="module", params=KINDS)
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    folder, url = tmp_path_factory.mktemp("robot"), empty_url(request.param)
    with running(url, folder) as at:
        key = at.environment["PORTAL_SECRET_KEY"]
        config = replace(CONFIG, database_url=url, base_url=at.base, secret_key=key, folder=folder)
        engine = db.make_engine(url)
        with db.sessions(engine, config)() as session:
            yield House(at, Make(session))
        engine.dispose()
    assert "Traceback" not in log_of(folder)
    let_go(url)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context()
    made.set_default_timeout(BROWSER_PATIENCE)
    yield made
    made.close()


def test_a_scanner_does_no_harm_and_uses_nothing_up(
    house: House, context: BrowserContext, chromium: Browser
) -> None:
    application = with_everything(house.make)
    link = mailed_link(house, context)
    before, mailed = everything(house.session, but=HARMLESS + BESIDE), letters(house.session)

    assert fetched(link) == [200] * 4
    robot = BrowserRobot(chromium.new_context(), house.at.base)
    robot.enter(link)
    robot.walk()

    house.make.look_again()
    assert everything(house.session, but=HARMLESS + BESIDE) == before
    assert set(letters(house.session)[len(mailed) :]) <= {Letter.CODE, Letter.LINK}
    assert {"done", "no-thanks", "send", "not-me", "sign-out"} <= robot.pressed
    person = context.new_page()
    person.goto(link)
    person.get_by_role("button", name="Continue").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("You have an offer")
    assert person.url == f"{house.at.base}/me/applications/{application.ref}"


def with_everything(make: Make) -> Application:
    """Sam, with all there is to press: an interview, a task, a survey, news, an open offer."""
    application = make.application(stage="Interviews")
    make.step(application)
    make.step(application, kind=StepKind.TASK, title="A small task")
    asked(make, application)
    make.post()
    return make.offer(application).application


def mailed_link(house: House, context: BrowserContext) -> str:
    """Asked for at the door, and out of the mail that came."""
    page = context.new_page()
    page.goto(f"{house.at.base}/")
    page.get_by_label("Your mail address").fill(SAM)
    page.get_by_role("main").get_by_role("button").click()
    expect(page).to_have_url(f"{house.at.base}/sent")
    page.close()
    return link_in(house.at.mailbox.wait_for(SAM, "/l/"))


def fetched(link: str) -> list[int]:
    """What HEAD, and three times GET, are answered with."""
    parts = urlsplit(link)
    line = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=PATIENCE)
    codes = []
    for method in ("HEAD", "GET", "GET", "GET"):
        line.request(method, parts.path)
        reply = line.getresponse()
        reply.read()
        codes.append(reply.status)
    line.close()
    return codes


class BrowserRobot:
    """Presses every button of every page it can reach, with whatever stands in the fields; what a
    browser would stop it from, an unticked box, does not stop it.
    """

    def __init__(self, context: BrowserContext, base: str) -> None:
        context.set_default_timeout(BROWSER_PATIENCE)
        self.page = context.new_page()
        self.base = base
        self.pressed: set[str] = set()
        self._seen: set[str] = set()
        self._sent: set[str] = set()

    def enter(self, link: str) -> None:
        self.page.goto(link)
        self.page.locator("main button").first.click()
        self.page.wait_for_url(f"{self.base}/me/**")

    def walk(self) -> None:
        waiting = [self.page.url]
        while waiting:
            url = waiting.pop(0)
            if url in self._seen:
                continue
            self._seen.add(url)
            self.page.goto(url)
            waiting += self._links()
            for action in self._actions():
                if action not in self._sent and not action.endswith("/sign-out"):
                    waiting += self._press(url, action)
        self._press(f"{self.base}/me/data/", f"{self.base}/me/sign-out")

    def _press(self, url: str, action: str) -> list[str]:
        self._sent.add(action)
        self.pressed.add(action.rstrip("/").rpartition("/")[2])
        self.page.goto(url)
        with self.page.expect_navigation():
            self.page.evaluate(_PRESS, action)
        return [self.page.url, *self._links()]

    def _links(self) -> list[str]:
        found: list[str] = self.page.evaluate(_LINKS)
        return [url for url in found if url.startswith(f"{self.base}/me/") and ".ics" not in url]

    def _actions(self) -> list[str]:
        found: list[str] = self.page.evaluate(_ACTIONS)
        return [url for url in found if url.startswith(self.base)]


_LINKS = "[...document.querySelectorAll('a[href]')].map(a => a.href.split('#')[0])"
_ACTIONS = "[...document.querySelectorAll('form[method=post]')].map(f => f.action)"
_PRESS = """action => {
  const form = [...document.forms].find(one => one.action === action);
  form.noValidate = true;
  form.querySelector('button').click();
}"""


@pytest.mark.prove
def test_hostile_text_stays_text(house: House, context: BrowserContext, chromium: Browser) -> None:
    is_sqlite = house.session.get_bind().dialect.name == "sqlite"
    texts = naughty()[: None if is_sqlite else examples(1, 10)]  # the database changes no letter
    people = [hostile_application(house.make, text, place) for place, text in enumerate(texts)]
    team = Reader(context, house.at.base)
    sign_in(team.page, house)

    for path in ("/team/", "/team/?whose=everyone", "/team/candidates/", "/team/feedback/"):
        team.read(path)
    for path in ("/team/jobs/", "/team/news/"):
        team.read_all(path, path)
    for application in people:
        for part in ("", "/as-candidate", "/steps/add", "/offer"):
            team.read(f"/team/applications/{application.ref}{part}")
        team.faults += candidate_faults(house, chromium, application)
    assert not team.faults, "\n".join(sorted(set(team.faults)))


def naughty() -> list[str]:
    """What becomes markup, turns lines round, or breaks a header, where somebody trusts it."""
    ours = [text for text in corpus.OURS if corpus.MARK in text or "\u202e" in text]
    more = [text for text in corpus.everything() if "<" in text and text not in ours]
    step = len(more) // examples(2, len(more))
    found = ours[:: examples(4, 1)] + more[::step]
    return [text for text in found if one_line(text)]


def hostile_application(make: Make, text: str, place: int) -> Application:
    """Somebody whose every text is that text, as forms keep it."""
    line, words = one_line(text)[:NAME_AT_MOST], tidy(text)
    job = make.job(line)
    person = make.candidate(line, email=f"naughty{place}@example.org")
    application = make.late(candidate=person, job=job, stage="Interviews")
    robin = make.robin()
    make.step(application, title=line)
    day = working_day(make, 2)
    with transaction(make.session) as session:
        word = updates.Word(Status.INTERVIEWING, words, line, day)
        updates.give(session, application, robin, word=word)
        applications.add_memo(session, application, robin, words=words)
    offer = make.offer(application, items=((line, line),))
    make.post(line, audience=Audience.OFFERED, job=job, words=text)
    if place % 2:
        make.declined(offer)
        with transaction(make.session) as session:
            reasons = Reasons(main=ReasonCode.PAY, comment=words)
            offers.give_reasons(session, person.id, offer.ref, reasons=reasons)
    return application


def sign_in(page: Page, house: House) -> None:
    page.goto(f"{house.at.base}/team/sign-in")
    page.get_by_label("Mail address").fill(house.make.robin().email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{house.at.base}/team/")


def candidate_faults(house: House, chromium: Browser, application: Application) -> list[str]:
    """What is wrong with their own pages, and with the news."""
    context = chromium.new_context()
    context.set_default_timeout(BROWSER_PATIENCE)
    candidate = Reader(context, house.at.base)
    candidate.page.goto(house.link_of(application))
    candidate.page.get_by_role("button", name="Continue").click()
    candidate.page.wait_for_url(f"{house.at.base}/me/**")
    candidate.look()
    enter_code(house.session, application.candidate_id)
    candidate.read("/me/data/")
    candidate.read_all("/me/news/", "/me/news/")
    candidate.read_all("/me/", "/me/offers/")
    context.close()
    return candidate.faults


class Reader:
    """Opens pages, and notes what hostile text made of them."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base, self.page = base, context.new_page()
        self.faults: list[str] = []
        self.page.on("dialog", self._on_dialog)
        self.page.on("console", self._on_console)
        self.page.on("request", self._on_request)

    def read(self, path: str) -> None:
        answer = self.page.goto(f"{self.base}{path}")
        if answer is None or answer.status != 200:
            self.faults.append(f"{path}: {answer and answer.status}")
        self.look()

    def read_all(self, path: str, ahead: str) -> None:
        """That page, and those under `ahead` that it links to."""
        self.read(path)
        links: list[str] = self.page.evaluate(_LINKS)
        for url in sorted({url for url in links if urlsplit(url).path.startswith(ahead)}):
            self.read(urlsplit(url).path)

    def look(self) -> None:
        found: list[str] = self.page.evaluate(_MADE_OF_TEXT, f"data-{corpus.MARK}")
        self.faults += [f"{self.page.url}: {what}" for what in found]

    def _on_dialog(self, dialog: Any) -> None:
        self.faults.append(f"{self.page.url}: a dialog says {dialog.message}")
        dialog.dismiss()

    def _on_console(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"{self.page.url}: {message.text}")

    def _on_request(self, request: Any) -> None:
        if not request.url.startswith(self.base):
            self.faults.append(f"{self.page.url}: asks {request.url}")


_MADE_OF_TEXT = """mark => {
  const made = [...document.querySelectorAll(`[${mark}], main script, main iframe, main img`)]
    .map(one => `made ${one.outerHTML.slice(0, 80)}`);
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const around = words.currentNode.parentElement;
    const isApart = around.closest('bdi, [dir], option, textarea');
    const rest = words.currentNode.data.replace(/\\u2068[^\\u2069]*\\u2069/g, '');
    if (rest.includes('\\u202e') && !isApart)
      made.push(`turns round ${around.outerHTML.slice(0, 120)}`);
  }
  return made;
}"""
