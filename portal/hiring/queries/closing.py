"""Who is open in a job that is to be closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from portal.hiring.models import Application, Candidate, Job
from portal.hiring.queries.batch_people import IS_DECIDED, IS_WAITING, WAS_INTERVIEWED
from portal.hiring.stages import Status
from portal.plumbing import clock

_OPEN: Select[*tuple[Any, ...]] = (
    select(
        Application.ref,
        Candidate.full_name,
        Application.status,
        IS_DECIDED,
        WAS_INTERVIEWED,
        IS_WAITING,
    )
    .join(Candidate, Candidate.id == Application.candidate_id)
    .where(Application.job_id == bindparam("job"), Application.outcome.is_(None))
    .order_by(Application.applied_at, Application.id)
)


@dataclass(frozen=True)
class OpenOne:
    """Somebody who is open."""

    ref: str
    name: str
    status: Status
    is_decided: bool
    was_interviewed: bool
    is_waiting: bool
    """Words for them wait to leave."""


@dataclass(frozen=True)
class WhoIsOpen:
    """All of them, by what they wait for."""

    people: Sequence[OpenOne]

    @property
    def with_offer(self) -> list[OpenOne]:
        """Whoever has an offer to answer."""
        return [one for one in self.people if one.status is Status.OFFER]

    @property
    def joining(self) -> list[OpenOne]:
        """Whoever accepted: they go on."""
        return [one for one in self.people if one.status is Status.JOINING]

    @property
    def waiting(self) -> list[OpenOne]:
        """Whose words are written and have not left."""
        return [one for one in self._untold if one.is_waiting]

    @property
    def interviewed(self) -> list[OpenOne]:
        """Whoever gets a call or a note."""
        return [one for one in self._untold if one.was_interviewed and not one.is_waiting]

    @property
    def others(self) -> list[OpenOne]:
        """Whom one mail may tell."""
        return [one for one in self._untold if not (one.was_interviewed or one.is_waiting)]

    @property
    def _untold(self) -> list[OpenOne]:
        return [one for one in self.people if one.status not in (Status.OFFER, Status.JOINING)]


def who_is_open(session: Session, job: Job) -> WhoIsOpen:
    """Everybody who is open in that job."""
    rows = session.execute(_OPEN, {"job": job.id, "now": clock.now()})
    return WhoIsOpen([OpenOne(*row) for row in rows])
