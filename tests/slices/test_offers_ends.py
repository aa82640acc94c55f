"""The ends of an offer: lapsed, taken back, or the first day."""

from datetime import timedelta

import pytest

from portal.engagement.actions import starts
from portal.engagement.starting import starting
from portal.hiring.actions import calls, endings, reopening, updates, withdrawals
from portal.hiring.actions.updates import Word
from portal.hiring.holding import Dropped
from portal.hiring.promises import PromiseResult
from portal.hiring.queries.scope import Scope
from portal.hiring.stages import EndingWay, Outcome, Status
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.offers import actions, ends
from portal.offers.outcomes import OfferOutcome
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.queries import application_view
from portal.team.rights import Actor, Role
from tests.make import MONDAY, NOTE
from tests.posted import messages
from tests.written import ledger_of, letters, refused, trail_of

DAYS = timedelta(days=1)
LAPSED, RESCINDED = Outcome.OFFER_LAPSED, Outcome.OFFER_RESCINDED


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def overdue(make):
    """An offer whose answer-by date is over."""
    with clock.held_at(MONDAY - 20 * DAYS):
        return make.offer()


def page_of(session, application):
    session.rollback()
    return application_view(session, application.candidate_id, application.ref)


def release(session, application):
    with transaction(session):
        return endings.release(session, application.waiting())


def test_a_lapse_is_told_as_an_ending_and_then_decided(make, session):
    offer = overdue(make)
    make.ended(LAPSED, offer, is_told=False)
    assert offer.is_open()
    assert page_of(session, offer.application).status is Status.OFFER

    assert release(session, offer.application)

    session.expire_all()
    assert offer.decision().outcome is OfferOutcome.LAPSED
    seen = page_of(session, offer.application)
    assert (seen.outcome, seen.sentence) == (LAPSED, "Our offer is no longer open")
    assert NOTE in seen.ending.words
    assert ledger_of(session, offer.application)[-1][1] is PromiseResult.MISSED
    assert trail_of(session, offer.ref) == ["offer.sent", "offer.lapsed"]
    assert letters(session)[-1] is Letter.ENDING
    with refused(session, "no longer open"):
        actions.accept(session, offer.application.candidate_id, offer.ref)


@pytest.mark.parametrize("answer", ["accepted", "declined", "another"])
def test_until_the_lapse_is_told_the_offer_may_be_answered(make, session, answer):
    offer = overdue(make)
    make.ended(LAPSED, offer, is_told=False)
    ending = offer.application.waiting()

    getattr(make, answer)(offer)

    session.expire_all()
    assert ending.dropped_because is Dropped.ANSWERED
    assert offer.application.waiting() is None
    with transaction(session):
        assert endings.release(session, ending) is False
    assert Letter.ENDING not in letters(session)
    outcome = {"declined": Outcome.DECLINED}.get(answer)
    assert offer.application.outcome is outcome


def test_an_offer_has_not_lapsed_before_its_date(make, session):
    offer, robin = make.offer(), make.robin()
    assert ends.possible(session, offer.application) == [RESCINDED]

    with refused(session, "not over yet"):
        ends.write(
            session,
            offer.application,
            robin,
            outcome=LAPSED,
            way=EndingWay.NOTE,
            words=NOTE,
        )


def test_a_lapse_may_go_by_mail_and_taking_back_may_not(make, session):
    offer, robin = overdue(make), make.robin()
    with refused(session, "write a note of your own"):
        ends.write(
            session,
            offer.application,
            robin,
            outcome=RESCINDED,
            way=EndingWay.MAIL,
            words=NOTE,
        )

    make.ended(LAPSED, offer, way=EndingWay.MAIL)

    assert offer.application.outcome is LAPSED


