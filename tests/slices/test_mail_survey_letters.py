"""Whom the question how it was did not reach is not counted as asked; what is of no use any more is
taken back, with words for the team."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.mail import actions, survey_letters
from portal.mail.answers import Refused
from portal.mail.contents.extras import SWITCHED_OFF
from portal.mail.kinds import Letter, MessageState
from portal.mail.models import Message
from portal.mail.sending import drain
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.surveys import waiting
from portal.surveys.actions import editing
from portal.surveys.items import Touchpoint
from portal.surveys.models import Invitation, Snapshot
from portal.surveys.waiting import Why
from tests.asked import AFTER, AUTUMN, answer, asked, crowd, happened
from tests.posted import Collector, messages
from tests.recruiter.desk import words_of

GONE = Refused("550 5.1.1 No such user", is_address=True)
BUSY = Refused("554 5.7.1 Not today")
"""Of the second mail: the first one introduces us."""


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


def look(session):
    with transaction(session):
        survey_letters.look(session)
    session.rollback()


def switch(make, touchpoint=Touchpoint.INTERVIEWED, *, on):
    with transaction(make.session):
        editing.switch(make.session, make.ada(), touchpoint, on=on)


def unreached(session):
    look(session)
    return [one.problem for one in survey_letters.unreached(session, most=9)]


def audited(session):
    rows = select(AuditEntry.action).where(AuditEntry.action.like("survey.%"))
    return session.scalars(rows.order_by(AuditEntry.id)).all()


def test_whose_address_is_refused_is_not_counted_as_asked(make, session, sessions):
    people = crowd(make, 12)
    drain(sessions, by=Collector(GONE, GONE))
    for invitation in people[2:8]:
        answer(session, invitation)

    with clock.held_at(AFTER):
        (closed,) = survey_letters.close_rounds(session)

    assert closed.snapshot.figures["response"]["share"] == pytest.approx(6 / 10)


def test_a_round_that_reached_fewer_than_eight_pools_whole(make, session, sessions):
    people = crowd(make, 9)
    drain(sessions, by=Collector(GONE, GONE))
    for invitation in people[2:]:
        answer(session, invitation)

    with clock.held_at(AFTER):
        (closed,) = survey_letters.close_rounds(session)

    assert closed.pooled_into_id is not None
    assert session.scalars(select(Snapshot)).all() == []


def test_more_answers_than_were_reached_are_no_more_than_all(make, session, sessions):
    people = crowd(make, 12)
    drain(sessions, by=Collector(*[GONE] * 4))
    for invitation in people:
        answer(session, invitation)

    with clock.held_at(AFTER):
        (closed,) = survey_letters.close_rounds(session)

    assert closed.snapshot.figures["response"] == {"value": "", "share": 0.87, "bound": ">="}


def test_what_waits_or_has_left_counts_as_asked(make, session, sessions):
    waits = asked(make)
    assert unreached(session) == []

    drain(sessions, by=Collector())

    assert unreached(session) == []
    assert session.get_one(Invitation, waits.id).unreached_at is None
    assert "survey.unreached" not in audited(session)


def test_the_question_about_an_interview_is_taken_back_once_the_application_is_closed(
    make, session
):
    invitation = asked(make)
    make.withdrawn(invitation.application)

    assert unreached(session) == [survey_letters.CLOSED]
    (message,) = messages(session, Letter.SURVEY)
    assert message.state is MessageState.CANCELLED
    assert unreached(session) == [survey_letters.CLOSED]
    assert audited(session).count("survey.unreached") == 1


def test_what_is_asked_about_an_ending_is_not_taken_back(make, session):
    asked(make, happened(make, Touchpoint.NOT_SELECTED), Touchpoint.NOT_SELECTED)

    assert unreached(session) == []


def test_where_nobody_is_asked_any_more_a_letter_does_not_leave(make, session, sessions):
    asked(make)
    switch(make, on=False)
    box = Collector()

    drain(sessions, by=box)

    (message,) = messages(session, Letter.SURVEY)
    assert (message.state, len(box.taken)) == (MessageState.CANCELLED, 1)  # their introduction
    assert unreached(session) == [SWITCHED_OFF]


def test_what_waits_is_taken_back_where_nobody_is_asked_any_more(make, session):
    asked(make)
    switch(make, on=False)

    assert unreached(session) == [SWITCHED_OFF]
    (message,) = messages(session, Letter.SURVEY)
    assert message.state is MessageState.CANCELLED


def test_an_other_survey_that_is_switched_off_takes_nothing_back(make, session):
    asked(make)
    switch(make, Touchpoint.NOT_SELECTED, on=False)

    assert unreached(session) == []


def test_switched_on_again_before_anybody_looked_it_leaves(make, session, sessions):
    asked(make)
    switch(make, on=False)
    switch(make, on=True)

    drain(sessions, by=Collector())

    assert unreached(session) == []


def test_a_decision_that_nobody_told_takes_nothing_back(make, session):
    invitation = asked(make)
    make.verdict(invitation.application)

    assert unreached(session) == []


def test_what_a_letter_with_several_extras_left_out_did_not_reach_them(make, session, sessions):
    invitation = asked(make)
    make.offer(invitation.application)
    make.post()
    session.get_one(Invitation, invitation.id).said_no_at = clock.now()
    session.commit()
    box = Collector()

    drain(sessions, by=box)

    assert len(box.taken) == 3  # their introduction, the offer, and news without the question
    assert unreached(session) == ["They said no to the survey."]


def test_what_left_with_other_extras_reached_them(make, session, sessions):
    invitation = asked(make)
    make.offer(invitation.application)
    make.post()

    drain(sessions, by=Collector())

    assert unreached(session) == []


def test_a_letter_that_is_sent_again_reaches_them_after_all(make, session, sessions):
    asked(make)
    drain(sessions, by=Collector(None, BUSY))
    assert unreached(session) == [str(BUSY)]
    with transaction(session):
        (message,) = session.scalars(select(Message).where(Message.letter == Letter.SURVEY))
        actions.send_again(session, message, make.robin())

    drain(sessions, by=Collector())

    assert unreached(session) == []
    assert audited(session)[-2:] == ["survey.unreached", "survey.reached"]


def test_whom_it_did_not_reach_may_be_asked_about_another_application(make, session, sessions):
    first = asked(make)
    drain(sessions, by=Collector(None, BUSY))
    other = make.application(candidate=first.application.candidate, job=make.job("Data Analyst"))
    look(session)

    with clock.held_at(AUTUMN + timedelta(days=9)):
        assert asked(make, other).application_id == other.id


def test_nobody_is_asked_at_an_address_that_was_refused(make, session):
    application = happened(make, Touchpoint.NOT_SELECTED)
    application.candidate.email_refused_at = clock.now()
    session.commit()

    with clock.held_at(AUTUMN + timedelta(days=1)):
        assert waiting.due(session, Touchpoint.NOT_SELECTED) == []
        (one,) = waiting.coming(session, Touchpoint.NOT_SELECTED)

    assert one.why is Why.ADDRESS_REFUSED


def test_the_team_reads_whom_it_did_not_reach_and_why(make, session, teammate):
    invitation = asked(make)
    make.withdrawn(invitation.application)
    look(session)

    words = words_of(teammate("recruiter"), "/team/invitations/")

    assert f"Sam Okafor Monday 23 November {survey_letters.CLOSED}" in words
    assert "Sam Okafor Invitation" not in words
