"""They can't make it: two other times, kept until somebody answers; nothing moves by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.hiring.actions import calls, proposals, steps, updates
from portal.hiring.models import ProposalResult, StepKind, StepProposal, TimelineKind
from portal.hiring.stages import Status
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing
from portal.standing.queries import application_view
from tests.make import MONDAY, WORDS
from tests.posted import messages
from tests.written import everything, ledger_of, letters, refused, trail_of

WEDNESDAY = MONDAY + timedelta(days=2)
THURSDAY, FRIDAY = MONDAY + timedelta(days=3), MONDAY + timedelta(days=4)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def step(make):
    return make.step(starts_at=WEDNESDAY)


def owner_of(make, step):
    from portal.hiring.models import Application

    return make.session.get_one(Application, step.application_id)


def propose(make, step, first=THURSDAY, second=FRIDAY, words="School starts that day."):
    whose, ref = owner_of(make, step).candidate_id, step.ref
    with transaction(make.session):
        proposals.propose(
            make.session, whose, ref, times=proposals.OtherTimes(first, second, words)
        )


def results(session):
    session.rollback()
    return session.scalars(select(StepProposal.result).order_by(StepProposal.id)).all()


def seen_by(session, application):
    session.rollback()
    return application_view(session, application.candidate_id, application.ref)


def test_other_times_reach_the_team_and_nothing_moves(make, session, step):
    application = owner_of(make, step)
    due, seen = ledger_of(session, application), application.version

    propose(make, step)

    make.look_again()
    assert (step.starts_at, step.sequence, step.cancelled_at) == (WEDNESDAY, 0, None)
    assert ledger_of(session, application) == due
    assert application.version == seen + 1
    assert trail_of(session, step.ref) == ["step.set", "step.other_times"]
    assert letters(session)[-1] is Letter.TEAM_CANT_MAKE_IT
    assert messages(session)[-1].teammate_id == application.owner_id
    line = application.timeline[-1]
    assert line.kind is TimelineKind.CANDIDATE
    assert line.words == (
        "Can’t make it: Meet the team. Other times: Thursday 26 November, 09:00 or Friday"
        " 27 November, 09:00, Lisbon time. School starts that day."
    )


def test_they_read_what_they_told_us(make, session, step):
    application = owner_of(make, step)

    propose(make, step)

    (shown,) = seen_by(session, application).steps
    assert (shown.other_times.first, shown.other_times.second) == (THURSDAY, FRIDAY)
    assert shown.may_propose


def test_told_twice_is_told_once(make, session, step):
    propose(make, step)
    before = everything(session)

    propose(make, step)

    assert everything(session) == before


def test_others_take_the_place_of_the_first_ones(make, session, step):
    propose(make, step)

    propose(make, step, first=FRIDAY, second=FRIDAY + timedelta(hours=2))

    assert results(session) == [ProposalResult.REPLACED, None]
    (shown,) = seen_by(session, owner_of(make, step)).steps
    assert shown.other_times.first == FRIDAY
    assert letters(session).count(Letter.TEAM_CANT_MAKE_IT) == 2


def change(make, step):
    plan = steps.Plan(step.kind, step.title, THURSDAY, None, step.time_zone)
    steps.change(make.session, step, make.robin(), plan=plan)


def cancel(make, step):
    steps.cancel(make.session, step, make.robin())


def update(make, step):
    application = owner_of(make, step)
    word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=FRIDAY.date())
    updates.give(make.session, application, make.robin(), word=word)


def call(make, step):
    spoken = calls.Spoken("We agreed on the phone that the old time stays.")
    calls.log(make.session, owner_of(make, step), make.robin(), spoken=spoken)


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (change, ProposalResult.CHANGED),
        (cancel, ProposalResult.CANCELLED),
        (update, ProposalResult.WORD),
        (call, ProposalResult.WORD),
    ],
)
def test_a_change_a_cancellation_or_a_word_answers_it(make, session, step, answer, result):
    propose(make, step)
    make.robin()

    with transaction(session):
        answer(make, step)

    assert results(session) == [result]
    assert all(one.other_times is None for one in seen_by(session, owner_of(make, step)).steps)


def test_a_word_to_somebody_else_answers_nothing(make, session, step):
    other = make.step(make.charlie(), starts_at=WEDNESDAY)
    propose(make, step)
    make.robin()

    with transaction(session):
        update(make, other)

    assert results(session) == [None]


def test_times_that_are_none_are_refused(make, session, step, subtests):
    whose, ref = owner_of(make, step).candidate_id, step.ref
    for first, second, because in (
        (MONDAY - timedelta(minutes=1), FRIDAY, "have to lie ahead"),
        (FRIDAY, MONDAY - timedelta(minutes=1), "have to lie ahead"),
        (FRIDAY, FRIDAY, "two different times"),
        (WEDNESDAY, FRIDAY, "not the one that is planned"),
        (FRIDAY, MONDAY + timedelta(days=732), "too far ahead"),
    ):
        times = proposals.OtherTimes(first, second)
        with subtests.test(because), refused(session, because):
            proposals.propose(session, whose, ref, times=times)


@pytest.mark.parametrize("kind", [StepKind.TASK, StepKind.DOCUMENT])
def test_a_task_has_no_time_to_propose_another_for(make, session, kind):
    step = make.step(kind=kind, starts_at=WEDNESDAY)
    whose = owner_of(make, step).candidate_id

    with refused(session, "no time to change"):
        proposals.propose(session, whose, step.ref, times=proposals.OtherTimes(THURSDAY, FRIDAY))


def test_what_is_over_cancelled_or_closed_is_not_moved(make, session, step):
    whose, ref = owner_of(make, step).candidate_id, step.ref
    times = proposals.OtherTimes(FRIDAY, FRIDAY + timedelta(hours=1))

    with clock.held_at(WEDNESDAY + timedelta(seconds=1)), refused(session, "time is over"):
        proposals.propose(session, whose, ref, times=times)
    with transaction(session):
        cancel(make, step)
    with refused(session, "no time to change"):
        proposals.propose(session, whose, ref, times=times)
    make.ending(owner_of(make, step))
    with refused(session, "is closed"):
        proposals.propose(session, whose, ref, times=times)


def test_nobody_moves_what_is_somebody_elses(make, session, step):
    charlie = make.charlie()
    before = everything(session)

    for ref in (step.ref, "nothing", ""):
        with pytest.raises(Missing), transaction(session):
            proposals.propose(
                session,
                charlie.candidate_id,
                ref,
                times=proposals.OtherTimes(THURSDAY, FRIDAY),
            )

    assert everything(session) == before


def test_a_letter_about_what_is_answered_does_not_leave(make, session, step):
    from portal.mail.contents.basis import Outdated
    from portal.mail.letters import render

    propose(make, step)
    with transaction(session):
        cancel(make, step)

    with pytest.raises(Outdated, match="answered"):
        render(session, messages(session, Letter.TEAM_CANT_MAKE_IT)[-1])


def test_the_lead_hears_where_nobody_owns_it(make, session, step):
    application, ada = owner_of(make, step), make.ada()
    with transaction(session):
        application.owner_id, application.job.lead_id = None, ada.id

    propose(make, step)

    assert messages(session, Letter.TEAM_CANT_MAKE_IT)[-1].teammate_id == ada.id


def test_the_database_keeps_one_that_waits(make, session, step):
    propose(make, step)
    row = session.execute(text("SELECT * FROM step_proposals")).mappings().one()

    columns = ", ".join(name for name in row if name != "id")
    again = {**row, "ref": "another"}
    with pytest.raises(IntegrityError):
        session.execute(
            text(
                f"INSERT INTO step_proposals ({columns}) VALUES"  # noqa: S608
                f" ({', '.join(':' + name for name in row if name != 'id')})"
            ),
            again,
        )
