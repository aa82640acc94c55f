"""Keeping in touch: the days of a plan, then the touches of one who joins."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.company import departments
from portal.company.actions import set_holidays
from portal.company.calendar import Calendar
from portal.engagement import touching
from portal.engagement.actions import handing_over, touch_plans, touches
from portal.engagement.models import PlannedTouch, Touch, TouchResult
from portal.engagement.touch_days import (
    AT_MOST,
    SHIPPED,
    Basis,
    Planned,
    TouchBy,
    TouchFrom,
    check,
    day_of,
)
from portal.engagement.touch_plans import PlanFor, plan_of
from portal.engagement.touches import due, touches_of, touches_owned
from portal.hiring.actions import calls, jobs, updates, withdrawals
from portal.hiring.events import EndingTold
from portal.hiring.models import HandOver, TimelineEntry, TimelineKind
from portal.hiring.queries.scope import Scope
from portal.hiring.stages import Status
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.offers import actions as offers
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.standing.queries import application_view
from portal.team import actions as team
from portal.team.rights import Actor, Role
from tests.make import MONDAY
from tests.posted import messages
from tests.proof import examples
from tests.recruiter.desk import anew
from tests.written import ledger_of, letters, refused, trail_of

DAY = timedelta(days=1)
TODAY = MONDAY.date()
START = date(2027, 1, 11)
CALENDAR = Calendar(holidays=frozenset({date(2026, 12, 25), date(2027, 1, 1)}))
THANKS, HELLO, DETAILS, TOMORROW = SHIPPED
ONE = Planned("Send a book", TouchBy.RECRUITER, TouchFrom.YES, 2)


def says(planned: Planned, starts_on: str | None, today: str = "2026-11-23") -> str | None:
    basis = Basis(date.fromisoformat(today), TODAY, starts_on and date.fromisoformat(starts_on))
    due_on = day_of(planned, basis, CALENDAR)
    return due_on and due_on.isoformat()


@pytest.mark.parametrize(
    ("planned", "starts_on", "expected"),
    [
        (THANKS, None, "2026-11-24"),
        (HELLO, None, "2026-12-02"),
        (DETAILS, None, None),
        (TOMORROW, None, None),
        (DETAILS, "2027-01-11", "2027-01-04"),
        (TOMORROW, "2027-01-11", "2027-01-08"),
        (DETAILS, "2027-01-08", "2026-12-31"),
        (TOMORROW, "2027-01-12", "2027-01-11"),
        (HELLO, "2026-11-27", "2026-11-26"),
        (DETAILS, "2026-11-25", "2026-11-23"),
        (TOMORROW, "2026-11-23", "2026-11-23"),
    ],
    ids=[
        "day 1",
        "week 2",
        "no first day yet",
        "no first day yet either",
        "a week before",
        "the last working day before a Monday",
        "a week before, and that is a day off",
        "the day before",
        "never after the first day",
        "a week before is over already",
        "they start today",
    ],
)
def test_each_touch_has_its_day(planned, starts_on, expected):
    assert says(planned, starts_on) == expected


def test_no_touch_is_planned_for_the_past():
    assert says(THANKS, "2027-01-11", today="2026-12-05") == "2026-12-07"


PLANNED = st.builds(
    Planned,
    title=st.just("Say hello"),
    by=st.sampled_from(TouchBy),
    counted_from=st.sampled_from(TouchFrom),
    days=st.integers(1, 250),
)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(planned=PLANNED, accepted=DAYS, later=st.integers(0, 90), ahead=st.integers(-10, 300))
@settings(max_examples=examples(100, 3000), deadline=None)
def test_every_day_is_a_working_day_ahead_and_before_the_first_day(planned, accepted, later, ahead):
    today = accepted + later * DAY
    starts_on = today + ahead * DAY

    due_on = day_of(planned, Basis(today, accepted, starts_on), CALENDAR)

    first = CALENDAR.after(today, 0)
    assert CALENDAR.is_business_day(due_on)
    assert first <= due_on <= max(first, CALENDAR.before(starts_on - DAY))


@pytest.mark.parametrize(
    ("plan", "because"),
    [
        ([], "silence"),
        ([ONE] * (AT_MOST + 1), "At most 8"),
        ([Planned("", TouchBy.RECRUITER, TouchFrom.YES, 2)], "what each touch is"),
        ([Planned("x" * 81, TouchBy.RECRUITER, TouchFrom.YES, 2)], "what each touch is"),
        ([Planned("Call", TouchBy.RECRUITER, TouchFrom.YES, 0)], "1 to 250 days"),
        ([Planned("Call", TouchBy.RECRUITER, TouchFrom.START, 251)], "1 to 250 days"),
    ],
)
def test_what_is_no_plan_is_refused(plan, because):
    with pytest.raises(Refusal, match=because):
        check(plan)


@pytest.fixture
def monday():
    with clock.held_at(MONDAY):
        yield


def keep(session, whose, by, *plan, seen=None):
    seen = seen or plan_of(session, whose).mark
    session.rollback()
    with transaction(session):
        touch_plans.keep(session, whose, by, plan=plan, seen=seen)


def test_a_jobs_plan_comes_before_its_departments_and_that_before_the_companys(make, session):
    with transaction(session):
        part = departments.add(session, name="Engineering", by="ada")
    job, robin = make.job(), make.robin()
    with transaction(session):
        job.department_id = part.id
    assert plan_of(session, PlanFor(job=job)).touches == SHIPPED

    for whose, title in (
        (PlanFor(), "The company’s"),
        (PlanFor(department=part), "The department’s"),
        (PlanFor(job=job), "The job’s"),
    ):
        keep(session, whose, robin, Planned(title, TouchBy.MANAGER, TouchFrom.START, 3))
        assert [one.title for one in plan_of(session, PlanFor(job=job)).touches] == [title]

    assert trail_of(session, job.ref)[-1] == "touch_plan.kept"
    with transaction(session):
        mark = plan_of(session, PlanFor(job=job)).mark
        touch_plans.forget(session, PlanFor(job=job), robin, seen=mark)
        touch_plans.forget(session, PlanFor(job=job), robin, seen=mark)
    found = plan_of(session, PlanFor(job=job))
    assert ([one.title for one in found.touches], found.is_own) == (["The department’s"], False)
    assert trail_of(session, job.ref).count("touch_plan.forgotten") == 1


def test_the_same_plan_once_more_is_kept_once(make, session):
    ada = make.ada()
    seen = plan_of(session, PlanFor()).mark

    for _press in range(2):
        keep(session, PlanFor(), ada, ONE, seen=seen)

    assert trail_of(session, "company") == ["touch_plan.kept"]


def test_whoever_did_not_see_the_last_change_is_told(make, session):
    ada = make.ada()
    seen = plan_of(session, PlanFor()).mark
    keep(session, PlanFor(), ada, ONE)

    with refused(session, "Somebody changed this plan meanwhile"):
        touch_plans.keep(session, PlanFor(), ada, plan=[THANKS], seen=seen)


def joins(make, **more):
    """Somebody accepts on Monday; Jonas is the hiring manager on the job."""
    application = make.application(stage="Decision")
    make.member(application.job, make.teammate("Jonas Berg", role=Role.HIRING_MANAGER))
    make.accepted(make.offer(application, starts_on=START, **more))
    anew(make.session)
    return application


def days_of(session, application):
    anew(session)
    return {one.title: one.due_on for one in touches_of(session, application)}


def owner_of(touch):
    return touch.owner.name if touch.owner else None


def at(day: date):
    return clock.held_at(MONDAY + (day - TODAY))


def test_whoever_accepts_gets_the_touches_of_the_plan(make, session, monday):
    application = joins(make)

    found = [(one.title, one.due_on, owner_of(one)) for one in touches_of(session, application)]

    assert found == [
        ("Say thank you", date(2026, 11, 24), None),
        ("Say hello", date(2026, 12, 2), "Jonas Berg"),
        ("Tell them about the first day", date(2027, 1, 4), None),
        ("See you tomorrow", date(2027, 1, 8), "Jonas Berg"),
    ]
    assert trail_of(session, application.ref)[-1] == "touches.planned"


def test_the_next_word_is_promised_by_the_first_touch(make, session, monday):
    application = joins(make)

    view = application_view(session, application.candidate_id, application.ref)
    assert application.next_word_by == view.next_word_by == date(2026, 11, 24)
    assert ledger_of(session, application)[-1] == (date(2026, 11, 24), None)


def test_an_offer_without_a_first_day_has_touches_that_wait_for_it(make, session, monday):
    application = make.application(stage="Decision")
    offer = make.offer(application)
    with transaction(session):
        offer.starts_on = None
    make.accepted(offer)

    days = days_of(session, application)
    assert (days["See you tomorrow"], days["Say thank you"]) == (None, date(2026, 11, 24))


def test_the_lead_is_the_manager_where_nobody_else_is(make, session, monday):
    mira = make.teammate("Mira Holm")
    application = make.application(stage="Decision")
    with transaction(session):
        application.job.lead_id = mira.id
    make.accepted(make.offer(application))

    assert owner_of(make.touch(application, title="Say hello")) == "Mira Holm"


def queue(make, who, *, mine=True, covers=frozenset(), jobs=frozenset()):
    make.look_again()
    actor = Actor(who.id, who.role, jobs, covers)
    return [(one.title, one.days_late) for one in due(make.session, Scope(actor, mine))]


def test_each_stands_with_its_owner_on_its_day(make, session, monday):
    application = joins(make)
    robin, jonas = make.robin(), make.teammate("Jonas Berg")
    on = frozenset({application.job_id})
    assert queue(make, robin) == []

    with at(date(2026, 11, 24)):
        assert queue(make, robin) == [("Say thank you", 0)]
        assert queue(make, jonas, jobs=on) == []
    with at(date(2026, 12, 2)):
        assert queue(make, jonas, jobs=on) == [("Say hello", 0)]
        assert queue(make, robin) == [("Say thank you", 8)]
    with at(date(2026, 12, 3)):
        assert ("Say hello", 1) in queue(make, robin), "late, and Robin answers for them"


def test_whoever_covers_does_it(make, session, monday):
    application = joins(make)
    mira, jonas = make.teammate("Mira Holm"), make.teammate("Jonas Berg")
    with at(date(2026, 12, 2)):
        make.absence(jonas, mira)

        assert queue(make, mira, covers=frozenset({jonas.id})) == [("Say hello", 0)]
        make.look_again()
        scope = Scope(Actor(make.robin().id, Role.RECRUITER), mine=False)
        found = next(one for one in due(session, scope) if one.title == "Say hello")
    assert (found.owner, found.cover) == ("Jonas Berg", "Mira Holm")
    assert application.is_open()


def test_hello_is_a_word_by_mail_and_the_next_touch_promises_the_next(make, session, monday):
    application = joins(make)
    touch, robin = make.touch(application), make.robin()
    with at(date(2026, 11, 24)), transaction(session):
        touches.say_hello(session, touch, robin, words="We are so glad. Thank you!")

    anew(session)
    assert (touch.result, touch.settled_by.name) == (TouchResult.SAID, "Robin Keller")
    assert application.next_word_by == date(2026, 12, 2)
    assert trail_of(session, touch.ref) == ["touch.said"]
    assert letters(session)[-1] is Letter.UPDATE
    line = session.scalars(select(TimelineEntry).order_by(TimelineEntry.id.desc())).first()
    assert (line.kind, line.words) == (TimelineKind.HUMAN, "We are so glad. Thank you!")


def test_hello_twice_is_said_once(make, session, monday):
    touch, robin = make.touch(joins(make)), make.robin()
    for _press in range(2):
        with transaction(session):
            touches.say_hello(session, touch, robin, words="Thank you!")

    assert letters(session).count(Letter.UPDATE) == 1


def test_what_somebody_else_did_is_not_done_again(make, session, monday):
    touch, mira = make.touch(joins(make)), make.teammate("Mira Holm")
    with transaction(session):
        touches.say_hello(session, touch, make.robin(), words="Thank you!")

    for act in (
        lambda: touches.say_hello(session, touch, mira, words="Thank you!"),
        lambda: touches.log_call(session, touch, mira, words="We spoke."),
        lambda: touches.dismiss(session, touch, mira, why="Not needed"),
    ):
        with refused(session, "settled already"):
            act()


def test_a_call_is_a_line_for_them_and_one_for_us(make, session, monday):
    application = joins(make)
    touch = make.touch(application, title="Say hello")
    jonas = make.teammate("Jonas Berg")
    with at(date(2026, 12, 2)), transaction(session):
        touches.log_call(session, touch, jonas, words="We spoke about lunch.", memo="Has a dog.")

    anew(session)
    assert touch.result is TouchResult.CALLED
    assert application.memos[-1].words == "Has a dog."
    assert trail_of(session, touch.ref) == ["touch.called"]
    assert trail_of(session, application.ref)[-1] == "call.logged"
    assert letters(session).count(Letter.UPDATE) == 0
    assert application.next_word_by > date(2026, 12, 2)


def test_dismissing_takes_a_reason_and_moves_no_promise(make, session, monday):
    application = joins(make)
    touch, promised = make.touch(application), ledger_of(session, application)
    with refused(session, "Say why"):
        touches.dismiss(session, touch, make.robin(), why="")
    with transaction(session):
        touches.dismiss(session, touch, make.robin(), why="We had lunch together.")

    anew(session)
    assert (touch.result, touch.why) == (TouchResult.DISMISSED, "We had lunch together.")
    assert ledger_of(session, application) == promised
    assert trail_of(session, touch.ref) == ["touch.dismissed"]
    with at(date(2026, 11, 24)):
        assert queue(make, make.robin()) == []


@pytest.mark.parametrize("act", [touches.say_hello, touches.log_call])
def test_without_words_nothing_is_said(make, session, monday, act):
    touch, robin = make.touch(joins(make)), make.robin()

    with refused(session, "Write"):
        act(session, touch, robin, words="")


def test_any_word_that_keeps_the_promise_does_what_is_due(make, session, monday):
    application = joins(make)
    robin = make.robin()
    with at(date(2026, 12, 2)), transaction(session):
        word = updates.Word(Status.JOINING, "Your badge is made.", next_word_by=date(2026, 12, 9))
        updates.give(session, application, robin, word=word)

    anew(session)
    found = {one.title: one.result for one in touches_of(session, application)}
    assert found["Say thank you"] is TouchResult.SAID
    assert found["Say hello"] is None, "that is Jonas’s"
    assert found["Tell them about the first day"] is None, "not due yet"


def test_a_call_on_their_page_does_what_is_due(make, session, monday):
    application = joins(make)
    with at(date(2026, 11, 24)), transaction(session):
        calls.log(session, application, make.robin(), spoken=calls.Spoken("We spoke."))

    assert make.touch(application).result is TouchResult.CALLED


def open_ones(session, application):
    anew(session)
    return [one for one in touches_of(session, application) if one.result is None]


def test_who_thinks_again_is_greeted_by_nobody(make, session, monday):
    application = joins(make)
    offer = make.session.scalars(select(offers.Offer)).one()
    with transaction(session):
        offers.undo_answer(session, application.candidate_id, offer.ref)

    assert touches_of(session, application) == []
    assert "touches.called_off" in trail_of(session, application.ref)
    with transaction(session):
        offers.accept(session, application.candidate_id, offer.ref)
    assert len(open_ones(session, application)) == len(SHIPPED)


def test_who_withdraws_is_left_in_peace_and_an_undo_brings_it_back(make, session, monday):
    application = joins(make)
    with transaction(session):
        withdrawals.withdraw(session, application.candidate_id, application.ref)
    with clock.held_at(MONDAY + timedelta(hours=23)):
        assert queue(make, make.robin()) == []
        assert open_ones(session, application) == []
        with transaction(session):
            withdrawals.undo(session, application.candidate_id, application.ref)

        assert len(open_ones(session, application)) == len(SHIPPED)
        assert "touches.resumed" in trail_of(session, application.ref)
        assert queue(make, make.robin()) == [("Say thank you", 0)]


def test_whom_we_end_it_with_is_left_in_peace(make, session, monday):
    application = joins(make)
    with transaction(session):
        touching.ended(session, EndingTold(application.id, 0))

    assert open_ones(session, application) == []


def test_whoever_has_started_is_here(make, session, monday):
    application = make.hired().application

    assert open_ones(session, application) == []
    assert "touches.called_off" in trail_of(session, application.ref)


def test_another_first_day_moves_what_is_counted_from_it(make, session, monday):
    application = joins(make)
    with at(date(2026, 11, 25)):
        make.first_day(application, starts_on=date(2027, 2, 1))

        assert days_of(session, application) == {
            "Say thank you": date(2026, 11, 24),
            "Say hello": date(2026, 12, 2),
            "Tell them about the first day": date(2027, 1, 25),
            "See you tomorrow": date(2027, 1, 29),
        }
    assert "touches.moved" in trail_of(session, application.ref)


def test_being_told_of_the_first_day_is_a_word_and_the_next_touch_promises_the_next(
    make, session, monday
):
    application = joins(make)
    told = [one.next_word_by for one in application.updates]
    with at(date(2026, 11, 24)):
        make.first_day(application, starts_on=START)

    anew(session)
    assert make.touch(application).result is TouchResult.SAID
    assert application.next_word_by == date(2026, 12, 2)
    assert ledger_of(session, application)[-1] == (date(2026, 12, 2), None)
    assert [one.next_word_by for one in application.updates] == told, "what was told stays"
    assert trail_of(session, application.ref).count("touches.moved") == 0


def test_nobody_leaves_while_somebody_waits_to_hear_from_them(make, session, monday):
    application = joins(make)
    jonas, ada = make.teammate("Jonas Berg"), make.ada()
    with refused(session, "still keeps in touch"):
        team.disable(session, jonas.ref, by=ada)

    with transaction(session):
        handing_over.hand_over(session, jonas.ref, to=make.robin().ref, by=ada)

    anew(session)
    assert jonas.disabled_at is not None
    assert touches_owned(session, jonas.id) == 0
    assert {owner_of(one) for one in open_ones(session, application)} == {None, "Robin Keller"}
    assert "touches.handed_over" in trail_of(session, jonas.ref)
    assert session.scalars(select(HandOver.touches)).one() == 2
    letter = messages(session, Letter.TEAM_HAND_OVER)[0]
    assert "2 touches with people who join." in render(session, letter).text


@pytest.mark.parametrize(
    ("others", "expected"),
    [((), None), (("lead",), "Mira Holm"), (("lead", "manager"), "Ed Lund")],
)
def test_whoever_is_taken_off_the_job_hands_on_what_is_planned(
    make, session, monday, others, expected
):
    application, jonas, ada = joins(make), make.teammate("Jonas Berg"), make.ada()
    elsewhere = make.job("Data Analyst")
    if "lead" in others:
        application.job.lead_id = make.teammate("Mira Holm").id
    if "manager" in others:
        make.member(application.job, make.teammate("Ed Lund", role=Role.HIRING_MANAGER))
    session.commit()

    for _time in range(2):
        with transaction(session):
            team.set_jobs(session, jonas.ref, job_ids=[elsewhere.id], by=ada)

    anew(session)
    assert touches_owned(session, jonas.id) == 0
    hello = make.touch(application, title="Say hello")
    assert owner_of(hello) == expected
    assert trail_of(session, jonas.ref).count("touches.handed_over") == 1
    with at(date(2026, 12, 2)):
        whoever = hello.owner or make.robin()
        on = frozenset({application.job_id})
        assert ("Say hello", 0) in queue(make, whoever, jobs=on)


def test_in_a_job_they_stay_on_nothing_is_handed_on(make, session, monday):
    application, jonas = joins(make), make.teammate("Jonas Berg")
    other = make.job("Data Analyst")
    make.member(other, jonas)

    with transaction(session):
        team.set_jobs(session, jonas.ref, job_ids=[application.job_id], by=make.ada())

    anew(session)
    assert touches_owned(session, jonas.id) == 2
    assert "touches.handed_over" not in trail_of(session, jonas.ref)


def test_what_is_on_again_falls_to_whoever_is_on_the_job_by_then(make, session, monday):
    application, jonas = joins(make), make.teammate("Jonas Berg")
    make.withdrawn(application)
    with transaction(session):
        team.set_jobs(session, jonas.ref, job_ids=[], by=make.ada())

    with transaction(session):
        withdrawals.undo(session, application.candidate_id, application.ref)

    anew(session)
    assert touches_owned(session, jonas.id) == 0


def test_another_owner_of_the_application_has_the_recruiters_touches(make, session, monday):
    application = joins(make)
    mira = make.teammate("Mira Holm")
    with transaction(session):
        application.owner_id = mira.id

    with at(date(2026, 11, 24)):
        assert queue(make, mira) == [("Say thank you", 0)]
        assert queue(make, make.robin()) == []


def test_a_made_touch_stays_when_the_plan_changes(make, session, monday):
    application = joins(make)
    keep(session, PlanFor(job=application.job), make.robin(), ONE)

    assert "Say thank you" in days_of(session, application)
    assert session.scalar(select(Touch.id).where(Touch.title == ONE.title)) is None


def test_a_department_or_job_that_goes_takes_its_plan_with_it(make, session):
    with transaction(session):
        part = departments.add(session, name="Engineering", by="ada")
    job, ada = make.job(), make.ada()
    keep(session, PlanFor(department=part), ada, ONE)
    keep(session, PlanFor(job=job), ada, ONE)

    with transaction(session):
        departments.remove(session, part, by="ada")
        jobs.remove(session, job, ada, seen=job.version)

    assert session.scalars(select(PlannedTouch)).all() == []


def test_a_touch_whose_day_became_a_day_off_leaves_room_for_a_hello(make, session, monday):
    application = joins(make)
    touch, *later = touches_of(session, application)
    ahead = min(one.due_on for one in later)
    with transaction(session):
        set_holidays(session, {ahead: "Restoration Day"}, by="system")

    with transaction(session):
        touches.say_hello(session, touch, make.robin(), words="Welcome!")

    assert application.next_word_by < ahead
