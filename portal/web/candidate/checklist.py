"""What is theirs to get ready before the first day: ticked off, or not yet after all."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.engagement.actions import ticking as actions
from portal.standing.checklist import application_of_item
from portal.web.candidate.access import visitor
from portal.web.forms import SeenForm
from portal.web.session import db
from portal.web.shell import page

bp = Blueprint("checklist", __name__, url_prefix="/checklist")


@bp.post("/<ref>/done")
def done(ref: str) -> ResponseReturnValue:
    """They did it."""
    return _tick(ref, is_done=True)


@bp.post("/<ref>/not-done")
def not_done(ref: str) -> ResponseReturnValue:
    """Not yet, after all."""
    return _tick(ref, is_done=False)


def _tick(ref: str, *, is_done: bool) -> ResponseReturnValue:
    form, whose = SeenForm(), visitor().candidate_id
    if form.carry_out(actions.tick, whose, ref, is_done=is_done, seen=form.seen()):
        its = application_of_item(db(), whose, ref)
        return redirect(url_for("candidate.status.show", ref=its, _anchor="checklist"), 303)
    return page(409, " ".join(form.form_errors))
