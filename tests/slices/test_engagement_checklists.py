"""Checklists: theirs and ours, counted back from the first day, changed under their hands."""

from datetime import date, time, timedelta

import pytest

from portal.engagement import checklists as desk
from portal.engagement.actions import checklists, people, ticking
from portal.engagement.checklists import Line
from portal.engagement.models import PersonToKnow, Whose
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing
from portal.standing.queries import application_view
from tests.make import MONDAY
from tests.recruiter.desk import counted
from tests.written import everything, refused, trail_of

PHOTO = Line(Whose.THEIRS, "A photo for your badge", 21)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def seen_by(session, application):
    session.rollback()
    return application_view(session, application.candidate_id, application.ref).joining


def tick(session, item, *, is_done=True, seen=1):
    whose, ref = item.application.candidate_id, item.ref
    with transaction(session):
        ticking.tick(session, whose, ref, is_done=is_done, seen=seen)


def test_an_item_stands_on_their_page_with_its_day(make, session):
    item = make.item()
    make.item(item.application, "Laptop ordered", whose=Whose.OURS, days_before=None)

    told = seen_by(session, item.application)

    assert [(one.title, one.day) for one in told.theirs] == [
        ("A photo for your badge", date(2026, 12, 14))
    ]
    assert [(one.title, one.day) for one in told.ours] == [("Laptop ordered", None)]
    assert trail_of(session, item.ref) == ["checklist.added"]


def test_days_move_with_the_first_day(make, session):
    item = make.item()

    make.first_day(item.application, starts_on=date(2027, 1, 11), starts_at=time(9, 0))

    assert seen_by(session, item.application).theirs[0].day == date(2026, 12, 21)


def test_the_earliest_stands_first_and_what_has_no_day_last(make, session):
    application = make.first_day().application
    for title, days in (("none", None), ("late", 1), ("early", 30), ("after", -5)):
        make.item(application, title, days_before=days)

    told = seen_by(session, application)

    assert [one.title for one in told.theirs] == ["early", "late", "after", "none"]


def test_the_same_is_added_once(make, session):
    item = make.item()
    before = everything(session)

    assert make.item(item.application).id == item.id

    assert everything(session) == before


@pytest.mark.parametrize(
    ("line", "because"),
    [
        (Line(Whose.OURS, ""), "Say what there is to do"),
        (Line(Whose.OURS, "x", 400), "at most a year back"),
        (Line(Whose.OURS, "x", 4, "javascript:alert(1)"), "starts with https"),
    ],
)
def test_what_is_no_line_is_refused(make, session, line, because):
    application, robin = make.first_day().application, make.robin()

    with refused(session, because):
        checklists.add(session, application, robin, line=line)


def test_whoever_is_not_joining_has_no_list(make, session):
    application, robin = make.offer().application, make.robin()

    with refused(session, "no first day"):
        checklists.add(session, application, robin, line=PHOTO)


def test_a_list_has_an_end(make, session):
    application, robin = make.first_day().application, make.robin()
    lines = [Line(Whose.OURS, f"Line {number}") for number in range(101)]

    with refused(session, "at most 100 lines"):
        checklists.take(session, application, robin, lines=lines)


def test_a_joiner_ticks_off_and_takes_it_back_once(make, session):
    item = make.item()

    for is_done in (True, True, False, False):
        tick(session, item, is_done=is_done)

    assert item.done_at is None
    assert trail_of(session, item.ref) == [
        "checklist.added",
        "checklist.ticked",
        "checklist.unticked",
    ]


def test_what_is_ours_is_not_theirs_to_tick_off_nor_the_other_way(make, session):
    ours, robin = make.item(title="Laptop", whose=Whose.OURS), make.robin()
    theirs = make.item(ours.application)

    with pytest.raises(Missing):
        tick(session, ours)
    with refused(session, "theirs to tick off"):
        checklists.tick(session, theirs, robin, is_done=True)


def test_charlies_list_is_nobody_elses(make, session):
    item, charlie = make.item(), make.charlie()

    with pytest.raises(Missing), transaction(session):
        ticking.tick(session, charlie.candidate_id, item.ref, is_done=True, seen=1)


def test_the_team_ticks_off_what_is_ours_with_a_name(make, session):
    item, robin = make.item(title="Laptop ordered", whose=Whose.OURS), make.robin()

    for _time in range(2):
        with transaction(session):
            checklists.tick(session, item, robin, is_done=True)

    assert item.done_by_id == robin.id
    assert trail_of(session, item.ref) == ["checklist.added", "checklist.ticked"]
    assert seen_by(session, item.application).ours[0].done_on == date(2026, 11, 23)


def test_what_was_taken_off_meanwhile_is_said_and_not_ticked(make, session):
    item, robin = make.item(), make.robin()
    whose, ref = item.application.candidate_id, item.ref
    for _time in range(2):
        with transaction(session):
            checklists.remove(session, item, robin)

    with refused(session, "not on your list any more"):
        ticking.tick(session, whose, ref, is_done=True, seen=1)
    assert trail_of(session, ref) == ["checklist.added", "checklist.removed"]
    assert seen_by(session, item.application).theirs == []


