"""First days: planned by the team, moved when a joiner asks and somebody agrees."""

from dataclasses import replace
from datetime import date, time, timedelta

import icalendar
import pytest

from portal.engagement.actions import first_days, start_changes
from portal.engagement.joining import joining_of
from portal.engagement.joining import start_changes as asking
from portal.engagement.models import ChangeResult
from portal.hiring.promises import PromiseResult
from portal.hiring.queries.scope import Scope
from portal.mail.contents.basis import Outdated
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing
from portal.standing.queries import application_view
from portal.team.rights import Actor, Role
from tests.make import MONDAY
from tests.posted import messages
from tests.written import everything, ledger_of, letters, refused, trail_of

STARTS_ON = date(2027, 1, 4)
PLAN = first_days.Plan(
    STARTS_ON, time(9, 30), "Europe/Copenhagen", "Lina Haddad", "Havnegade 12", "https://m.example/"
)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def plan(make, application, **more):
    given, robin = replace(PLAN, **more), make.robin()
    with transaction(make.session):
        return first_days.plan(make.session, application, robin, plan=given)


def seen_by(session, application, **more):
    session.rollback()
    view = application_view(session, application.candidate_id, application.ref, **more)
    return view.joining and view.joining.first_day


def event_of(session):
    message = messages(session, Letter.FIRST_DAY)[-1]
    with transaction(session):
        said = render(session, session.get_one(Message, message.id))
    return icalendar.Calendar.from_ical(said.calendar).walk("VEVENT")[0]


def test_a_joiner_is_told_what_the_first_day_looks_like(make, session):
    application = make.accepted().application

    day = plan(make, application)

    told = seen_by(session, application)
    assert (told.starts_on, told.days_left, told.who) == (STARTS_ON, 42, "Lina Haddad")
    assert told.starts_at.isoformat() == "2027-01-04T08:30:00+00:00"
    assert trail_of(session, day.ref) == ["first_day.planned"]
    assert letters(session)[-1] is Letter.FIRST_DAY


def test_where_it_is_is_for_whoever_entered_the_code(make, session):
    application = make.accepted().application
    plan(make, application)

    without, behind = seen_by(session, application), seen_by(session, application, has_code=True)

    assert (without.has_place, without.place, without.map_url) == (True, "", "")
    assert (behind.place, behind.map_url) == ("Havnegade 12", "https://m.example/")
    assert "location" not in event_of(session)


def test_before_it_is_planned_the_day_is_the_offers(make, session):
    offer = make.accepted(make.offer(starts_on=STARTS_ON))

    told = seen_by(session, offer.application)

    assert (told.starts_on, told.starts_at, told.ref) == (STARTS_ON, None, "")


def test_what_they_read_of_it_keeps_the_promise(make, session):
    application = make.accepted().application

    plan(make, application, starts_on=date(2026, 12, 14))

    assert [result for _day, result in ledger_of(session, application)][-2:] == [
        PromiseResult.KEPT,
        None,
    ]
    assert application.next_word_by == date(2026, 11, 24), "by the next touch"


def test_the_same_once_more_changes_nothing(make, session):
    application = make.accepted().application
    plan(make, application)
    before = everything(session)

    plan(make, application)

    assert everything(session) == before


def test_a_change_moves_it_in_calendars_and_takes_the_place_of_what_has_not_left(make, session):
    application = make.accepted().application
    plan(make, application)

    plan(make, application, starts_at=time(10, 0))

    told = messages(session, Letter.FIRST_DAY)
    assert [message.state.value for message in told] == ["cancelled", "queued"]
    event = event_of(session)
    assert (int(event["sequence"]), event["dtstart"].dt.hour) == (1, 9)


def test_without_a_time_it_is_the_whole_day(make, session):
    plan(make, make.accepted().application, starts_at=None)

    assert event_of(session)["dtstart"].dt == STARTS_ON


@pytest.mark.parametrize(
    ("more", "because"),
    [
        ({"starts_on": date(2026, 11, 22)}, "a first day lies ahead"),
        ({"starts_on": date(2029, 11, 22)}, "too far ahead"),
        ({"who": "Lina, +45 12 34 56 78"}, "Names only"),
        ({"map_url": "javascript:alert(1)"}, "starts with https"),
        ({"starts_on": date(2027, 3, 28), "starts_at": time(2, 30)}, "does not exist there"),
    ],
)
def test_what_is_no_first_day_is_refused(make, session, more, because):
    application = make.accepted().application
    given, robin = replace(PLAN, **more), make.robin()

    with refused(session, because):
        first_days.plan(session, application, robin, plan=given)


def test_whoever_is_not_joining_has_no_first_day(make, session):
    application, robin = make.offer().application, make.robin()

    with refused(session, "no first day"):
        first_days.plan(session, application, robin, plan=PLAN)
    assert seen_by(session, application) is None


def test_of_two_who_plan_the_second_is_told(make, session):
    application, robin = make.accepted().application, make.robin()
    seen = application.version
    plan(make, application)

    with refused(session, "Somebody changed this application meanwhile"):
        first_days.plan(session, application, robin, plan=replace(PLAN, who="Ana"), seen=seen)


def test_a_joiner_asks_for_another_day_and_nothing_moves(make, session):
    application = make.first_day().application

    change = make.start_change(application, words="My lease ends later.")

    told = seen_by(session, application)
    assert (told.starts_on, told.asked_for) == (STARTS_ON, date(2027, 1, 18))
    assert told.answer_by == date(2026, 11, 24)
    assert trail_of(session, change.ref) == ["start.change_asked"]
    assert letters(session)[-1] is Letter.TEAM_START_CHANGE


