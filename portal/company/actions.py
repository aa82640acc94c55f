"""Setting up the company."""

from dataclasses import asdict
from datetime import date
from functools import cache
from zoneinfo import available_timezones

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company import colours
from portal.company.models import Company, Holiday
from portal.company.queries import CompanyFacts, forget, holidays
from portal.plumbing.addresses import address
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import languages

WEEK = "0123456"
MONTHS_AT_MOST = 60
HOLIDAYS_AT_MOST = 200


def set_up(session: Session, facts: CompanyFacts, days: dict[date, str], *, by: str) -> None:
    """Who we are and which days are off, both or neither. Raises Refusal as each does."""
    set_company(session, facts, by=by)
    if days != holidays(session):
        set_holidays(session, days, by=by)


def set_company(session: Session, facts: CompanyFacts, *, by: str) -> Company:
    """Say who we are; `by` is the actor of the trail.

    Raises Refusal for a company without a name or a working day, for a time zone, an address or a
    time to keep data that is none, and for an accent that white words can't be read on.
    """
    _check(facts)
    company = session.get(Company, 1) or Company(id=1)
    for name, value in asdict(facts).items():
        setattr(company, name, value)
    session.add(company)
    session.flush()
    forget(session)
    trail.record(session, by, "company.set", subject="company")
    return company


def set_holidays(session: Session, days: dict[date, str], *, by: str) -> None:
    """These are the days off now, by date with their names. A date that somebody was promised
    stays as it is. Raises Refusal for too many.
    """
    if len(days) > HOLIDAYS_AT_MOST:
        raise Refusal(_("At most %(most)d days off fit here.", most=HOLIDAYS_AT_MOST))
    session.execute(delete(Holiday))
    if days:
        rows = [{"day": day, "name": name} for day, name in days.items()]
        session.execute(insert(Holiday), rows)
    forget(session)
    trail.record(session, by, "company.holidays_set", subject="company")


def check_zone(name: str) -> None:
    """Raise Refusal for what isn't an IANA time zone."""
    if name not in _zones():
        raise Refusal(_("We don’t know that time zone."))


def check_language(code: str) -> None:
    """Raise Refusal for a language that we have no words in."""
    if code not in languages():
        raise Refusal(_("We don’t speak that language yet."))


def _check(facts: CompanyFacts) -> None:
    if not facts.name:
        raise Refusal(_("A company needs a name."))
    check_zone(facts.time_zone)
    check_language(facts.locale)
    if not set(facts.weekend) < set(WEEK):
        raise Refusal(_("Somebody has to work on one day of the week at least."))
    if not 1 <= facts.retention_months <= MONTHS_AT_MOST:
        raise Refusal(_("Keep data for 1 to %(most)d months.", most=MONTHS_AT_MOST))
    if facts.privacy_contact:
        address(facts.privacy_contact)
    _check_accent(facts.accent)


def _check_accent(accent: str) -> None:
    if not colours.is_colour(accent):
        raise Refusal(_("Write the colour as # and six digits or letters, as in #2b5fd9."))
    if colours.contrast(accent, colours.WHITE) < colours.LEAST:
        raise Refusal(_("White words on that colour are hard to read: choose a darker one."))


@cache
def _zones() -> frozenset[str]:
    """A system's folder of zones holds more: those under `right/` count leap seconds, so that a
    day would end 27 seconds late, and `localtime` is whatever this machine is set to.
    """
    return frozenset(available_timezones()) - {"localtime", "Factory"}
