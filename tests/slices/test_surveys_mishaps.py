"""What may go wrong between an invitation and the figures of its round: processes die, files go
missing, jobs move, people are erased. Nothing crashes, and nothing is counted twice."""

from contextlib import contextmanager
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import delete, select

from portal.company.models import Department
from portal.hiring.models import Candidate
from portal.mail import survey_letters, survey_reminders
from portal.mail.kinds import Letter, MessageState
from portal.mail.sending import drain
from portal.plumbing import clock, schema
from portal.plumbing.db import transaction
from portal.surveys import jobs, waiting
from portal.surveys.items import Item, ItemKind, Touchpoint, at_department
from portal.surveys.models import Round, Snapshot, Version
from portal.surveys.named import named_page
from tests.asked import AFTER, AUTUMN, answer, asked, crowd, happened, in_the_box
from tests.posted import Collector, messages

INTERVIEWED = Touchpoint.INTERVIEWED
CLOSING = ("look", "publish", "forget", "note that it is forgotten")


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


def answered(make, session, count=12):
    people = crowd(make, count)
    for invitation in people:
        answer(session, invitation)
    return people


def close(session):
    with clock.held_at(AFTER):
        return survey_letters.close_rounds(session)


@contextmanager
def dies_at(session, monkeypatch, which, *, is_kept):
    """The process is killed at that commit, before or after the database has it."""
    commit, count = session.commit, iter(range(100))

    def die():
        if (number := next(count)) < which:
            return commit()
        if number == which and is_kept:
            commit()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(session, "commit", die)
        with pytest.raises(KeyboardInterrupt):
            yield
    session.rollback()


@pytest.mark.parametrize("is_kept", [False, True])
@pytest.mark.parametrize("step", CLOSING)
def test_killed_at_any_step_of_closing_the_next_run_goes_on(
    make, session, monkeypatch, config, step, is_kept
):
    answered(make, session)
    with dies_at(session, monkeypatch, CLOSING.index(step), is_kept=is_kept):
        close(session)

    close(session)

    session.rollback()
    kept = session.scalars(select(Snapshot)).one()
    assert kept.figures["answered"] == 12
    assert [one["figures"]["n"] for one in kept.figures["items"] if one["figures"]] == [12, 12]
    assert in_the_box(session) == (0, 0, 0)
    assert list((config.folder / "round-keys").iterdir()) == []
    assert session.scalars(select(Round)).one().forgotten_at == AFTER


@pytest.mark.parametrize("is_kept", [False, True])
@pytest.mark.parametrize("step", ["spend", "count"])
def test_killed_at_any_step_of_answering_an_answer_counts_once_or_not_at_all(
    make, session, monkeypatch, step, is_kept
):
    invitation = asked(make)
    with dies_at(session, monkeypatch, ["spend", "count"].index(step), is_kept=is_kept):
        answer(session, invitation)

    may_answer = (step, is_kept) == ("spend", False)
    if may_answer:
        answer(session, invitation)

    is_counted = may_answer or (step, is_kept) == ("count", True)
    assert in_the_box(session) == ((1, 3, 1) if is_counted else (1, 0, 0))


def test_a_round_whose_key_went_missing_is_published_with_what_came_before(make, session, config):
    answered(make, session)
    for file in (config.folder / "round-keys").iterdir():
        file.unlink()

    (closed,) = close(session)

    assert closed.snapshot.figures["answered"] == 12
    assert in_the_box(session) == (0, 0, 0)


def test_nobody_is_asked_into_a_round_that_lost_its_key(make, session, sessions, config):
    asked(make, make.charlie())
    happened(make, INTERVIEWED)
    for file in (config.folder / "round-keys").iterdir():
        file.unlink()

    jobs.invite(sessions, Event())
    drain(sessions, by=Collector())

    (waits,) = messages(session, Letter.SURVEY)
    assert (waits.state, waits.candidate.full_name) == (MessageState.CANCELLED, "Charlie Byrne")
    assert waits.problem == "The round can take no answers: its key is missing."
    (coming,) = waiting.coming(session, INTERVIEWED)
    assert (coming.name, coming.why) == ("Sam Okafor", waiting.Why.NO_KEY)


