"""Setting up the company."""

from datetime import date
from functools import cache
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company.models import Company, Holiday
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _


def set_company(
    session: Session, *, name: str, legal_name: str, time_zone: str, by: str
) -> Company:
    """Say who we are; `time_zone` is an IANA name. `by` is the actor of the trail. Raises
    Refusal.
    """
    if not name:
        raise Refusal(_("A company needs a name."))
    check_zone(time_zone)
    company = session.get(Company, 1) or Company(id=1)
    company.name, company.legal_name, company.time_zone = name, legal_name, time_zone
    session.add(company)
    session.flush()
    session.info.pop("company", None)  # what this transaction knew of it before
    trail.record(session, by, "company.set", subject="company")
    return company


def add_holidays(session: Session, days: dict[date, str]) -> None:
    """Days off from now on, by date with their names; those already known stay as they are."""
    for day, name in days.items():
        if session.get(Holiday, day) is None:
            session.add(Holiday(day=day, name=name))
    session.flush()


def check_zone(name: str) -> None:
    """Raise Refusal for what isn't an IANA time zone."""
    if name not in _zones():
        raise Refusal(_("We don’t know that time zone."))


@cache
def _zones() -> frozenset[str]:
    """A system's folder of zones holds more: those under `right/` count leap seconds, so that a
    day would end 27 seconds late, and `localtime` is whatever this machine is set to.
    """
    return frozenset(available_timezones()) - {"localtime", "Factory"}
