"""Keeping in touch with whoever joins: say hello, write a call down, or say why it needs nobody."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from portal.engagement.actions import touches as actions
from portal.engagement.models import Touch
from portal.engagement.touches import touch_by_ref
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, HouseForm, tidy
from portal.web.recruiter.access import actor, me, require
from portal.web.recruiter.fields import name_fields
from portal.web.recruiter.tells import WORDS_AT_MOST
from portal.web.recruiter.today_address import back_to_today
from portal.web.session import db
from portal.web.typed import typed

bp = Blueprint("touches", __name__, url_prefix="/touches")


class HelloForm(HouseForm):
    words = TextAreaField(
        _l("What they will read"),
        validators=[DataRequired(_l("Write what they will read.")), AtMost(WORDS_AT_MOST)],
        filters=[tidy],
    )


class SpokeForm(HouseForm):
    words = TextAreaField(
        _l("The line they will read"),
        validators=[
            DataRequired(_l("Write a line about it that they will read.")),
            AtMost(WORDS_AT_MOST),
        ],
        filters=[tidy],
    )
    memo = TextAreaField(
        _l("A line for the team only"), validators=[AtMost(WORDS_AT_MOST)], filters=[tidy]
    )


class DismissForm(HouseForm):
    why = TextAreaField(
        _l("Why, for the team only"),
        validators=[DataRequired(_l("Say why, for the team.")), AtMost(actions.WHY_AT_MOST)],
        filters=[tidy],
    )


@bp.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """What it is, and the three ways to settle it."""
    return _page(_found(ref))


@bp.post("/<ref>/hello")
def hello(ref: str) -> ResponseReturnValue:
    """Words of one's own."""
    touch, form = _found(ref), HelloForm()
    if form.validate_on_submit() and form.carry_out(
        actions.say_hello, touch, me(), words=form.words.data
    ):
        return _back(touch, _("Said: it stands on their page, and a mail is on its way."))
    return _page(touch, hello=form)


@bp.post("/<ref>/call")
def call(ref: str) -> ResponseReturnValue:
    """We spoke."""
    touch, form = _found(ref), SpokeForm()
    if form.validate_on_submit() and form.carry_out(
        actions.log_call, touch, me(), words=form.words.data, memo=form.memo.data
    ):
        return _back(touch, _("Kept: the line stands on their page."))
    return _page(touch, call=form)


@bp.post("/<ref>/dismiss")
def dismiss(ref: str) -> ResponseReturnValue:
    """It needs nobody."""
    touch, form = _found(ref), DismissForm()
    if form.validate_on_submit() and form.carry_out(
        actions.dismiss, touch, me(), why=form.why.data
    ):
        return _back(touch, _("Dismissed. Nothing was sent."))
    return _page(touch, dismiss=form)


def _found(ref: str) -> Touch:
    touch = touch_by_ref(db(), actor(), ref) or abort(404)
    require(Act.GREET, touch.application.job_id)
    return touch


def _page(touch: Touch, **given: HouseForm) -> str:
    """The page; a form that was refused stands in it as it was typed."""
    forms: dict[str, HouseForm] = {
        "hello": HelloForm(formdata=None),
        "call": SpokeForm(formdata=None),
        "dismiss": DismissForm(formdata=None),
    } | given
    for key, form in forms.items():
        name_fields(key, form)
    return render_template(
        "recruiter/touches/show.html",
        touch=touch,
        application=touch.application,
        forms=forms,
        typed=typed(),
    )


def _back(touch: Touch, words: str) -> ResponseReturnValue:
    flash(words)
    if request.form.get("from") == "today":
        return back_to_today(request.form)
    return redirect(url_for("recruiter.applications.show", ref=touch.application.ref), 303)
