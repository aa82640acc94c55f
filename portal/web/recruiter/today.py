"""Today: who waits for a word, and a way to give it on the spot."""

from functools import cache, partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.company.queries import calendar, company
from portal.hiring.patience import READY
from portal.hiring.promises import Basis
from portal.hiring.queries.due import Due
from portal.hiring.queries.jobs import job_names
from portal.hiring.queries.today import next_due, today
from portal.mail.beginning import beginning
from portal.plumbing import clock
from portal.team.covers import covered_by
from portal.web.recruiter import labels
from portal.web.recruiter.access import actor, may, me
from portal.web.recruiter.promise_dates import DateChoice, date_choices
from portal.web.recruiter.today_address import asked
from portal.web.recruiter.today_parts import AFTER, BEFORE, filled
from portal.web.session import db

bp = Blueprint("today", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """The queue: mine, one job's, or everyone's as far as I may see it."""
    jobs = job_names(db(), actor())
    day = asked(request.args, jobs)
    queue = today(db(), day.scope)
    before, after = filled(BEFORE, day.scope), filled(AFTER, day.scope)
    is_empty = not queue.rows and not any(part.waits for part in [*before, *after])
    return render_template(
        "recruiter/today/show.html",
        day=day,
        jobs=jobs,
        queue=queue,
        choices=_choices(queue.rows),
        ready=READY,
        before=before,
        after=after,
        mails=labels.MAILS,
        letters=labels.LETTERS,
        dropped=labels.DROPPED,
        next_due=next_due(db(), day.scope) if is_empty else None,
        is_empty=is_empty,
        covered=covered_by(db(), me().id) if actor().covers else [],
        open_lines=beginning(db()).open_lines if may("add") else 0,
        now=clock.now(),
        opened=clock.now().isoformat(),
        zone=company(db()).time_zone,
    )


def _choices(rows: list[Due]) -> dict[str, list[DateChoice]]:
    """The days that each row's own form offers: worked out once for all that are alike."""
    offered = cache(partial(date_choices, calendar=calendar(db())))
    return {
        row.ref: offered(row.next_word_by, row.status, _basis(row))
        for row in rows
        if row.count == 1
    }


def _basis(row: Due) -> Basis:
    return Basis(row.today, row.own_days, row.everyone_by, last_step=row.last_step_on)
