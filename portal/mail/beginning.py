"""How far a new team has come: read from what is there, so that nobody has to tick anything."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.company.models import Company
from portal.hiring.models import Application, Job, Promise, Stage
from portal.hiring.models.people import IS_MADE_UP
from portal.hiring.queries.real import IS_REAL_ALONE
from portal.mail.kinds import MessageState
from portal.mail.models import Message
from portal.plumbing.settings import settings


@dataclass(frozen=True)
class Beginning:
    """The lines of the first screen, each done or open."""

    is_named: bool
    """Somebody said who the company is."""
    has_mailed: bool
    """A mail has left, or all of them are kept in the demo."""
    says_who_keeps: bool
    """The page about privacy names who keeps the data."""
    has_job: bool
    """An open job has stages that all say something."""
    has_people: bool
    has_introduced: bool
    """Somebody was promised a word."""

    @property
    def may_introduce(self) -> bool:
        """Whether candidates may get their first mail."""
        return self.is_named and self.has_mailed and self.says_who_keeps

    @property
    def open_lines(self) -> int:
        """How many are left."""
        return list(vars(self).values()).count(False)


_MADE_UP = select(Application.id).join(Application.candidate).where(IS_MADE_UP)
_THERE = select(
    exists(select(Company.id)),
    exists(select(Message.id).where(Message.state == MessageState.SENT)),
    exists(select(Company.id).where(Company.legal_name != "")),
    exists(
        select(Job.id).where(
            Job.closed_at.is_(None),
            Job.id.not_in(select(Application.job_id).join(Application.candidate).where(IS_MADE_UP)),
            exists(select(Stage.id).where(Stage.job_id == Job.id)),
            ~exists(select(Stage.id).where(Stage.job_id == Job.id, Stage.status.is_(None))),
        )
    ),
    exists(select(Application.id).where(IS_REAL_ALONE)),
    exists(select(Promise.id).where(Promise.application_id.not_in(_MADE_UP))),
)


def beginning(session: Session) -> Beginning:
    """How far this team has come."""
    named, mailed, keeps, job, people, introduced = session.execute(_THERE).one()
    is_kept = settings(session).mail_url.startswith("keep:")
    return Beginning(named, mailed or is_kept, keeps, job, people, introduced)