def test_asked_twice_is_asked_once_and_another_day_takes_its_place(make, session):
    application = make.first_day().application
    first = make.start_change(application)
    before = everything(session)

    assert make.start_change(application).id == first.id
    assert everything(session) == before

    make.start_change(application, days=60)
    make.look_again()
    assert first.result is ChangeResult.REPLACED


@pytest.mark.parametrize(
    ("day", "because"),
    [
        (date(2026, 11, 22), "a first day lies ahead"),
        (date(2029, 1, 1), "too far ahead"),
        (STARTS_ON, "your first day already"),
    ],
)
def test_a_day_nobody_can_ask_for_is_refused(make, session, day, because):
    application = make.first_day().application
    whose, ref = application.candidate_id, application.ref

    with refused(session, because):
        start_changes.ask(session, whose, ref, starts_on=day)


def test_nobody_asks_about_somebody_elses(make, session):
    sam, charlie = make.first_day().application, make.charlie()

    with pytest.raises(Missing), transaction(session):
        start_changes.ask(session, charlie.candidate_id, sam.ref, starts_on=date(2027, 2, 1))


def test_a_yes_moves_the_day_the_promise_and_the_calendar_once(make, session):
    application, robin = make.first_day().application, make.robin()
    change = make.start_change(application, days=21)

    for _time in range(2):
        with transaction(session):
            first_days.confirm_change(session, change, robin)

    told = seen_by(session, application)
    assert (told.starts_on, told.asked_for, told.who) == (
        date(2026, 12, 14),
        None,
        "Lina Haddad, at the front desk",
    )
    assert application.next_word_by == date(2026, 11, 24), "by the next touch"
    assert trail_of(session, change.ref) == ["start.change_asked", "start.moved"]
    assert int(event_of(session)["sequence"]) == 1
    assert len(messages(session, Letter.FIRST_DAY)) == 2


def test_a_yes_before_anything_was_planned_tells_the_day(make, session):
    application, robin = make.accepted().application, make.robin()
    change = make.start_change(application)

    with transaction(session):
        first_days.confirm_change(session, change, robin)

    assert seen_by(session, application).starts_on == date(2027, 1, 18)
    assert event_of(session)["dtstart"].dt == date(2027, 1, 18)


def test_planning_the_day_they_wished_for_answers_the_wish(make, session):
    application = make.first_day().application
    change = make.start_change(application)

    plan(make, application, starts_on=change.starts_on)

    told = seen_by(session, application)
    assert (told.starts_on, told.asked_for) == (change.starts_on, None)
    assert trail_of(session, change.ref)[-1] == "start.moved"


def test_a_no_comes_with_words_and_leaves_the_day_once(make, session):
    application, robin = make.first_day().application, make.robin()
    change = make.start_change(application)

    for _time in range(2):
        with transaction(session):
            first_days.keep_start(session, change, robin, words="The course begins that week.")

    told = seen_by(session, application)
    assert (told.starts_on, told.asked_for) == (STARTS_ON, None)
    assert trail_of(session, change.ref) == ["start.change_asked", "start.kept"]
    assert letters(session).count(Letter.UPDATE) == 1


def test_a_no_without_words_is_refused(make, session):
    change, robin = make.start_change(), make.robin()

    with refused(session, "Write what the candidate will read"):
        first_days.keep_start(session, change, robin, words="")


def test_a_yes_after_a_no_is_refused(make, session):
    change, robin = make.start_change(), make.robin()
    with transaction(session):
        first_days.keep_start(session, change, robin, words="We need you then.")

    with refused(session, "answered already"):
        first_days.confirm_change(session, change, robin)


def test_a_yes_to_a_day_that_is_over_by_now_is_refused(make, session):
    change, robin = make.start_change(days=3), make.robin()

    with clock.held_at(MONDAY + timedelta(days=5)), refused(session, "a first day lies ahead"):
        first_days.confirm_change(session, change, robin)


def test_what_is_answered_is_not_mailed_to_the_team_any_more(make, session):
    change, robin = make.start_change(), make.robin()
    with transaction(session):
        first_days.keep_start(session, change, robin, words="We need you then.")
    message = messages(session, Letter.TEAM_START_CHANGE)[-1]

    with pytest.raises(Outdated), transaction(session):
        render(session, session.get_one(Message, message.id))


def test_who_withdrew_is_told_of_no_first_day(make, session):
    application = make.first_day().application
    make.withdrawn(application)
    message = messages(session, Letter.FIRST_DAY)[-1]

    with pytest.raises(Outdated), transaction(session):
        render(session, session.get_one(Message, message.id))
    assert joining_of(session, application) is None


def test_today_shows_who_asks_the_most_urgent_first(make, session):
    make.start_change()
    ken = make.application(candidate=make.candidate("Ken Ito"), stage="Decision")
    with clock.held_at(MONDAY - timedelta(days=3)):
        make.start_change(make.first_day(make.accepted(make.offer(ken)).application).application)
    robin = make.robin()
    make.session.rollback()

    found = asking(session, Scope(Actor(robin.id, Role.RECRUITER)))

    assert [row.name for row in found] == ["Ken Ito", "Sam Okafor"]
    assert not found[0].is_late
