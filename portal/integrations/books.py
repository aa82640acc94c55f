"""The jobs and the team, looked up once for many rows. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.hiring.models import Job, Stage
from portal.hiring.stages import Status
from portal.integrations.rows import Row
from portal.team.models import Teammate

_JOBS = select(Job.id, Job.external_id, Job.title, Job.first_word_days, Job.everyone_by).order_by(
    Job.closed_at.is_(None), Job.id
)
_STAGES = select(Stage.job_id, Stage.name, Stage.status, Stage.days)
_TEAM = select(Teammate.id, Teammate.name, Teammate.email_key, Teammate.email).where(
    Teammate.disabled_at.is_(None)
)


@dataclass(frozen=True)
class KnownJob:
    """A job that is here, with what its stages are mapped to, by their names in lower case."""

    id: int
    external_id: str | None
    first_word_days: int | None
    everyone_by: date | None
    stages: Mapping[str, Status | None]
    days: Mapping[str, int | None]


class JobBook:
    """Every job that is here: found by the file's id, else by title, open ones first."""

    def __init__(self, session: Session) -> None:
        stages: dict[int, dict[str, Status | None]] = {}
        days: dict[int, dict[str, int | None]] = {}
        for job_id, name, status, own_days in session.execute(_STAGES):
            stages.setdefault(job_id, {})[name.casefold()] = status
            days.setdefault(job_id, {})[name.casefold()] = own_days
        self._by_id: dict[str, KnownJob] = {}
        self._by_title: dict[str, KnownJob] = {}
        for job_id, external_id, title, first_word_days, everyone_by in session.execute(_JOBS):
            job = KnownJob(
                job_id,
                external_id,
                first_word_days,
                everyone_by,
                stages.get(job_id, {}),
                days.get(job_id, {}),
            )
            self._by_title[title.casefold()] = job
            if external_id:
                self._by_id[external_id] = job

    def find(self, row: Row) -> KnownJob | None:
        """The job that row is for. One of the same title with another id of its own is another
        job.
        """
        wanted = row.get("job_id")
        if wanted in self._by_id:
            return self._by_id[wanted]
        job = self._by_title.get(row.title_key)
        return None if job and wanted and job.external_id else job


class Team:
    """Who may be meant as somebody's recruiter: by address, else by a name that only one
    person has.
    """

    def __init__(self, session: Session) -> None:
        self.addresses: dict[int, str] = {}
        self._by_key: dict[str, int] = {}
        named: dict[str, list[int]] = {}
        for teammate_id, name, email_key, email in session.execute(_TEAM):
            self.addresses[teammate_id] = email
            self._by_key[email_key] = teammate_id
            named.setdefault(name.casefold(), []).append(teammate_id)
        self._by_name = {name: ids[0] for name, ids in named.items() if len(ids) == 1}

    def find(self, row: Row) -> int | None:
        """The id of the teammate the row names, if we know them."""
        said = (row.get("recruiter_email"), row.get("recruiter_name"))
        found = (
            self._by_key.get(one.lower()) or self._by_name.get(one.casefold())
            for one in said
            if one
        )
        return next((one for one in found if one), None)
