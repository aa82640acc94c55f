"""You said, we did: what the team changed because of a round, for candidates to read."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.surveys import analytics
from portal.surveys.actions import changes as actions
from portal.team.rights import Act
from portal.web.forms import AtMost, HouseForm, one_line
from portal.web.recruiter import labels
from portal.web.recruiter.access import me, require
from portal.web.session import db

bp = Blueprint("changes", __name__, url_prefix="/feedback/rounds")


class ChangeForm(HouseForm):
    words = TextAreaField(
        _l("What you changed"),
        validators=[DataRequired(_l("Write what you changed.")), AtMost(actions.LONGEST)],
        filters=[one_line],
    )


@bp.before_request
def who_says() -> None:
    """All of this is for those who speak to candidates."""
    require(Act.POST)


@bp.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """What is said of that round."""
    return _page(ref, ChangeForm(formdata=None))


@bp.post("/<ref>")
def say(ref: str) -> ResponseReturnValue:
    """One more."""
    form = ChangeForm()
    if form.validate_on_submit() and form.carry_out(actions.say, me(), ref, words=form.words.data):
        return _back(ref, _("Said. Whoever is asked from now on reads it beside the questions."))
    return _page(ref, form)


@bp.post("/<ref>/<change>/take-back")
def take_back(ref: str, change: str) -> ResponseReturnValue:
    """One less."""
    form = HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.take_back, me(), ref, change=change):
        return _back(ref, _("Taken back. Nobody reads it any more."))
    return _page(ref, ChangeForm(formdata=None))


def _page(ref: str, form: ChangeForm) -> str:
    touchpoint, closed = analytics.published_round(db(), ref) or abort(404)
    return render_template(
        "recruiter/changes/show.html",
        form=form,
        closed=closed,
        touchpoint=touchpoint,
        moment=labels.TOUCHPOINTS[touchpoint],
        changes=analytics.changes(db(), ref),
    )


def _back(ref: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.changes.show", ref=ref), 303)
