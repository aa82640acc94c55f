"""An ending against everything else at the same moment: one wins, the other is told and keeps what
was typed, and nothing false is mailed or shown.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.hiring.actions import releases
from portal.hiring.models import Application
from portal.hiring.stages import Outcome, Status
from portal.mail.contents.basis import Outdated
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.offers.queries import latest_offer
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.queries import application_view
from tests.faults.racing import Meeting, meeting
from tests.forms import Browsers, address, working_day
from tests.make import NOTE, Make
from tests.pages import Page
from tests.proof import examples
from tests.written import ledger_of, trail_of

__all__ = ["meeting"]

RACES = 20
LATER = timedelta(days=5)
OTHER_NOTE = (
    "Ada has other words for you, dear Sam: we talked about it for a long time, and what decided it"
    " was how early this team has to run large set-ups by itself."
)
pytestmark = pytest.mark.prove


class Race:
    """One application, its candidate and two teammates, and what each may do to it."""

    def __init__(self, app: Flask, make: Make, meeting: Meeting) -> None:
        self.app, self.make, self.meeting = app, make, meeting
        make.look_again()
        self.application = make.application(stage="Interviews")
        self.browsers = Browsers(app, make)

    def team(self, *, is_ada: bool = False) -> FlaskClient:
        make = self.make
        return self.browsers.teammate(make.ada() if is_ada else make.robin())

    def sam(self) -> FlaskClient:
        return self.browsers.sam(self.application)

    def sends(self, browser: FlaskClient, endpoint: str, **data: str) -> Callable[[], TestResponse]:
        path = address(self.app, endpoint, {"ref": self.application.ref})
        return partial(browser.post, path, data=data)

    def tells(self, browser: FlaskClient, words: str = NOTE) -> Callable[[], TestResponse]:
        version = str(self.again().version)
        typed = {"way": "note", "words": words, "looked": "y", "version": version}
        return self.sends(browser, "recruiter.endings.tell", **typed)

    def accepts(self) -> Callable[[], TestResponse]:
        offer = latest_offer(self.make.session, self.application.id)
        assert offer is not None
        path = address(self.app, "candidate.offers.accept", {"ref": offer.ref})
        return partial(self.sam().post, path, data={"sure": "y"})

    def leaves(self) -> int:
        """The schedule runs, some days later, in everybody's working hours."""
        self.meeting.wait()
        with clock.held_at(clock.now() + LATER):
            return releases.release_due(self.app.extensions["sessions"])

    def runs(self, *acts: Callable[[], object]) -> list[object]:
        self.make.session.rollback()
        return self.meeting.race(*acts)

    def again(self) -> Application:
        self.make.look_again()
        return self.make.session.get_one(Application, self.application.id)

    def endings_mailed(self) -> list[Message]:
        self.make.session.rollback()
        about = select(Message).where(
            Message.application_id == self.application.id, Message.letter == Letter.ENDING
        )
        return list(self.make.session.scalars(about))


@pytest.fixture
def races(app: Flask, make: Make, meeting: Meeting) -> Callable[[], Iterator[Race]]:
    """So many fresh ones, made one by one as they are run."""
    return lambda: (Race(app, make, meeting) for _race in range(examples(RACES, 200)))


def agrees(race: Race) -> str:
    """That state, page, ledger and mails tell one story, and which."""
    application, session = race.again(), race.make.session
    view = application_view(session, application.candidate_id, application.ref)
    assert view is not None
    told = application.outcome is Outcome.NOT_SELECTED
    open_promises = [due for due, result in ledger_of(session, application) if result is None]
    assert (view.outcome, view.status) == (application.outcome, application.status)
    assert (view.ending is not None) == (application.ending_id is not None) == told
    assert len(race.endings_mailed()) == int(told)
    assert trail_of(session, application.ref).count("ending.told") == int(told)
    assert len(open_promises) == int(application.is_open())
    assert sum(ending.told_at is not None for ending in application.endings) == int(told)
    for message in race.endings_mailed():
        assert is_true(session, message)
    return str(application.outcome or application.status)


def is_true(session: Session, message: Message) -> bool:
    """Whether the letter still stands when it is written out."""
    message_id = message.id
    try:
        with transaction(session):
            render(session, session.get_one(Message, message_id))
    except Outdated:
        return False
    return True


