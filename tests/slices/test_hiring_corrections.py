"""Who somebody is, corrected by the team; another address is told to the old one."""

from dataclasses import replace

import pytest

from portal.hiring.actions import corrections
from portal.hiring.queries.search import Filters, candidates
from portal.links.models import MagicLink
from portal.links.queries import visitor_of
from portal.mail.kinds import Letter, MessageState
from portal.mail.models import Message
from portal.mail.parcels import take
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.rights import Actor, Role
from tests.make import MONDAY
from tests.posted import messages
from tests.written import everything, letters, refused, trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def correct(make, candidate, *, has_spoken=True, seen=None, **changed):
    before = corrections.facts_of(candidate)
    with transaction(make.session):
        corrections.correct(
            make.session,
            candidate,
            make.robin(),
            facts=replace(before, **changed),
            has_spoken=has_spoken,
            seen=seen or before.mark(),
        )


def test_name_telephone_and_zone_are_corrected_and_found(make, session):
    candidate = make.application().candidate

    correct(
        make, candidate, full_name="Amara Oyelaran", called="", phone="1234", time_zone="Asia/Tokyo"
    )

    assert (candidate.full_name, candidate.called) == ("Amara Oyelaran", "Amara Oyelaran")
    assert (candidate.phone, candidate.time_zone) == ("1234", "Asia/Tokyo")
    assert trail_of(session, candidate.ref) == ["candidate.corrected"]
    robin = make.robin()
    found = candidates(session, Actor(robin.id, Role.RECRUITER), Filters(words="oyelaran"), page=1)
    assert found.count == 1


def test_another_address_is_told_to_the_old_one_and_opens_nothing_there(make, session):
    candidate = make.application().candidate
    link = make.link(candidate)

    correct(make, candidate, email="new@example.org")

    assert (candidate.email, candidate.email_key) == ("new@example.org", "new@example.org")
    session.refresh(link)
    assert session.get_one(MagicLink, link.id).revoked_at is not None
    assert trail_of(session, candidate.ref) == [
        "candidate.corrected",
        "candidate.readdressed",
        "links.turned_off",
    ]
    assert letters(session)[-2:] == [Letter.ADDRESS_CHANGED, Letter.LINK]


def test_the_letter_leaves_for_the_old_address_which_is_then_forgotten(make, session):
    candidate = make.application().candidate
    for message in messages(session):
        session.get_one(Message, message.id).state = MessageState.SENT
    session.commit()
    correct(make, candidate, email="new@example.org")

    recipients = {}
    for _each in range(2):
        with transaction(session):
            _taken, parcel = take(session, clock.now(), most=3)
        recipients[parcel.letter] = parcel.recipient

    assert recipients == {
        Letter.ADDRESS_CHANGED: "sam@example.org",
        Letter.LINK: "new@example.org",
    }


def test_whoever_was_never_written_to_is_not_written_to_now(make, session):
    candidate = make.application(introduced=False).candidate

    correct(make, candidate, email="new@example.org")

    assert letters(session) == []
    assert "candidate.readdressed" in trail_of(session, candidate.ref)


def test_another_spelling_of_the_same_address_is_none(make, session):
    candidate = make.application().candidate

    correct(make, candidate, email="Sam@example.org")

    assert Letter.ADDRESS_CHANGED not in letters(session)


def test_a_first_address_needs_no_word_with_them(make, session):
    candidate = make.application(candidate=make.candidate(email=""), introduced=False).candidate

    correct(make, candidate, email="new@example.org", has_spoken=False)

    assert candidate.email == "new@example.org"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"email": "new@example.org", "has_spoken": False}, "Speak with them first"),
        ({"email": "nobody at all"}, "address"),
        ({"full_name": ""}, "needs a name"),
        ({"time_zone": "Mars/Crater"}, "time zone"),
        ({"phone": "1", "seen": "made of something older"}, "corrected this meanwhile"),
    ],
)
def test_what_is_refused_changes_nothing(make, session, changed, words):
    candidate = make.application().candidate
    robin, before = make.robin(), corrections.facts_of(candidate)
    facts = {name: value for name, value in changed.items() if name not in {"has_spoken", "seen"}}

    with refused(session, words):
        corrections.correct(
            session,
            candidate,
            robin,
            facts=replace(before, **facts),
            has_spoken=changed.get("has_spoken", True),
            seen=changed.get("seen", before.mark()),
        )


def test_the_same_again_leaves_no_line(make, session):
    candidate = make.application().candidate
    before = everything(session)

    correct(make, candidate)

    assert everything(session) == before


def test_whoever_is_on_the_page_is_signed_out(make, session):
    candidate = make.application().candidate
    visit = make.candidate_session(candidate)
    correct(make, candidate, email="new@example.org")

    session.refresh(visit)
    assert visit.is_ended
    assert visitor_of(session, "any") is None
