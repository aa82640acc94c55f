"""What is ours to get ready before a first day stands in Today from its day on."""

from datetime import date, timedelta

import pytest

from portal.engagement.actions import checklists
from portal.engagement.models import Whose
from portal.engagement.ours_due import ours_due
from portal.hiring.queries.scope import Scope
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.rights import Actor
from tests.make import MONDAY

IN_THREE_WEEKS = MONDAY.date() + timedelta(days=21)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def queue(make, who=None, *, mine=True):
    make.look_again()
    who = who or make.robin()
    scope = Scope(Actor(who.id, who.role), mine)
    found = [(one.title, one.day, one.days_late) for one in ours_due(make.session, scope)]
    make.session.rollback()
    return found


def ours(make, title, days_before, application=None, **more):
    application = application or make.first_day(starts_on=IN_THREE_WEEKS).application
    given = {"whose": Whose.OURS, "days_before": days_before, **more}
    return make.item(application, title, **given)


def test_what_is_due_stands_there_the_longest_overdue_first(make):
    application = ours(make, "Laptop ordered", 21).application
    for title, days in (("Contract sent", 28), ("Keys ready", 3), ("Lunch", -1), ("Any day", None)):
        ours(make, title, days, application)
    ours(make, "A photo", 28, application, whose=Whose.THEIRS)

    assert queue(make) == [
        ("Contract sent", date(2026, 11, 16), 7),
        ("Laptop ordered", date(2026, 11, 23), 0),
    ]
    with clock.held_at(MONDAY + timedelta(days=22)):
        assert [title for title, _day, _late in queue(make)][2:] == ["Keys ready", "Lunch"]


def test_it_is_the_owners_and_moves_with_the_first_day(make):
    item = ours(make, "Laptop ordered", 21)
    ed = make.teammate("Ed Lund")

    assert queue(make, ed) == []
    assert len(queue(make, ed, mine=False)) == 1
    make.first_day(item.application, starts_on=IN_THREE_WEEKS + timedelta(days=7))
    assert queue(make) == []


def test_before_it_is_planned_it_is_counted_from_the_offer(make):
    offer = make.accepted(make.offer(starts_on=IN_THREE_WEEKS))
    ours(make, "Laptop ordered", 21, offer.application)

    assert queue(make) == [("Laptop ordered", MONDAY.date(), 0)]


@pytest.mark.parametrize("act", ["done", "removed", "withdrawn"])
def test_nobody_is_asked_for_what_is_settled(make, session, act):
    item, robin = ours(make, "Laptop ordered", 21), make.robin()

    if act == "withdrawn":
        make.withdrawn(item.application)
    else:
        with transaction(session):
            if act == "done":
                checklists.tick(session, item, robin, is_done=True)
            else:
                checklists.remove(session, item, robin)

    assert queue(make) == []
