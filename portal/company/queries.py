"""What the team set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.company.calendar import Calendar
from portal.company.models import Company, Department, Holiday
from portal.plumbing.plain import rows
from portal.plumbing.words import ENGLISH

Known = TypeVar("Known")


@dataclass(frozen=True)
class CompanyFacts:
    """What every page and letter says of the company; before anybody set it up, a plain name."""

    name: str = "Candor"
    legal_name: str = ""
    time_zone: str = "UTC"
    weekend: str = "56"
    accent: str = "#2b5fd9"
    retention_months: int = 6
    privacy_contact: str = ""
    locale: str = ENGLISH
    two_for_news: bool = False


_FACTS = select(
    Company.name,
    Company.legal_name,
    Company.time_zone,
    Company.weekend,
    Company.accent,
    Company.retention_months,
    Company.privacy_contact,
    Company.locale,
    Company.two_for_news,
)
_HOLIDAYS = select(Holiday.day)
_NAMED = select(Holiday.day, Holiday.name).order_by(Holiday.day)
_DEPARTMENTS = select(Department).order_by(Department.name)
_LARGEST_ID = 2**31 - 1
_DEPARTMENT = select(Department).where(Department.id == bindparam("id"))


def company(session: Session) -> CompanyFacts:
    """The company as it stands, read once in each transaction."""
    return _once(session, "company", _company)


def calendar(session: Session) -> Calendar:
    """The days that count, by the company's weekend and holidays, read once in each transaction."""
    return _once(session, "calendar", _calendar)


def forget(session: Session) -> None:
    """Read both anew: this transaction has changed them."""
    session.info.pop("company", None)
    session.info.pop("calendar", None)


def holidays(session: Session) -> dict[date, str]:
    """The days off with their names, in order."""
    return dict(iter(session.execute(_NAMED)))


def departments(session: Session) -> Sequence[Department]:
    """What parts the company has, by name."""
    return session.scalars(_DEPARTMENTS).all()


def department(session: Session, number: int) -> Department | None:
    """The department of that id; no number that stands in an address is too large to ask for."""
    return session.scalar(_DEPARTMENT, {"id": number}) if number <= _LARGEST_ID else None


def _once(session: Session, name: str, read: Callable[[Session], Known]) -> Known:
    read_in, known = session.info.get(name, (None, None))
    if known is None or read_in is not session.get_transaction():
        known = read(session)
        session.info[name] = (session.get_transaction(), known)
    return cast(Known, known)


def _company(session: Session) -> CompanyFacts:
    row = rows(session, _FACTS, {}).one_or_none()
    return CompanyFacts(*row) if row else CompanyFacts()


def _calendar(session: Session) -> Calendar:
    weekend = frozenset(int(digit) for digit in company(session).weekend)
    return Calendar(weekend, frozenset(session.scalars(_HOLIDAYS)))
