"""The morning sweep: what the team hears each working day. One letter a person about words that
are late, and one about letters that reached nobody.
"""

from collections.abc import Iterator, Mapping
from threading import Event

from sqlalchemy.orm import Session, sessionmaker

from portal.company.queries import calendar, company
from portal.hiring.mornings import is_working_morning
from portal.hiring.queries import mornings as late
from portal.mail import unreached
from portal.mail.kinds import Letter
from portal.mail.outbox import NewMessage, put
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.covers import away_now, house_day
from portal.team.queries import admins

JOB = "morning-sweep"


def sweep(sessions: sessionmaker[Session], _stopping: Event) -> None:
    """Write to whoever is late or did not reach somebody, on a working day from eight o'clock on;
    whoever was written to of that today is not written to again.
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
    day, covers = house_day(session).isoformat(), away_now(session)
    heard = {
        Letter.TEAM_LATE: late.who_hears(session),
        Letter.TEAM_FAILURES: unreached.who_hears(session),
    }
    for letter, found in heard.items():
        for one in sorted(_there(session, found, covers)):
            yield NewMessage(
                letter=letter, purpose=f"{letter.value}:{day}:{one}", teammate_id=one, subject=day
            )


def _there(session: Session, found: set[int | None], covers: Mapping[int, int]) -> set[int]:
    """Whoever is there today for these, for None the admins."""
    whom = {one for one in found if one is not None}
    if None in found:
        whom |= {one.id for one in admins(session)}
    return {covers.get(one, one) for one in whom}
