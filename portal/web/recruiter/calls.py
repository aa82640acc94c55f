"""Calls to a candidate: we spoke, or did not reach them."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.hiring.actions import calls
from portal.hiring.models import Application
from portal.hiring.queries.applications import application_page
from portal.plumbing.words import gettext as _
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter.access import actor, me
from portal.web.recruiter.application_forms import call_form
from portal.web.recruiter.application_page import page_of
from portal.web.recruiter.found import found
from portal.web.session import db

bp = Blueprint("calls", __name__, url_prefix="/applications")


@bp.post("/<ref>/calls")
def log(ref: str) -> ResponseReturnValue:
    """We spoke: a line they read, and perhaps a new date."""
    application = found(ref, Act.TELL)
    form = call_form(application, application_page(db(), actor(), application))
    if form.validate_on_submit() and form.carry_out(
        calls.log, application, me(), spoken=form.spoken(), seen=form.seen()
    ):
        return _back(application, _("Kept: the line stands on their page."))
    return page_of(application, call=form)


@bp.post("/<ref>/calls/missed")
def missed(ref: str) -> ResponseReturnValue:
    """We called, and nobody was reached."""
    application, form = found(ref, Act.TELL), HouseForm()
    if form.validate_on_submit() and form.carry_out(calls.missed, application, me()):
        return _back(application, _("Noted. It does not count as contact."))
    return page_of(application, pressed=form)


def _back(application: Application, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.applications.show", ref=application.ref), 303)
