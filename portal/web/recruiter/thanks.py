"""A cordial word to whoever declined."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from portal.hiring.models import Application
from portal.offers import thanks as actions
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, HouseForm, tidy
from portal.web.recruiter.access import me
from portal.web.recruiter.found import found
from portal.web.recruiter.today_address import back_to_today
from portal.web.session import db

bp = Blueprint("thanks", __name__, url_prefix="/applications")


class ThanksForm(HouseForm):
    words = TextAreaField(
        _l("What they will read"),
        validators=[
            DataRequired(_l("Write what the candidate will read.")),
            AtMost(actions.WORDS_AT_MOST),
        ],
        filters=[tidy],
    )


@bp.route("/<ref>/thanks", methods=["GET", "POST"])
def write(ref: str) -> ResponseReturnValue:
    """What is drafted may be sent as it is, or otherwise."""
    application, form = found(ref, Act.TELL), ThanksForm()
    if form.validate_on_submit() and form.carry_out(
        actions.send, application, me(), words=form.words.data
    ):
        return _back(application, _("Sent: it stands on their page, and a mail is on its way."))
    return _page(application, form)


@bp.post("/<ref>/thanks/dismiss")
def dismiss(ref: str) -> ResponseReturnValue:
    """Nothing is to be written."""
    application, form = found(ref, Act.TELL), HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.dismiss, application, me()):
        return _back(application, _("Put away. Nothing was sent."))
    return _page(application, form)


def _page(application: Application, form: HouseForm) -> str:
    decision = actions.due(db(), application)
    shown = form if isinstance(form, ThanksForm) else ThanksForm(formdata=None)
    if decision is not None and not form.is_submitted():
        shown.words.data = actions.draft_for(db(), application, decision)
    return render_template(
        "recruiter/thanks/write.html",
        application=application,
        form=shown,
        refusal=form,
        decision=decision,
    )


def _back(application: Application, words: str) -> ResponseReturnValue:
    flash(words)
    if request.form.get("from") == "today":
        return back_to_today(request.form)
    return redirect(url_for("recruiter.applications.show", ref=application.ref), 303)
