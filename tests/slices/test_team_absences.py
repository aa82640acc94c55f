"""Somebody is away: from when to when, who covers, and what can't be noted."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Denied, Missing
from portal.team import absences, actions
from portal.team.absences import Away
from portal.team.covers import absences_of, covered_ids, house_day, stand_in
from portal.team.rights import Role
from tests.make import MONDAY
from tests.written import everything, refused, trail_of

TODAY = MONDAY.date()
FRIDAY = TODAY + timedelta(days=4)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def mira(make):
    return make.teammate("Mira Holm")


def away(cover, first=TODAY, last=FRIDAY):
    return Away(first, last, cover.ref)


def set_absence(session, teammate, asked, by=None):
    with transaction(session):
        return absences.set_absence(session, teammate.ref, away=asked, by=by or teammate)


def test_while_they_are_away_the_cover_answers(make, session, mira):
    robin = make.robin()
    set_absence(session, robin, away(mira))

    assert [one.cover_id for one in absences_of(session, robin.id)] == [mira.id]
    for days, who in ((-1, robin), (0, mira), (4, mira), (5, robin)):
        with clock.held_at(MONDAY + timedelta(days=days)):
            assert stand_in(session, robin) is who
    assert stand_in(session, mira) is mira
    assert trail_of(session, robin.ref) == ["absence.set"]


def test_a_day_begins_at_the_companys_midnight(make, session):
    make.robin()

    with clock.held_at(MONDAY.replace(month=7, hour=22, minute=59)):
        assert house_day(session) == date(2026, 7, 23)
    with clock.held_at(MONDAY.replace(month=7, hour=23)):
        assert house_day(session) == date(2026, 7, 24)


def test_everybody_sets_their_own_and_an_admin_anybodys(make, session, mira):
    robin = make.robin()

    with pytest.raises(Denied):
        set_absence(session, mira, away(robin), by=robin)
    set_absence(session, mira, away(robin), by=make.ada())

    assert trail_of(session, mira.ref) == ["absence.set"]


def test_a_hiring_manager_has_a_cover_too(make, session, mira):
    jonas = make.teammate("Jonas Berg", role=Role.HIRING_MANAGER)

    set_absence(session, jonas, away(mira))

    assert stand_in(session, jonas) is mira


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (TODAY, TODAY - timedelta(days=1), "ends before it begins"),
        (date(2026, 11, 2), date(2026, 11, 22), "days are over"),
    ],
)
def test_days_that_are_none_are_refused(make, session, mira, first, last, words):
    robin = make.robin()

    with refused(session, words):
        absences.set_absence(session, robin.ref, away=away(mira, first, last), by=robin)


def test_an_absence_that_began_already_may_be_noted(make, session, mira):
    robin = make.robin()

    set_absence(session, robin, away(mira, TODAY - timedelta(days=3)))

    assert stand_in(session, robin) is mira


def test_two_absences_never_overlap(make, session, mira):
    robin, ada = make.robin(), make.ada()
    make.absence(robin, mira, first=FRIDAY, days=3)

    for first, last in ((TODAY, FRIDAY), (FRIDAY + timedelta(days=2), date(2027, 1, 4))):
        with refused(session, "from 27 November 2026 to 29 November 2026 is noted already"):
            absences.set_absence(session, robin.ref, away=away(ada, first, last), by=robin)
    set_absence(session, robin, away(ada, TODAY, FRIDAY - timedelta(days=1)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"disabled_at": MONDAY}, "Mira Holm is not on the team any more"),
        ({"password_hash": None}, "Mira Holm has not come in yet"),
        ({"role": Role.HIRING_MANAGER}, "Mira Holm sees some jobs only"),
    ],
)
def test_a_cover_who_could_not_answer_is_refused(make, session, mira, change, words):
    robin = make.robin()
    for name, value in change.items():
        setattr(mira, name, value)
    session.commit()

    with refused(session, words):
        absences.set_absence(session, robin.ref, away=away(mira), by=robin)


def test_nobody_covers_for_themselves(make, session):
    robin = make.robin()

    with refused(session, "for themselves"):
        absences.set_absence(session, robin.ref, away=away(robin), by=robin)
    with pytest.raises(IntegrityError, match="covered_by_another"):
        make.absence(robin, robin)


def test_a_cover_who_is_away_then_is_refused(make, session, mira):
    robin = make.robin()
    make.absence(mira, make.ada(), first=FRIDAY)

    with refused(session, "Mira Holm is away from 27 November 2026"):
        absences.set_absence(session, robin.ref, away=away(mira), by=robin)


def test_who_covers_does_not_go_away_then(make, session, mira):
    robin, ada = make.robin(), make.ada()
    make.absence(robin, mira)

    with refused(session, "Mira Holm covers for Robin Keller"):
        absences.set_absence(session, mira.ref, away=away(ada, FRIDAY, FRIDAY), by=mira)


def test_nobody_of_that_ref_covers_or_is_away(make, session, mira):
    with refused(session, "Say who covers"):
        absences.set_absence(session, mira.ref, away=Away(TODAY, FRIDAY, "nobody"), by=mira)
    with pytest.raises(Missing), transaction(session):
        absences.set_absence(session, "nobody", away=away(mira), by=make.ada())


def test_who_is_back_answers_again(make, session, mira):
    robin = make.robin()
    absence = make.absence(robin, mira)

    for _time in range(2):
        with transaction(session):
            assert absences.end_absence(session, absence.ref, by=robin) is robin

    assert stand_in(session, robin) is robin
    assert absences_of(session, robin.id) == []
    assert covered_ids(session, mira.id) == frozenset()
    assert trail_of(session, robin.ref) == ["absence.ended"]
    set_absence(session, robin, away(mira))


def test_nobody_ends_somebody_elses(make, session, mira):
    absence = make.absence(make.robin(), mira)
    before = everything(session)["absences"]

    for ref, by in ((absence.ref, mira), ("nothing", make.ada())):
        with pytest.raises(Missing), transaction(session):
            absences.end_absence(session, ref, by=by)

    assert everything(session)["absences"] == before


def test_who_covers_does_not_leave(make, session, mira):
    make.absence(make.robin(), mira, first=FRIDAY)
    ada = make.ada()

    with refused(session, "Mira Holm covers for Robin Keller until 1 December 2026"):
        actions.disable(session, mira.ref, by=ada)

    with clock.held_at(MONDAY + timedelta(days=9)), transaction(session):
        actions.disable(session, mira.ref, by=ada)


def test_whom_one_covers_for_is_asked_of_today_alone(make, session, mira):
    make.absence(make.robin(), mira, first=FRIDAY)

    assert covered_ids(session, mira.id) == frozenset()
    with clock.held_at(MONDAY + timedelta(days=4)):
        assert covered_ids(session, mira.id) == {make.robin().id}
