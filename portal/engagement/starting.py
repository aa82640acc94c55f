"""Whose first day it is, or was, and nobody said yet that they have started: for Today."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam
from sqlalchemy.orm import Session

from portal.engagement.planned import STARTS_ON, joiners
from portal.hiring.models import Application, Candidate, Job
from portal.hiring.queries.scope import Scope
from portal.offers.models import Offer
from portal.team.covers import house_day

AT_MOST = 50


@dataclass(frozen=True)
class Starting:
    """Somebody who is joining, and whose first day has come."""

    ref: str
    """The application's."""
    name: str
    job_title: str
    starts_on: date


@cache
def _starting(shape: frozenset[str]) -> Select[*tuple[Any, ...]]:
    columns = (Application.ref, Candidate.full_name, Job.title, STARTS_ON.label("starts_on"))
    return (
        joiners(columns, shape)
        .where(bindparam("today", type_=Date()) >= STARTS_ON)
        .order_by(STARTS_ON, Offer.id)
        .limit(AT_MOST)
    )


def starting(session: Session, scope: Scope) -> list[Starting]:
    """Those of that scope, the longest there first."""
    asked = {**scope.values, "today": house_day(session)}
    return [
        Starting(row.ref, row.full_name, row.title, row.starts_on)
        for row in session.execute(_starting(scope.shape), asked)
    ]
