"""Drafts that only the team knows of, and an offer that takes another's place."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from portal.hiring.stages import Status
from portal.mail.contents.basis import Outdated
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.offers import actions, drafts
from portal.offers.models import Offer
from portal.offers.outcomes import OfferOutcome, OfferState
from portal.offers.terms import Terms
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.offers import offer_view
from portal.standing.queries import application_view
from tests.make import MONDAY
from tests.posted import messages
from tests.written import letters, refused, trail_of

DAY = MONDAY.date()
HALF = Terms("We would", None, None, (("Salary", "to be settled"),))
WHOLE = Terms("Join us.", DAY + timedelta(days=8), None, (("Salary", "61,000"), ("Leave", "30")))


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def keep(session, application, by, terms=HALF, **more):
    with transaction(session):
        return drafts.keep(session, application, by, terms=terms, **more)


def page_of(session, application):
    session.rollback()
    return application_view(session, application.candidate_id, application.ref)


def test_a_draft_is_kept_written_on_and_seen_by_nobody_outside(make, session):
    application, robin = make.application(stage="Decision"), make.robin()
    before, mailed = page_of(session, application), letters(session)

    draft = keep(session, application, robin)
    again = keep(session, application, robin, terms=WHOLE)

    assert again.id == draft.id
    assert [(item.label, item.value) for item in again.items] == [
        ("Salary", "61,000"),
        ("Leave", "30"),
    ]
    assert page_of(session, application) == before
    assert letters(session) == mailed
    assert offer_view(session, application.candidate_id, draft.ref) is None
    assert trail_of(session, draft.ref) == ["offer.drafted", "offer.drafted"]


def test_what_is_sent_uses_the_draft_up(make, session):
    draft = make.draft()

    offer = make.offer(draft.application)

    assert session.query(Offer).one().id == offer.id
    assert drafts.draft_of(session, offer.application) is None


def test_a_draft_is_thrown_away_once(make, session):
    draft = make.draft()
    application, ref, robin = draft.application, draft.ref, make.robin()

    for _time in range(2):
        with transaction(session):
            drafts.drop(session, application, robin)

    assert session.query(Offer).all() == []
    assert trail_of(session, ref) == ["offer.drafted", "offer.draft_dropped"]


def test_nothing_is_drafted_for_whoever_is_closed_or_joining_or_from_a_stale_form(make, session):
    robin = make.robin()
    closed = make.ending(make.application(candidate=make.candidate("Bo C")))
    with refused(session, "closed"):
        drafts.keep(session, closed, robin, terms=HALF)
    joining = make.accepted().application
    with refused(session, "joining already"):
        drafts.keep(session, joining, robin, terms=HALF)
    application = make.application(candidate=make.candidate("Ana B"))
    with refused(session, "Somebody changed"):
        drafts.keep(session, application, robin, terms=HALF, seen=application.version - 1)


def test_the_database_knows_one_draft_at_a_time(make, session):
    draft = make.draft()
    session.add(
        Offer(application_id=draft.application_id, state=OfferState.DRAFT, created_at=clock.now())
    )

    with pytest.raises(IntegrityError):
        session.commit()


def test_another_offer_takes_the_place_of_the_first(make, session):
    first = make.offer()
    due = first.application.next_word_by

    second = make.another(first)

    session.expire_all()
    assert first.decision().outcome is OfferOutcome.SUPERSEDED
    seen = page_of(session, first.application)
    assert (seen.offer.ref, seen.status) == (second.ref, Status.OFFER)
    assert seen.next_word_by > due
    old = offer_view(session, first.application.candidate_id, first.ref)
    assert (old.is_open, old.is_accepted, old.is_declined) == (False, False, False)
    for answer in (actions.accept, actions.decline):
        with refused(session, "no longer open"):
            answer(session, first.application.candidate_id, first.ref)
    make.accepted(second)
    assert second.application.status is Status.JOINING


def test_the_letter_about_an_offer_that_was_replaced_stays_here(make, session):
    make.another(make.offer())

    first, second = messages(session, Letter.OFFER)
    with pytest.raises(Outdated), transaction(session):
        render(session, session.get_one(Message, first.id))
    with transaction(session):
        text = render(session, session.get_one(Message, second.id)).text
    assert "It takes the place of the offer of Monday 23 November." in text


def test_without_saying_so_no_offer_replaces_another(make, session):
    offer, robin = make.offer(), make.robin()

    with refused(session, "open offer already"):
        actions.send(session, offer.application, robin, terms=WHOLE)


def test_an_offer_needs_its_date_to_be_sent(make, session):
    application, robin = make.application(stage="Decision"), make.robin()

    with refused(session, "by when you need an answer"):
        actions.send(session, application, robin, terms=HALF)
