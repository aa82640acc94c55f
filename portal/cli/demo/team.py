"""The demo's team, and where it is."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.team.models import Teammate

ZONE = "Europe/Copenhagen"


def robin(session: Session) -> Teammate:
    """The recruiter of the demo."""
    return session.scalars(select(Teammate).where(Teammate.name == "Robin Keller")).one()
