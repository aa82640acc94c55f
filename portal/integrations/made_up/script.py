"""A history as a list of moments, played in order with the clock held at each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sqlalchemy.orm import Session

from portal.company.calendar import Calendar
from portal.plumbing import clock

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

    def play(self, session: Session) -> None:
        """Play all of it from the oldest to the newest, in the transaction that is under way."""
        for moment, scene in self.in_order():
            with clock.held_at(moment):
                scene(session)

    def in_order(self) -> list[tuple[datetime, Scene]]:
        """The scenes from the oldest to the newest, and when each is played."""
        return [(at, scene) for at, _order, scene in sorted(self.scenes, key=lambda one: one[:2])]
