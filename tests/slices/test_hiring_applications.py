"""Applications come in, are introduced, are held while they change; and what the database itself
refuses of them.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.company.actions import set_holidays
from portal.hiring.actions import applications, endings, steps, updates
from portal.hiring.events import (
    EndingTold,
    Introduced,
    StepCancelled,
    StepChanged,
    StepSet,
    UpdateGiven,
)
from portal.hiring.models import Application, StepKind, TimelineKind
from portal.hiring.stage_plans import StagePlan
from portal.hiring.stages import Status
from portal.mail.kinds import Letter, MessageState
from portal.plumbing import clock, events
from portal.plumbing.db import transaction
from tests.make import MONDAY
from tests.posted import messages
from tests.written import everything, ledger_of, letters, refused, trail_of

IN_TEN_DAYS = date(2026, 12, 7)
SOON = date(2026, 11, 27)
LATER = MONDAY + timedelta(days=60)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def test_whoever_applied_has_a_date_and_is_told_nothing(make, session):
    application = make.application(introduced=False)

    assert (application.status, application.next_word_by) == (Status.RECEIVED, IN_TEN_DAYS)
    assert [(line.kind, line.words) for line in application.timeline] == [
        (TimelineKind.FACT, "You applied")
    ]
    assert [update.next_word_by for update in application.updates] == [IN_TEN_DAYS]
    assert trail_of(session, application.ref) == ["application.added"]
    assert ledger_of(session, application) == []
    assert letters(session) == []


def test_the_job_may_say_when_the_first_word_comes(make, subtests):
    for job, due in (
        ({"first_word_days": 4}, SOON),
        ({"everyone_by": date(2026, 12, 18)}, date(2026, 12, 18)),
        ({"everyone_by": date(2026, 12, 18), "first_word_days": 4}, date(2026, 12, 18)),
    ):
        with subtests.test(str(job)):
            assert make.application(job=make.job(**job)).next_word_by == due


def test_once_that_day_is_over_the_usual_one_holds(make):
    with clock.held_at(MONDAY - timedelta(days=7)):
        job = make.job(everyone_by=date(2026, 11, 20))

    assert make.application(job=job).next_word_by == IN_TEN_DAYS


def test_the_jobs_rule_is_about_the_first_word_alone(make):
    application = make.application(job=make.job(first_word_days=20), stage="Interviews")

    assert application.next_word_by == date(2026, 11, 30)


def test_a_stage_may_have_a_rule_of_its_own(make, session):
    job = make.job(first_word_days=20)
    make.stage(job, "Review").days = 4
    session.commit()

    assert make.application(job=job, stage="Review").next_word_by == SOON


def test_weekends_and_holidays_do_not_count(make, session):
    with transaction(session):
        set_holidays(
            session, {date(2026, 12, 7): "A day off", date(2026, 12, 8): "Another"}, by="ada"
        )

    assert make.application().next_word_by == date(2026, 12, 9)


def test_days_are_counted_from_the_day_it_is_for_the_candidate(make):
    with clock.held_at(MONDAY.replace(hour=20)):
        far_east = make.application(candidate=make.candidate("Mere Ihaka", zone="Pacific/Auckland"))
        here = make.application(candidate=make.candidate())

    assert (here.next_word_by, far_east.next_word_by) == (IN_TEN_DAYS, date(2026, 12, 8))


def test_a_stage_nobody_mapped_says_only_that_we_have_it(make, session):
    job = make.job(stages=(StagePlan("Sourced"), StagePlan("Review", Status.IN_REVIEW)))

    application = make.application(job=job, stage="Sourced")

    assert application.status is Status.RECEIVED
    assert application.updates[-1].sentence == "We have your application"


def test_the_introduction_makes_the_date_a_promise(make, session):
    application = make.application(introduced=False)
    seen = application.version

    with transaction(session):
        applications.introduce(session, application, make.robin())

    assert application.introduced_at == MONDAY
    assert application.version > seen
    assert ledger_of(session, application) == [(IN_TEN_DAYS, None)]
    assert trail_of(session, application.ref)[1:] == ["application.introduced"]
    assert letters(session) == [Letter.INTRODUCTION]


def test_introducing_twice_introduces_once(make, session):
    application = make.application()
    before = everything(session)

    with transaction(session):
        applications.introduce(session, application, make.robin())

    assert everything(session) == before


def test_a_date_that_nobody_was_promised_and_is_over_moves(make, session):
    application = make.application(introduced=False)

    with clock.held_at(LATER), transaction(session):
        applications.introduce(session, application, None)

    due = date(2027, 2, 5)
    assert ledger_of(session, application) == [(due, None)]
    assert (application.next_word_by, application.updates[-1].next_word_by) == (due, due)


def test_a_date_that_is_today_is_kept(make, session):
    application = make.application(introduced=False)

    with clock.held_at(MONDAY + timedelta(days=14)), transaction(session):
        applications.introduce(session, application, None)

    assert ledger_of(session, application) == [(IN_TEN_DAYS, None)]


def test_a_late_introduction_keeps_to_the_jobs_rule(make, session):
    application = make.application(job=make.job(first_word_days=4), introduced=False)

    with clock.held_at(LATER), transaction(session):
        applications.introduce(session, application, None)

    assert application.next_word_by == date(2027, 1, 28)


def test_nobody_without_an_address_is_introduced(make, session):
    application = make.application(candidate=make.candidate(email=""), introduced=False)

    with refused(session, "no mail address"):
        applications.introduce(session, application, make.robin())


def test_nobody_is_introduced_to_a_closed_application(make, session):
    application = make.application(introduced=False)
    session.execute(
        text("UPDATE applications SET outcome='withdrawn', next_word_by=NULL, closed_at=applied_at")
    )
    session.commit()

    with refused(session, "is closed"):
        applications.introduce(session, application, make.robin())


def test_a_memo_is_the_teams_alone(make, session):
    application = make.application()
    before = everything(session, but=("memos", "audit_entries"))

    with transaction(session):
        memo = applications.add_memo(session, application, make.robin(), words="Ask about SQL")

    assert (memo.words, memo.by.name) == ("Ask about SQL", "Robin Keller")
    assert trail_of(session, application.ref)[-1] == "memo.added"
    assert everything(session, but=("memos", "audit_entries")) == before


def test_an_empty_memo_is_refused(make, session):
    application = make.application()

    with refused(session, "Write something"):
        applications.add_memo(session, application, make.robin(), words="")


def test_the_second_of_two_is_told_that_somebody_changed_it(make, session, sessions):
    application = make.application()
    seen = application.version
    with sessions() as other, transaction(other):
        same = other.get_one(Application, application.id)
        applications.hold(other, same, seen)
        same.version += 1

    with refused(session, "Somebody changed this application"):
        applications.hold(session, application, seen)


def test_what_was_read_before_the_hold_is_read_again(make, session, sessions):
    application = make.application()
    assert application.status is Status.RECEIVED
    with sessions() as other, transaction(other):
        other.get_one(Application, application.id).status = Status.ON_HOLD

    with transaction(session):
        applications.hold(session, application)
        assert application.status is Status.ON_HOLD


def test_the_database_itself_refuses(make, session, subtests):
    make.application()

    for change, name in (
        ("next_word_by = NULL", "open_has_a_date"),
        ("outcome = 'declined', closed_at = applied_at", "open_has_a_date"),
        ("outcome = 'declined', next_word_by = NULL", "closed_has_a_moment"),
        ("closed_at = applied_at", "closed_has_a_moment"),
        *(
            (
                f"outcome = '{outcome}', next_word_by = NULL, closed_at = applied_at",
                "closed_by_us_was_told",
            )
            for outcome in ("not_selected", "job_closed", "offer_lapsed", "offer_rescinded")
        ),
    ):
        with subtests.test(str(change)), pytest.raises(IntegrityError, match=name):
            session.execute(text(f"UPDATE applications SET {change}"))  # noqa: S608
        session.rollback()


def test_the_database_lets_candidates_close_without_an_ending(make, session):
    make.application()
    close = "UPDATE applications SET outcome = :it, next_word_by = NULL, closed_at = applied_at"

    for outcome in ("hired", "declined", "withdrawn"):
        session.execute(text(close), {"it": outcome})
        session.commit()


def test_the_database_knows_no_ending_that_is_not_there(make, session):
    make.application()

    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE applications SET ending_id = 4711"))


def introduce(make, application):
    applications.introduce(make.session, application, make.robin())


def give(make, application):
    word = updates.Word(Status.IN_REVIEW, "Still reading.", next_word_by=SOON)
    updates.give(make.session, application, make.robin(), word=word)


def tell(make, application):
    endings.release(make.session, application.waiting())


def set_step(make, application):
    steps.set_step(make.session, application, make.robin(), plan=plan())


def change_step(make, application):
    steps.change(make.session, application.steps[0], make.robin(), plan=plan(who="Priya"))


def cancel_step(make, application):
    steps.cancel(make.session, application.steps[0], make.robin())


def they_have_left(session):
    for message in messages(session):
        message.state = MessageState.SENT
    session.commit()


def plan(**more):
    starts_at = MONDAY + timedelta(days=3)
    return steps.Plan(StepKind.INTERVIEW, "Meet the team", starts_at, None, "Europe/Lisbon", **more)


TOLD = [
    (Introduced, introduce),
    (UpdateGiven, give),
    (EndingTold, tell),
    (StepSet, set_step),
    (StepChanged, change_step),
    (StepCancelled, cancel_step),
]


@pytest.fixture
def about_to(make):
    """An application that lacks only what the act of that event brings."""

    def prepared(event):
        application = make.application(introduced=event is not Introduced)
        if event is EndingTold:
            make.held(application)
            make.look_again()
        if event in (StepChanged, StepCancelled):
            make.step(application)
            they_have_left(make.session)
        return application

    return prepared


@pytest.mark.parametrize(("event", "act"), TOLD)
def test_what_a_listener_raises_undoes_it_all(make, session, about_to, monkeypatch, event, act):
    application = about_to(event)
    before = everything(session)

    def stumble(_session, _event):
        raise RuntimeError("the mail slice stumbled")

    known = events.type_to_listeners[event]
    monkeypatch.setitem(events.type_to_listeners, event, [*known, stumble])

    with pytest.raises(RuntimeError), transaction(session):
        act(make, application)

    assert everything(session) == before


@pytest.mark.parametrize(("event", "act"), TOLD)
def test_what_is_told_leaves_one_line_and_one_letter(
    make, session, about_to, monkeypatch, event, act
):
    """However often the listeners hear of it."""
    application = about_to(event)
    before, heard = everything(session), []
    known = events.type_to_listeners[event]
    monkeypatch.setitem(
        events.type_to_listeners, event, [*known, lambda _session, it: heard.append(it)]
    )
    with transaction(session):
        act(make, application)
    after = everything(session)
    told = [(message.letter, message.purpose) for message in messages(session)]
    assert len(after["audit_entries"]) == len(before["audit_entries"]) + 1
    assert len(after["messages"]) == len(before["messages"]) + 1

    with transaction(session):
        for listener in known:
            listener(session, heard[0])

    again = [(message.letter, message.purpose) for message in messages(session)]
    assert again == told


def test_an_application_of_long_ago_counts_from_the_day_it_came_in(make):
    application = make.application(applied_at=datetime(2025, 1, 7, tzinfo=UTC))

    assert application.next_word_by == IN_TEN_DAYS
