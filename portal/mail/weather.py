"""What keeps mail from leaving, for the banner that the team sees on every page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.mail.models import Heartbeat
from portal.plumbing.plain import rows

PATIENCE = timedelta(minutes=15)
A_START = timedelta(minutes=2)
"""So long a worker may take to look for the first time."""
_BEAT = select(
    Heartbeat.at,
    Heartbeat.problem,
    Heartbeat.problem_since,
    Heartbeat.stopped_until,
    Heartbeat.paused_at,
).where(Heartbeat.id == 1)


class Trouble(StrEnum):
    """Why mail does not leave."""

    WORKER_AWAY = "worker_away"
    """Nobody looked into the outbox for a quarter of an hour."""
    NO_WORKER = "no_worker"
    """Nobody ever looked."""
    REFUSED = "refused"
    """The mail server refuses us: our settings, our password, its certificate."""
    PAUSED = "paused"
    """The database was restored from a copy, and nobody said yet that mail may leave."""
    AWAY = "away"
    """Nobody answers at the mail server, or not for long."""


@dataclass(frozen=True)
class Weather:
    """What is in the way, since when (aware), and what the mail server said."""

    trouble: Trouble
    since: datetime
    problem: str = ""


def weather(session: Session, now: datetime, *, up_since: datetime) -> Weather | None:
    """What has kept mail from leaving for a quarter of an hour or, where the server refuses us,
    for a moment; None where nothing does. `up_since` is when the portal was started.
    """
    beat = rows(session, _BEAT, {}).one_or_none()
    if beat is None:
        return Weather(Trouble.NO_WORKER, up_since) if now - up_since >= A_START else None
    problem_since = beat.problem_since or now
    found = {
        Trouble.PAUSED: (beat.paused_at is not None, beat.paused_at, ""),
        Trouble.WORKER_AWAY: (now - beat.at >= PATIENCE, beat.at, ""),
        Trouble.REFUSED: (beat.stopped_until is not None, problem_since, beat.problem),
        Trouble.AWAY: (now - problem_since >= PATIENCE, problem_since, beat.problem),
    }
    seen = (Weather(one, since, said) for one, (is_so, since, said) in found.items() if is_so)
    return next(seen, None)
