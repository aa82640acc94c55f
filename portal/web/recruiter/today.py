"""Today: who waits for a word, and a way to give it on the spot."""

from datetime import timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.company.calendar import Calendar
from portal.company.queries import calendar, company, is_set
from portal.hiring.promises import Basis
from portal.hiring.queries.due import Due
from portal.hiring.queries.today import next_due, today
from portal.mail.unreached import unreached
from portal.offers.answers import recent_answers
from portal.plumbing import clock
from portal.web.recruiter import labels
from portal.web.recruiter.access import actor, may
from portal.web.recruiter.promise_dates import DateChoice, date_choices
from portal.web.session import db

bp = Blueprint("today", __name__)
ANSWERS_OF = timedelta(days=7)


@bp.get("/")
def show() -> ResponseReturnValue:
    """The queue: mine, or everyone's as far as I may see it."""
    mine = request.args.get("whose") != "everyone"
    queue, days = today(db(), actor(), mine=mine), calendar(db())
    missed = unreached(db(), actor(), mine=mine)
    is_empty = not (queue.rows or queue.not_introduced or missed)
    return render_template(
        "recruiter/today/show.html",
        queue=queue,
        choices={row.ref: _choices(row, days) for row in queue.rows if row.count == 1},
        answers=recent_answers(db(), actor(), clock.now() - ANSWERS_OF, mine=mine),
        unreached=missed,
        mails=labels.MAILS,
        letters=labels.LETTERS,
        next_due=next_due(db(), actor(), mine=mine) if is_empty else None,
        mine=mine,
        is_nameless=may("set_company") and not is_set(db()),
        now=clock.now(),
        opened=clock.now().isoformat(),
        zone=company(db()).time_zone,
    )


def _choices(row: Due, days: Calendar) -> list[DateChoice]:
    basis = Basis(today=row.today, days=row.stage_days, last_step=row.last_step_on)
    return date_choices(row.next_word_by, row.status, basis, calendar=days)
