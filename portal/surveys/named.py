"""What people said with their name, so that somebody gets back to them: what waits, and all of it.

For whoever sees all jobs: what is said there may be about a hiring manager.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from portal.hiring.models import Application, Candidate, Job
from portal.hiring.queries.real import IS_REAL
from portal.hiring.queries.scope import LEFT, OWN, Scope, within
from portal.plumbing.words import gettext as _
from portal.surveys.items import Item, ItemKind, Touchpoint
from portal.surveys.models import Invitation, NamedResponse, Round, Version
from portal.team.models import Teammate
from portal.team.rights import jobs_seen

AT_MOST = 50
AT_ONCE = 20

_Other = aliased(Teammate)
_MINE = or_(OWN, LEFT)
_SAID = (
    select(
        NamedResponse.ref.label("response_ref"),
        NamedResponse.at,
        NamedResponse.answers,
        NamedResponse.answered_at,
        Application.ref,
        Candidate.full_name,
        Candidate.called,
        Candidate.email,
        Job.title,
        Round.touchpoint,
        Version.items,
        Teammate.name.label("owner"),
        _Other.name.label("answered_by"),
    )
    .join(NamedResponse.invitation)
    .join(Invitation.round)
    .join(Round.version)
    .join(Application, Application.id == Invitation.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Job, Job.id == Application.job_id)
    .outerjoin(Teammate, Teammate.id == Application.owner_id)
    .outerjoin(_Other, _Other.id == NamedResponse.answered_by_id)
)
_NEWEST_FIRST = (NamedResponse.at.desc(), NamedResponse.id.desc())
_ALL = _SAID.where(IS_REAL).order_by(*_NEWEST_FIRST).limit(AT_ONCE + 1).offset(bindparam("skipped"))
_OF_ONE = _SAID.where(Application.id == bindparam("application")).order_by(*_NEWEST_FIRST)
_RESPONSE = (
    select(NamedResponse)
    .join(NamedResponse.invitation)
    .where(
        NamedResponse.ref == bindparam("ref"),
        Invitation.application_id == bindparam("application"),
    )
)


@dataclass(frozen=True)
class NamedAnswer:
    """What somebody said, question by question, in words. It waits while `answered_at` is None."""

    ref: str
    """The application's."""
    response_ref: str
    name: str
    called: str
    email: str
    job_title: str
    owner: str
    touchpoint: Touchpoint
    at: datetime
    answers: tuple[tuple[str, str], ...]
    answered_at: datetime | None
    answered_by: str


@dataclass(frozen=True)
class NamedPage:
    """A page of them, the newest first."""

    rows: tuple[NamedAnswer, ...]
    has_more: bool


@cache
def _waiting(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    others = within(shape - {"mine"})
    whose = (_MINE, *others) if "mine" in shape else others
    return (
        _SAID.where(NamedResponse.answered_at.is_(None), *whose)
        .order_by(NamedResponse.at, NamedResponse.id)
        .limit(AT_MOST)
    )


def waiting(session: Session, scope: Scope) -> list[NamedAnswer]:
    """Those of that scope that nobody got back to, the oldest first."""
    if jobs_seen(scope.actor) is not None:
        return []
    return _answers(session.execute(_waiting(scope.shape), scope.values))


def named_page(session: Session, page: int = 1) -> NamedPage:
    """A page of all that was ever said with a name, whichever question it was about."""
    rows = session.execute(_ALL, {"skipped": (page - 1) * AT_ONCE}).all()
    return NamedPage(tuple(_answers(rows[:AT_ONCE])), has_more=len(rows) > AT_ONCE)


def named_of(session: Session, application: Application) -> list[NamedAnswer]:
    """What was said about that application."""
    return _answers(session.execute(_OF_ONE, {"application": application.id}))


def response_of(session: Session, application: Application, ref: str) -> NamedResponse | None:
    """That answer, if it was given about that application."""
    return session.scalar(_RESPONSE, {"ref": ref, "application": application.id})


def in_words(item: Item, value: str) -> str:
    """An answer as a person says it: "Yes", "4 of 5", or their own words."""
    if item.kind is ItemKind.TEXT:
        return value
    if item.kind is ItemKind.YES_NO:
        return _("Yes") if value == "1" else _("No")
    if item.kind is ItemKind.CHOICE:
        return _(value)
    return _("%(score)s of %(most)s", score=value, most=item.values()[-1])


def _answers(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[NamedAnswer]:
    return [
        NamedAnswer(
            ref=row.ref,
            response_ref=row.response_ref,
            name=row.full_name,
            called=row.called,
            email=row.email or "",
            job_title=row.title,
            owner=row.owner or "",
            touchpoint=row.touchpoint,
            at=row.at,
            answers=_said(row.items, row.answers),
            answered_at=row.answered_at,
            answered_by=row.answered_by or "",
        )
        for row in rows
    ]


def _said(
    items: Sequence[Mapping[str, Any]], answers: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    asked = [Item.from_json(kept) for kept in items]
    return tuple(
        (item.words, in_words(item, answers[item.key])) for item in asked if item.key in answers
    )
