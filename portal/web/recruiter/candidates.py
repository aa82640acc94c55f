"""The list of candidates, searched and filtered; one more by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.company.queries import company
from portal.hiring.actions.arrivals import bring_in
from portal.hiring.models import Application
from portal.hiring.promises import today_for
from portal.hiring.queries.jobs import JobName, job_names, open_jobs
from portal.hiring.queries.search import Filters, Show, candidates
from portal.hiring.stages import Status
from portal.integrations import export as exports
from portal.plumbing import clock
from portal.plumbing.text import one_line
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.models import Teammate
from portal.team.queries import everybody
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter import labels
from portal.web.recruiter.access import actor, me, require
from portal.web.recruiter.arrival_form import ArrivalForm
from portal.web.recruiter.downloads import download
from portal.web.recruiter.paging import page_asked
from portal.web.session import db

bp = Blueprint("candidates", __name__, url_prefix="/candidates")
NOBODY = "nobody"
FILTERS = ("q", "show", "status", "job", "owner", "due")
WORDS_AT_MOST = 100
SHOWN = {
    Show.ALL: _l("open and closed"),
    Show.OPEN: _l("open"),
    Show.LATE: _l("late"),
    Show.NOT_INTRODUCED: _l("not introduced"),
    Show.DECIDED: _l("decided, not told"),
    Show.CLOSED: _l("closed"),
}


@bp.get("/")
def index() -> ResponseReturnValue:
    """Those the filters let through, fifty a page."""
    return _list(HouseForm())


@bp.post("/export")
def export() -> ResponseReturnValue:
    """All of those, on every page of the list, as a file; noted on the trail first."""
    require(Act.EXPORT)
    form, filters = HouseForm(), filters_asked()
    if form.validate_on_submit() and form.carry_out(exports.note, me()):
        file = exports.candidates(db(), actor(), filters)
        return download(file, "text/csv; charset=utf-8", "candidates.csv")
    return _list(form)


def filters_asked() -> Filters:
    """The filters that this address asks for."""
    return _chosen(job_names(db(), actor()), everybody(db()))


def _list(form: HouseForm) -> ResponseReturnValue:
    jobs, people = job_names(db(), actor()), everybody(db())
    filters, asked = _chosen(jobs, people), filters_in_address()
    found = candidates(db(), actor(), filters, page=page_asked())
    return render_template(
        "recruiter/candidates/index.html",
        found=found,
        filters=filters,
        asked=asked,
        jobs=jobs,
        people=people,
        statuses=labels.STATUSES,
        shown=SHOWN,
        nobody=NOBODY,
        form=form,
    )


@bp.route("/add", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """One by hand, introduced at once for whoever wants that."""
    require(Act.ADD)
    jobs = open_jobs(db(), actor())
    form = ArrivalForm()
    form.offer_choices(jobs, company(db()).time_zone)
    kept: list[Application] = []
    if form.validate_on_submit() and form.carry_out(
        lambda session: kept.append(
            bring_in(session, form.arrival(jobs), me(), introduce=form.introduce.data)
        )
    ):
        flash(_("Added."))
        return redirect(url_for("recruiter.applications.show", ref=kept[0].ref), 303)
    if not form.is_submitted():
        form.applied_on.data = today_for(clock.now(), company(db()).time_zone)
    return render_template("recruiter/candidates/add.html", form=form, jobs=jobs)


def filters_in_address() -> dict[str, Any]:
    """The filters as they stand in this address; no other name goes on into one of ours."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def _chosen(jobs: list[JobName], people: Sequence[Teammate]) -> Filters:
    """What the address asks for; what can't be read asks for nothing."""
    asked = filters_in_address()
    return Filters(
        words=one_line(asked.get("q", ""))[:WORDS_AT_MOST],
        show=_show(asked.get("show", "")),
        status=_status(asked.get("status", "")),
        job=next((job.id for job in jobs if job.ref == asked.get("job")), None),
        owner=_owner(asked.get("owner", ""), people),
        due=_day(asked.get("due", "")),
    )


def _show(typed: str) -> Show:
    return Show(typed) if typed in set(Show) else Show.ALL


def _status(typed: str) -> Status | None:
    return Status(typed) if typed in set(Status) else None


def _owner(typed: str, people: Sequence[Teammate]) -> int | None:
    if typed == NOBODY:
        return 0
    return next((one.id for one in people if one.ref == typed), None)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
