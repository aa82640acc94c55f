"""The survey's part of the demo: every working day asks who is due, two quarters' rounds have
closed.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.cli.demo import people
from portal.company.calendar import Calendar
from portal.integrations.made_up.acts import Person
from portal.integrations.made_up.script import Script
from portal.surveys.actions import answers
from portal.surveys.actions.answers import Slip
from portal.surveys.actions.invitations import invite_due
from portal.surveys.actions.rounds import close_due
from portal.surveys.items import Touchpoint
from portal.surveys.models import Invitation, Round
from portal.surveys.queries import today

DAYS = 330
ONE_IN = 7
"""Is silent."""
LAST_ANSWERS = 15
"""A round takes answers until the 14th of the month after its quarter."""
RECOMMEND = ((9, 10, 8, 9, 7, 10, 6, 9, 10, 5, 9, 10, 8), (9, 7, 5, 8, 9, 6, 10, 8, 7, 9, 4, 8, 9))
"""In the last closed quarter, and in the one before."""
RATINGS = {
    "on_time": (5, 5, 4, 5, 4, 5),
    "role_clear": (4, 5, 4, 3, 5, 4),
    "prepared": (3, 4, 2, 4, 3, 4),
    "courtesy": (5, 5, 4, 5, 5, 5),
    "strengths": (4, 3, 4, 5, 4, 3),
}
_ASKED = (
    select(Invitation.ref)
    .join(Invitation.round)
    .where(
        Invitation.application_id == bindparam("application"),
        Round.touchpoint == Touchpoint.INTERVIEWED,
    )
)


def day_ago(now: datetime, number: int) -> int:
    """How many days ago somebody met the team, so that their round has closed by now: by turns in
    the last closed quarter and the one before.
    """
    start = _closed_quarter(now)
    if number % 2:
        start = _quarter_before(start)
    return (now - (start + timedelta(days=16 + 2 * number))).days


def hold(script: Script) -> None:
    """Let every working day do what the schedule does, up to now."""
    for days in range(DAYS, -1, -1):
        if Calendar().is_business_day((script.now - timedelta(days=days)).date()):
            script.at(days, _schedule, hour=16)


def answered(script: Script, person: Person, *, number: int, met: int) -> None:
    """Most people answer a few days after they met the team: the ballot first, then the answer."""
    if number % ONE_IN == 0:
        return
    slip = Slip(_given(number))

    def spend(session: Session) -> None:
        application = person.application(session)
        ref = session.scalars(_ASKED, {"application": application.id}).one()
        answers.spend(session, application.candidate_id, ref, slip=slip)

    def count(session: Session) -> None:
        answers.count(session, slip)

    script.at(met - 5, spend, hour=17)
    script.at(met - 5, count, hour=18)


def _schedule(session: Session) -> None:
    invite_due(session)
    close_due(session, today(session))


def _given(number: int) -> dict[str, str]:
    before, turn = number % 2, number // 2
    recommend = RECOMMEND[before][turn % len(RECOMMEND[before])]
    scales = {name: str(values[(turn + before) % len(values)]) for name, values in RATINGS.items()}
    comment = people.COMMENTS[turn % len(people.COMMENTS)]
    return {"recommend": str(recommend), **scales, "change": comment}


def _closed_quarter(now: datetime) -> datetime:
    """The first day of the last quarter whose round has closed by `now`."""
    start = now.replace(month=(now.month - 1) // 3 * 3 + 1, day=1, hour=0, minute=0)
    is_past = now >= start + timedelta(days=LAST_ANSWERS)
    before = _quarter_before(start)
    return before if is_past else _quarter_before(before)


def _quarter_before(start: datetime) -> datetime:
    return (start - timedelta(days=1)).replace(month=(start.month - 4) % 12 + 1, day=1)
