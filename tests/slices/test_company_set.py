"""Setting up the company."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.company.actions import add_holidays, set_company
from portal.company.models import Holiday
from portal.company.queries import calendar, company
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal

NEW = {"name": "Contoso", "legal_name": "Contoso AG", "time_zone": "Europe/Zurich"}


def test_the_company_is_set_and_written_down(make, session):
    with transaction(session):
        set_company(session, **NEW, by="ada")

    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "company.set")).one()
    assert company(session).name == "Contoso"
    assert entry.actor == "ada"


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("time_zone", "Moon/Base")])
def test_a_company_without_a_name_or_a_real_zone_is_refused(make, session, field, value):
    with pytest.raises(Refusal), transaction(session):
        set_company(session, **{**NEW, field: value}, by="ada")


def test_holidays_are_days_off_and_kept_once(make, session):
    christmas = date(2026, 12, 25)
    for _twice in range(2):
        with transaction(session):
            add_holidays(session, {christmas: "Christmas Day"})

    assert session.scalars(select(Holiday.day)).all() == [christmas]
    assert not calendar(session).is_business_day(christmas)
