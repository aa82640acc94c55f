"""What the team set."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.company.calendar import Calendar
from portal.company.models import Company, Holiday

_HOLIDAYS = select(Holiday.day)


def company(session: Session) -> Company:
    """The company, read once a session; before anybody set it up, one with a plain name."""
    known: Company | None = session.info.get("company")
    if known is None or known not in session:
        known = session.get(Company, 1) or _nobody_yet()
        session.info["company"] = known
    return known


def calendar(session: Session) -> Calendar:
    """The days that count, by the company's weekend and holidays."""
    weekend = frozenset(int(digit) for digit in company(session).weekend)
    return Calendar(weekend, frozenset(session.scalars(_HOLIDAYS)))


def _nobody_yet() -> Company:
    return Company(
        id=1,
        name="Candor",
        legal_name="",
        time_zone="UTC",
        weekend="56",
        accent="#2b5fd9",
        retention_months=6,
        privacy_contact="",
    )
