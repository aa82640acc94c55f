"""What a candidate says of how they were told. All of it may be changed."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired

from portal.hiring.actions import replies as actions
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.standing import queries as standing
from portal.standing.views import ApplicationView, EndingView
from portal.web.candidate.access import visitor
from portal.web.forms import AtMost, HouseForm, tidy
from portal.web.session import db

bp = Blueprint("replies", __name__, url_prefix="/applications")


class HelpfulForm(HouseForm):
    answer = RadioField(
        _l("Was this answer helpful?"),
        choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))],
        validators=[InputRequired(_l("Choose yes or no."))],
    )
    words = TextAreaField(
        _l("In your own words, if you like"),
        validators=[AtMost(actions.WORDS_AT_MOST)],
        filters=[tidy],
    )

    def typed(self) -> str | None:
        """The words, where the form that was sent has room for them."""
        return self.words.data if "words" in request.form else None


class LaterForm(HouseForm):
    is_welcome = BooleanField(_l("You may write to me about later roles"))


@bp.route("/<ref>/helpful", methods=["GET", "POST"])
def helpful(ref: str) -> ResponseReturnValue:
    """Yes or no, and words for whoever likes; it stays open to be changed."""
    application, ending = _ended(ref)
    said = {True: "yes", False: "no", None: None}[ending.is_helpful]
    form = HelpfulForm(answer=said, words=ending.comment)
    if form.validate_on_submit() and form.carry_out(
        actions.say,
        visitor().candidate_id,
        ref,
        is_helpful=form.answer.data == "yes",
        words=form.typed(),
    ):
        flash(_("Thank you. It helps us to tell people better."))
        return redirect(url_for("candidate.replies.helpful", ref=ref), 303)
    return render_template("candidate/replies/helpful.html", application=application, form=form)


@bp.route("/<ref>/later", methods=["GET", "POST"])
def later(ref: str) -> ResponseReturnValue:
    """Whether we may write about later roles."""
    application, ending = _ended(ref)
    form = LaterForm(is_welcome=ending.stay_in_touch)
    if form.validate_on_submit() and form.carry_out(
        actions.stay_in_touch, visitor().candidate_id, ref, is_welcome=form.is_welcome.data
    ):
        flash(_("Saved."))
        return redirect(url_for("candidate.replies.later", ref=ref), 303)
    return render_template("candidate/replies/later.html", application=application, form=form)


def _ended(ref: str) -> tuple[ApplicationView, EndingView]:
    """The application and what was said at its end, for whoever was told one."""
    application = standing.application_view(db(), visitor().candidate_id, ref) or abort(404)
    ending = application.ending if application.outcome else None
    return application, ending or abort(404)