@pytest.mark.parametrize("before", ["verbal", "offer"])
def test_an_offer_is_taken_back(make, session, before):
    offer = getattr(make, before)()

    make.ended(RESCINDED, offer)

    session.expire_all()
    assert offer.decision().outcome is OfferOutcome.RESCINDED
    assert page_of(session, offer.application).sentence == "We had to take our offer back"
    assert trail_of(session, offer.ref)[-1] == "offer.rescinded"


def test_one_that_was_accepted_is_taken_back_and_stays_accepted(make, session):
    offer = make.accepted()

    make.ended(RESCINDED, offer)

    session.expire_all()
    assert offer.decision().outcome is OfferOutcome.ACCEPTED
    assert offer.application.outcome is RESCINDED
    assert trail_of(session, offer.ref)[-1] == "offer.rescinded"
    assert page_of(session, offer.application).offer.undo_until is None
    with refused(session, "can no longer be undone"):
        actions.undo_answer(session, offer.application.candidate_id, offer.ref)


def test_an_acceptance_taken_back_stops_the_words_that_wait(make, session):
    offer = make.accepted()
    make.ended(RESCINDED, offer, is_told=False)
    ending = offer.application.waiting()

    with transaction(session):
        actions.undo_answer(session, offer.application.candidate_id, offer.ref)

    assert ending.dropped_because is Dropped.ANSWERED
    assert offer.is_open()


def test_by_call_it_is_told_at_once(make, session):
    offer = make.offer()

    with transaction(session):
        ends.tell_by_call(
            session,
            offer.application,
            make.robin(),
            outcome=RESCINDED,
            words=NOTE,
            memo="The budget is gone.",
        )

    assert offer.application.outcome is RESCINDED
    assert offer.application.memos[-1].words == "The budget is gone."


def test_without_an_offer_nothing_lapses(make, session):
    application, robin = make.application(stage="Decision"), make.robin()

    for outcome in (LAPSED, RESCINDED):
        with refused(session, "no offer that could end so"):
            ends.write(session, application, robin, outcome=outcome, way=EndingWay.NOTE, words=NOTE)
        with refused(session, "no offer that could end so"):
            endings.write(
                session, application, robin, outcome=outcome, way=EndingWay.NOTE, words=NOTE
            )


def test_an_offer_that_lapsed_can_be_opened_again(make, session):
    offer = make.ended(LAPSED)
    application = offer.application
    stage = make.stage(application.job, "Decision")
    word = Word(Status.DECIDING, "You wrote a day late.", next_word_by=MONDAY.date() + 2 * DAYS)

    with transaction(session):
        reopening.reopen(session, application, make.robin(), word=word, stage=stage)
    make.offer(application)

    assert (application.status, application.is_open()) == (Status.OFFER, True)
    with transaction(session):
        letter = render(session, session.get_one(Message, messages(session, Letter.OFFER)[-1].id))
    assert "takes the place of" not in letter.text, "it was over before this one"


@pytest.mark.parametrize("outcome", [LAPSED, RESCINDED])
def test_the_words_about_an_offer_begin_with_the_offer(make, session, outcome):
    offer = make.ended(outcome)

    seen = page_of(session, offer.application).ending
    with transaction(session):
        letter = render(session, session.get_one(Message, messages(session, Letter.ENDING)[-1].id))

    assert seen.opening == ("Thank you for the time you gave us. We write to you about our offer.")
    assert seen.opening in " ".join(letter.text.split())


def test_after_24_hours_nothing_is_undone(make, session):
    with clock.held_at(MONDAY - DAYS):
        offer = make.accepted()

    with refused(session, "can no longer be undone"):
        actions.undo_answer(session, offer.application.candidate_id, offer.ref)


def test_once_the_team_spoke_nothing_is_undone(make, session):
    with clock.held_at(MONDAY - timedelta(hours=2)):
        offer = make.accepted()
    due = offer.application.next_word_by
    with transaction(session):
        word = Word(Status.JOINING, "Welcome!", next_word_by=due)
        updates.give(session, offer.application, make.robin(), word=word)

    with refused(session, "written to you since"):
        actions.undo_answer(session, offer.application.candidate_id, offer.ref)


