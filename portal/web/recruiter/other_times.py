"""Candidates who can't make it, each with the days that keeping the old time may promise."""

from portal.company.queries import calendar
from portal.hiring.promises import Basis
from portal.hiring.queries.proposals import CantMakeIt, cant_make_it
from portal.hiring.queries.scope import Scope
from portal.web.recruiter.promise_dates import DateChoice, date_choices
from portal.web.session import db


def cant_make_it_rows(_session: object, scope: Scope) -> list[tuple[CantMakeIt, list[DateChoice]]]:
    """Those of that scope, the soonest first."""
    found = cant_make_it(db(), scope)
    days = calendar(db()) if found else None
    return [
        (row, date_choices(row.next_word_by, row.status, _basis(row), calendar=days))
        for row in found
        if days is not None
    ]


def _basis(row: CantMakeIt) -> Basis:
    return Basis(row.today, row.own_days, row.everyone_by, last_step=row.step_on)
