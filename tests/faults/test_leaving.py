"""Somebody leaves or goes away just as they are given something: one of both holds."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.hiring.models import Application
from portal.hiring.queries.theirs import theirs
from portal.team.models import Absence, Teammate
from tests.faults.racing import Meeting, meeting
from tests.forms import Browsers, address, working_day
from tests.make import WORDS, Make
from tests.proof import examples

__all__ = ["meeting"]

RACES = 5


def leaver(make: Make, number: int) -> Teammate:
    return make.teammate("Noor Haddad", email=f"noor{number}@northwind.example")


def fresh(session: Session, row: Teammate | Application) -> None:
    session.rollback()
    session.refresh(row)


@pytest.mark.prove
def test_nobody_is_given_a_candidate_while_they_leave(
    app: Flask, make: Make, session: Session, meeting: Meeting
) -> None:
    browsers = Browsers(app, make)
    robin, ada = browsers.teammate(make.robin()), browsers.teammate(make.ada())
    for number in range(examples(RACES, 100)):
        noor, application = leaver(make, number), make.application()
        owner = {"owner": noor.ref, "version": str(application.version)}
        own = address(app, "recruiter.owners.change", {"ref": application.ref})
        disable = address(app, "recruiter.team.disable", {"ref": noor.ref})
        session.rollback()

        replies = meeting.race(
            partial(robin.post, own, data=owner), partial(ada.post, disable, data={"sure": "y"})
        )

        assert sorted(reply.status_code for reply in replies) in ([200, 303], [303, 409])
        fresh(session, noor)
        assert (noor.disabled_at is None) is theirs(session, noor.id).is_any


@pytest.mark.prove
def test_nobody_goes_away_while_they_are_named_as_a_cover(
    app: Flask, make: Make, session: Session, meeting: Meeting
) -> None:
    browsers = Browsers(app, make)
    ada, mira = browsers.teammate(make.ada()), make.teammate("Mira Holm")
    for number in range(examples(RACES, 100)):
        noor = leaver(make, number)
        away = {
            "first_day": working_day(make, 10 * number + 1).isoformat(),
            "last_day": working_day(make, 10 * number + 5).isoformat(),
        }
        hers = browsers.teammate(noor)
        of_mira = address(app, "recruiter.absences.of", {"ref": mira.ref})
        session.rollback()

        replies = meeting.race(
            partial(ada.post, of_mira, data={**away, "cover": noor.ref}),
            partial(hers.post, "/team/absences/", data={**away, "cover": make.ada().ref}),
        )

        assert sorted(reply.status_code for reply in replies) == [303, 409]
        session.rollback()
        assert len(session.scalars(select(Absence)).all()) == number + 1


@pytest.mark.prove
def test_a_word_and_a_hand_over_do_not_wait_for_each_other(
    app: Flask, make: Make, session: Session, meeting: Meeting
) -> None:
    browsers = Browsers(app, make)
    ada = browsers.teammate(make.ada())
    for number in range(examples(RACES, 100)):
        noor = leaver(make, number)
        application = make.application(stage="Interviews", owner=noor)
        word = {
            "words": WORDS,
            "next_word": working_day(make, 3).isoformat(),
            "stage": "",
            "version": str(application.version),
        }
        update = address(app, "recruiter.applications.update", {"ref": application.ref})
        hand_over = address(app, "recruiter.team.hand_over", {"ref": noor.ref})
        given = {"to": make.robin().ref, "sure": "y"}
        hers = browsers.teammate(noor)
        session.rollback()

        told, handed = meeting.race(
            partial(hers.post, update, data=word), partial(ada.post, hand_over, data=given)
        )

        assert handed.status_code == 303
        assert told.status_code in {303, 409}
        fresh(session, application)
        assert application.owner_id == make.robin().id
        assert (len(application.updates) == 2) is (told.status_code == 303)
