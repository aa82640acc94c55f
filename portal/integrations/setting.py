"""What all rows of one batch share."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company import queries as company
from portal.company.calendar import Calendar, local_day
from portal.integrations.books import JobBook, Team
from portal.integrations.models import ImportRun
from portal.integrations.options import Options, from_json
from portal.plumbing import clock
from portal.team.models import Teammate


@dataclass(frozen=True)
class Setting:
    """Which run, who answers for it, and what is looked up once for a batch."""

    run_id: int
    by: Teammate | None
    options: Options
    new_jobs: dict[str, Any]
    book: JobBook
    team: Team
    calendar: Calendar
    zone: str
    now: datetime
    today: date

    @property
    def actor(self) -> str:
        """Whom the trail names."""
        return self.by.ref if self.by else trail.SYSTEM

    @staticmethod
    def of(session: Session, run: ImportRun, by: Teammate | None) -> "Setting":
        """The setting for the next batch of that run."""
        zone, now = company.company(session).time_zone, clock.now()
        return Setting(
            run_id=run.id,
            by=by,
            options=from_json(run.options),
            new_jobs=run.plan["jobs"],
            book=JobBook(session),
            team=Team(session),
            calendar=company.calendar(session),
            zone=zone,
            now=now,
            today=local_day(now, zone),
        )
