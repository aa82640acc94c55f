"""Somebody is brought in by hand: candidate, application, and perhaps the introduction."""

from datetime import UTC, date, datetime

import pytest

from portal.hiring.actions.arrivals import SOURCE, Arrival, bring_in
from portal.hiring.actions.candidates import NewCandidate
from portal.hiring.models import Candidate
from portal.hiring.stages import Status
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY
from tests.written import ledger_of, letters, refused, trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def arrival(make, job, *, stage="Received", on=date(2026, 11, 16), is_another=False, **person):
    given = {"full_name": "Ines Moreau", "email": "ines@example.org", **person}
    return Arrival(NewCandidate(**given), job, make.stage(job, stage), on, is_another)


def brought_in(make, job, *, introduce=False, **more):
    new = arrival(make, job, **more)
    with transaction(make.session):
        return bring_in(make.session, new, make.robin(), introduce=introduce)


def test_somebody_is_written_down_with_a_date_and_an_owner(make, session):
    application = brought_in(make, make.job(), stage="Interviews")

    assert application.candidate.full_name == "Ines Moreau"
    assert (application.status, application.interviewed) == (Status.INTERVIEWING, True)
    assert (application.source, application.owner.name) == (SOURCE, "Robin Keller")
    assert application.applied_at == datetime(2026, 11, 16, 12, tzinfo=UTC)
    assert application.next_word_by is not None
    assert trail_of(session, application.ref) == ["application.added"]
    assert (letters(session), ledger_of(session, application)) == ([], [])


def test_who_applied_today_applied_now(make):
    assert brought_in(make, make.job(), on=MONDAY.date()).applied_at == MONDAY


def test_an_introduction_is_part_of_it_or_nothing_is(make, session):
    application = brought_in(make, make.job(), introduce=True)
    assert letters(session) == [Letter.INTRODUCTION]
    assert len(ledger_of(session, application)) == 1

    nobody = arrival(make, application.job, full_name="Luc Roux", email="")
    robin = make.robin()
    with refused(session, "no mail address"):
        bring_in(session, nobody, robin, introduce=True)


def test_the_same_again_is_refused_unless_it_is_somebody_else(make, session):
    job = make.job()
    brought_in(make, job)
    again, robin = arrival(make, job, email="INES@example.org"), make.robin()

    with refused(session, "Ines Moreau has applied for this job already"):
        bring_in(session, again, robin)

    twin = brought_in(make, job, is_another=True)
    assert session.query(Candidate).count() == 2
    assert twin.candidate.email_key == "ines@example.org"


def test_without_an_address_a_name_is_what_is_alike(make, session):
    job = make.job()
    brought_in(make, job, full_name="Zoë Roux", email="")
    again, robin = arrival(make, job, full_name="zoe ROUX", email=""), make.robin()

    with refused(session, "has applied for this job already"):
        bring_in(session, again, robin)

    brought_in(make, job, full_name="Zoë Roux", email="zoe@example.org")


def test_another_job_or_a_closed_application_stands_in_nobodys_way(make):
    job = make.job()
    make.ending(brought_in(make, job, stage="Interviews"))

    brought_in(make, job)
    brought_in(make, make.job("Data Analyst"))


def test_what_cannot_be_is_refused(make, session):
    job, other, robin = make.job(), make.job("Data Analyst"), make.robin()
    foreign = Arrival(NewCandidate("Ines Moreau"), job, make.stage(other, "Review"), MONDAY.date())
    tomorrow = arrival(make, job, on=date(2026, 11, 24))
    nowhere = arrival(make, job, time_zone="Europe/Atlantis")
    other.closed_at = clock.now()
    session.commit()
    late = arrival(make, other)

    for new, words in (
        (foreign, "belongs to another job"),
        (tomorrow, "still to come"),
        (nowhere, "don’t know that time zone"),
        (late, "That job is closed"),
    ):
        with refused(session, words):
            bring_in(session, new, robin)
