"""Steps: into the calendar, or done."""

from datetime import UTC, timedelta

import icalendar
import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.hiring.actions import steps
from portal.hiring.models import StepKind
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY


def test_a_step_goes_into_the_calendar(candidate, make):
    with clock.held_at(MONDAY):
        step = make.step(starts_at=MONDAY + timedelta(days=2))
        application = step_owner(make, step)

        reply = candidate(application).get(f"/me/steps/{step.ref}/calendar.ics")

    event = icalendar.Calendar.from_ical(reply.data).walk("VEVENT")[0]
    assert reply.mimetype == "text/calendar"
    assert event["dtstart"].dt == (MONDAY + timedelta(days=2)).astimezone(UTC)
    assert str(event["uid"]) == f"{step.ref}@candor"
    assert "/l/" not in reply.text


def test_a_cancelled_step_leaves_the_calendar_under_the_same_name(candidate, make, session):
    step = make.step()
    with transaction(session):
        steps.cancel(session, step, make.robin())

    reply = candidate(step_owner(make, step)).get(f"/me/steps/{step.ref}/calendar.ics")

    event = icalendar.Calendar.from_ical(reply.data).walk("VEVENT")[0]
    assert (str(event["status"]), int(event["sequence"])) == ("CANCELLED", 1)
    assert str(event["uid"]) == f"{step.ref}@candor"


def test_a_task_is_ticked_off_once(candidate, make, session):
    step = make.step(kind=StepKind.TASK, title="Send two references")
    browser = candidate(step_owner(make, step))

    replies = [browser.post(f"/me/steps/{step.ref}/done") for _ in range(2)]

    make.look_again()
    assert [reply.status_code for reply in replies] == [303, 303]
    assert step.done_at is not None
    trail = session.scalars(select(AuditEntry).where(AuditEntry.action == "step.done")).all()
    assert len(trail) == 1


def test_an_interview_is_not_ticked_off(candidate, make, session):
    step = make.step()

    reply = candidate(step_owner(make, step)).post(f"/me/steps/{step.ref}/done")

    make.look_again()
    assert reply.status_code == 409
    assert step.done_at is None


@pytest.mark.parametrize("method", ["get", "post"])
def test_charlies_step_is_nobody_elses(candidate, make, session, method):
    application = make.application(stage="Interviews")
    charlies = make.step(make.charlie(), kind=StepKind.TASK)
    path = {"get": "calendar.ics", "post": "done"}[method]

    reply = getattr(candidate(application), method)(f"/me/steps/{charlies.ref}/{path}")

    make.look_again()
    assert reply.status_code == 404
    assert charlies.done_at is None


def test_done_is_no_link(candidate, make):
    step = make.step(kind=StepKind.TASK)

    assert candidate(step_owner(make, step)).get(f"/me/steps/{step.ref}/done").status_code == 405


def step_owner(make, step):
    from portal.hiring.models import Application

    return make.session.get_one(Application, step.application_id)
