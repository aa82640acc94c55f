"""Offers: who was told, who was sent one, who accepted and who joins, and how well we keep in
touch.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.engagement.offered import Group, offered
from portal.hiring.queries.jobs import job_names
from portal.plumbing.words import lazy as _l
from portal.web.recruiter.access import actor
from portal.web.recruiter.paging import page_asked
from portal.web.recruiter.today_address import asked
from portal.web.session import db

bp = Blueprint("offered", __name__, url_prefix="/offers")
GROUPS = {
    Group.VERBAL: _l("told, not in writing yet"),
    Group.SENT: _l("sent, waits for an answer"),
    Group.ACCEPTED: _l("accepted, may be undone"),
    Group.JOINING: _l("joining"),
}


@bp.get("/")
def index() -> ResponseReturnValue:
    """One's own, one job's, or everyone's as far as one may see it."""
    jobs = job_names(db(), actor())
    day = asked(request.args, jobs)
    wanted = next((one for one in Group if one.value == request.args.get("show")), None)
    found = offered(db(), day.scope, group=wanted, page=page_asked())
    return render_template(
        "recruiter/offered/index.html",
        found=found,
        day=day,
        jobs=jobs,
        groups=GROUPS,
        address={**day.parts, "show": found.group.value},
        page=page_asked(),
    )
