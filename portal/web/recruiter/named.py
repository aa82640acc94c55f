"""What candidates said with their name: we got back to them."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.plumbing.words import gettext as _
from portal.surveys.actions.getting_back import got_back
from portal.surveys.named import response_of
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter.access import me
from portal.web.recruiter.application_page import page_of
from portal.web.recruiter.found import found
from portal.web.recruiter.today_address import back_to_today
from portal.web.session import db

bp = Blueprint("named", __name__, url_prefix="/applications")


@bp.post("/<ref>/named/<response_ref>/done")
def done(ref: str, response_ref: str) -> ResponseReturnValue:
    """It waits no more."""
    application, form = found(ref, Act.TELL), HouseForm()
    response = response_of(db(), application, response_ref) or abort(404)
    if not (form.validate_on_submit() and form.carry_out(got_back, response, me())):
        return page_of(application, pressed=form)
    flash(_("Done. Nothing was sent."))
    if request.form.get("from") == "today":
        return back_to_today(request.form)
    return redirect(url_for("recruiter.applications.show", ref=application.ref), 303)
