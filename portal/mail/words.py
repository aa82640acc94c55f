"""The letters that bring a candidate a word of ours: the first one, and each update."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.hiring.events import Introduced, UpdateGiven
from portal.hiring.models import Application, Update
from portal.mail.kinds import Letter
from portal.mail.whom import tell

_KNOWS_US = select(
    select(Application.id)
    .where(
        Application.candidate_id == bindparam("candidate"),
        Application.id != bindparam("application"),
        Application.introduced_at.is_not(None),
    )
    .exists()
)


def introduced(session: Session, event: Introduced) -> None:
    """There is a page, and a date; whoever has a page already hears that this is on it."""
    application = session.get_one(Application, event.application_id)
    asked = {"candidate": application.candidate_id, "application": application.id}
    letter = Letter.RECEIVED if session.scalar(_KNOWS_US, asked) else Letter.INTRODUCTION
    tell(session, application, letter, subject=application.ref)


def update_given(session: Session, event: UpdateGiven) -> None:
    """The words, in full; after the day that was promised with an apology before them."""
    application = session.get_one(Application, event.application_id)
    if application.introduced_at is None:
        return
    on_time = Letter.EXTENDED if event.is_extension else Letter.UPDATE
    letter = Letter.LATE if event.was_late else on_time
    tell(session, application, letter, subject=session.get_one(Update, event.update_id).ref)
