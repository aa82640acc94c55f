"""Deciding not to go on: nothing outside may depend on it until it is told."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portal.hiring.actions import verdicts
from portal.hiring.models import StepKind, Verdict
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.queries import application_view, cards
from tests.make import MONDAY
from tests.written import everything, refused, trail_of

INSIDE = ("verdicts", "audit_entries", "applications.version")


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def take_back(make, application):
    with transaction(make.session):
        verdicts.take_back(make.session, application, make.robin())
    make.look_again()


def busy(make):
    """Somebody with an interview and a task ahead, a word promised and letters on their way."""
    application = make.application(stage="Interviews")
    make.step(application, starts_at=MONDAY + timedelta(days=2))
    make.step(application, kind=StepKind.TASK, title="A task")
    return application


def test_a_verdict_is_written_down_for_the_team(make, session):
    application = make.application()
    seen = application.version

    make.verdict(application)
    make.look_again()

    verdict = application.verdict()
    assert (verdict.reason, verdict.decided_at) == ("Not enough SQL", MONDAY)
    assert verdict.by_id == make.robin().id
    assert application.version > seen
    assert trail_of(session, application.ref)[-1] == "verdict.reached"


def test_it_changes_not_a_row_outside(make, session):
    application = busy(make)
    before = everything(session, but=INSIDE)

    make.verdict(application)
    assert everything(session, but=INSIDE) == before

    take_back(make, application)
    assert everything(session, but=INSIDE) == before


def test_nor_a_word_on_the_page_on_any_later_day(make, session):
    application = busy(make)

    def page(days):
        session.rollback()
        whose = application.candidate_id
        with clock.held_at(MONDAY + timedelta(days=days)):
            return application_view(session, whose, application.ref), cards(session, whose)

    before = [page(days) for days in (0, 1, 3, 30)]
    make.verdict(application)

    assert [page(days) for days in (0, 1, 3, 30)] == before


def test_it_is_reached_once(make, session):
    application, robin = make.verdict(), make.robin()

    with refused(session, "decided already"):
        verdicts.decide(session, application, robin, reason="Again")


def test_a_closed_application_is_not_decided(make, session):
    application, robin = make.declined().application, make.robin()

    with refused(session, "is closed"):
        verdicts.decide(session, application, robin)


def test_the_second_of_two_is_told(make, session):
    application, robin = make.application(), make.robin()
    seen = application.version
    make.verdict(application)

    with refused(session, "Somebody changed"):
        verdicts.decide(session, application, robin, seen=seen)


def test_taken_back_it_stands_no_more_and_may_be_reached_anew(make, session):
    application = make.verdict()

    take_back(make, application)
    assert application.verdict() is None

    make.verdict(application)
    make.look_again()
    assert [verdict.taken_back_at for verdict in application.verdicts] == [MONDAY, None]
    assert trail_of(session, application.ref)[-3:] == [
        "verdict.reached",
        "verdict.taken_back",
        "verdict.reached",
    ]


def test_there_is_nothing_to_take_back_twice(make, session):
    application, robin = make.verdict(), make.robin()
    take_back(make, application)

    with refused(session, "no untold decision"):
        verdicts.take_back(session, application, robin)


def test_what_was_told_is_not_taken_back(make, session):
    application, robin = make.ending(), make.robin()

    with refused(session, "no untold decision"):
        verdicts.take_back(session, application, robin)


def test_the_system_may_write_one_down(make, session):
    application = make.application()
    with transaction(session):
        verdicts.decide(session, application, None)
    make.look_again()

    assert application.verdict().by_id is None


def test_two_verdicts_never_stand_at_once(make, session):
    application = make.verdict()
    session.add(Verdict(application_id=application.id, decided_at=MONDAY))

    with pytest.raises(IntegrityError):
        session.commit()


def test_nor_by_reviving_one(make, session):
    application = make.verdict()
    take_back(make, application)
    make.verdict(application)

    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE verdicts SET taken_back_at = NULL"))
