"""Where an application stands."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.standing import queries as standing
from portal.web.candidate.access import visitor
from portal.web.session import db

bp = Blueprint("status", __name__)


@bp.get("/")
def home() -> ResponseReturnValue:
    """All applications of this candidate; straight to the page of one where there is only one."""
    cards = standing.cards(db(), visitor().candidate_id)
    if len(cards) == 1:
        return redirect(url_for("candidate.status.show", ref=cards[0].ref), 303)
    return render_template("candidate/status/home.html", cards=cards)


@bp.get("/applications/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """One application: status, promise, what is ahead, what was said."""
    application = standing.application_view(
        db(), visitor().candidate_id, ref, has_code=visitor().has_code
    ) or abort(404)
    return render_template("candidate/status/show.html", application=application)
