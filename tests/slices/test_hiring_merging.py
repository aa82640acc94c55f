"""Two entries of one person become one."""

from dataclasses import replace

import pytest
from sqlalchemy import func, inspect, select

from portal.hiring.actions import corrections, merging
from portal.hiring.models import Candidate, OtherId
from portal.hiring.models.people import Extras
from portal.hiring.queries.duplicates import open_for_the_same_job, perhaps_the_same, twin_by_ref
from portal.links.models import LinkRequest
from portal.mail.kinds import Letter
from portal.plumbing import clock, schema
from portal.plumbing.db import transaction
from portal.standing.queries import cards
from tests.asked import asked
from tests.make import MONDAY
from tests.posted import messages
from tests.written import letters, refused, trail_of

KNOWN = {
    "applications",
    "candidate_sessions",
    "link_requests",
    "magic_links",
    "messages",
    "other_ids",
    "survey_invitations",
}
"""Whatever says whose a row is. Before a name is added here: may two rows of one person stand
beside each other there, and does what they say stay true?
"""


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def person(make, name="Sam Okafor", *, email="sam@example.org", phone="", **more):
    candidate = make.candidate(name, email=email, **more)
    candidate.phone = phone
    make.session.commit()
    return candidate


def two(make):
    return person(make), person(make, "Samuel Okafor", phone="+351 21 000 000", zone="Asia/Tokyo")


def merge(make, kept, other, taken=()):
    seen = merging.mark(kept, other)
    with transaction(make.session):
        merging.merge(make.session, kept, make.robin(), other=other, taken=taken, seen=seen)


def test_no_table_is_forgotten(session):
    found = {column.table.name for column in merging.columns_that_point_to_people()}
    named = {
        table.name for table in schema.tables().sorted_tables if "candidate_id" in table.columns
    }

    assert found == named == KNOWN


def test_all_that_hangs_on_the_other_hangs_on_the_one_that_stays(make, session):
    kept, other = two(make)
    mine, theirs = (
        make.application(candidate=one, job=make.job(title), stage="Interviews")
        for one, title in ((kept, "One"), (other, "Two"))
    )
    invitation, visit = asked(make, theirs), make.candidate_session(other)
    session.add(OtherId(candidate_id=other.id, external_id="P-8"))
    session.add(LinkRequest(candidate_id=other.id, email_key="sam@example.org", asked_at=MONDAY))
    session.commit()
    gone, mailed = other.id, len(messages(session))
    counts = {
        column.table.name: session.scalar(
            select(func.count()).select_from(column.table).where(column == gone)
        )
        for column in merging.columns_that_point_to_people()
    }
    assert all(counts.values()), counts

    merge(make, kept, other)

    for column in merging.columns_that_point_to_people():
        left = select(func.count()).select_from(column.table).where(column == gone)
        assert session.scalar(left) == 0, column
    assert session.get(Candidate, gone) is None
    for row in (invitation, visit, theirs):
        session.refresh(row)
        assert row.candidate_id == kept.id
    assert {card.ref for card in cards(session, kept.id)} == {mine.ref, theirs.ref}
    assert len(messages(session)) == mailed
    assert trail_of(session, kept.ref).count("candidate.merged") == 1


def test_what_is_chosen_is_kept_and_the_rest_stays(make):
    kept, other = two(make)

    merge(make, kept, other, ["full_name", "phone"])

    assert (kept.full_name, kept.called) == ("Samuel Okafor", "Samuel")
    assert (kept.phone, kept.time_zone) == ("+351 21 000 000", None)


def test_whoever_wants_no_extras_gets_none_and_an_outside_id_is_not_lost(make, session):
    kept, other = two(make)
    other.extras, other.external_id = Extras.NONE, "P-7"
    session.commit()

    merge(make, kept, other)

    assert (kept.extras, kept.external_id) == (Extras.NONE, "P-7")


