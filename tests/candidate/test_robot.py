"""Pressing every button of a candidate's page with what stands in the fields does no harm."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.engagement.models import Whose
from portal.hiring.models import Application, StepKind
from portal.mail.kinds import Letter
from tests.asked import asked
from tests.forms import Browsers
from tests.make import Make
from tests.robot import Robot
from tests.written import everything, letters

HARMLESS = (
    "candidate_sessions",  # sign out
    "step_up_codes",  # send me a code
    "messages",
    "audit_entries",
    "steps.done_at",  # mark as done
    "timeline_entries",
    "survey_invitations.said_no_at",  # no thanks
    "checklist_items.done_at",
    "ending_replies",  # yes, no
)
"""What a robot may touch: it harms nobody and is undone in one click."""


def received(make: Make) -> Application:
    return make.application()


def interviewing(make: Make) -> Application:
    application = make.application(stage="Interviews")
    make.step(application)
    make.step(application, kind=StepKind.TASK, title="A small task")
    asked(make, application)
    return application


def said(make: Make) -> Application:
    make.post()
    return make.verbal(interviewing(make)).application


def offered(make: Make) -> Application:
    make.post()
    return make.offer(interviewing(make)).application


def joining(make: Make) -> Application:
    make.pictured()
    application = make.first_day().application
    make.item(application)
    make.item(application, "Laptop ordered", whose=Whose.OURS)
    make.person(application.job)
    return application


def declined(make: Make) -> Application:
    return make.declined().application


def withdrawn(make: Make) -> Application:
    return make.withdrawn(interviewing(make))


def told(make: Make) -> Application:
    return make.ending()


def two_at_once(make: Make) -> Application:
    application = interviewing(make)
    make.application(candidate=application.candidate, job=make.job("Data Analyst"))
    return application


SITUATIONS = (received, interviewing, offered, joining, declined, withdrawn, told, two_at_once)


@pytest.mark.parametrize("has_code", [False, True], ids=["no code", "code"])
@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one.__name__)
def test_a_robot_on_the_page_changes_nothing_that_matters(
    app: Flask,
    make: Make,
    session: Session,
    situation: Callable[[Make], Application],
    has_code: bool,
) -> None:
    application = situation(make)
    robot = Robot(Browsers(app, make).sam(application, has_code=has_code))
    before, mailed = everything(session, but=HARMLESS), letters(session)

    robot.walk("/me/")

    assert everything(session, but=HARMLESS) == before
    assert set(letters(session)[len(mailed) :]) <= {Letter.CODE}
    assert robot.pressed[-1] == "/me/sign-out"
    assert f"/me/applications/{application.ref}" in robot.seen


def test_the_robot_gets_everywhere(app: Flask, make: Make) -> None:
    application = offered(make)
    robot = Robot(Browsers(app, make).sam(application))

    robot.walk("/me/")

    pressed = {path.rpartition("/")[2] for path in robot.pressed}
    assert {"accept", "decline", "done", "no-thanks", "not-me", "sign-out"} <= pressed


def test_the_robot_presses_withdraw(app: Flask, make: Make) -> None:
    application = interviewing(make)
    robot = Robot(Browsers(app, make).sam(application))

    robot.walk("/me/")

    assert f"/me/applications/{application.ref}/withdraw" in robot.pressed
