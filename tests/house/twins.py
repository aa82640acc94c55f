"""Two candidates to whom the same happens; to the second, untold things happen as well. Whatever
reaches either, or stands ready to, is compared byte for byte.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from portal import schedule
from portal.hiring.actions import endings
from portal.hiring.models import Application, Promise, Step, TimelineEntry, Update
from portal.mail.models import KeptMail, Message
from portal.offers.models import Offer
from portal.offers.outcomes import OfferState
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.surveys.models import Invitation
from tests.make import MONDAY, Make
from tests.posted import html_of, mail_of, text_of

ADDRESS = "twin{}of{}@example.org"
_NOISE = (
    (re.compile(r"\r?\n[ \t]"), ""),  # calendar files fold long lines, wherever that falls
    (re.compile(r'(name="csrf_token" value=")[^"]+'), r"\1x"),
    (re.compile(r"Set-Cookie: \S+=[^;]+"), "Set-Cookie: x"),
    (re.compile(r"Content-Length: \d+"), ""),
    (re.compile(r"[\w-]{32}\.[\w-]{43}"), "TOKEN"),
    (re.compile(r"(?<![\w-])[2-9a-hjkmnp-z]{16}(?![\w-])"), "REF"),
    (re.compile(r"twin\d+of"), "twinof"),
)
"""What is bound to a request or to a row, put to a constant."""
_KEPT = (KeptMail.id, KeptMail.recipient, KeptMail.source, KeptMail.at)


def plain(text: str) -> str:
    """The text with its noise put to a constant."""
    for noise, constant in _NOISE:
        text = noise.sub(constant, text)
    return text


Pressed = Callable[[FlaskClient, Session, Application], TestResponse | None]
"""What a candidate does in the browser; None where there is nothing to press."""


@dataclass
class Twins:
    """`first` lives a life that is told; `second` the same one, with facts nobody is told."""

    make: Make
    sessions: sessionmaker[Session]
    enter: Callable[[Application], FlaskClient]
    now: datetime = MONDAY
    lives: list[Application] = field(default_factory=list)
    browsers: list[FlaskClient] = field(default_factory=list)
    count: int = 0

    def begin(self, stage: str) -> None:
        """Both apply for one job, and are introduced; whoever was before is forgotten."""
        self.lives, self.count = [], self.count + 1
        self.now = MONDAY
        with clock.held_at(self.now):
            job = self.make.job()
            for number in range(2):
                person = self.make.candidate("Sam Okafor", email=ADDRESS.format(number, self.count))
                self.lives.append(self.make.application(candidate=person, job=job, stage=stage))
            self._come_in()

    @property
    def first(self) -> Application:
        """The one about whom all is told."""
        return self.lives[0]

    @property
    def second(self) -> Application:
        """The one with the secrets."""
        return self.lives[1]

    def team(self, act: Callable[[Application], object]) -> None:
        """The team tells both something, or neither where it is refused for the second."""
        if self._done(act, self.second):
            assert self._done(act, self.first), "what was fine for one was refused for the other"

    def candidate(self, act: Pressed) -> None:
        """Both candidates press the same button, and get the same answer."""
        with clock.held_at(self.now):
            replies = [
                act(browser, self.make.session, application)
                for browser, application in zip(self.browsers, self._fresh(), strict=True)
            ]
        told, untold = (_said(reply) for reply in replies)
        assert told == untold

    def untold(self, fact: Callable[[Make, Application], None]) -> None:
        """Something is known of the second that nobody tells."""
        self.make.look_again()
        with clock.held_at(self.now):
            try:
                fact(self.make, self.make.session.get_one(Application, self.second.id))
            except Refusal:
                self.make.session.rollback()

    def wait(self, hours: int) -> None:
        """Time goes by, and the schedule runs. Words that wait are taken back: told, they would be
        no secret.
        """
        self._take_back()
        self.now += timedelta(hours=hours)
        self.make.session.rollback()
        with clock.held_at(self.now):
            for job in schedule.JOBS:
                job.work(self.sessions, Event())
            self._come_in()

    def worlds(self) -> tuple[list[object], list[object]]:
        """All that reaches the first, and all that reaches the second."""
        with clock.held_at(self.now):
            told, untold = (
                [*_pages(browser, one, self.make.session), *_rows(self.make.session, one)]
                for browser, one in zip(self.browsers, self._fresh(), strict=True)
            )
        return told, untold

    def agree(self) -> None:
        """They can't be told apart."""
        for told, untold in zip(*self.worlds(), strict=True):
            assert told == untold

    def _take_back(self) -> None:
        with clock.held_at(self.now), transaction(self.make.session):
            application = self.make.session.get_one(Application, self.second.id)
            if application.waiting() is not None:
                endings.take_back(self.make.session, application, self.make.robin())

    def _come_in(self) -> None:
        self.browsers = [self.enter(application) for application in self._fresh()]
        for browser in self.browsers:
            browser.get("/me/data/")  # the first page sets the cookie that forms are checked by

    def _done(self, act: Callable[[Application], object], application: Application) -> bool:
        self.make.look_again()
        with clock.held_at(self.now):
            try:
                with transaction(self.make.session):
                    act(self.make.session.get_one(Application, application.id))
            except Refusal:
                return False
        return True

    def _fresh(self) -> list[Application]:
        self.make.look_again()
        return [self.make.session.get_one(Application, one.id) for one in self.lives]


