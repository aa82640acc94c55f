"""What is ahead: into the calendar, or done."""

from flask import Blueprint, Response, abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.company.queries import company
from portal.hiring.actions import steps as actions
from portal.standing import steps as standing
from portal.standing.calendar import calendar_file
from portal.web.candidate.access import visitor
from portal.web.forms import HouseForm
from portal.web.session import db
from portal.web.shell import page

bp = Blueprint("steps", __name__, url_prefix="/steps")


@bp.get("/<ref>/calendar.ics")
def calendar(ref: str) -> ResponseReturnValue:
    """The step as a calendar file."""
    step, application_ref = standing.step_view(db(), visitor().candidate_id, ref) or abort(404)
    config = current_app.extensions["config"]
    body = calendar_file(
        step, company(db()).name, f"{config.base_url}/me/applications/{application_ref}"
    )
    answer = Response(body, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="interview.ics"'
    return answer


@bp.post("/<ref>/done")
def done(ref: str) -> ResponseReturnValue:
    """The candidate did it."""
    _step, application_ref = standing.step_view(db(), visitor().candidate_id, ref) or abort(404)
    form = HouseForm()
    if form.carry_out(actions.mark_done, visitor().candidate_id, ref):
        return redirect(url_for("candidate.status.show", ref=application_ref), 303)
    return page(409, " ".join(form.form_errors))