def test_an_ending_that_leaves_while_they_withdraw(races):
    stories = Counter[str]()
    for race in races():
        race.make.held(race.application)
        withdraws = race.sends(race.sam(), "candidate.withdrawals.withdraw", sure="y")

        told, reply = race.runs(race.leaves, withdraws)
        told += race.leaves()  # the worker leaves alone what somebody holds

        story = agrees(race)
        stories[story] += 1
        assert (told, reply.status_code) == ((1, 409) if story == "not_selected" else (0, 303))
        (ending,) = race.again().endings
        assert not ending.is_waiting()
    assert set(stories) <= {"not_selected", "withdrawn"}


def test_an_ending_that_leaves_while_they_accept(races):
    for race in races():
        race.make.held(race.application)
        race.make.offer(race.application)

        told, reply = race.runs(race.leaves, race.accepts())
        told += race.leaves()

        assert (told, reply.status_code) == (0, 303)
        assert agrees(race) == Status.JOINING
        (ending,) = race.again().endings
        assert ending.dropped_at is not None


def test_an_ending_that_is_told_while_they_accept(races):
    for race in races():
        race.make.offer(race.application)
        race.make.verdict(race.application)

        reply, accepted = race.runs(race.tells(race.team()), race.accepts())

        assert (reply.status_code, accepted.status_code) == (409, 303)
        assert NOTE in reply.text
        assert race.leaves() == 0
        assert agrees(race) == Status.JOINING


def test_an_ending_that_is_told_while_they_withdraw(races):
    for race in races():
        race.make.verdict(race.application)
        withdraws = race.sends(race.sam(), "candidate.withdrawals.withdraw", sure="y")

        reply, withdrawn = race.runs(race.tells(race.team()), withdraws)

        assert withdrawn.status_code == 303
        assert reply.status_code in {303, 409}
        assert reply.status_code == 303 or NOTE in reply.text
        assert race.leaves() == 0
        assert agrees(race) == Outcome.WITHDRAWN


def test_of_two_teammates_who_tell_one_does(races):
    for race in races():
        race.make.verdict(race.application)
        acts = race.tells(race.team()), race.tells(race.team(is_ada=True), OTHER_NOTE)

        replies = race.runs(*acts)

        assert sorted(reply.status_code for reply in replies) == [303, 409]
        (ending,) = race.again().endings
        lost, kept = (NOTE, OTHER_NOTE) if ending.words == OTHER_NOTE else (OTHER_NOTE, NOTE)
        loser = next(reply for reply in replies if reply.status_code == 409)
        assert "Somebody changed this application meanwhile" in Page(loser.text).text()
        assert lost in Page(loser.text).text()
        assert ending.words == kept
        assert race.leaves() == 1
        assert agrees(race) == Outcome.NOT_SELECTED


def test_one_undoes_while_it_leaves(races):
    stories = Counter[str]()
    for race in races():
        race.make.held(race.application)
        undoes = race.sends(race.team(), "recruiter.endings.undo")

        told, reply = race.runs(race.leaves, undoes)
        told += race.leaves()

        story = agrees(race)
        stories[story] += 1
        assert (told, reply.status_code) == ((1, 409) if story == "not_selected" else (0, 303))
    assert set(stories) <= {"not_selected", "interviewing"}


def test_one_takes_the_decision_back_while_it_leaves(races):
    for race in races():
        race.make.held(race.application)
        takes_back = race.sends(race.team(), "recruiter.endings.take_back")

        told, reply = race.runs(race.leaves, takes_back)
        told += race.leaves()

        is_told = agrees(race) == Outcome.NOT_SELECTED
        assert (told, reply.status_code) == ((1, 409) if is_told else (0, 303))
        assert is_told or race.again().verdict() is None


def test_two_workers_tell_it_once(races):
    for race in races():
        race.make.held(race.application)

        told = race.runs(race.leaves, race.leaves)

        assert sum(told) + race.leaves() == 1
        assert agrees(race) == Outcome.NOT_SELECTED


def test_one_opens_it_again_while_another_does(races):
    for race in races():
        race.make.ending(race.application)
        application = race.again()
        typed = {
            "words": OTHER_NOTE,
            "next_word": working_day(race.make, 5).isoformat(),
            "stage": race.make.stage(application.job, "Interviews").ref,
            "version": str(application.version),
        }
        both = [
            race.sends(race.team(is_ada=is_ada), "recruiter.endings.reopen", **typed)
            for is_ada in (False, True)
        ]

        replies = race.runs(*both)

        assert sorted(reply.status_code for reply in replies) == [303, 409]
        application = race.again()
        assert (application.outcome, application.status) == (None, Status.INTERVIEWING)
        assert trail_of(race.make.session, application.ref).count("ending.reopened") == 1
        assert not any(is_true(race.make.session, one) for one in race.endings_mailed())
