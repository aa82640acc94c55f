"""Who is in a batch of endings, as they stand now."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from portal.hiring.models import (
    Application,
    Candidate,
    Ending,
    EndingBatch,
    EndingLine,
    Step,
    StepKind,
    Verdict,
)
from portal.hiring.stages import Status
from portal.plumbing import clock

_OF = EndingLine.batch_id == bindparam("batch")
_OTHER = aliased(Application)
IS_DECIDED = (
    select(Verdict.id)
    .where(Verdict.application_id == Application.id, Verdict.taken_back_at.is_(None))
    .correlate(Application)
    .exists()
)
IS_WAITING = (
    select(Ending.id)
    .where(
        Ending.application_id == Application.id,
        Ending.told_at.is_(None),
        Ending.taken_back_at.is_(None),
        Ending.dropped_at.is_(None),
    )
    .correlate(Application)
    .exists()
)
WAS_INTERVIEWED: ColumnElement[bool] = or_(
    Application.interviewed,
    select(Step.id)
    .where(
        Step.application_id == Application.id,
        Step.kind == StepKind.INTERVIEW,
        Step.cancelled_at.is_(None),
        Step.starts_at <= bindparam("now"),
    )
    .correlate(Application)
    .exists(),
)
_HAS_ANOTHER_OPEN = (
    select(_OTHER.id)
    .where(
        _OTHER.candidate_id == Application.candidate_id,
        _OTHER.id != Application.id,
        _OTHER.outcome.is_(None),
    )
    .correlate(Application)
    .exists()
)
_PEOPLE: Select[*tuple[Any, ...]] = (
    select(
        EndingLine.id,
        EndingLine.application_id,
        EndingLine.own,
        EndingLine.is_looked_at,
        EndingLine.why_not,
        Application.ref,
        Application.candidate_id,
        Application.status,
        Application.outcome,
        Application.next_word_by,
        Application.introduced_at,
        Candidate.full_name,
        Candidate.name_key,
        Candidate.email,
        Candidate.time_zone,
        IS_DECIDED.label("is_decided"),
        IS_WAITING.label("is_waiting"),
        WAS_INTERVIEWED.label("was_interviewed"),
        _HAS_ANOTHER_OPEN.label("has_another_open"),
    )
    .join(Application, Application.id == EndingLine.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .where(_OF)
    .order_by(EndingLine.id)
)
_GOING = _PEOPLE.where(EndingLine.why_not.is_(None))
_NEXT = _GOING.where(EndingLine.id > bindparam("after")).limit(bindparam("most"))


@dataclass(frozen=True)
class Person:
    """Somebody in a batch, as they stand now."""

    line_id: int
    application_id: int
    candidate_id: int
    ref: str
    """The application's."""
    name: str
    name_key: str
    own: str
    is_looked_at: bool
    is_open: bool
    is_decided: bool
    has_offer: bool
    is_waiting: bool
    was_interviewed: bool
    has_address: bool
    has_another_open: bool
    zone: str | None
    promised: date | None
    """The day a word was promised for; None where nobody promised anything yet."""


def people_in(session: Session, batch: EndingBatch) -> list[Person]:
    """Everybody in it, as they stand now, in order."""
    return [_person(row) for row in session.execute(_PEOPLE, _values(batch))]


def next_people(session: Session, batch: EndingBatch, *, most: int) -> list[Person]:
    """The next of those it was begun for whose endings are not written."""
    values = {**_values(batch), "after": batch.next_line, "most": most}
    return [_person(row) for row in session.execute(_NEXT, values)]


def people_going(session: Session, batch: EndingBatch) -> list[Person]:
    """Those it was begun for, and who were not left out since."""
    return [_person(row) for row in session.execute(_GOING, _values(batch))]


def _values(batch: EndingBatch) -> dict[str, object]:
    return {"batch": batch.id, "now": clock.now()}


def _person(row: Row[*tuple[Any, ...]]) -> Person:
    return Person(
        line_id=row.id,
        application_id=row.application_id,
        candidate_id=row.candidate_id,
        ref=row.ref,
        name=row.full_name,
        name_key=row.name_key,
        own=row.own,
        is_looked_at=row.is_looked_at,
        is_open=row.outcome is None,
        is_decided=row.is_decided,
        has_offer=row.status in (Status.OFFER, Status.JOINING),
        is_waiting=row.is_waiting,
        was_interviewed=row.was_interviewed,
        has_address=bool(row.email),
        has_another_open=row.has_another_open,
        zone=row.time_zone,
        promised=row.next_word_by if row.introduced_at is not None else None,
    )
