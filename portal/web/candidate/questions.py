"""Questions: asked at any time, with the day by which an answer comes."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from portal.engagement.actions import questions as actions
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.standing import queries as standing
from portal.standing.questions import questions
from portal.web.candidate.access import visitor
from portal.web.forms import AtMost, HouseForm, tidy
from portal.web.session import db

bp = Blueprint("questions", __name__, url_prefix="/applications")


class AskForm(HouseForm):
    words = TextAreaField(
        _l("Your question"),
        validators=[InputRequired(_l("Write your question.")), AtMost(actions.WORDS_AT_MOST)],
        filters=[tidy],
    )


@bp.route("/<ref>/questions", methods=["GET", "POST"])
def ask(ref: str) -> ResponseReturnValue:
    """All that was asked and answered, and room for the next question."""
    whose, form = visitor().candidate_id, AskForm()
    application = standing.application_view(db(), whose, ref) or abort(404)
    if form.validate_on_submit() and form.carry_out(actions.ask, whose, ref, words=form.words.data):
        flash(_("Your question is with us."))
        return redirect(url_for("candidate.questions.ask", ref=ref), 303)
    return render_template(
        "candidate/questions/ask.html",
        application=application,
        questions=questions(db(), whose, ref),
        form=form,
    )
