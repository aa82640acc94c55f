"""Sets of stages that the team keeps for the next job."""

from dataclasses import asdict

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.models import Job, StageTemplate, TemplateStage
from portal.hiring.stage_plans import Shipped, name_of
from portal.plumbing import clock
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.tokens import new_ref
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_NAMED = select(StageTemplate.id).where(StageTemplate.name == bindparam("name"))
_LOCKED = select(StageTemplate.id).where(StageTemplate.id == bindparam("id")).with_for_update()
_HOW_MANY = select(func.count(StageTemplate.id))
AT_MOST = 50


def keep(session: Session, job: Job, by: Teammate, *, name: str) -> StageTemplate:
    """Keep the job's stages as they are now, under a name. Raises Refusal without one, for one
    that is taken, and for too many.
    """
    if not name:
        raise Refusal(_("Give the template a name."))
    is_shipped = name.casefold() in {name_of(which).casefold() for which in Shipped}
    if is_shipped or session.scalar(_NAMED, {"name": name}) is not None:
        raise Refusal(_("There is a template of that name."))
    if (session.scalar(_HOW_MANY) or 0) >= AT_MOST:
        raise Refusal(_("That is enough templates: delete one first."))
    template = StageTemplate(ref=new_ref(), name=name, created_at=clock.now())
    template.stages = [
        TemplateStage(position=position, **asdict(stage.plan()))
        for position, stage in enumerate(job.stages)
    ]
    session.add(template)
    session.flush()
    trail.record(session, by.ref, "template.kept", subject=template.ref)
    return template


def remove(session: Session, template: StageTemplate, by: Teammate) -> None:
    """Forget a template; jobs that were opened with it keep their stages. Raises Missing for one
    that is forgotten.
    """
    if session.scalar(_LOCKED, {"id": template.id}) is None:
        raise Missing
    trail.record(session, by.ref, "template.removed", subject=template.ref)
    session.delete(template)
    session.flush()
