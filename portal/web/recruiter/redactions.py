"""Taking out a comment of a closed round: one teammate asks, another one agrees."""

import re
from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from portal.plumbing.words import gettext as _
from portal.surveys import analytics
from portal.surveys.actions import redactions as actions
from portal.surveys.actions.redactions import Spot
from portal.team.rights import Act
from portal.web.forms import HouseForm, one_line
from portal.web.recruiter.access import me, require
from portal.web.recruiter.feedback import COMMENTS_AT_ONCE
from portal.web.session import db

bp = Blueprint("redactions", __name__, url_prefix="/feedback/rounds/<ref>/comments")
_SPOT = re.compile(r"(\w+):([0-9]{1,6})")


class SpotForm(HouseForm):
    spot = HiddenField(filters=[one_line])

    def found(self) -> Spot:
        """The comment it is about, as the page named it."""
        named = _SPOT.fullmatch(self.spot.data) or abort(404)
        return Spot(named[1], int(named[2]))


@bp.before_request
def who_asks() -> None:
    """All of this is for those who speak to candidates."""
    require(Act.POST)


@bp.post("/doubt")
def ask(ref: str) -> ResponseReturnValue:
    """It should go."""
    return _done(actions.ask, ref, _("Asked. It stands there until somebody else agrees."))


@bp.post("/take-out")
def agree(ref: str) -> ResponseReturnValue:
    """It goes."""
    return _done(actions.agree, ref, _("Taken out. Nobody can read it any more."))


@bp.post("/keep")
def keep(ref: str) -> ResponseReturnValue:
    """It stays."""
    return _done(actions.keep, ref, _("It stays."))


def _done(action: Callable[..., None], ref: str, words: str) -> ResponseReturnValue:
    """Back to the comments, with what became of it in words."""
    touchpoint, _closed = analytics.published_round(db(), ref) or abort(404)
    form = SpotForm()
    spot = form.found()
    if form.validate_on_submit():
        done = form.carry_out(action, me(), ref, spot=spot)
        flash(words if done else " ".join(form.form_errors))
    there = url_for(
        "recruiter.feedback.show",
        touchpoint=touchpoint.value,
        round=ref,
        comments=spot.number // COMMENTS_AT_ONCE + 1,
        _anchor="comments",
    )
    return redirect(there, 303)
