"""The morning sweep: one letter a person and working day about words that are late."""

from collections.abc import Iterator
from threading import Event

from sqlalchemy.orm import Session, sessionmaker

from portal.company.queries import calendar, company
from portal.hiring.mornings import is_working_morning
from portal.hiring.queries.mornings import who_hears
from portal.mail.kinds import Letter
from portal.mail.outbox import NewMessage, put
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.covers import away_now, house_day
from portal.team.queries import admins

JOB = "morning-sweep"


def sweep(sessions: sessionmaker[Session], _stopping: Event) -> None:
    """Write to whoever is late, on a working day from eight o'clock on; whoever was written to
    today is not written to again.
    """
    with sessions() as session:
        letters = list(letters_due(session))
        if letters:
            with transaction(session):
                put(session, *letters)


def letters_due(session: Session) -> Iterator[NewMessage]:
    """This morning's letters; none on a day off, or before its time."""
    if not is_working_morning(clock.now(), company(session).time_zone, calendar(session)):
        return
    day, covers, found = house_day(session).isoformat(), away_now(session), who_hears(session)
    whom = {covers.get(one, one) for one in found if one is not None}
    if None in found:
        whom |= {covers.get(one.id, one.id) for one in admins(session)}
    for one in sorted(whom):
        yield NewMessage(
            letter=Letter.TEAM_LATE,
            purpose=f"{Letter.TEAM_LATE.value}:{day}:{one}",
            teammate_id=one,
            subject=day,
        )
