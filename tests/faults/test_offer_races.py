"""An offer answered at the same moment as something else happens to it: one of the two is done,
the other is told, and page, ledger and mails tell one story.
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
from portal.mail.kinds import Letter
from portal.mail.models import Message
from portal.offers.models import Offer
from portal.offers.outcomes import OfferOutcome, OfferState
from portal.plumbing import clock
from portal.standing.queries import application_view
from tests.faults.racing import Meeting, meeting
from tests.forms import Browsers, address, working_day
from tests.make import NOTE, WORDS, Make
from tests.proof import examples
from tests.written import ledger_of

__all__ = ["meeting"]

RACES = 10
LATER = timedelta(days=5)
pytestmark = pytest.mark.prove
_LETTER = {
    OfferOutcome.ACCEPTED: Letter.OFFER_ACCEPTED,
    OfferOutcome.DECLINED: Letter.OFFER_DECLINED,
}


class Race:
    """One offer, its candidate on two devices, a teammate, and the schedule."""

    def __init__(self, app: Flask, make: Make, meeting: Meeting, *, is_over: bool) -> None:
        self.app, self.make, self.meeting = app, make, meeting
        make.look_again()
        with clock.held_at(clock.now() - timedelta(days=20 if is_over else 1, hours=-1)):
            self.offer = make.offer()
        self.application = self.offer.application
        self.browsers = Browsers(app, make)

    def answers(self, how: str) -> Callable[[], TestResponse]:
        """From a device of its own."""
        return self.post(self.sam(), f"candidate.offers.{how}", ref=self.offer.ref, sure="y")

    def sam(self) -> FlaskClient:
        return self.browsers.sam(self.again())

    def team(self, endpoint: str, **typed: str) -> Callable[[], TestResponse]:
        application = self.again()
        robin = self.browsers.teammate(self.make.robin())
        typed["version"] = str(self.again().version)
        return self.post(robin, endpoint, ref=application.ref, **typed)

    def offers_another(self) -> Callable[[], TestResponse]:
        day = working_day(self.make, 9).isoformat()
        return self.team("recruiter.offers.send", words=WORDS, answer_by=day, instead="y")

    def takes_back_by_call(self) -> Callable[[], TestResponse]:
        typed = {"becomes": "offer_rescinded", "way": "call", "words": NOTE, "looked": "y"}
        return self.team("recruiter.endings.tell", **typed)

    def says_a_word(self) -> Callable[[], TestResponse]:
        day = working_day(self.make, 2).isoformat()
        typed = {"words": WORDS, "next_word": day, "stage": ""}
        return self.team("recruiter.applications.update", **typed)

    def post(
        self, browser: FlaskClient, endpoint: str, *, ref: str, **typed: str
    ) -> Callable[[], TestResponse]:
        return partial(browser.post, address(self.app, endpoint, {"ref": ref}), data=typed)

    def leaves(self) -> int:
        """The schedule runs, some days later."""
        self.meeting.wait()
        with clock.held_at(clock.now() + LATER):
            return releases.release_due(self.app.extensions["sessions"])

    def runs(self, *acts: Callable[[], object]) -> list[object]:
        self.make.session.rollback()
        return self.meeting.race(*acts)

    def again(self) -> Application:
        self.make.look_again()
        return self.make.session.get_one(Application, self.application.id)


@pytest.fixture
def races(app: Flask, make: Make, meeting: Meeting) -> Callable[..., Iterator[Race]]:
    """So many fresh ones, made one by one as they are run."""

    def fresh(*, is_over: bool = False) -> Iterator[Race]:
        for _race in range(examples(RACES, 100)):
            yield Race(app, make, meeting, is_over=is_over)

    return fresh


def agrees(race: Race) -> str:
    """That offers, page, ledger and mails tell one story, and which."""
    application, session = race.again(), race.make.session
    offers = session.scalars(
        select(Offer).where(Offer.application_id == application.id).order_by(Offer.id)
    ).all()
    open_ones = [offer for offer in offers if offer.is_open()]
    view = application_view(session, application.candidate_id, application.ref)
    assert view is not None
    assert (view.outcome, view.offer.ref) == (application.outcome, offers[-1].ref)
    assert len(open_ones) == int(application.status is Status.OFFER)
    open_promises = [due for due, result in ledger_of(session, application) if result is None]
    assert len(open_promises) == int(application.is_open())
    for offer in offers:
        for decision in offer.decisions:
            if decision.outcome in _LETTER:
                about = str(decision.id)
                assert mailed(session, application, _LETTER[decision.outcome], about) == 1
        assert offer.state is not OfferState.SENT or (
            mailed(session, application, Letter.OFFER, offer.ref) == 1
        )
    told = [ending for ending in application.endings if ending.told_at is not None]
    assert len(told) == (application.outcome in {Outcome.OFFER_LAPSED, Outcome.OFFER_RESCINDED})
    for ending in told:
        assert mailed(session, application, Letter.ENDING, ending.ref) == 1
    return str(application.outcome or application.status)


def mailed(session: Session, application: Application, letter: Letter, subject: str) -> int:
    found = select(Message.id).where(
        Message.application_id == application.id,
        Message.letter == letter,
        Message.subject == subject,
    )
    return len(session.scalars(found).all())


def test_accepted_on_one_device_and_declined_on_another(races):
    stories = Counter[str]()
    for race in races():
        accepted, declined = race.runs(race.answers("accept"), race.answers("decline"))

        story = agrees(race)
        stories[story] += 1
        codes = (accepted.status_code, declined.status_code)
        assert codes == ((303, 409) if story == Status.JOINING else (409, 303))
    assert set(stories) <= {"joining", "declined"}


@pytest.mark.parametrize("how", ["accept", "decline"])
def test_answered_while_the_lapse_is_told(races, how):
    stories = Counter[str]()
    for race in races(is_over=True):
        race.make.ended(Outcome.OFFER_LAPSED, race.offer, is_told=False)

        told, reply = race.runs(race.leaves, race.answers(how))
        told += race.leaves()

        story = agrees(race)
        stories[story] += 1
        assert (told, reply.status_code) == ((1, 409) if story == "offer_lapsed" else (0, 303))
    assert set(stories) <= {"offer_lapsed", "joining", "declined"}


@pytest.mark.parametrize("how", ["accept", "decline"])
def test_answered_while_another_takes_its_place(races, how):
    for race in races():
        sent, reply = race.runs(race.offers_another(), race.answers(how))

        story = agrees(race)
        codes = (sent.status_code, reply.status_code)
        assert codes == ((303, 409) if story == Status.OFFER else (409, 303))
        assert sent.status_code == 303 or WORDS in sent.text


def test_accepted_while_it_is_taken_back(races):
    for race in races():
        told, reply = race.runs(race.takes_back_by_call(), race.answers("accept"))

        is_back = agrees(race) == Outcome.OFFER_RESCINDED
        assert (told.status_code, reply.status_code) == ((303, 409) if is_back else (409, 303))
        assert is_back or NOTE in told.text


@pytest.mark.parametrize("how", ["accept", "decline"])
def test_undone_on_two_devices(races, how):
    for race in races():
        race.answers(how)()

        replies = race.runs(race.answers("undo"), race.answers("undo"))

        assert sorted(reply.status_code for reply in replies) == [303, 409]
        assert agrees(race) == Status.OFFER


def test_undone_while_the_team_speaks(races):
    for race in races():
        with clock.held_at(clock.now() - timedelta(hours=2)):
            race.make.accepted(race.offer)

        said, undone = race.runs(race.says_a_word(), race.answers("undo"))

        is_undone = agrees(race) == Status.OFFER
        assert (said.status_code, undone.status_code) == ((409, 303) if is_undone else (303, 409))
