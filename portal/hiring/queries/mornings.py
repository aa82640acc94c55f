"""Whose promise is over this morning, and who of the team hears of it: the owner, the lead where
nobody owns it or the owner heard of it before, an admin where there is neither.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.company.queries import calendar, company
from portal.hiring.models import Application, Candidate, Ending, Job, Step, StepKind, Verdict
from portal.hiring.mornings import leads_before, tell_until
from portal.hiring.promises import today_for
from portal.hiring.queries.days import IS_LATE, IS_OPEN, days
from portal.hiring.queries.real import IS_REAL
from portal.plumbing import clock
from portal.team.models import Teammate

Rows = Select[*tuple[Any, ...]]
AT_MOST = 20
_Owner, _Lead = aliased(Teammate), aliased(Teammate)
_WHOSE = func.coalesce(_Owner.id, _Lead.id)
_IS_THE_LEADS = Application.next_word_by < bindparam("leads_before")
_LATE = (IS_REAL, IS_LATE, Application.next_word_by < bindparam("day_after"))
_LEAVES_BEFORE = (
    select(Ending.id)
    .where(
        Ending.application_id == Application.id,
        Ending.told_at.is_(None),
        Ending.taken_back_at.is_(None),
        Ending.dropped_at.is_(None),
        Ending.leaves_at < Step.starts_at,
    )
    .correlate(Application, Step)
    .exists()
)
_TELL_FIRST = (
    IS_REAL,
    IS_OPEN,
    Verdict.taken_back_at.is_(None),
    Step.kind == StepKind.INTERVIEW,
    Step.cancelled_at.is_(None),
    Step.starts_at > bindparam("now"),
    Step.starts_at < bindparam("tell_until"),
    ~_LEAVES_BEFORE,
)
_OURS = _WHOSE.in_(bindparam("us", expanding=True))
_HEARS = or_(
    _OURS,
    and_(_IS_THE_LEADS, _Lead.id.in_(bindparam("us", expanding=True))),
    and_(_WHOSE.is_(None), bindparam("is_admin")),
)


def _of(statement: Rows, *where: Any) -> Rows:
    """Over applications, with who of the team is still there to answer for them."""
    return (
        statement.select_from(Application)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Job, Job.id == Application.job_id)
        .outerjoin(_Owner, and_(_Owner.id == Application.owner_id, _Owner.disabled_at.is_(None)))
        .outerjoin(_Lead, and_(_Lead.id == Job.lead_id, _Lead.disabled_at.is_(None)))
        .where(*where)
    )


def _with_interview(statement: Rows) -> Rows:
    return statement.join(Verdict, Verdict.application_id == Application.id).join(
        Step, Step.application_id == Application.id
    )


_SHOWN = (Candidate.full_name, Job.title)
_WHO = _of(select(_WHOSE).distinct(), *_LATE)
_LEADS = _of(select(_Lead.id).distinct(), *_LATE, _IS_THE_LEADS, _Lead.id.is_not(None))
_WHO_TELLS = _with_interview(_of(select(_WHOSE).distinct(), *_TELL_FIRST))
_LATE_OF = (
    _of(
        select(*_SHOWN, Application.next_word_by, func.count().over().label("size")), *_LATE, _HEARS
    )
    .order_by(Application.next_word_by, Application.id)
    .limit(AT_MOST)
)
_TELL_FIRST_OF = (
    _with_interview(
        _of(
            select(*_SHOWN, func.min(Step.starts_at).label("at"), Candidate.time_zone),
            *_TELL_FIRST,
            or_(_OURS, and_(_WHOSE.is_(None), bindparam("is_admin"))),
        )
    )
    .group_by(Application.id, *_SHOWN, Candidate.time_zone)
    .order_by(func.min(Step.starts_at), Application.id)
    .limit(AT_MOST)
)


@dataclass(frozen=True)
class Waits:
    """A candidate who waits for a word, and the day that is about: the one promised, or that of
    the interview, where they are.
    """

    name: str
    job_title: str
    day: date


@dataclass(frozen=True)
class Morning:
    """What one of the team hears: the first of those who are late, how many there are, and whom to
    tell before their interview.
    """

    late: list[Waits]
    count: int
    tell_first: list[Waits]


def who_hears(session: Session) -> set[int | None]:
    """The ids of those who answer for what is late or to be told first; None where nobody does."""
    values = _values(session)
    return {
        who
        for statement in (_WHO, _LEADS, _WHO_TELLS)
        for who in session.scalars(statement, values)
    }


def morning_of(session: Session, us: Collection[int], *, is_admin: bool) -> Morning:
    """What those of `us` answer for; an admin also for what is nobody's."""
    values = {**_values(session), "us": list(us), "is_admin": is_admin}
    house = company(session).time_zone
    late = session.execute(_LATE_OF, values).all()
    return Morning(
        late=[Waits(row.full_name, row.title, row.next_word_by) for row in late],
        count=late[0].size if late else 0,
        tell_first=[
            Waits(row.full_name, row.title, today_for(row.at, row.time_zone or house))
            for row in session.execute(_TELL_FIRST_OF, values)
        ],
    )


def _values(session: Session) -> dict[str, object]:
    now, house, working = clock.now(), company(session).time_zone, calendar(session)
    return {
        **days(now, house),
        "now": now,
        "leads_before": leads_before(today_for(now, house), working),
        "tell_until": tell_until(now, house, working),
    }