@pytest.mark.parametrize("speak", ["first_day", "call"])
def test_any_word_of_ours_that_they_read_ends_the_undo_on_their_page_too(make, session, speak):
    with clock.held_at(MONDAY - timedelta(hours=2)):
        offer = make.accepted()
    assert page_of(session, offer.application).offer.undo_until is not None

    if speak == "first_day":
        make.first_day(offer.application)
    else:
        with transaction(session):
            spoken = calls.Spoken("We spoke about your first week.")
            calls.log(session, offer.application, make.robin(), spoken=spoken)

    assert page_of(session, offer.application).offer.undo_until is None
    with refused(session, "written to you since"):
        actions.undo_answer(session, offer.application.candidate_id, offer.ref)


def test_an_undo_brings_the_offers_own_date_back(make, session):
    with clock.held_at(MONDAY - timedelta(hours=3)):
        offer = make.offer()
    stood = offer.application.next_word_by
    with clock.held_at(MONDAY - timedelta(hours=2)):
        make.accepted(offer)
        make.withdrawn(offer.application)
        with transaction(session):
            withdrawals.undo(session, offer.application.candidate_id, offer.application.ref)

    with transaction(session):
        actions.undo_answer(session, offer.application.candidate_id, offer.ref)

    assert page_of(session, offer.application).next_word_by == stood


def test_a_first_day_planned_for_an_earlier_yes_is_not_the_next_ones(make, session):
    with clock.held_at(MONDAY - DAYS):
        first = make.accepted()
        application = first.application
        make.first_day(application)
        make.start_change(application)
        make.ended(RESCINDED, first)
        stage = make.stage(application.job, "Decision")
        word = Word(Status.DECIDING, "It was our mistake.", next_word_by=MONDAY.date() + 2 * DAYS)
        with transaction(session):
            reopening.reopen(session, application, make.robin(), word=word, stage=stage)
    offer = make.offer(application)

    make.accepted(offer)

    seen = page_of(session, application)
    assert seen.joining.first_day.starts_on == offer.starts_on
    assert seen.joining.first_day.asked_for is None


def test_nobody_without_an_address_is_sent_an_offer(make, session):
    application = make.application(stage="Decision")
    application.candidate.email = None
    session.commit()

    with refused(session, "no mail address"):
        make.offer(application)


def test_whoever_started_is_hired_and_welcomed(make, session):
    offer = make.started_today()
    scope = Scope(Actor(make.robin().id, Role.RECRUITER))
    assert [row.name for row in starting(session, scope)] == ["Sam Okafor"]

    with transaction(session):
        starts.confirm(session, offer.application, make.robin())

    seen = page_of(session, offer.application)
    assert (seen.outcome, seen.sentence) == (Outcome.HIRED, "Welcome: you are one of us")
    assert offer.decision().outcome is OfferOutcome.ACCEPTED
    assert letters(session)[-1] is Letter.WELCOME
    assert trail_of(session, offer.ref)[-1] == "offer.started"
    assert starting(session, scope) == []
    robin = make.robin()
    with refused(session, "Nobody is joining here"):
        starts.confirm(session, offer.application, robin)


def test_nobody_has_started_before_the_first_day_or_without_an_acceptance(make, session):
    offer, robin = make.offer(), make.robin()
    with refused(session, "Nobody is joining here"):
        starts.confirm(session, offer.application, robin)

    make.accepted(offer)

    with refused(session, "still to come"):
        starts.confirm(session, offer.application, robin)
    scope = Scope(Actor(robin.id, Role.RECRUITER))
    assert starting(session, scope) == []


def test_whoever_withdraws_after_accepting_does_not_start(make, session):
    offer = make.started_today()
    make.withdrawn(offer.application)

    assert offer.application.withdrawal().after_acceptance
    robin = make.robin()
    with refused(session, "Nobody is joining here"):
        starts.confirm(session, offer.application, robin)
