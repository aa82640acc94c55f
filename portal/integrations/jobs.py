"""Jobs and stages of one batch, as rows of its session: found, or made where they are missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from portal.company.models import Department
from portal.hiring.actions import jobs, pipelines
from portal.hiring.models import Job, Stage
from portal.hiring.queries.templates import stages_of
from portal.hiring.stage_plans import USUAL, StagePlan
from portal.hiring.stages import MAPPED
from portal.integrations import stage_words
from portal.integrations.books import KnownJob
from portal.integrations.rows import Row
from portal.integrations.setting import Setting
from portal.integrations.stage_words import Target
from portal.integrations.tally import job_key

_JOBS = (
    select(Job)
    .where(Job.id.in_(bindparam("ids", expanding=True)))
    .options(selectinload(Job.stages))
)
_DEPARTMENT = select(Department).where(Department.name == bindparam("name"))


class Jobs:
    """The jobs of a batch with their stages."""

    def __init__(
        self, session: Session, setting: Setting, known: Iterable[KnownJob | None]
    ) -> None:
        self._session = session
        self._setting = setting
        ids = {job.id for job in known if job}
        self._by_id = {job.id: job for job in session.scalars(_JOBS, {"ids": list(ids)})}
        self._made: dict[str, Job] = {}
        chosen = setting.options.template
        self._template = stages_of(session, chosen) if chosen else None

    def job(self, row: Row, known: KnownJob | None) -> Job:
        """The job that row is for; made, with the stages its file has, where it is missing."""
        if known is not None:
            job = self._by_id[known.id]
            job.external_id = job.external_id or row.get("job_id") or None
            return job
        key = job_key(row)
        if key not in self._made:
            self._made[key] = self._new(row, key)
        return self._made[key]

    def stage(self, job: Job, row: Row, doc: Mapping[str, Any]) -> Stage:
        """The stage of the job that the row stands in; made where it is missing, and mapped as the
        line's plan says.
        """
        name = row.get("stage")
        if not name:
            return job.stages[0]
        status = stage_words.status_of(Target(doc["target"])) if doc["target"] else None
        stage = next((one for one in job.stages if one.name.casefold() == name.casefold()), None)
        if stage is None:
            return pipelines.add_stage(self._session, job, plan=StagePlan(name, status))
        if (
            status is not None
            and stage.status is not status
            and (doc["chosen"] or not stage.status)
        ):
            plan = replace(stage.plan(), status=status, days=None)
            pipelines.change_stage(self._session, stage, self._setting.by, plan=plan)
        return stage

    def _new(self, row: Row, key: str) -> Job:
        meant = self._setting.new_jobs.get(key, {})
        new = jobs.NewJob(
            title=row.get("job_title") or meant.get("title") or row.get("job_id"),
            location=meant.get("location") or "",
            department=self._department(meant.get("department")),
            external_id=row.get("job_id") or None,
            stages=pipeline(meant.get("stages", {}), begin=self._template),
        )
        return jobs.add(self._session, new, self._setting.by)

    def _department(self, name: str | None) -> Department | None:
        if not name:
            return None
        found = self._session.scalar(_DEPARTMENT, {"name": name})
        return found or Department(name=name)


def pipeline(
    words: Mapping[str, str | None], *, begin: Sequence[StagePlan] | None
) -> tuple[StagePlan, ...]:
    """The stages of a new job: the file's own in the order of what they mean, and those of the
    chosen set; where none was chosen, the house's for what the file has none of. One of them says
    that an application was received.
    """
    own = [
        StagePlan(word, stage_words.status_of(Target(target)) if target else None)
        for word, target in words.items()
    ]
    covered, names = {plan.status for plan in own}, {word.casefold() for word in words}
    usual = [plan for plan in USUAL if plan.status not in covered]
    if begin:
        received = {plan.status for plan in begin} | covered
        usual = [*begin, *(plan for plan in usual[:1] if plan.status not in received)]
    own += [plan for plan in usual if plan.name.casefold() not in names]
    return tuple(sorted(own, key=_place))


def _place(plan: StagePlan) -> int:
    return MAPPED.index(plan.status) if plan.status in MAPPED else len(MAPPED)
