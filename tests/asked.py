"""People who were interviewed and asked about it: what the tests of surveys stand on."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.hiring.models import Application, Job
from portal.hiring.stages import Outcome
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.surveys.actions import answers, invitations, surveys
from portal.surveys.items import Touchpoint
from portal.surveys.models import Ballot, Comment, Invitation, Tally
from tests.make import Make

AUTUMN = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday in the fourth quarter: its round takes answers through 14 January."""
AFTER = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
HAPPY = {"recommend": "10", "on_time": "5", "change": "Tell me who will be in the room."}


def interviewed(make: Make, name: str = "Sam Okafor", *, job: Job | None = None) -> Application:
    """Somebody whose interview ended an hour ago."""
    now = clock.now()
    with clock.held_at(now - timedelta(days=7)):
        application = make.application(candidate=make.candidate(name), job=job, stage="Interviews")
        make.step(application, starts_at=now - timedelta(hours=1, minutes=45))
    return application


def asked(
    make: Make,
    application: Application | None = None,
    touchpoint: Touchpoint = Touchpoint.INTERVIEWED,
) -> Invitation:
    """Somebody who was asked how it was, at a touchpoint that is switched on."""
    application = application or make.application(stage="Interviews")
    with transaction(make.session):
        surveys.survey(make.session, touchpoint).is_on = True
        return invitations.invite(make.session, application, touchpoint=touchpoint)


def happened(make: Make, touchpoint: Touchpoint, name: str = "Sam Okafor") -> Application:
    """Somebody of whom that became true just now, and who knows it."""
    if touchpoint is Touchpoint.INTERVIEWED:
        application = interviewed(make, name)
        application.steps[0].ends_at = clock.now()
        make.session.commit()
        return application
    application = make.application(candidate=make.candidate(name), stage="Decision")
    acts: Mapping[Touchpoint, Callable[[], object]] = {
        Touchpoint.NOT_SELECTED: lambda: make.ending(application),
        Touchpoint.WITHDREW: lambda: make.withdrawn(application),
        Touchpoint.DECLINED: lambda: make.declined(make.offer(application)),
        Touchpoint.ACCEPTED: lambda: make.accepted(make.offer(application)),
        Touchpoint.NEW_HIRE: lambda: _started(make, application),
    }
    acts.get(touchpoint, lambda: None)()
    return make.session.get_one(Application, application.id)


def _started(make: Make, application: Application) -> None:
    make.accepted(make.offer(application, starts_on=clock.now().date()))
    application.outcome, application.closed_at = Outcome.HIRED, clock.now()
    application.next_word_by = None
    make.session.commit()


def crowd(make: Make, count: int, *, job: Job | None = None) -> list[Invitation]:
    """So many people, asked for one job."""
    job = job or make.job("Site Manager")
    people = [make.candidate(f"Person{number} Example") for number in range(count)]
    return [asked(make, make.application(candidate=person, job=job)) for person in people]


def answer(
    session: Session,
    invitation: Invitation,
    given: Mapping[str, str] = HAPPY,
    *,
    is_named: bool = False,
) -> None:
    """Answer as the page does it, in two transactions."""
    slip = answers.Slip(given, is_named=is_named)
    with transaction(session):
        answers.spend(session, invitation.candidate_id, invitation.ref, slip=slip)
    with transaction(session):
        answers.count(session, slip)


def without_noise(html: str) -> str:
    """A page without what differs from request to request: the tokens of its forms."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", html)


def in_the_box(session: Session) -> tuple[int, int, int]:
    """How many ballots, tallies and comments there are."""
    session.rollback()
    models = (Ballot, Tally, Comment)
    ballots, tallies, comments = (
        session.scalar(select(func.count()).select_from(model)) or 0 for model in models
    )
    return ballots, tallies, comments


def tally(session: Session, item: str) -> dict[str, int]:
    """How many gave which value."""
    session.rollback()
    rows = session.execute(select(Tally.value, Tally.n).where(Tally.item == item))
    return dict(rows.all())
