"""What the team may know: closed rounds and the next date; and what people said with their name."""

from datetime import date, timedelta

import pytest

from portal.plumbing import clock
from portal.surveys import analytics, jobs
from portal.surveys.items import Touchpoint
from tests.asked import AFTER, AUTUMN, HAPPY, answer, asked, crowd

INTERVIEWED = Touchpoint.INTERVIEWED


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


def published(make, session, moment, count=12):
    for invitation in crowd(make, count):
        answer(session, invitation)
    with clock.held_at(moment):
        jobs.close_rounds(session)


def test_of_an_open_round_there_is_its_date_and_nothing_else(make, session):
    answer(session, asked(make))

    shown = analytics.rounds_shown(session, INTERVIEWED, jobs=None)

    assert shown == analytics.Shown((), None, date(2027, 1, 14))


def test_before_anything_there_is_nothing(make, session):
    del make

    assert analytics.rounds_shown(session, INTERVIEWED, jobs=None) == analytics.Shown(
        (), None, None
    )


def test_the_newest_round_is_shown_in_full_or_the_one_asked_for(make, session):
    published(make, session, AFTER)
    with clock.held_at(AFTER):
        published(make, session, AFTER + timedelta(days=90), count=8)

    newest = analytics.rounds_shown(session, INTERVIEWED, jobs=None)
    first = newest.rounds[0]
    older = analytics.rounds_shown(session, INTERVIEWED, first.ref, jobs=None)

    assert [each.answered for each in newest.rounds] == [12, 8]
    assert newest.chosen.comments == {"change": []}
    assert older.chosen.comments == {"change": [HAPPY["change"]] * 12}
    assert older.chosen.item("recommend")["n"] == 12
    assert (first.first_day, first.last_day) == (date(2026, 10, 1), date(2026, 12, 31))
    assert analytics.rounds_shown(session, INTERVIEWED, "nobody", jobs=None).chosen is None
