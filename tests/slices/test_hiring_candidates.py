"""People are written down, choose, and are brought in by hand."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.hiring.actions import applications, arrivals, candidates
from portal.hiring.actions.arrivals import Arrival
from portal.hiring.actions.candidates import NewCandidate
from portal.hiring.models import Job
from portal.hiring.models.people import Extras
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.text import one_line
from portal.team.models import Teammate
from tests.make import MONDAY
from tests.proof import examples
from tests.written import at_once, everything, letters, refused, trail_of

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


def test_what_cannot_be_written_to_is_refused(make, session, subtests):
    for new, because in (
        (NewCandidate(""), "needs a name"),
        (NewCandidate("Sam", email="sam"), "not a mail address"),
        (NewCandidate("Sam", email="a@x.org, b@x.org"), "not a mail address"),
        (NewCandidate("Sam", email="a@x.org\r\nBcc: b@x.org"), "not a mail address"),
        (NewCandidate("Sam", time_zone="Mars/Base"), "time zone"),
        (NewCandidate("Sam", time_zone="../../etc/passwd"), "time zone"),
    ):
        with subtests.test(str(new)), refused(session, because):
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
        candidates.choose(
            session, sam.id, extras=extras.value, time_zone="Asia/Tokyo", language="en"
        )

    assert (sam.extras, sam.time_zone) == (extras, "Asia/Tokyo")
    assert trail_of(session, sam.ref) == ["candidate.corrected"]
    assert letters(session) == []


def test_no_zone_means_the_companys(make, session):
    sam = make.candidate(zone="Asia/Tokyo")

    with transaction(session):
        candidates.choose(session, sam.id, extras="usual", time_zone="", language="en")

    assert sam.time_zone is None


def test_a_zone_that_does_not_exist_is_refused(make, session):
    sam = make.candidate()

    with refused(session, "time zone"):
        candidates.choose(session, sam.id, extras="none", time_zone="Mars/Base", language="en")


def test_nobody_chooses_for_whom_we_do_not_know(make, session):
    with pytest.raises(Missing), transaction(session):
        candidates.choose(session, 4711, extras="none", time_zone="", language="en")


def test_an_earlier_day_is_noon_at_the_company_whatever_the_clocks_say(make, session):
    job, robin = make.job(), make.robin()
    with transaction(session):
        arrived = Arrival(SAM, job, make.stage(job, "Received"), date(2026, 7, 1))
        application = arrivals.bring_in(session, arrived, robin)

    assert application.applied_at == datetime(2026, 7, 1, 11, tzinfo=UTC)


def test_two_who_bring_the_same_person_in_at_once_bring_one_in(make, session, sessions):
    job, by, answers = make.job().id, make.robin().id, []

    def bring_in(begin):
        with clock.held_at(MONDAY), sessions() as own:
            mine, robin = own.get_one(Job, job), own.get_one(Teammate, by)
            arrived = Arrival(SAM, mine, mine.stages[0], MONDAY.date())
            begin()
            try:
                with transaction(own):
                    arrivals.bring_in(own, arrived, robin)
                answers.append("in")
            except Refusal as refusal:
                answers.append(str(refusal).partition(".")[0])

    at_once(bring_in, bring_in)

    assert sorted(answers) == ["Sam Okafor has applied for this job already", "in"]
    assert len(everything(session)["applications"]) == 1


def test_the_searched_name_follows_the_name(make, session):
    sam = make.candidate("Zoë Nuñez")
    sam.full_name = "Ólafur"
    session.commit()

    assert sam.name_key == "olafur"


def test_a_name_changes_no_promise(make, session):
    application = make.application()
    but = ("candidates", "search_words")
    before = everything(session, but=but)

    with transaction(session):
        applications.hold(session, application)
        application.candidate.full_name = "Samuel Okafor"

    assert everything(session, but=but) == before


def test_refusals_are_words(make, session):
    with pytest.raises(Refusal) as refusal, transaction(session):
        candidates.add(session, NewCandidate(""))

    assert str(refusal.value) == "A candidate needs a name."
