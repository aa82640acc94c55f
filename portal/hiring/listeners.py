"""What the core does when something happens below it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.hiring.queries.theirs import theirs
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.events import TeammateLeaves
from portal.team.models import Teammate


def teammate_leaves(session: Session, event: TeammateLeaves) -> None:
    """Nobody leaves while candidates wait for their word. Raises Refusal."""
    if theirs(session, event.teammate_id).is_any:
        teammate = session.get_one(Teammate, event.teammate_id)
        raise Refusal(
            _("%(name)s still answers for candidates or jobs. Hand them over.", name=teammate.name)
        )


LISTENERS: tuple[tuple[type, Callable[[Session, Any], None]], ...] = (
    (TeammateLeaves, teammate_leaves),
)
