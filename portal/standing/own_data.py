"""What we hold of one candidate, as they may see it."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.models import Candidate
from portal.hiring.models.people import Extras

_CANDIDATE = select(Candidate).where(Candidate.id == bindparam("candidate"))


@dataclass(frozen=True)
class OwnData:
    """What a candidate gave, and what they chose. Telephone and full address stay away from a
    page that a forwarded link opens.
    """

    full_name: str
    email: str
    has_phone: bool
    time_zone: str
    house_zone: str
    locale: str
    extras: Extras
    retention_months: int


def own_data(session: Session, candidate_id: int) -> OwnData | None:
    """What we hold of this candidate; `email` is masked by whoever shows it."""
    candidate = session.scalar(_CANDIDATE, {"candidate": candidate_id})
    if candidate is None:
        return None
    house = company(session)
    return OwnData(
        full_name=candidate.full_name,
        email=candidate.email or "",
        has_phone=bool(candidate.phone),
        time_zone=candidate.time_zone or "",
        house_zone=house.time_zone,
        locale=candidate.locale,
        extras=candidate.extras,
        retention_months=house.retention_months,
    )
