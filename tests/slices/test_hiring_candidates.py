"""People are written down, choose, and are brought in by hand."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.hiring.actions import applications, arrivals, candidates
from portal.hiring.actions.arrivals import Arrival
from portal.hiring.actions.candidates import NewCandidate
from portal.hiring.models.people import Extras
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.text import one_line
from tests.make import MONDAY
from tests.proof import examples
from tests.written import everything, ledger_of, letters, refused, trail_of

TODAY = MONDAY.date()
SAM = NewCandidate("Sam Okafor", "Sam", "Sam@Example.ORG", "+351 1", "Europe/Lisbon", "pt")


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def test_somebody_is_written_down(make, session):
    with transaction(session):
        sam = candidates.add(session, SAM)

    assert (sam.full_name, sam.called, sam.phone, sam.time_zone, sam.locale) == (
        "Sam Okafor",
        "Sam",
        "+351 1",
        "Europe/Lisbon",
        "pt",
    )
    assert (sam.email, sam.email_key) == ("Sam@example.org", "sam@example.org")
    assert (sam.extras, sam.created_at) == (Extras.USUAL, MONDAY)
    assert letters(session) == []


def test_whoever_gives_little_is_written_down_too(make, session):
    with transaction(session):
        sam = candidates.add(session, NewCandidate("Sam"))

    assert (sam.called, sam.email, sam.email_key, sam.time_zone) == ("Sam", None, None, None)


def test_an_address_is_not_an_identity(make):
    first = make.candidate("Sam Okafor", email="home@example.org")
    second = make.candidate("Ken Ito", email="HOME@example.org")

    assert first.id != second.id
    assert first.email_key == second.email_key


@pytest.mark.parametrize(
    ("new", "because"),
    [
        (NewCandidate(""), "needs a name"),
        (NewCandidate("Sam", email="sam"), "not a mail address"),
        (NewCandidate("Sam", email="a@x.org, b@x.org"), "not a mail address"),
        (NewCandidate("Sam", email="a@x.org\r\nBcc: b@x.org"), "not a mail address"),
        (NewCandidate("Sam", time_zone="Mars/Base"), "time zone"),
        (NewCandidate("Sam", time_zone="../../etc/passwd"), "time zone"),
    ],
)
def test_what_cannot_be_written_to_is_refused(make, session, new, because):
    with refused(session, because):
        candidates.add(session, new)


@given(st.text(min_size=1), st.text())
@settings(
    max_examples=examples(15, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_name_that_was_tidied_is_kept_as_it_is(make, session, name, phone):
    full_name, phone = one_line(name) or "x", one_line(phone)
    with transaction(session):
        kept = candidates.add(session, NewCandidate(full_name, phone=phone))
    session.expire_all()

    assert (kept.full_name, kept.phone) == (full_name, phone)


@pytest.mark.parametrize("extras", Extras)
def test_the_candidate_chooses(make, session, extras):
    sam = make.candidate()

    with transaction(session):
        candidates.choose(session, sam.id, extras=extras.value, time_zone="Asia/Tokyo")

    assert (sam.extras, sam.time_zone) == (extras, "Asia/Tokyo")
    assert trail_of(session, sam.ref) == ["candidate.corrected"]
    assert letters(session) == []


def test_no_zone_means_the_companys(make, session):
    sam = make.candidate(zone="Asia/Tokyo")

    with transaction(session):
        candidates.choose(session, sam.id, extras="usual", time_zone="")

    assert sam.time_zone is None


def test_a_zone_that_does_not_exist_is_refused(make, session):
    sam = make.candidate()

    with refused(session, "time zone"):
        candidates.choose(session, sam.id, extras="none", time_zone="Mars/Base")


def test_nobody_chooses_for_whom_we_do_not_know(make, session):
    with pytest.raises(Missing), transaction(session):
        candidates.choose(session, 4711, extras="none", time_zone="")


def arrival(make, job=None, *, stage="Received", person=SAM, day=TODAY, is_another=False):
    job = job or make.job()
    return Arrival(person, job, make.stage(job, stage), day, is_another)


def bring_in(make, arrived, **more):
    robin = make.robin()
    with transaction(make.session):
        return arrivals.bring_in(make.session, arrived, robin, **more)


def test_somebody_is_brought_in_by_hand(make, session):
    application = bring_in(make, arrival(make))

    assert (application.owner.name, application.source) == ("Robin Keller", "by hand")
    assert (application.applied_at, application.introduced_at) == (MONDAY, None)
    assert trail_of(session, application.ref) == ["application.added"]
    assert letters(session) == []


def test_and_introduced_at_once(make, session):
    application = bring_in(make, arrival(make), introduce=True)

    assert ledger_of(session, application) == [(date(2026, 12, 7), None)]
    assert trail_of(session, application.ref) == ["application.added", "application.introduced"]
    assert letters(session) == [Letter.INTRODUCTION]


def test_an_earlier_day_is_noon_at_the_company(make):
    application = bring_in(make, arrival(make, day=date(2026, 7, 1)))

    assert application.applied_at == datetime(2026, 7, 1, 11, tzinfo=UTC)


def test_a_double_click_brings_nobody_in_twice(make, session):
    job = make.job()
    bring_in(make, arrival(make, job))
    again = NewCandidate("S. Okafor", email="sam@EXAMPLE.org")

    with refused(session, "Sam Okafor has applied for this job already"):
        arrivals.bring_in(session, arrival(make, job, person=again), make.robin())


def test_nor_by_name_where_there_is_no_address(make, session):
    job, nameless = make.job(), NewCandidate("Zoë  Nuñez".replace("  ", " "))
    bring_in(make, arrival(make, job, person=nameless))

    with refused(session, "has applied for this job already"):
        again = NewCandidate("ZOE NUNEZ")
        arrivals.bring_in(session, arrival(make, job, person=again), make.robin())


def test_another_person_at_that_address_is_brought_in_where_somebody_says_so(make):
    job = make.job()
    first = bring_in(make, arrival(make, job))

    second = bring_in(make, arrival(make, job, is_another=True))

    assert first.candidate_id != second.candidate_id


def test_whoever_was_closed_may_apply_again(make):
    job = make.job()
    make.ending(bring_in(make, arrival(make, job)))

    assert bring_in(make, arrival(make, job)).is_open()


def test_the_same_person_may_apply_for_another_job(make):
    bring_in(make, arrival(make))

    assert bring_in(make, arrival(make, make.job("Designer"))).is_open()


def test_a_day_to_come_is_refused(make, session):
    ahead, robin = arrival(make, day=date(2026, 11, 24)), make.robin()

    with refused(session, "still to come"):
        arrivals.bring_in(session, ahead, robin)


def test_a_stage_of_another_job_is_refused(make, session):
    elsewhere = make.stage(make.job("Designer"), "Review")
    wrong, robin = Arrival(SAM, make.job(), elsewhere, TODAY), make.robin()

    with refused(session, "another job"):
        arrivals.bring_in(session, wrong, robin)


def test_a_closed_job_takes_nobody(make, session):
    wanted, robin = arrival(make), make.robin()
    wanted.job.closed_at = MONDAY
    session.commit()

    with refused(session, "job is closed"):
        arrivals.bring_in(session, wanted, robin)


def test_nobody_without_an_address_is_half_brought_in(make, session):
    unreachable, robin = arrival(make, person=NewCandidate("Sam")), make.robin()

    with refused(session, "no mail address"):
        arrivals.bring_in(session, unreachable, robin, introduce=True)


def test_the_searched_name_follows_the_name(make, session):
    sam = make.candidate("Zoë Nuñez")
    sam.full_name = "Ólafur"
    session.commit()

    assert sam.name_key == "olafur"


def test_a_name_changes_no_promise(make, session):
    application = make.application()
    before = everything(session, but=("candidates",))

    with transaction(session):
        applications.hold(session, application)
        application.candidate.full_name = "Samuel Okafor"

    assert everything(session, but=("candidates",)) == before


def test_refusals_are_words(make, session):
    with pytest.raises(Refusal) as refusal, transaction(session):
        candidates.add(session, NewCandidate(""))

    assert str(refusal.value) == "A candidate needs a name."
