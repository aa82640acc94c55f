"""Questions of candidates: answered, or said to need no answer."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired

from portal.engagement.actions import questions as actions
from portal.engagement.models import Question
from portal.engagement.questions import question_of
from portal.hiring.models import Application
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, HouseForm, number_in, tidy
from portal.web.recruiter.access import me
from portal.web.recruiter.application_page import page_of
from portal.web.recruiter.found import found
from portal.web.recruiter.today_address import back_to_today
from portal.web.session import db

bp = Blueprint("questions", __name__, url_prefix="/applications")


class AnswerForm(HouseForm):
    words = TextAreaField(
        _l("Your answer"),
        validators=[InputRequired(_l("Write an answer.")), AtMost(actions.ANSWER_AT_MOST)],
        filters=[tidy],
    )
    seen = HiddenField()
    """How many answers there were when the page was opened."""
    about = ""
    """The ref of the question that this form answers."""

    def answers_seen(self) -> int | None:
        """The same as a number; None where it was tampered with."""
        return number_in(self.seen)


@bp.post("/<ref>/questions/<question_ref>/answer")
def answer(ref: str, question_ref: str) -> ResponseReturnValue:
    """Words that the candidate reads as they are."""
    application, question = _found(ref, question_ref)
    form = AnswerForm()
    form.about = question.ref
    if form.validate_on_submit() and form.carry_out(
        actions.answer, question, me(), words=form.words.data, seen=form.answers_seen()
    ):
        return _back(application, _("Answered: it stands on their page, and a mail is on its way."))
    return page_of(application, answer=form)


@bp.post("/<ref>/questions/<question_ref>/settle")
def settle(ref: str, question_ref: str) -> ResponseReturnValue:
    """It needs no answer."""
    application, question = _found(ref, question_ref)
    form = HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.settle, question, me()):
        return _back(application, _("Done. Nothing was sent."))
    return page_of(application, pressed=form)


def _found(ref: str, question_ref: str) -> tuple[Application, Question]:
    application = found(ref, Act.TELL)
    return application, question_of(db(), application, question_ref) or abort(404)


def _back(application: Application, words: str) -> ResponseReturnValue:
    flash(words)
    if request.form.get("from") == "today":
        return back_to_today(request.form)
    return redirect(url_for("recruiter.applications.show", ref=application.ref), 303)
