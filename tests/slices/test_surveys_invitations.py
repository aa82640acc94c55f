"""Who is asked, and when."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.audit.trail import entries_about
from portal.hiring.actions import steps
from portal.hiring.models import StepKind
from portal.plumbing import clock, events
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing, Refusal
from portal.surveys import queries
from portal.surveys.actions import invitations, surveys
from portal.surveys.events import InvitationMade
from portal.surveys.items import Touchpoint
from portal.surveys.models import Invitation, Round
from tests.asked import AUTUMN, answer, asked, interviewed
from tests.written import at_once, everything

MADE = ("surveys", "survey_versions", "survey_rounds", "survey_invitations")


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


def due(session):
    with transaction(session):
        return [invitation.application_id for invitation in invitations.invite_due(session)]


def test_whoever_was_interviewed_is_asked_once(make, session):
    application = interviewed(make)

    assert due(session) == [application.id]
    assert due(session) == []


def test_two_who_ask_at_the_same_moment_ask_each_once(make, session, sessions):
    """On a database where no survey was ever used: both want to make the first ones."""
    interviewed(make)

    def ask(begin):
        with clock.held_at(AUTUMN), sessions() as own:
            begin()
            with transaction(own):
                invitations.invite_due(own)

    at_once(ask, ask)

    assert [len(everything(session)[name]) for name in MADE] == [7, 7, 1, 1]


def test_an_invitation_belongs_to_the_round_of_its_quarter(make, session):
    invitation = asked(make)

    opened = session.get_one(Round, invitation.round_id)
    assert (opened.opens_on, opened.invites_until) == (date(2026, 10, 1), date(2026, 12, 31))
    assert opened.closes_on == date(2027, 1, 14)
    assert (opened.k, opened.comment_limit) == (5, 10)
    assert asked(make, make.charlie()).round_id == opened.id


def test_a_round_by_month_ends_with_its_month(make, session):
    with transaction(session):
        surveys.survey(session, Touchpoint.INTERVIEWED).months = 1

    with clock.held_at(AUTUMN + timedelta(days=10)):
        invitation = asked(make)

    opened = session.get_one(Round, invitation.round_id)
    assert (opened.opens_on, opened.closes_on) == (date(2026, 12, 1), date(2027, 1, 14))


def test_rounds_never_overlap_when_quarters_become_months(make, session):
    asked(make)
    with transaction(session):
        surveys.survey(session, Touchpoint.INTERVIEWED).months = 1

    with clock.held_at(AUTUMN + timedelta(days=50)):
        asked(make, make.charlie())

    opened = session.scalars(select(Round.opens_on).order_by(Round.opens_on)).all()
    assert opened == [date(2026, 10, 1), date(2027, 1, 1)]


def test_an_interview_still_going_on_or_cancelled_asks_nobody(make, session):
    later = interviewed(make)
    with clock.held_at(AUTUMN - timedelta(hours=3)):
        make.step(later, starts_at=AUTUMN - timedelta(minutes=10))
    elsewhere = make.charlie()
    with clock.held_at(AUTUMN - timedelta(days=1)):
        step = make.step(elsewhere, starts_at=AUTUMN - timedelta(hours=2))
        with transaction(session):
            steps.cancel(session, step, make.robin())
    task = make.application(candidate=make.candidate("Mo Task"))
    make.step(task, kind=StepKind.TASK, starts_at=AUTUMN - timedelta(hours=2))

    assert due(session) == [later.id]


def test_an_interview_without_an_end_lasts_an_hour(make, session):
    application = make.application(stage="Interviews")
    plan = steps.Plan(StepKind.INTERVIEW, "A call", AUTUMN, None, "Europe/Lisbon")
    with transaction(session):
        steps.set_step(session, application, make.robin(), plan=plan)

    with clock.held_at(AUTUMN + timedelta(minutes=59)):
        assert due(session) == []
    with clock.held_at(AUTUMN + timedelta(minutes=60)):
        assert due(session) == [application.id]


def test_after_three_days_it_is_too_late_to_ask(make, session):
    interviewed(make)

    with clock.held_at(AUTUMN + timedelta(days=3)):
        assert due(session) == []


def test_somebody_nobody_wrote_to_yet_is_not_asked(make, session):
    application = make.application(stage="Interviews", introduced=False)
    make.step(application, starts_at=AUTUMN - timedelta(hours=2))

    assert due(session) == []


def test_an_untold_verdict_changes_nothing(make, session):
    application = make.verdict(interviewed(make))

    assert due(session) == [application.id]


def test_a_told_ending_changes_nothing_either_so_that_not_only_the_chosen_are_heard(make, session):
    application = make.ending(interviewed(make))

    assert due(session) == [application.id]


def test_a_candidate_with_two_interviews_is_asked_once_in_half_a_year(make, session):
    first = interviewed(make)
    second = make.application(candidate=first.candidate, job=make.job("Data Analyst"))
    make.step(second, starts_at=AUTUMN - timedelta(hours=2))

    assert due(session) == [first.id]
    with pytest.raises(Refusal, match="not long ago"):
        asked(make, second)
    with clock.held_at(AUTUMN + timedelta(days=184)):
        assert asked(make, second).application_id == second.id


def test_whoever_said_no_is_not_asked_again(make, session):
    invitation = asked(make)
    with transaction(session):
        invitations.no_thanks(session, invitation.candidate_id, invitation.ref)

    with clock.held_at(AUTUMN + timedelta(days=400)), pytest.raises(Refusal):
        asked(make, make.application(candidate=invitation.application.candidate))


def test_a_survey_that_is_switched_off_asks_nobody(make, session):
    interviewed(make)
    with transaction(session):
        surveys.survey(session, Touchpoint.INTERVIEWED).is_on = False

    assert due(session) == []


def test_the_letter_hears_of_it_and_the_trail_has_one_line(make, session, monkeypatch):
    heard = []
    monkeypatch.setitem(
        events.type_to_listeners, InvitationMade, [lambda _session, event: heard.append(event)]
    )

    invitation = asked(make)

    assert heard == [InvitationMade(invitation.id)]
    lines = entries_about(session, invitation.ref)
    assert [line.action for line in lines] == ["survey.invited"]
    opened = entries_about(session, invitation.round.ref)
    assert [line.action for line in opened] == ["round.opened"]


def test_no_thanks_can_be_taken_back(make, session):
    invitation = asked(make)
    them = (invitation.candidate_id, invitation.ref)

    for act in (invitations.no_thanks, invitations.no_thanks):
        with transaction(session):
            act(session, *them)
    assert queries.survey_view(session, *them).said_no
    for act in (invitations.ask_after_all, invitations.ask_after_all):
        with transaction(session):
            act(session, *them)

    assert not queries.survey_view(session, *them).said_no
    lines = [line.action for line in entries_about(session, invitation.ref)]
    assert lines == ["survey.invited", "survey.refused", "survey.refusal_undone"]


def test_who_answered_has_nothing_to_refuse_any_more(make, session):
    invitation = asked(make)
    answer(session, invitation)

    with transaction(session), pytest.raises(Refusal, match="received"):
        invitations.no_thanks(session, invitation.candidate_id, invitation.ref)


@pytest.mark.parametrize("act", [invitations.no_thanks, invitations.ask_after_all])
def test_a_stranger_can_not_refuse_for_somebody_else(make, session, act):
    invitation = asked(make)

    with transaction(session), pytest.raises(Missing):
        act(session, make.charlie().candidate_id, invitation.ref)


def test_every_invitation_has_a_name_nobody_can_guess(make, session):
    asked(make)

    assert all(len(ref) == 16 for ref in session.scalars(select(Invitation.ref)))
