"""How fast we send, where the operator set a limit: so many a minute, so many a day, for all
workers together. Counted by the database's clock.
"""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.mail.kinds import LEAST_URGENT
from portal.mail.models import Pace
from portal.plumbing.database_time import database_time
from portal.plumbing.settings import settings

A_DAY = 86_400
_A_MINUTE = 60.0
_CATCHES_UP = 1.0
"""A worker that was held up for a moment makes up for that much of it, in seconds."""
_NOTHING = -1
_RESERVED = {LEAST_URGENT: 0.8}
"""The part of a day's mails that extras may use up: what is owed still has to find room."""
_FIRST = {
    "sqlite": sqlite.insert(Pace).on_conflict_do_nothing(index_elements=[Pace.id]),
    "postgresql": postgresql.insert(Pace).on_conflict_do_nothing(index_elements=[Pace.id]),
}
_HELD = (
    select(Pace, database_time().label("now"))
    .where(Pace.id == 1)
    .with_for_update()
    .execution_options(populate_existing=True)
)
_SEEN = select(Pace.day, Pace.sent, database_time().label("now")).where(Pace.id == 1)


def is_limited(session: Session) -> bool:
    """Whether the operator set any limit."""
    config = settings(session)
    return bool(config.mail_per_minute or config.mail_per_day)


def most_urgent_only(session: Session) -> int:
    """The highest number of `urgency` that may leave today: all, all but extras, or nothing."""
    per_day = settings(session).mail_per_day
    seen = session.execute(_SEEN).one_or_none() if per_day else None
    if seen is None:
        return LEAST_URGENT
    sent = seen.sent if seen.day == int(seen.now // A_DAY) else 0
    return room(sent, per_day)


def room(sent: int, per_day: int) -> int:
    """The same, from how many left today: endings and owed words go to the last one, extras stop
    at four fifths.
    """
    if sent >= per_day:
        return _NOTHING
    is_short = sent >= per_day * _RESERVED[LEAST_URGENT]
    return LEAST_URGENT - 1 if is_short else LEAST_URGENT


def wait(session: Session) -> float:
    """Seconds until one more may leave, 0.0 for now. The row is held until the transaction ends, so
    that two workers don't both take the same place.
    """
    per_minute = settings(session).mail_per_minute
    if not per_minute:
        return 0.0
    _make_row(session)
    pace, now = session.execute(_HELD).one()
    return float(max(0.0, pace.next_at - now))


def use(session: Session) -> None:
    """One leaves now: the next one's place is a little later, and the day has one more."""
    per_minute = settings(session).mail_per_minute
    _make_row(session)
    pace, now = session.execute(_HELD).one()
    if per_minute:
        pace.next_at = max(pace.next_at, now - _CATCHES_UP) + _A_MINUTE / per_minute
    day = int(now // A_DAY)
    pace.sent = pace.sent + 1 if pace.day == day else 1
    pace.day = day
    session.flush()


def _make_row(session: Session) -> None:
    first = {"id": 1, "next_at": 0.0, "day": 0, "sent": 0}
    session.execute(_FIRST[session.get_bind().dialect.name], first)