def test_both_ids_of_a_source_stay_and_one_that_both_have_stays_once(make, session):
    kept, other, third = *two(make), person(make, "S. Okafor")
    for one, outside in ((kept, "P-1"), (other, "P-7"), (third, "P-7")):
        one.external_id = outside
    session.commit()

    merge(make, kept, other)
    merge(make, kept, third)

    assert (kept.external_id, [one.external_id for one in kept.other_ids]) == ("P-1", ["P-7"])


def test_an_address_that_is_not_kept_is_told(make, session):
    kept = person(make, phone="+351 21 000 000")
    other = person(make, email="sam@old.example", phone="+351-21000000")
    for one, title in ((kept, "One"), (other, "Two")):
        make.application(candidate=one, job=make.job(title))

    merge(make, kept, other)

    (told,) = messages(session, Letter.ADDRESS_CHANGED)
    assert (told.secret, told.candidate_id) == ("sam@old.example", kept.id)
    assert trail_of(session, kept.ref).count("candidate.readdressed") == 1


def test_two_open_applications_for_one_job_stay_two(make):
    kept, other = two(make)
    job = make.job()
    for one in (kept, other):
        make.application(candidate=one, job=job)
    assert open_for_the_same_job(kept, other) == ["Backend Engineer"]

    merge(make, kept, other)

    assert [one.is_open() for one in kept.applications] == [True, True]


def test_forms_that_were_open_are_told(make, session):
    kept, other = two(make)
    theirs = make.application(candidate=other)
    before = theirs.version

    merge(make, kept, other)

    session.refresh(theirs)
    assert theirs.version == before + 1


def test_nobody_is_made_one_with_themselves(make, session):
    kept, _other = two(make)
    robin, seen = make.robin(), merging.mark(kept, kept)

    with refused(session, "same entry"):
        merging.merge(session, kept, robin, other=kept, taken=(), seen=seen)


@pytest.mark.parametrize("what", ["corrected", "applied"])
def test_what_changed_meanwhile_is_looked_at_first(make, session, what):
    kept, other = two(make)
    robin, seen = make.robin(), merging.mark(kept, other)
    if what == "applied":
        make.application(candidate=other)
    else:
        facts = corrections.facts_of(other)
        with transaction(session):
            corrections.correct(
                session,
                other,
                robin,
                facts=replace(facts, phone="1"),
                has_spoken=False,
                seen=facts.mark(),
            )

    with refused(session, "changed one of the two meanwhile"):
        merging.merge(session, kept, robin, other=other, taken=(), seen=seen)


def test_whoever_is_gone_is_not_made_one_again(make, session):
    kept, other = two(make)
    merge(make, kept, other)
    assert inspect(other).detached

    robin = make.robin()
    with refused(session, "made this entry one with another"):
        merging.merge(session, kept, robin, other=other, taken=(), seen="")
    assert letters(session) == []


def test_the_same_address_or_the_same_name_and_telephone(make, session):
    sam = person(make, phone="+351 21 000 000")
    same_address = person(make, "Kim Larsen", email="SAM@example.org")
    same_person = person(make, "sam okafor", email="other@example.org", phone="35121000000")
    person(make, "Sam Okafor", email="third@example.org", phone="+351 99 999 999")
    person(make, "Sam Okafor", email="", phone="")
    person(make, "Charlie Byrne", email="charlie@example.org", phone="+351 21 000 000")

    twins = perhaps_the_same(session, sam)

    assert [(twin.candidate.id, twin.same_address, twin.same_name) for twin in twins] == [
        (same_address.id, True, False),
        (same_person.id, False, True),
    ]
    assert twin_by_ref(session, sam, same_person.ref) is same_person
    assert twin_by_ref(session, sam, "nothing") is None


def test_nobody_without_an_address_is_everybody_without_one(make, session):
    one, _other = (person(make, name, email="") for name in ("Sam Okafor", "Kim Larsen"))

    assert perhaps_the_same(session, one) == []
