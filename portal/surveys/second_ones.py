"""Who may agree that a comment of a closed round is taken out."""

from collections.abc import Sequence

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from portal.hiring.models import Application, Job
from portal.surveys.models import Invitation, Round
from portal.team.models import Teammate
from portal.team.queries import who_may_answer
from portal.team.rights import Role

_Shown = aliased(Round)
_ID = select(_Shown.id).where(_Shown.ref == bindparam("round")).scalar_subquery()
_LEADS = (
    select(Job.lead_id)
    .join(Application, Application.job_id == Job.id)
    .join(Invitation, Invitation.application_id == Application.id)
    .join(Invitation.round)
    .where(or_(Round.ref == bindparam("round"), Round.pooled_into_id == _ID))
    .distinct()
)


def who_may_agree(session: Session, ref: str, *, asked_by: str) -> Sequence[Teammate]:
    """Whoever speaks to candidates, did not ask themselves, and leads none of the jobs that people
    of that round were asked about; in a team where that is nobody, an admin who leads one."""
    leads = set(session.scalars(_LEADS, {"round": ref}))
    others = [one for one in who_may_answer(session) if one.ref != asked_by]
    apart = [one for one in others if one.id not in leads]
    return apart or [one for one in others if one.role is Role.ADMIN]
