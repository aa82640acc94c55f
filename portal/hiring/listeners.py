"""What the core does when something happens below it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.hiring.queries.theirs import theirs
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.events import StopsAnswering
from portal.team.models import Teammate


def stops_answering(session: Session, event: StopsAnswering) -> None:
    """Nobody leaves, or steps back, while candidates wait for their word. Raises Refusal."""
    if theirs(session, event.teammate_id).is_any:
        teammate = session.get_one(Teammate, event.teammate_id)
        raise Refusal(
            _("%(name)s still answers for candidates or jobs. Hand them over.", name=teammate.name)
        )


LISTENERS: tuple[tuple[type, Callable[[Session, Any], None]], ...] = (
    (StopsAnswering, stops_answering),
)
