"""Who answers for an application: give it to another teammate."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.hiring.actions import owners as actions
from portal.plumbing.words import gettext as _
from portal.team.rights import Act
from portal.web.recruiter import application_forms as forms
from portal.web.recruiter.access import me
from portal.web.recruiter.application_page import page_of
from portal.web.recruiter.found import found

bp = Blueprint("owners", __name__, url_prefix="/applications")


@bp.post("/<ref>/owner")
def change(ref: str) -> ResponseReturnValue:
    """Another owner; the candidate reads their name."""
    application = found(ref, Act.TELL)
    form = forms.owner_form(application)
    if form.validate_on_submit() and form.carry_out(
        actions.own, application, me(), owner=form.chosen(), seen=form.seen()
    ):
        flash(_("%(name)s answers for it now.", name=form.chosen().name))
        return redirect(url_for("recruiter.applications.show", ref=ref), 303)
    return page_of(application, owner=form)
