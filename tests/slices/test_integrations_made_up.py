"""Six made-up people for a team that tries Candor: they come and go, and nobody is mailed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.hiring.actions import merging
from portal.hiring.models import Application, Candidate, Job
from portal.hiring.models.people import Situation
from portal.hiring.queries.figures import figures
from portal.hiring.stages import Status
from portal.integrations.made_up import six
from portal.mail import mornings, offer_reminders, reminders
from portal.mail.beginning import beginning
from portal.mail.kinds import Letter, MessageState
from portal.mail.outbox import NewMessage, put
from portal.mail.sending import drain
from portal.offers import feedback
from portal.plumbing import clock, schema
from portal.plumbing.db import transaction
from portal.standing.queries import application_view
from portal.surveys.actions.invitations import invite_due
from portal.surveys.items import Touchpoint
from portal.surveys.waiting import reached
from portal.team.rights import Actor, Role
from tests.make import MONDAY
from tests.posted import Collector, messages
from tests.written import refused, trail_of

SATURDAY = MONDAY - timedelta(days=2)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def bring_in(make):
    with transaction(make.session):
        six.bring_in(make.session, make.robin())
    make.look_again()


def remove(make):
    with transaction(make.session):
        six.remove(make.session, make.robin())
    make.look_again()


def counts(session):
    return {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in schema.tables().sorted_tables
        if table.name != "audit_entries"
    }


@pytest.mark.parametrize("now", [MONDAY, SATURDAY], ids=["monday", "saturday"])
def test_each_shows_what_they_are_there_for(make, session, now):
    with clock.held_at(now):
        bring_in(make)

        found = {one.situation: one for one in six.the_six(session)}
        assert list(found) == list(Situation)
        views = {}
        for situation, one in found.items():
            application = session.scalars(
                select(Application).where(Application.ref == one.application_ref)
            ).one()
            assert application.candidate.email.endswith("@example.invalid")
            assert "(made up)" in application.candidate.full_name
            assert "(made up)" in application.job.title
            views[situation] = application_view(session, application.candidate_id, application.ref)
        assert {one: view.status for one, view in views.items()} == {
            Situation.RECEIVED: Status.RECEIVED,
            Situation.INTERVIEWING: Status.INTERVIEWING,
            Situation.LATE: Status.INTERVIEWING,
            Situation.OFFER: Status.OFFER,
            Situation.JOINING: Status.JOINING,
            Situation.NOT_SELECTED: Status.CLOSED,
        }
        assert [one for one, view in views.items() if view.is_late] == [Situation.LATE]


def test_nobody_hears_of_them_by_mail(make, session, sessions):
    bring_in(make)
    for days in (0, 1, 2, 3, 8):
        with clock.held_at(MONDAY + timedelta(days=days)):
            for work in (reminders.work, offer_reminders.work, mornings.sweep):
                work(sessions, None)

    assert messages(session) == []


def test_a_letter_that_was_put_for_one_all_the_same_does_not_leave(make, session, sessions):
    bring_in(make)
    application = session.scalars(select(Application)).first()
    with transaction(session):
        put(
            session,
            NewMessage(
                letter=Letter.LINK,
                purpose="link:1",
                candidate_id=application.candidate_id,
                application_id=application.id,
            ),
        )
    box = Collector()

    drain(sessions, by=box)

    session.rollback()
    session.expire_all()
    assert [one.state for one in messages(session)] == [MessageState.CANCELLED]
    assert messages(session)[0].problem == "Somebody made up is never mailed."


def test_they_stand_in_no_figure_and_are_asked_nothing(make, session):
    bring_in(make)
    robin = Actor(make.robin().id, Role.RECRUITER)

    counted = figures(session, robin)
    for days in range(20):
        with clock.held_at(MONDAY + timedelta(days=days)), transaction(session):
            assert invite_due(session) == []

    assert (counted.months, counted.jobs) == ([], [])
    year_ago = MONDAY - timedelta(days=365)
    assert feedback.outcomes(session, since=year_ago, jobs=None) == {}
    assert {reached(session, one, months=3) for one in Touchpoint} == {0}
    begun = beginning(session)
    assert (begun.has_people, begun.has_introduced, begun.has_job) == (False, False, False)


def test_they_go_with_all_that_hangs_on_them_and_the_rest_stays(make, session):
    make.application(job=make.job())
    before = counts(session)
    bring_in(make)
    assert trail_of(session, "candidates") == ["made_up.added"]

    remove(make)

    assert counts(session) == before
    assert trail_of(session, "candidates") == ["made_up.added", "made_up.removed"]
    with refused(session, "gone already"):
        six.remove(session, make.robin())


def test_the_trail_keeps_one_line_of_what_never_happened(make, session):
    make.application()
    refs = set(session.scalars(select(Candidate.ref)))
    before = session.scalar(select(func.count()).select_from(AuditEntry))

    bring_in(make)

    made_up = session.scalars(select(Candidate.ref).where(Candidate.ref.not_in(refs))).all()
    assert len(made_up) == 6
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == before + 1


def test_they_come_once_and_may_come_again(make, session):
    bring_in(make)
    with refused(session, "here already"):
        six.bring_in(session, make.robin())

    remove(make)
    bring_in(make)

    assert len(six.the_six(session)) == 6


def test_their_job_stays_where_somebody_else_is_in_it(make, session):
    bring_in(make)
    job = session.scalars(select(Job)).one()
    real = make.application(candidate=make.candidate("Charlie Byrne"), job=job)

    remove(make)

    assert session.scalars(select(Application)).all() == [real]


def test_nobody_real_is_made_one_with_them(make, session):
    bring_in(make)
    real, robin = make.candidate("Charlie Byrne"), make.robin()
    other = session.scalars(select(Candidate).where(Candidate.made_up_as.is_not(None))).first()

    with refused(session, "made up"):
        seen = merging.mark(real, other)
        merging.merge(session, real, robin, other=other, taken=(), seen=seen)
