"""Sessions begin, end, and end all at once."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.audit.trail import entries_about
from portal.hiring.models import Candidate
from portal.hiring.models.people import Extras
from portal.links import actions, queries
from portal.links.models import CandidateSession, MagicLink, Purpose
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing


def entered(session: Session, candidate: Candidate) -> str:
    with transaction(session):
        token = actions.issue(session, candidate.id, Purpose.STATUS)
        return actions.enter(session, queries.find(session, token).link)


def test_a_session_says_whose_it_is(make, session):
    sam = make.candidate(zone="Europe/Oslo")

    there = queries.visitor_of(session, entered(session, sam))

    assert (there.candidate_id, there.has_code) == (sam.id, False)
    assert (there.locale, there.time_zone) == ("en", "Europe/Oslo")


def test_entering_twice_makes_two_sessions_and_uses_nothing_up(make, session):
    sam = make.candidate()
    with transaction(session):
        token = actions.issue(session, sam.id, Purpose.STATUS)

    with transaction(session):
        keys = {actions.enter(session, queries.find(session, token).link) for _ in range(3)}

    assert len(keys) == 3
    assert all(queries.visitor_of(session, key) for key in keys)
    assert not queries.find(session, token).is_expired


def test_a_session_is_dated_by_its_day_only(make, session):
    entered(session, make.candidate())

    assert {column.name for column in CandidateSession.__table__.columns} == {
        "id", "key_hash", "candidate_id", "link_id", "day", "has_code", "is_ended",
    }  # fmt: skip


def test_who_is_there_takes_one_statement(make, session, engine):
    key = entered(session, make.candidate())
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))

    queries.visitor_of(session, key)

    assert sum(statement.startswith("SELECT") for statement in said) == 1


def test_signing_out_ends_one_session(make, session):
    sam = make.candidate()
    here, there = entered(session, sam), entered(session, sam)

    with transaction(session):
        actions.sign_out(session, here)

    assert queries.visitor_of(session, here) is None
    assert queries.visitor_of(session, there)


@pytest.mark.parametrize("key", ["", "nobody's", "' OR 1=1 --", "\x00", "ü" * 500])
def test_an_unknown_key_is_nobody(session, key):
    assert queries.visitor_of(session, key) is None


def test_turning_links_off_ends_every_link_and_session_of_that_candidate(make, session):
    sam, charlie = make.candidate(), make.candidate("Charlie Byrne")
    keys = {one.full_name: entered(session, one) for one in (sam, charlie)}
    with transaction(session):
        token = actions.issue(session, sam.id, Purpose.STATUS)
        others = actions.issue(session, charlie.id, Purpose.STATUS)

    with transaction(session):
        actions.turn_links_off(session, sam.id)

    assert queries.find(session, token) is None
    assert queries.visitor_of(session, keys["Sam Okafor"]) is None
    assert queries.find(session, others)
    assert queries.visitor_of(session, keys["Charlie Byrne"])
    assert [entry.action for entry in entries_about(session, sam.ref)][-1] == "links.turned_off"


def test_a_link_sent_after_they_were_turned_off_works(make, session):
    sam = make.candidate()
    with transaction(session):
        actions.turn_links_off(session, sam.id)
        token = actions.issue(session, sam.id, Purpose.STATUS)

    assert queries.find(session, token)


def test_turning_links_off_leaves_the_way_out_of_news(make, session):
    sam = make.candidate()
    with transaction(session):
        token = actions.issue(session, sam.id, Purpose.UNSUBSCRIBE)
        actions.turn_links_off(session, sam.id)

    assert queries.find(session, token, [Purpose.UNSUBSCRIBE])


def test_nobody_s_links_can_t_be_turned_off(session):
    with pytest.raises(Missing):
        actions.turn_links_off(session, 12345)


def test_stopping_extras_is_written_down_once(make, session):
    sam = make.candidate()
    with transaction(session):
        token = actions.issue(session, sam.id, Purpose.UNSUBSCRIBE)

    for _ in range(2):
        with transaction(session):
            found = queries.find(session, token, [Purpose.UNSUBSCRIBE])
            actions.stop_extras(session, found.link)

    assert session.get_one(Candidate, sam.id).extras is Extras.NONE
    actions_seen = [entry.action for entry in entries_about(session, sam.ref)]
    assert actions_seen.count("extras.stopped") == 1


def test_a_masked_address_tells_its_owner_and_nobody_else(make, session):
    sam, nobody = make.candidate(), make.candidate("Nora Null", email="")

    assert queries.masked_address(session, sam.id) == "s•••@e•••.org"
    assert queries.masked_address(session, nobody.id) == ""


def test_what_is_kept_of_links_and_sessions_opens_nothing(make, session):
    key = entered(session, make.candidate())

    kept = [row.key_hash for row in session.query(MagicLink)]
    kept += [row.key_hash for row in session.query(CandidateSession)]

    assert key not in kept
    assert not any(queries.visitor_of(session, stored) for stored in kept)
