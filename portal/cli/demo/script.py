"""A history as a list of moments, played in order with the clock held at each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from threading import Event

from sqlalchemy.orm import Session, sessionmaker

from portal.company.calendar import Calendar
from portal.hiring.actions import batch_writing
from portal.mail.sending import drain
from portal.plumbing import clock
from portal.plumbing.db import transaction

Scene = Callable[[Session], object]


@dataclass
class Script:
    """What happened, and when. `today` is the day the story leads up to."""

    now: datetime
    scenes: list[tuple[datetime, int, Scene]] = field(default_factory=list)

    def at(self, days_ago: int, scene: Scene, hour: int = 10) -> None:
        """Let `scene` happen so many days ago, on the working day before where that was a day
        off; in UTC.
        """
        day = (self.now - timedelta(days=days_ago)).date()
        moment = min(
            datetime.combine(Calendar().before(day), time(hour), UTC),
            self.now - timedelta(minutes=5),
        )
        self.scenes.append((moment, len(self.scenes), scene))

    def lately(self, scene: Scene) -> None:
        """Let `scene` happen a moment ago, whatever day it is: what it writes still waits to
        leave.
        """
        self.scenes.append((self.now - timedelta(minutes=1), len(self.scenes), scene))

    def play(self, sessions: sessionmaker[Session]) -> None:
        """Play all of it from the oldest to the newest, each in a transaction, the mails of each
        moment with it; then what is told to many is written for each of them.
        """
        with sessions() as session:
            for moment, _order, scene in sorted(self.scenes, key=lambda found: found[:2]):
                with clock.held_at(moment):
                    with transaction(session):
                        scene(session)
                    drain(sessions)
        with clock.held_at(self.now):
            batch_writing.work(sessions, Event())
