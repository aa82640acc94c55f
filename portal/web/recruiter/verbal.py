"""Writing down that somebody has the job by word of mouth: by ourselves, or as they told us."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, StringField
from wtforms.validators import DataRequired, InputRequired

from portal.engagement.actions import assurances
from portal.engagement.models import Question
from portal.engagement.questions import question_of
from portal.hiring.actions.ledger import zone_of
from portal.hiring.models import Application
from portal.hiring.promises import today_for
from portal.offers import verbal
from portal.plumbing import clock
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, one_line
from portal.web.recruiter.access import me
from portal.web.recruiter.found import found
from portal.web.recruiter.tells import VersionedForm
from portal.web.recruiter.timeline import news_for
from portal.web.session import db

bp = Blueprint("verbal", __name__, url_prefix="/applications")


class SaidForm(VersionedForm):
    said_by = StringField(
        _l("Who said it, as they know them"),
        validators=[DataRequired(_l("Write who said it.")), AtMost(verbal.NAME_AT_MOST)],
        filters=[one_line],
    )
    said_on = DateField(_l("On which day"), validators=[InputRequired(_l("Say on which day."))])

    def said(self) -> verbal.Said:
        """Who and when. Only after validation."""
        return verbal.Said(self.said_by.data, self.said_on.data)


@bp.route("/<ref>/verbal", methods=["GET", "POST"])
def say(ref: str) -> ResponseReturnValue:
    """Somebody of ours said "you have the job"."""
    application, form = found(ref, Act.TELL), SaidForm()
    if form.validate_on_submit() and form.carry_out(
        verbal.say, application, me(), said=form.said(), seen=form.seen()
    ):
        return _told(application)
    if not form.is_submitted():
        form.said_by.data = me().name
        form.said_on.data = today_for(clock.now(), zone_of(db(), application))
    return _page(application, form)


@bp.route("/<ref>/questions/<question_ref>/confirm", methods=["GET", "POST"])
def confirm(ref: str, question_ref: str) -> ResponseReturnValue:
    """It is so, as they wrote: who and when may be put right first."""
    application = found(ref, Act.TELL)
    question = question_of(db(), application, question_ref) or abort(404)
    if question.said_on is None:
        abort(404)
    form = SaidForm()
    if form.validate_on_submit() and form.carry_out(
        assurances.confirm, question, me(), said=form.said(), seen=form.seen()
    ):
        return _told(application)
    if not form.is_submitted():
        form.said_by.data, form.said_on.data = question.said_by, question.said_on
    return _page(application, form, question=question)


def _page(application: Application, form: SaidForm, *, question: Question | None = None) -> str:
    news = news_for(application, form)
    if form.form_errors or not form.is_submitted():
        form.made_from(application)
    return render_template(
        "recruiter/verbal/say.html",
        application=application,
        form=form,
        news=news,
        question=question,
    )


def _told(application: Application) -> ResponseReturnValue:
    flash(_("Written down: they read it, and by when the written offer follows."))
    return redirect(url_for("recruiter.applications.show", ref=application.ref), 303)