def test_nobody_ticks_off_words_they_did_not_read(make, session):
    item, robin = make.item(), make.robin()
    whose, ref = item.application.candidate_id, item.ref
    line = Line(Whose.THEIRS, "Two photos for your badge", 21)
    with transaction(session):
        checklists.change(session, item, robin, line=line, seen=1)

    with refused(session, "This changed since you opened your page"):
        ticking.tick(session, whose, ref, is_done=True, seen=1)
    tick(session, item, seen=2)
    assert trail_of(session, ref) == ["checklist.added", "checklist.changed", "checklist.ticked"]


def test_of_two_who_change_a_line_the_second_is_told(make, session):
    item, robin = make.item(), make.robin()
    with transaction(session):
        checklists.change(session, item, robin, line=Line(Whose.THEIRS, "First"), seen=1)

    with refused(session, "Somebody changed this line meanwhile"):
        checklists.change(session, item, robin, line=Line(Whose.THEIRS, "Second"), seen=1)


def test_a_list_is_kept_and_taken_once_without_doubles(make, session):
    item, robin = make.item(), make.robin()
    make.item(item.application, "Laptop ordered", whose=Whose.OURS, days_before=7)
    with transaction(session):
        template = checklists.keep(session, item.application, robin, name="Engineers")
    ken = make.application(candidate=make.candidate("Ken Ito"), stage="Decision")
    other = make.first_day(make.accepted(make.offer(ken)).application).application
    make.item(other)

    lines = [Line(one.whose, one.title, one.days_before, one.url) for one in template.items]
    for _time in range(2):
        with transaction(session):
            checklists.take(session, other, robin, lines=lines)

    assert [one.title for one in desk.items_of(session, other.id)] == [
        "A photo for your badge",
        "Laptop ordered",
    ]
    assert trail_of(session, other.ref).count("checklist.taken") == 1
    assert trail_of(session, template.ref) == ["checklist.template_kept"]


@pytest.mark.parametrize(
    ("name", "because"), [("", "Give the list a name"), ("Engineers", "a list of that name")]
)
def test_a_list_is_kept_under_a_name_of_its_own(make, session, name, because):
    item, robin = make.item(), make.robin()
    with transaction(session):
        checklists.keep(session, item.application, robin, name="Engineers")

    with refused(session, because):
        checklists.keep(session, item.application, robin, name=name)


def test_an_empty_list_is_not_kept(make, session):
    application, robin = make.first_day().application, make.robin()

    with refused(session, "nothing on the list"):
        checklists.keep(session, application, robin, name="Nothing")


def test_a_kept_list_is_forgotten_once_and_joiners_keep_theirs(make, session):
    item, robin = make.item(), make.robin()
    with transaction(session):
        template = checklists.keep(session, item.application, robin, name="Engineers")
    ref = template.ref
    with transaction(session):
        checklists.forget(session, template, robin)

    with pytest.raises(Missing), transaction(session):
        checklists.forget(session, template, robin)
    assert trail_of(session, ref) == ["checklist.template_kept", "checklist.template_removed"]
    assert len(desk.items_of(session, item.application_id)) == 1


def test_the_list_that_comes_with_candor_has_both_sides():
    assert {line.whose for line in desk.shipped()} == set(Whose)


def test_people_of_the_job_are_known_to_whoever_joins(make, session):
    application, robin = make.first_day().application, make.robin()
    priya = make.person(application.job)
    assert make.person(application.job).id == priya.id
    make.person(make.job("Data Analyst"), "Somebody Else")

    told = seen_by(session, application)

    assert [(one.name, one.role) for one in told.people] == [("Priya Nair", "Team lead")]
    ref = priya.ref
    with transaction(session):
        people.remove(session, session.get_one(PersonToKnow, priya.id), robin)
    assert trail_of(session, ref) == ["person.added", "person.removed"]
    assert seen_by(session, application).people == []


@pytest.mark.parametrize(
    ("name", "because"),
    [("", "Say who it is"), ("priya@northwind.example", "telephone numbers stay inside")],
)
def test_who_is_nobody_to_know_is_refused(make, session, name, because):
    job, robin = make.job(), make.robin()

    with refused(session, because):
        people.add(session, job, robin, name=name)


def test_the_page_costs_the_same_with_a_long_list_and_all_the_news(make, session, engine):
    application = make.first_day().application
    make.item(application)
    with counted(engine) as few:
        seen_by(session, application)
    for number in range(20):
        make.item(application, f"Line {number}")
        make.person(application.job, f"Person {number}") if number < 5 else None

    with counted(engine) as many:
        seen_by(session, application)

    assert len(many) == len(few)


def test_what_is_told_of_nobody_else(make, session):
    application = make.offer().application

    assert seen_by(session, application) is None


def test_the_day_after_is_counted_too(make, session):
    item = make.item(title="Lunch with the team", days_before=-1)

    with clock.held_at(MONDAY + timedelta(days=1)):
        assert seen_by(session, item.application).theirs[0].day == date(2027, 1, 5)
