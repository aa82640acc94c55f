"""Withdrawing, taking it back, saying why; and what the team sees of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.hiring.actions import updates, withdrawals
from portal.hiring.models import Application, Step, StepKind, Withdrawal
from portal.hiring.promises import PromiseResult
from portal.hiring.queries.scope import Scope
from portal.hiring.queries.withdrawals import recent_withdrawals, withdrawal_words, withdrew
from portal.hiring.reasons import ReasonCode, Reasons
from portal.hiring.stages import Outcome, Status
from portal.mail.kinds import Letter
from portal.offers import actions as offers
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing
from portal.standing.queries import application_view
from portal.team.rights import Actor, Role
from tests.make import MONDAY, WORDS, Make
from tests.posted import messages
from tests.written import ledger_of, letters, refused, trail_of

DAY = timedelta(days=1)
LONG_AGO = MONDAY - 365 * DAY


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def undo(session, application):
    with transaction(session):
        withdrawals.undo(session, application.candidate_id, application.ref)


def explain(session, application, reasons):
    with transaction(session):
        withdrawals.explain(session, application.candidate_id, application.ref, reasons=reasons)


def view(session, application):
    session.rollback()
    return application_view(session, application.candidate_id, application.ref)


def seen_by(who, *jobs):
    return Actor(who.id, who.role, frozenset(job.id for job in jobs))


def test_a_withdrawal_closes_and_leaves_no_promise_open(make, session):
    application = make.withdrawn()

    assert (application.outcome, application.status) == (Outcome.WITHDRAWN, Status.CLOSED)
    assert (application.next_word_by, application.closed_at) == (None, MONDAY)
    assert [result for _due, result in ledger_of(session, application)] == [PromiseResult.ENDED]
    assert application.timeline[-1].words == "You withdrew your application"
    assert trail_of(session, application.ref).count("application.withdrawn") == 1
    assert letters(session)[-2:] == [Letter.WITHDRAWN, Letter.TEAM_WITHDRAWN]
    assert messages(session, Letter.TEAM_WITHDRAWN)[0].teammate_id == make.robin().id


def test_a_late_promise_stays_missed(make, session):
    application = make.withdrawn(make.late())

    assert [result for _due, result in ledger_of(session, application)] == [PromiseResult.MISSED]


def test_what_lies_ahead_is_cancelled_and_what_took_place_is_not(make, session):
    application = make.application(stage="Interviews")
    with clock.held_at(MONDAY - 5 * DAY):
        past = make.step(application, starts_at=MONDAY - DAY)
    ahead = make.step(application)
    task = make.step(application, kind=StepKind.TASK)

    make.withdrawn(application)

    cancelled = {one.id: one.cancelled_at for one in (past, ahead, task)}
    assert cancelled == {past.id: None, ahead.id: MONDAY, task.id: MONDAY}
    assert session.get_one(Step, ahead.id).sequence == 1
    assert trail_of(session, ahead.ref) == ["step.set", "step.cancelled"]


def test_a_withdrawal_wins_over_a_verdict_nobody_told(make, session):
    application = make.withdrawn(make.verdict())

    assert application.outcome is Outcome.WITHDRAWN
    assert application.ending_id is None
    assert Letter.ENDING not in letters(session)


def test_several_go_together_only_where_that_was_said(make, session):
    sam = make.candidate()
    first, second, third = (
        make.application(candidate=sam, job=make.job(title)) for title in ("One", "Two", "Three")
    )

    with transaction(session):
        withdrawals.withdraw(session, sam.id, first.ref, also=[third.ref])

    outcomes = [one.outcome for one in (first, second, third)]
    assert outcomes == [Outcome.WITHDRAWN, None, Outcome.WITHDRAWN]
    assert (view(session, first).others_open, view(session, second).others_open) == (1, 0)


def test_one_that_cannot_go_keeps_all_where_they_are(make, session):
    sam = make.candidate()
    first = make.application(candidate=sam)
    offered = make.offer(make.application(candidate=sam, job=make.job("Two"))).application

    with refused(session, "Decline it on its own page"):
        withdrawals.withdraw(session, sam.id, first.ref, also=[offered.ref])


def test_an_offer_that_waits_is_declined_instead(make, session):
    application = make.offer().application

    with refused(session, "Decline it on its own page"):
        withdrawals.withdraw(session, application.candidate_id, application.ref)


def test_whoever_accepted_and_cannot_come_withdraws_and_is_counted_apart(make, session):
    offer = make.accepted()

    application = make.withdrawn(offer.application)

    assert application.withdrawal().after_acceptance
    assert withdrew(session, since=LONG_AGO, jobs=None).after_acceptance == 1
    assert view(session, application).offer.undo_until is None
    with refused(session, "You withdrew since"):
        offers.undo_answer(session, application.candidate_id, offer.ref)


def test_it_is_withdrawn_once(make, session):
    application = make.withdrawn()

    with refused(session, "closed already"):
        withdrawals.withdraw(session, application.candidate_id, application.ref)


def test_two_withdrawals_never_stand_at_once(make, session):
    application = make.withdrawn()
    second = Withdrawal(application_id=application.id, after_acceptance=False, at=MONDAY)
    session.add(second)

    with pytest.raises(IntegrityError):
        session.commit()


@pytest.mark.parametrize("act", [withdrawals.withdraw, withdrawals.undo])
def test_nobody_withdraws_for_somebody_else(make, session, act):
    application, charlie = make.application(), make.charlie()

    with pytest.raises(Missing), transaction(session):
        act(session, charlie.candidate_id, application.ref)


@pytest.mark.parametrize("stage", ["Received", "Review", "Interviews", "Decision", "On hold"])
def test_undo_brings_back_where_it_stood_and_the_promise(make, session, stage):
    application = make.application(stage=stage)
    due, sentence = application.next_word_by, application.updates[-1].sentence
    make.withdrawn(application)

    undo(session, application)

    assert (application.outcome, application.closed_at) == (None, None)
    assert (application.status, application.next_word_by) == (application.stage.status, due)
    assert view(session, application).sentence == sentence
    assert ledger_of(session, application)[-1] == (due, None)
    assert trail_of(session, application.ref).count("withdrawal.undone") == 1
    assert letters(session)[-2:] == [Letter.WITHDRAWAL_UNDONE, Letter.TEAM_WITHDRAWAL_UNDONE]


def test_the_words_that_were_told_stand_there_again(make, session):
    application = make.application(stage="Interviews")
    word = updates.Word(Status.DECIDING, WORDS, next_word_by=date(2026, 11, 27))
    with transaction(session):
        updates.give(session, application, make.robin(), word=word)
    make.withdrawn(application)

    undo(session, application)

    seen = view(session, application)
    assert (seen.status, seen.words) == (Status.DECIDING, WORDS)
    assert seen.next_word_by == word.next_word_by


def test_undo_after_accepting_brings_the_joining_back(make, session):
    application = make.withdrawn(make.accepted().application)

    undo(session, application)

    assert application.status is Status.JOINING
    assert view(session, application).offer.undo_until is not None


def test_a_date_that_is_over_becomes_the_next_business_day(make, session):
    application = make.withdrawn(make.late())

    undo(session, application)

    assert application.next_word_by == date(2026, 11, 24)


def test_a_withdrawal_may_follow_another(make, session):
    application = make.withdrawn()
    undo(session, application)

    make.withdrawn(application)

    assert [one.taken_back_at for one in application.withdrawals] == [MONDAY, None]
    assert letters(session).count(Letter.WITHDRAWN) == 2


def test_undo_ends_after_a_day(make, session):
    application = make.withdrawn()

    with clock.held_at(MONDAY + DAY):
        with refused(session, "no longer be undone"):
            withdrawals.undo(session, application.candidate_id, application.ref)
        assert view(session, application).withdrawal.undo_until is None


def test_undo_is_refused_once_the_team_has_spoken(make, session):
    application = make.withdrawn()
    with clock.held_at(MONDAY + DAY / 2), transaction(session):
        word = updates.Word(Status.CLOSED, "Thank you, and good luck.")
        updates.tell(session, application, word, by=make.robin())

    with clock.held_at(MONDAY + DAY / 2), refused(session, "written to you since"):
        withdrawals.undo(session, application.candidate_id, application.ref)


def test_undo_is_refused_where_the_role_was_closed(make, session):
    application = make.withdrawn()
    application.job.closed_at = MONDAY
    session.commit()

    with refused(session, "closed meanwhile"):
        withdrawals.undo(session, application.candidate_id, application.ref)
    assert view(session, application).withdrawal.undo_until is None


@pytest.mark.parametrize("how", ["ended by us", "still open", "declined"])
def test_nothing_else_is_undone_that_way(make, session, how):
    ways = {
        "ended by us": make.ending,
        "still open": make.application,
        "declined": lambda: make.declined().application,
    }
    application = ways[how]()

    with refused(session, "no longer be undone"):
        withdrawals.undo(session, application.candidate_id, application.ref)


def test_reasons_given_again_replace_the_first(make, session):
    application = make.withdrawn()
    for main in (ReasonCode.NO_REPLY, ReasonCode.PERSONAL):
        explain(session, application, Reasons(main, (ReasonCode.GROWTH, main), "Words", True))
    explain(session, application, Reasons())

    withdrawal = application.withdrawal()
    assert [(one.rank, one.code) for one in withdrawal.reasons] == [
        (1, ReasonCode.PERSONAL),
        (2, ReasonCode.GROWTH),
    ]
    assert (withdrawal.comment, withdrawal.stay_in_touch) == ("Words", True)
    assert trail_of(session, application.ref).count("withdrawal.explained") == 2
    assert len(messages(session, Letter.TEAM_WITHDRAWAL_REASONS)) >= 1


def test_several_are_locked_in_the_order_in_which_everybody_locks(make, session):
    first = make.application()
    second = make.application(candidate=first.candidate, job=make.job("Data Analyst"))
    first.ref, second.ref = "z" * len(first.ref), "a" * len(second.ref)
    session.commit()

    with transaction(session):
        withdrawals.withdraw(session, first.candidate_id, second.ref, also=[first.ref])

    ended = session.scalars(select(Withdrawal.application_id).order_by(Withdrawal.id)).all()
    assert ended == [first.id, second.id]


def test_reasons_for_what_was_taken_back_are_refused_in_words(make, session):
    application = make.withdrawn()
    undo(session, application)

    with refused(session, "You took that back meanwhile"):
        withdrawals.explain(
            session, application.candidate_id, application.ref, reasons=Reasons(ReasonCode.PAY)
        )


def test_reasons_belong_to_a_withdrawal(make, session):
    application = make.application()

    with pytest.raises(Missing):
        explain(session, application, Reasons(ReasonCode.PAY))


def left(make: Make, name: str, *, job=None, reasons=None) -> Application:
    application = make.application(candidate=make.candidate(name), job=job or make.job())
    make.withdrawn(application)
    if reasons:
        explain(make.session, application, reasons)
    return application


def test_why_people_withdrew_is_counted_without_what_was_taken_back(make, session):
    left(make, "Ken Ito", reasons=Reasons(ReasonCode.NO_REPLY, [ReasonCode.GROWTH]))
    left(make, "Mo Silent")
    undo(session, left(make, "Zoë Byrne", reasons=Reasons(ReasonCode.PAY)))
    with clock.held_at(LONG_AGO - DAY):
        left(make, "Ida Before", reasons=Reasons(ReasonCode.PAY))

    found = withdrew(session, since=LONG_AGO, jobs=None)

    assert (found.said.people, found.said.silent, found.after_acceptance) == (2, 1, 0)
    assert [(one.code, one.main, one.named) for one in found.said.reasons] == [
        (ReasonCode.NO_REPLY, 1, 1),
        (ReasonCode.GROWTH, 0, 1),
    ]


def test_words_come_in_pages_with_their_names(make, session):
    job = make.job()
    for number in range(11):
        left(make, f"Person{number} Example", job=job, reasons=Reasons(comment=f"Words {number}"))
    left(make, "Mo Silent", job=job)

    first = withdrawal_words(session, since=LONG_AGO, jobs=None)
    second = withdrawal_words(session, since=LONG_AGO, jobs={job.id}, page=2)

    assert [len(first.rows), first.has_more, second.has_more] == [10, True, False]
    assert [(row.name, row.comment) for row in second.rows] == [("Person0 Example", "Words 0")]


def test_a_hiring_manager_sees_their_own_jobs_only(make, session):
    theirs = make.job("Data Analyst")
    jonas = make.teammate("Jonas Berg", role=Role.HIRING_MANAGER)
    left(make, "Ken Ito", job=theirs, reasons=Reasons(ReasonCode.PAY))
    left(make, "Zoë Byrne", job=make.job("Backend Engineer"), reasons=Reasons(ReasonCode.GROWTH))

    rows = recent_withdrawals(session, Scope(seen_by(jonas, theirs), mine=False))

    assert [row.name for row in rows] == ["Ken Ito"]
    page = withdrawal_words(session, since=LONG_AGO, jobs={theirs.id})
    assert withdrew(session, since=LONG_AGO, jobs={theirs.id}).said.people == 1
    assert [row.name for row in page.rows] == ["Ken Ito"]


def test_mine_are_those_i_own_and_those_nobody_owns(make, session):
    robin, ada = make.robin(), make.ada()
    for name, owner in (("Ken Ito", robin), ("Zoë Byrne", ada)):
        make.withdrawn(make.application(candidate=make.candidate(name), owner=owner))

    mine = recent_withdrawals(session, Scope(seen_by(robin)))
    every = recent_withdrawals(session, Scope(seen_by(robin), mine=False))

    assert [row.name for row in mine] == ["Ken Ito"]
    assert [row.name for row in every] == ["Zoë Byrne", "Ken Ito"]
    assert every[0].undo_until == MONDAY + DAY
