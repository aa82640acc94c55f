"""Deciding not to go on, and telling: two acts, the second one read before it leaves."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired

from portal.hiring.actions import endings, verdicts
from portal.hiring.actions.ledger import zone_of
from portal.hiring.models import Application
from portal.hiring.queries.applications import application_page
from portal.hiring.stages import EndingWay
from portal.plumbing import clock
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, HouseForm, tidy
from portal.web.recruiter.access import actor, me
from portal.web.recruiter.application_forms import DecideForm
from portal.web.recruiter.application_page import page_of
from portal.web.recruiter.found import found
from portal.web.recruiter.notes import Queue, queue_at
from portal.web.recruiter.rehearsal import ending_preview
from portal.web.recruiter.tells import WORDS_AT_MOST, VersionedForm
from portal.web.recruiter.timeline import lines_of, since
from portal.web.session import db
from portal.web.typed import typed

bp = Blueprint("endings", __name__, url_prefix="/applications")
WAYS = {
    EndingWay.NOTE: _l("A note, written for them"),
    EndingWay.MAIL: _l("A mail; a line of your own makes it better"),
}


class EndingForm(VersionedForm):
    way = RadioField(_l("How"), coerce=EndingWay)
    words = TextAreaField(
        _l("Your part"),
        validators=[DataRequired(_l("Write your part.")), AtMost(WORDS_AT_MOST)],
        filters=[tidy],
    )

    def offer_ways(self, application: Application) -> None:
        """Whoever was interviewed gets a note, never a form letter."""
        spoke = application.was_interviewed(clock.now())
        ways = [EndingWay.NOTE] if spoke else list(WAYS)
        self.way.choices = [SelectChoice(way, str(WAYS[way])) for way in ways]
        self.way.data = self.way.data or EndingWay.NOTE


@bp.post("/<ref>/decide")
def decide(ref: str) -> ResponseReturnValue:
    """Not going on: nobody outside is told, nothing outside changes."""
    application, form = found(ref, Act.DECIDE), DecideForm()
    if form.validate_on_submit() and form.carry_out(
        verdicts.decide, application, me(), reason=form.reason.data, seen=form.seen()
    ):
        return _back(application, _("Decided. They don’t know yet: tell them next."))
    return page_of(application, decide=form)


@bp.post("/<ref>/take-back")
def take_back(ref: str) -> ResponseReturnValue:
    """Undo a decision that nobody was told."""
    application, form = found(ref, Act.DECIDE), HouseForm()
    if form.validate_on_submit() and form.carry_out(verdicts.take_back, application, me()):
        return _back(application, _("Taken back. Nobody outside noticed."))
    return page_of(application, pressed=form)


@bp.route("/<ref>/ending", methods=["GET", "POST"])
def write(ref: str) -> ResponseReturnValue:
    """Write one's own part; sent back here from the preview, it stands as it was typed."""
    application = found(ref, Act.TELL)
    form = _form(application)
    if request.method != "POST":
        form.made_from(application)
    return _write(application, form)


@bp.post("/<ref>/ending/preview")
def preview(ref: str) -> ResponseReturnValue:
    """Exactly what they will read, before it leaves."""
    application = found(ref, Act.TELL)
    form = _form(application)
    shown = form.validate_on_submit() and ending_preview(
        form, application, way=form.way.data, words=form.words.data
    )
    if not shown:
        return _write(application, form)
    return render_template(
        "recruiter/endings/preview.html",
        application=application,
        form=form,
        shown=shown,
        queue=queue_at(application),
        leaves_at=endings.leaving(db(), application),
        zone=zone_of(db(), application),
    )


@bp.post("/<ref>/ending/tell")
def tell(ref: str) -> ResponseReturnValue:
    """Let the words leave, once whoever wrote them has had time to think again."""
    application = found(ref, Act.TELL)
    form, queue = _form(application), queue_at(application)
    if form.validate_on_submit() and form.carry_out(
        endings.write,
        application,
        me(),
        way=form.way.data,
        words=form.words.data,
        outcome=application.ends_as(),
        seen=form.seen(),
    ):
        return _back(application, _("Written. Nothing was sent yet: you can still undo it."), queue)
    return _write(application, form)


@bp.post("/<ref>/ending/undo")
def undo(ref: str) -> ResponseReturnValue:
    """Undo what was written and has not left."""
    application, form = found(ref, Act.TELL), HouseForm()
    if form.validate_on_submit() and form.carry_out(endings.take_back, application, me()):
        return _back(application, _("Undone. Nothing was sent, and nobody outside noticed."))
    return page_of(application, pressed=form)


def _form(application: Application) -> EndingForm:
    form = EndingForm()
    form.offer_ways(application)
    form.words.label.text = _("Your part, to %(name)s", name=application.candidate.called)
    return form


def _write(application: Application, form: EndingForm) -> str:
    page = application_page(db(), actor(), application)
    news = since(lines_of(application), form.opened_at()) if form.form_errors else []
    if form.form_errors:
        form.made_from(application)
    return render_template(
        "recruiter/endings/write.html",
        application=application,
        form=form,
        page=page,
        queue=queue_at(application),
        news=news,
        typed=typed(),
    )


def _back(application: Application, words: str, queue: Queue | None = None) -> ResponseReturnValue:
    flash(words)
    if queue is not None:
        return redirect(queue.next_address, 303)
    return redirect(url_for("recruiter.applications.show", ref=application.ref), 303)
