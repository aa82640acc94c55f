"""What each survey follows, after how long, and who is left in peace."""

from datetime import date, timedelta
from threading import Event

import pytest
from sqlalchemy import select

from portal.engagement.models import FirstDay
from portal.hiring.actions import reopening, withdrawals
from portal.hiring.actions.updates import Word
from portal.hiring.models.people import Extras
from portal.hiring.stages import EndingWay, Status
from portal.mail.contents.basis import Outdated
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.offers import actions as offers
from portal.offers.models import Offer
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.words import gettext, spoken
from portal.surveys import jobs, shipped, waiting
from portal.surveys.actions import invitations, surveys
from portal.surveys.items import Touchpoint
from portal.surveys.models import Invitation, Survey
from portal.surveys.moments import DELAYS, ENDINGS
from portal.surveys.waiting import Why
from tests.asked import AUTUMN, asked, happened
from tests.posted import messages

EVERY = pytest.mark.parametrize("touchpoint", Touchpoint)
END = pytest.mark.parametrize("touchpoint", sorted(ENDINGS))
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


@pytest.fixture(autouse=True)
def _all_on(session):
    with transaction(session):
        for touchpoint in Touchpoint:
            surveys.survey(session, touchpoint).is_on = True


def due(session, after):
    """Who is asked so long after now, about what."""
    with clock.held_at(AUTUMN + after), transaction(session):
        found = invitations.invite_due(session)
        return [(one.application_id, one.round.touchpoint) for one in found]


def of(touchpoint, found):
    return [application for application, about in found if about is touchpoint]


@EVERY
def test_a_survey_follows_what_they_know_no_sooner_and_no_later(make, session, touchpoint):
    application, delay = happened(make, touchpoint), DELAYS[touchpoint]
    midnight = timedelta(hours=AUTUMN.hour) if touchpoint is Touchpoint.NEW_HIRE else timedelta()

    assert of(touchpoint, due(session, delay.until + DAY)) == []
    if delay.after:
        assert of(touchpoint, due(session, delay.after - midnight - MINUTE)) == []
    assert of(touchpoint, due(session, delay.after)) == [application.id]
    assert of(touchpoint, due(session, delay.after + MINUTE)) == []


@pytest.mark.parametrize("days", [-10, 20])
def test_a_first_day_that_was_moved_is_the_one_that_counts(make, session, days):
    application, delay = happened(make, Touchpoint.NEW_HIRE), DELAYS[Touchpoint.NEW_HIRE]
    moved = AUTUMN.date() + timedelta(days=days)
    session.add(
        FirstDay(
            application_id=application.id, starts_on=moved, time_zone="Europe/Lisbon", set_at=AUTUMN
        )
    )
    session.commit()
    midnight, until_then = timedelta(hours=AUTUMN.hour), timedelta(days=days)

    assert of(Touchpoint.NEW_HIRE, due(session, until_then + delay.after - midnight - MINUTE)) == []
    assert of(Touchpoint.NEW_HIRE, due(session, until_then + delay.after)) == [application.id]
    assert waiting.reached(session, Touchpoint.NEW_HIRE, months=3) == (1 if days < 0 else 0)


@EVERY
def test_nobody_is_asked_at_a_touchpoint_that_is_switched_off(make, session, touchpoint):
    happened(make, touchpoint)
    with transaction(session):
        surveys.survey(session, touchpoint).is_on = False

    assert of(touchpoint, due(session, DELAYS[touchpoint].after)) == []


@EVERY
def test_nobody_is_asked_who_wants_no_extras_or_has_no_address(make, session, touchpoint):
    silent, unknown = happened(make, touchpoint), happened(make, touchpoint, "Mo Task")
    silent.candidate.extras, unknown.candidate.email = Extras.NONE, None
    session.commit()

    assert of(touchpoint, due(session, DELAYS[touchpoint].after)) == []


@EVERY
def test_half_a_year_later_the_same_person_may_be_asked_again(make, session, touchpoint):
    first = happened(make, touchpoint)
    with clock.held_at(AUTUMN - timedelta(days=160)):
        asked(make, make.application(candidate=first.candidate), touchpoint)

    assert of(touchpoint, due(session, DELAYS[touchpoint].after)) == []
    with clock.held_at(AUTUMN + timedelta(days=24)):
        again = make.application(candidate=first.candidate, job=make.job("Data Analyst"))
        assert asked(make, again, touchpoint).application_id == again.id


def test_only_three_are_on_from_the_start(session):
    with transaction(session):
        for made in session.scalars(select(Survey)):
            session.delete(made.versions[0])
            session.delete(made)

    with transaction(session):
        on = {one for one in Touchpoint if surveys.survey(session, one).is_on}

    assert on == {Touchpoint.INTERVIEWED, Touchpoint.NOT_SELECTED, Touchpoint.DECLINED}


@END
def test_whoever_is_still_active_in_another_application_is_left_in_peace(make, session, touchpoint):
    application = happened(make, touchpoint)
    other = make.application(candidate=application.candidate, job=make.job("Data Analyst"))

    assert of(touchpoint, due(session, DELAYS[touchpoint].after)) == []
    with clock.held_at(AUTUMN + MINUTE):
        make.withdrawn(other)
    assert len(of(touchpoint, due(session, DELAYS[touchpoint].after + 2 * MINUTE))) == 1


