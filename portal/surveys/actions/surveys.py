"""Surveys come ready to use."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.plumbing import clock
from portal.plumbing.words import spoken
from portal.surveys import shipped
from portal.surveys.items import Touchpoint
from portal.surveys.models import Survey, Version

_SURVEY = select(Survey).where(Survey.touchpoint == bindparam("touchpoint")).with_for_update()
_FIRST = {
    "sqlite": sqlite.insert(Survey).on_conflict_do_nothing(index_elements=[Survey.touchpoint]),
    "postgresql": postgresql.insert(Survey).on_conflict_do_nothing(
        index_elements=[Survey.touchpoint]
    ),
}


def survey(session: Session, touchpoint: Touchpoint) -> Survey:
    """The team's survey for that touchpoint; from the first call on, the one that is shipped.

    It is held until the transaction ends: whoever else wants to invite or open a round waits, and
    then sees who was asked.
    """
    return session.scalar(_SURVEY, {"touchpoint": touchpoint}) or _shipped(session, touchpoint)


def _shipped(session: Session, touchpoint: Touchpoint) -> Survey:
    with spoken("en"):
        items = shipped.items(touchpoint)
    first = {"touchpoint": touchpoint, "is_on": touchpoint in shipped.ON_AT_FIRST}
    session.execute(_FIRST[session.get_bind().dialect.name], first)
    made = session.scalars(_SURVEY, {"touchpoint": touchpoint}).one()
    if not made.versions:  # whoever was first wrote them
        kept = [item.to_json() for item in items]
        made.versions = [Version(number=1, items=kept, created_at=clock.now())]
        session.flush()
    return made