def test_a_survey_without_a_question_shows_a_page_and_closes(make, session, candidate):
    people = crowd(make, 9)
    with transaction(session):
        session.get_one(Version, people[0].round.version_id).items = []

    page = candidate(people[0].application).get(f"/me/surveys/{people[0].ref}")
    (closed,) = close(session)

    assert page.status_code == 200
    assert closed.pooled_into_id is not None


def test_a_job_that_moves_is_counted_where_it_stands_at_closing(make, session):
    kitchen, hall = Department(name="Kitchen"), Department(name="Hall")
    job = make.job("Cook", department=kitchen)
    session.add(hall)
    session.commit()
    people = crowd(make, 12, job=job)
    for invitation in people[:6]:
        answer(session, invitation)
    with transaction(session):
        job.department = hall
    for invitation in people[6:]:
        answer(session, invitation)

    (closed,) = close(session)

    (part,) = closed.snapshot.parts
    assert (part["name"], part["items"]["recommend"]["n"]) == ("Hall", 12)


def test_what_was_typed_is_not_lost_when_the_job_moved_away_from_a_question(
    make, session, candidate
):
    kitchen = Department(name="Kitchen")
    job = make.job("Cook", department=kitchen)
    invitation = asked(make, make.application(job=job))
    own = Item("knives", ItemKind.TEXT, "Were the knives sharp?", where=at_department(kitchen.id))
    with transaction(session):
        version = session.get_one(Version, invitation.round.version_id)
        version.items = [*version.items, own.to_json()]
    sam, page = candidate(invitation.application), f"/me/surveys/{invitation.ref}"
    assert "Were the knives sharp?" in sam.get(page).text
    with transaction(session):
        job.department = None

    reply = sam.post(page, data={"answer_recommend": "9", "answer_knives": "As glass."})

    assert (reply.status_code, "As glass." in reply.text) == (409, True)
    assert in_the_box(session) == (0, 0, 0)


def erase(session, table, ids):
    """Rows by SQL alone, after all that points at them."""
    for other in schema.tables().sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is table and other is not table:
                if "id" in other.c:
                    found = select(other.c.id).where(key.parent.in_(ids))
                    if there := session.scalars(found).all():
                        erase(session, other, there)
                else:
                    session.execute(delete(other).where(key.parent.in_(ids)))
    session.execute(delete(table).where(table.c.id.in_(ids)))


def test_a_person_erased_in_the_middle_stops_nobody_else(
    make, session, sessions, candidate, teammate
):
    gone, named, *others = crowd(make, 14)
    answer(session, gone)
    answer(session, named, is_named=True)
    for invitation in others:
        answer(session, invitation)
    browser, page = candidate(gone.application), f"/me/surveys/{gone.ref}"
    left = {one.candidate_id for one in others}
    with transaction(session):
        erase(session, Candidate.__table__, [gone.candidate_id, named.candidate_id])
    session.expunge_all()

    assert browser.get(page).status_code in {401, 404}
    assert browser.post(page, data={"answer_recommend": "9"}).status_code in {401, 404}
    drain(sessions, by=Collector())
    with clock.held_at(AUTUMN + timedelta(days=9)):
        survey_reminders.work(sessions, Event())
        jobs.invite(sessions, Event())
    robin = teammate("recruiter")
    assert robin.get("/team/invitations/").status_code == 200
    (closed,) = close(session)
    assert robin.get("/team/feedback/").status_code == 200
    assert closed.snapshot.figures["answered"] == 13
    assert named_page(session).rows == ()
    reminded = {one.candidate_id for one in messages(session, Letter.SURVEY_REMINDER)}
    assert reminded == left
