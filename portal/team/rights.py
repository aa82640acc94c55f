"""Who may do what to which job. Pure: roles and memberships in, yes or no out."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from portal.plumbing.errors import Denied


class Role(StrEnum):
    """What a teammate is."""

    ADMIN = "admin"
    RECRUITER = "recruiter"
    HIRING_MANAGER = "hiring_manager"


class Act(StrEnum):
    """What somebody wants to do, whoever they are."""

    SEE = "see"
    """Read applications of the job, memos and history included."""
    MEMO = "memo"
    TELL = "tell"
    """Say anything a candidate will read: update, step, ending, offer, introduction."""
    GREET = "greet"
    """Keep in touch with somebody who joins the job, in one's own words."""
    DECIDE = "decide"
    """Reach a verdict or take it back."""
    ADD = "add"
    """Bring in candidates, by hand or from a file."""
    EXPORT = "export"
    """Take a list of candidates away as a file."""
    POST = "post"
    """Write and confirm company news."""
    FEEDBACK = "feedback"
    """Read why offers were declined, and released figures."""
    MANAGE_JOB = "manage_job"
    MANAGE_TEAM = "manage_team"
    SET_COMPANY = "set_company"
    """Say who the company is, its working days, how long data is kept."""


@dataclass(frozen=True)
class Actor:
    """Somebody of the team, as the rules see them: `jobs` are the ids of the jobs they are a
    member of, `covers` those of whom they cover for today.
    """

    teammate_id: int
    role: Role
    jobs: frozenset[int] = frozenset()
    covers: frozenset[int] = frozenset()


_EVERYWHERE = frozenset(Act)
_RECRUITER = frozenset(Act) - {Act.MANAGE_TEAM, Act.SET_COMPANY}
_HIRING_MANAGER_OWN = frozenset({Act.SEE, Act.MEMO, Act.GREET, Act.DECIDE, Act.FEEDBACK})
NEEDS_NO_JOB = frozenset(
    {Act.POST, Act.FEEDBACK, Act.ADD, Act.EXPORT, Act.MANAGE_TEAM, Act.SET_COMPANY}
)


def may(actor: Actor, act: Act, job_id: int | None = None) -> bool:
    """Whether the actor may do that, to that job or (for acts of NEEDS_NO_JOB) at all."""
    if actor.role is Role.ADMIN:
        return act in _EVERYWHERE
    if actor.role is Role.RECRUITER:
        return act in _RECRUITER
    return act in _HIRING_MANAGER_OWN and job_id is not None and job_id in actor.jobs


def require(actor: Actor, act: Act, job_id: int | None = None) -> None:
    """Raise Denied unless `may` says yes."""
    if not may(actor, act, job_id):
        raise Denied


def may_answer(role: Role) -> bool:
    """Whether that role may own any application, lead, and cover for others: who sees one job
    alone could neither see nor say all of it.
    """
    return role in {Role.ADMIN, Role.RECRUITER}


def sees_all_jobs(role: Role) -> bool:
    """Whether every job is this role's to see; otherwise only those one is a member of."""
    return role in {Role.ADMIN, Role.RECRUITER}


def jobs_seen(actor: Actor) -> Collection[int] | None:
    """The ids of the jobs the actor may see, None for all of them."""
    return None if sees_all_jobs(actor.role) else actor.jobs
