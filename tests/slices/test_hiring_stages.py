"""Moving along the pipeline, which nobody outside sees; and what a stage says to a candidate."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.hiring import stages as rules
from portal.hiring.actions import applications, pipelines, stages, updates
from portal.hiring.models import StageMove
from portal.hiring.stage_plans import StagePlan
from portal.hiring.stages import EndingWay, Outcome, Status
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.queries import application_view, cards
from tests.make import MONDAY
from tests.proof import examples
from tests.written import everything, ledger_of, letters, refused, trail_of

INSIDE = ("stage_moves", "audit_entries", "applications.stage_id", "applications.version")


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def move(make, application, name, **more):
    with transaction(make.session):
        stages.move(
            make.session,
            application,
            make.robin(),
            stage=make.stage(application.job, name),
            **more,
        )


def told(session, application):
    session.rollback()
    whose = application.candidate_id
    return application_view(session, whose, application.ref), cards(session, whose)


@pytest.mark.parametrize(
    ("start", "name"),
    [("Review", "Received"), ("Interviews", "Decision"), ("Decision", "On hold")],
)
def test_a_move_changes_nothing_outside(make, session, start, name):
    application = make.application(stage=start)
    before, page = (
        everything(session, but=(*INSIDE, "applications.interviewed")),
        told(session, application),
    )

    move(make, application, name)

    assert everything(session, but=(*INSIDE, "applications.interviewed")) == before
    assert told(session, application) == page


def test_a_move_is_written_down_once(make, session):
    application = make.application()
    seen, first = application.version, application.stage_id

    move(make, application, "Interviews")

    one = session.scalars(select(StageMove)).one()
    assert (one.from_stage_id, one.to_stage_id, one.at) == (first, application.stage_id, MONDAY)
    assert one.by_id == make.robin().id
    assert application.version > seen
    assert trail_of(session, application.ref)[-1] == "application.moved"


def test_moving_where_it_stands_does_nothing(make, session):
    application = make.application()
    move(make, application, "Interviews")
    before = everything(session)

    move(make, application, "Interviews")

    assert everything(session) == before


def test_from_received_to_review_the_page_says_so_without_a_mail(make, session):
    application = make.application()
    due, ledger = application.next_word_by, ledger_of(session, application)

    move(make, application, "Review")

    view, _cards = told(session, application)
    assert (view.status, view.sentence) == (Status.IN_REVIEW, "We are reviewing your application")
    assert (view.next_word_by, ledger_of(session, application)) == (due, ledger)
    assert application.updates[-1].next_word_by == due
    assert letters(session) == [Letter.INTRODUCTION]


def test_the_stages_own_sentence_is_shown(make, session):
    application = make.application()
    make.stage(application.job, "Review").sentence = "Two of us are reading"
    session.commit()

    move(make, application, "Review")

    assert told(session, application)[0].sentence == "Two of us are reading"


def test_back_in_received_the_page_stays_at_review(make, session):
    application = make.application()

    for name in ("Review", "Received", "Review"):
        move(make, application, name)

    assert told(session, application)[0].status is Status.IN_REVIEW
    assert len(application.updates) == 2


def test_whoever_was_told_of_a_pause_is_not_in_review_by_a_move(make, session):
    application = make.application()
    with transaction(session):
        pause = updates.Word(Status.ON_HOLD, "A pause.", next_word_by=application.next_word_by)
        updates.give(session, application, make.robin(), word=pause)

    move(make, application, "Review")

    assert told(session, application)[0].status is Status.ON_HOLD


def test_a_stage_nobody_mapped_may_be_entered(make, session):
    application = make.application()
    with transaction(session):
        stage = pipelines.add_stage(session, application.job, plan=StagePlan("To reject"))
    page = told(session, application)

    with transaction(session):
        stages.move(session, application, None, stage=stage)

    assert told(session, application) == page
    assert application.stage_id == stage.id


def test_a_stage_of_another_job_is_refused(make, session):
    application, robin = make.application(), make.robin()
    elsewhere = make.stage(make.job("Designer"), "Review")

    with refused(session, "belongs to another job"):
        stages.move(session, application, robin, stage=elsewhere)


def test_the_second_of_two_movers_is_told(make, session):
    application, robin = make.application(), make.robin()
    seen = application.version
    move(make, application, "Review", seen=seen)
    stage = make.stage(application.job, "Interviews")

    with refused(session, "Somebody changed"):
        stages.move(session, application, robin, stage=stage, seen=seen)


def test_whoever_ever_stood_in_interviews_counts_as_interviewed(make):
    application = make.application()

    move(make, application, "Interviews")
    move(make, application, "Received")

    assert application.interviewed


def test_a_closed_application_moves_without_a_sound(make, session):
    application = make.ending()
    page = told(session, application)

    move(make, application, "Review")

    assert told(session, application) == page
    assert (application.outcome, application.status) == (Outcome.NOT_SELECTED, Status.CLOSED)


def test_nobody_introduced_is_moved_without_a_promise(make, session):
    application = make.application(introduced=False)

    move(make, application, "Review")

    assert ledger_of(session, application) == []
    assert application.status is Status.IN_REVIEW
    with transaction(session):
        applications.introduce(session, application, None)
    assert told(session, application)[0].next_word_by == application.next_word_by


@pytest.mark.parametrize("reached", Status)
def test_milestones_never_run_backwards(reached):
    shown = rules.milestones(reached)

    marks = [mark for _status, mark in shown]
    assert marks == sorted(marks, key=["done", "now", "ahead"].index)
    assert marks.count("now") == (1 if shown else 0)
    assert all(status in rules.MAPPED and status is not Status.OFFER for status, _mark in shown)
    assert bool(shown) == (
        reached in {Status.RECEIVED, Status.IN_REVIEW, Status.INTERVIEWING, Status.DECIDING}
    )


@given(st.sampled_from(Status), st.sampled_from([None, *Status]))
@settings(max_examples=examples(50, 200), deadline=None)
def test_only_one_move_shows_by_itself(before, mapped):
    expected = (before, mapped) == (Status.RECEIVED, Status.IN_REVIEW)

    assert rules.moves_by_itself(before, mapped) == expected


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_heading(status):
    assert rules.sentence(status)
    assert rules.counts_as_interviewed(status) == (
        status in {Status.INTERVIEWING, Status.DECIDING, Status.OFFER, Status.JOINING}
    )


def test_a_stage_without_a_status_is_no_interview():
    assert not rules.counts_as_interviewed(None)


def test_who_closes_and_how_never_swap():
    theirs = {Outcome.HIRED, Outcome.DECLINED, Outcome.WITHDRAWN}

    assert set(Outcome) == rules.CLOSED_BY_US | theirs
    assert not rules.CLOSED_BY_US & theirs
    assert [way.value for way in EndingWay] == ["call", "note", "mail", "elsewhere"]
