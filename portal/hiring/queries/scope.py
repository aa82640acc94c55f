"""Whose queue is asked for, as conditions of a statement that joins `Application` and `Job`."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, and_, bindparam, func, or_

from portal.hiring.models import Application, Job
from portal.team.models import Teammate
from portal.team.rights import Actor, jobs_seen

_OWNER = func.coalesce(Application.owner_id, 0)
"""Not the bare column: SQLite would begin with all that somebody ever owned, not with the few that
a part of Today is about.
"""
NOBODYS = Application.owner_id.is_(None)
LEADS = Job.lead_id.in_(bindparam("us", expanding=True))
OWN = or_(
    _OWNER.in_(bindparam("us", expanding=True)),
    and_(NOBODYS, or_(LEADS, Job.lead_id.is_(None))),
)
"""One's own and that of whom one covers for, and what is nobody's: the lead's where the job has
one, else everybody's.
"""
LEFT = and_(Teammate.disabled_at.is_not(None), or_(LEADS, Job.lead_id.is_(None)))
"""Of somebody who is not on the team any more: nobody's, like those without one. For a statement
that joins the owner.
"""
_CONDITIONS = {
    "mine": OWN,
    "seen": Application.job_id.in_(bindparam("seen", expanding=True)),
    "job": Application.job_id == bindparam("job"),
}


@dataclass(frozen=True)
class Scope:
    """The actor's own, or (not `mine`) everyone's as far as the actor may see it; of that job
    alone, or of all.
    """

    actor: Actor
    mine: bool = True
    job: int | None = None

    @property
    def shape(self) -> frozenset[str]:
        """Which conditions hold: what a statement is built by."""
        asked = {
            "mine": self.mine,
            "seen": jobs_seen(self.actor) is not None,
            "job": self.job is not None,
        }
        return frozenset(name for name, is_asked in asked.items() if is_asked)

    @property
    def values(self) -> dict[str, object]:
        """What such a statement is run with."""
        return {
            "us": sorted({self.actor.teammate_id} | self.actor.covers),
            "seen": list(jobs_seen(self.actor) or ()),
            "job": self.job,
        }


@cache
def within(shape: frozenset[str]) -> tuple[ColumnElement[bool], ...]:
    """The conditions of that shape."""
    return tuple(_CONDITIONS[name] for name in sorted(shape))
