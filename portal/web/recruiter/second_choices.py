"""Marking a second choice, for the team alone."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.hiring.actions import second_choices as actions
from portal.hiring.models import Application
from portal.plumbing.words import gettext as _
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter.access import me
from portal.web.recruiter.application_page import page_of
from portal.web.recruiter.found import found

bp = Blueprint("second_choices", __name__, url_prefix="/applications")


@bp.post("/<ref>/second-choice")
def mark(ref: str) -> ResponseReturnValue:
    """Whom we would ask if the first one says no."""
    application, form = found(ref, Act.DECIDE), HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.mark, application, me()):
        return _back(application, _("Marked as the second choice. Only the team knows."))
    return page_of(application, pressed=form)


@bp.post("/<ref>/second-choice/off")
def take_off(ref: str) -> ResponseReturnValue:
    """Not any more."""
    application, form = found(ref, Act.DECIDE), HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.take_off, application, me()):
        return _back(application, _("The mark is off."))
    return page_of(application, pressed=form)


def _back(application: Application, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.applications.show", ref=application.ref), 303)
