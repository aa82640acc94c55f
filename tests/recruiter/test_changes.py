"""You said, we did: tied to a closed round, read by candidates beside the next survey."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing
from portal.surveys import jobs
from portal.surveys.actions import changes
from portal.surveys.models import Change, Round
from portal.team.rights import Role
from tests.asked import AFTER, AUTUMN, answer, asked, crowd
from tests.kept import assert_kept
from tests.pages import Page
from tests.recruiter.test_feedback_export import table

WORDS = "Interviewers now get your CV a day before."


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


@pytest.fixture
def robin(teammate):
    return teammate(Role.RECRUITER)


@pytest.fixture
def closed(make, session):
    for invitation in crowd(make, 12):
        answer(session, invitation)
    with clock.held_at(AFTER):
        return jobs.close_rounds(session)[0]


def page(closed, end=""):
    return f"/team/feedback/rounds/{closed.ref}{end}"


def said(session):
    session.rollback()
    return session.scalars(select(Change.words).order_by(Change.id)).all()


def lines(session):
    session.rollback()
    asked_for = select(AuditEntry.action).where(AuditEntry.action.startswith("change."))
    return session.scalars(asked_for.order_by(AuditEntry.id)).all()


def test_what_changed_is_read_beside_the_next_survey(robin, closed, candidate, make, session):
    reply = robin.post(page(closed), data={"words": WORDS})

    assert (reply.status_code, reply.location) == (303, page(closed))
    assert lines(session) == ["change.said"]
    assert f"What we did: {WORDS}" in Page(robin.get("/team/feedback/").text).text()
    with clock.held_at(AFTER):
        invitation = asked(make, make.application(candidate=make.candidate("Ida Next")))
        survey = candidate(invitation.application).get(f"/me/surveys/{invitation.ref}").text
    assert "You said, we did" in survey
    assert WORDS in survey


def test_only_the_last_three_are_read_by_candidates(robin, closed, candidate, make):
    for number in range(4):
        with clock.held_at(AUTUMN + timedelta(minutes=number)):
            robin.post(page(closed), data={"words": f"Change number {number}."})
    with clock.held_at(AFTER):
        invitation = asked(make, make.application(candidate=make.candidate("Ida Next")))
        survey = candidate(invitation.application).get(f"/me/surveys/{invitation.ref}").text

    assert "Change number 3." in survey
    assert "Change number 0." not in survey


def test_it_is_in_the_file_as_it_is_on_the_page(robin, closed):
    robin.post(page(closed), data={"words": WORDS})

    rows = table(robin.post("/team/feedback/export/csv"))

    assert [row["value"] for row in rows if row["figure"] == "what we did"] == [WORDS]


def test_saying_it_twice_says_it_once(robin, closed, session):
    robin.post(page(closed), data={"words": WORDS})

    again = robin.post(page(closed), data={"words": WORDS})

    assert again.status_code == 409
    assert "said already" in again.text
    assert said(session) == [WORDS]


@pytest.mark.parametrize("words", ["", "  ", "x" * 301])
def test_nothing_and_too_much_come_back_with_words(robin, closed, session, words):
    reply = robin.post(page(closed), data={"words": words})

    assert "Nothing was saved yet" in reply.text
    assert words.strip() in reply.text
    assert said(session) == []


def test_it_can_be_taken_back_once(robin, closed, session):
    robin.post(page(closed), data={"words": WORDS})
    one = session.scalars(select(Change)).one()

    replies = [robin.post(page(closed, f"/{one.ref}/take-back")) for _each in range(2)]

    assert [reply.status_code for reply in replies] == [303, 404]
    assert said(session) == []
    assert lines(session) == ["change.said", "change.taken_back"]


def test_a_round_that_is_open_has_nothing_to_change_for(robin, make, session):
    ref = asked(make).round.ref

    assert robin.get(f"/team/feedback/rounds/{ref}").status_code == 404
    assert robin.post(f"/team/feedback/rounds/{ref}", data={"words": WORDS}).status_code == 404
    with pytest.raises(Missing), transaction(session):
        changes.say(session, make.robin(), ref, words=WORDS)


def test_a_change_of_another_round_is_not_taken_back_there(robin, closed, make, session):
    robin.post(page(closed), data={"words": WORDS})
    one = session.scalars(select(Change)).one()
    with clock.held_at(AFTER):
        other = asked(make).round

    assert robin.post(page(other, f"/{one.ref}/take-back")).status_code == 404
    assert said(session) == [WORDS]


def test_a_hiring_manager_says_nothing_to_candidates(teammate, closed, make, session):
    jonas = teammate(Role.HIRING_MANAGER)
    make.member(make.job(), make.teammate("Jonas Berg"))

    assert jonas.get(page(closed)).status_code == 403
    assert jonas.post(page(closed), data={"words": WORDS}).status_code == 403
    assert said(session) == []


def test_looking_changes_nothing_and_reads_as_it_was_reviewed(robin, closed, session):
    robin.post(page(closed), data={"words": WORDS})

    reply = robin.get(page(closed))

    assert_kept("recruiter/changes/show.html", reply.text)
    assert lines(session) == ["change.said"]
    assert session.scalars(select(Round.ref).where(Round.ref == closed.ref)).one()