def test_an_ending_that_was_not_told_asks_nobody(make, session):
    decided, held = make.verdict(), make.held(make.charlie())

    assert of(Touchpoint.NOT_SELECTED, due(session, DAY)) == []
    assert (decided.outcome, held.told_at) == (None, None)


def test_what_was_told_elsewhere_before_we_knew_them_asks_nobody(make, session):
    application = happened(make, Touchpoint.NOT_SELECTED)
    application.ending.way = EndingWay.ELSEWHERE
    session.commit()

    assert due(session, DAY) == []


def test_whoever_applied_long_before_we_introduced_ourselves_is_not_asked_about_it(make, session):
    application = happened(make, Touchpoint.APPLIED)
    application.applied_at = AUTUMN - timedelta(days=40)
    session.commit()

    assert due(session, DAY) == []


def take_back(make, session, touchpoint, application):
    whose, ref = application.candidate_id, application.ref
    if touchpoint is Touchpoint.WITHDREW:
        withdrawals.undo(session, whose, ref)
    elif touchpoint is Touchpoint.NOT_SELECTED:
        word = Word(Status.INTERVIEWING, "We were wrong.", next_word_by=date(2026, 12, 1))
        stage = make.stage(application.job, "Interviews")
        reopening.reopen(session, application, make.robin(), word=word, stage=stage)
    else:
        offer = session.scalars(select(Offer.ref)).one()
        offers.undo_answer(session, whose, offer)


TAKEN_BACK = pytest.mark.parametrize("touchpoint", [*sorted(ENDINGS), Touchpoint.ACCEPTED])


@TAKEN_BACK
def test_what_was_taken_back_asks_nobody(make, session, touchpoint):
    application = happened(make, touchpoint)
    with clock.held_at(AUTUMN + MINUTE), transaction(session):
        take_back(make, session, touchpoint, application)

    assert of(touchpoint, due(session, DELAYS[touchpoint].after)) == []


@TAKEN_BACK
def test_a_letter_that_waits_does_not_leave_once_it_was_taken_back(make, session, touchpoint):
    application = happened(make, touchpoint)
    asked(make, application, touchpoint)
    with transaction(session):
        take_back(make, session, touchpoint, application)

    if touchpoint is Touchpoint.ACCEPTED:
        return  # they are back before their answer, which the page says; the question waits
    with transaction(session), pytest.raises(Outdated, match="open again"):
        render(session, session.get_one(Message, messages(session, Letter.SURVEY)[-1].id))


@END
def test_a_letter_that_waits_does_not_leave_to_somebody_who_applied_again(
    make, session, touchpoint
):
    application = happened(make, touchpoint)
    asked(make, application, touchpoint)
    make.application(candidate=application.candidate, job=make.job("Data Analyst"))

    with transaction(session), pytest.raises(Outdated, match="another application"):
        render(session, session.get_one(Message, messages(session, Letter.SURVEY)[-1].id))


@EVERY
def test_the_survey_page_of_each_touchpoint_reads_german_to_whoever_reads_german(
    make, session, candidate, touchpoint
):
    application = happened(make, touchpoint)
    application.candidate.locale = "de"
    session.commit()
    invitation = asked(make, application, touchpoint)

    page = candidate(application).get(f"/me/surveys/{invitation.ref}").text

    with spoken("de"):
        assert shipped.title(touchpoint) in page
        for item in invitation.round.version.asked():
            assert gettext(item.words) in page
            assert item.words not in page


def test_a_thousand_who_were_told_are_asked_a_hundred_at_a_time(make, session, sessions):
    for number in range(invitations.AT_ONCE + 2):
        happened(make, Touchpoint.APPLIED, f"Person{number} Example")

    with clock.held_at(AUTUMN + DAY):
        with transaction(session):
            assert len(invitations.invite_due(session)) == invitations.AT_ONCE
        jobs.invite(sessions, Event())
        assert len(messages(session, Letter.SURVEY)) == invitations.AT_ONCE + 2


@EVERY
def test_the_team_reads_who_comes_next_and_why_each_waits(make, session, touchpoint):
    names = ("Sam Okafor", "Mo No", "Al Bo", "Ed Silent", "Di Unknown")
    sam, no, before, silent, unknown = (happened(make, touchpoint, name) for name in names)
    with clock.held_at(AUTUMN - timedelta(days=170)):
        for one in (no, before):
            earlier = make.application(candidate=one.candidate, job=make.job("Another"))
            asked(make, earlier, touchpoint)
            make.withdrawn(earlier)
        with transaction(session):
            first = session.scalars(select(Invitation).order_by(Invitation.id)).first()
            invitations.no_thanks(session, first.candidate_id, first.ref)
    silent.candidate.extras, unknown.candidate.email = Extras.NONE, None
    session.commit()

    with clock.held_at(AUTUMN - MINUTE):
        found = waiting.coming(session, touchpoint, ahead=timedelta(days=20))

    assert [(one.name, one.why) for one in found] == [
        ("Sam Okafor", Why.TOO_SOON),
        ("Mo No", Why.SAID_NO),
        ("Al Bo", Why.ASKED_BEFORE),
        ("Ed Silent", Why.NO_EXTRAS),
        ("Di Unknown", Why.NO_ADDRESS),
    ]
    assert found[0].ref == sam.ref
