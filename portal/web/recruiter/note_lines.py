"""Two lines from somebody on the job, which help to write the note."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired

from portal.hiring.actions import note_lines
from portal.hiring.queries import note_facts
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, HouseForm, tidy
from portal.web.recruiter.access import me
from portal.web.recruiter.application_page import page_of
from portal.web.recruiter.found import found
from portal.web.session import db
from portal.web.typed import typed

bp = Blueprint("note_lines", __name__, url_prefix="/applications")
LINES_AT_MOST = 1000


class AskForm(HouseForm):
    whom = SelectField(_l("Whom to ask"))


class LinesForm(HouseForm):
    words = TextAreaField(
        _l("Your two lines"),
        validators=[DataRequired(_l("Write something first.")), AtMost(LINES_AT_MOST)],
        filters=[tidy],
    )


@bp.post("/<ref>/lines/ask")
def ask(ref: str) -> ResponseReturnValue:
    """Ask somebody on the job, by mail."""
    application, form = found(ref, Act.TELL), AskForm()
    team = {one.ref: one for one in note_facts.may_be_asked(db(), application)}
    form.whom.choices = [SelectChoice(key, one.name) for key, one in team.items()]
    if form.validate_on_submit():
        of = team[form.whom.data]
        if form.carry_out(note_lines.ask, application, me(), of=of):
            flash(_("Asked. What %(name)s says will stand beside your note.", name=of.name))
            return redirect(url_for("recruiter.endings.write", ref=application.ref), 303)
    return page_of(application, pressed=form)


@bp.route("/<ref>/lines", methods=["GET", "POST"])
def give(ref: str) -> ResponseReturnValue:
    """Answer, once; only whoever was asked finds the page."""
    application, form = found(ref, Act.MEMO), LinesForm()
    lines = note_facts.lines_asked_of(db(), application, me()) or abort(404)
    if form.validate_on_submit() and form.carry_out(
        note_lines.give, application, me(), words=form.words.data
    ):
        flash(_("Thank you: it stands beside the note now."))
        return redirect(url_for("recruiter.applications.show", ref=application.ref), 303)
    return render_template(
        "recruiter/note_lines/give.html",
        application=application,
        form=form,
        lines=lines,
        typed=typed(),
    )