def _said(reply: TestResponse | None) -> tuple[int, str, str] | None:
    if reply is None:
        return None
    return reply.status_code, plain(str(reply.headers)), plain(reply.text)


def _pages(browser: FlaskClient, application: Application, session: Session) -> list[object]:
    steps = [step.ref for step in sorted(application.steps, key=lambda step: step.id)]
    sent = select(Offer.ref).where(
        Offer.application_id == application.id, Offer.state == OfferState.SENT
    )
    offers = session.scalars(sent.order_by(Offer.id)).all()
    session.rollback()
    paths = [
        "/me/",
        f"/me/applications/{application.ref}",
        "/me/data/",
        "/me/news/",
        *(f"/me/steps/{ref}/calendar.ics" for ref in steps),
        *(f"/me/offers/{ref}" for ref in offers),
    ]
    return [_said(browser.get(path)) for path in paths]


def _rows(session: Session, application: Application) -> list[object]:
    """What stands in the tables for that candidate, without its keys."""
    of = Application.id == application.id
    tables: list[Select[*tuple[Any, ...]]] = [
        select(Message.letter, Message.state, Message.due_at, Message.use_by, Message.attempts)
        .where(Message.candidate_id == application.candidate_id)
        .order_by(Message.id),
        select(Promise.due_on, Promise.made_at, Promise.settled_at, Promise.result)
        .where(Promise.application_id == application.id)
        .order_by(Promise.id),
        select(Update.status, Update.sentence, Update.words, Update.next_word_by, Update.at)
        .where(Update.application_id == application.id)
        .order_by(Update.id),
        select(Step.title, Step.starts_at, Step.cancelled_at, Step.sequence, Step.done_at)
        .where(Step.application_id == application.id)
        .order_by(Step.id),
        select(Invitation.created_at, Invitation.said_no_at)
        .where(Invitation.application_id == application.id)
        .order_by(Invitation.id),
        select(TimelineEntry.kind, TimelineEntry.words, TimelineEntry.at)
        .where(TimelineEntry.application_id == application.id, TimelineEntry.is_told)
        .order_by(TimelineEntry.id),
        select(Application.status, Application.outcome, Application.next_word_by).where(of),
    ]
    found: list[object] = [
        [tuple(row) for row in session.execute(statement)] for statement in tables
    ]
    return [*found, _mails(session, application.candidate.email or "")]


def _mails(session: Session, address: str) -> list[object]:
    kept = session.execute(
        select(*_KEPT).where(KeptMail.recipient == address).order_by(KeptMail.id)
    )
    return [_mail(row.source, row.at) for row in kept]


def _mail(source: str, at: datetime) -> tuple[object, ...]:
    mail = mail_of(source.encode())
    headers = [
        (name, plain(value))
        for name, value in mail.items()
        if name not in {"Message-ID", "Content-Type"}
    ]
    calendar = [
        plain(part.get_content())
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    ]
    return headers, plain(text_of(mail)), plain(html_of(mail)), calendar, at
