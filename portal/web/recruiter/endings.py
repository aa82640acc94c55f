"""Deciding not to go on, and telling: two acts, the second one read before it leaves."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.company.queries import calendar
from portal.hiring import notes
from portal.hiring.actions import calls, endings, reopening, verdicts
from portal.hiring.actions.ledger import own_days, zone_of
from portal.hiring.models import Application
from portal.hiring.promises import Basis, today_for
from portal.hiring.queries import note_facts
from portal.hiring.queries.applications import application_page
from portal.hiring.stages import EndingWay, Status
from portal.offers import ends
from portal.plumbing import clock
from portal.plumbing.words import gettext as _
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter.access import actor, me
from portal.web.recruiter.application_forms import DecideForm
from portal.web.recruiter.application_page import page_of
from portal.web.recruiter.ending_forms import EndingForm, ReopenForm
from portal.web.recruiter.found import found
from portal.web.recruiter.notes import Queue, queue_at
from portal.web.recruiter.promise_dates import date_choices
from portal.web.recruiter.rehearsal import ending_preview
from portal.web.recruiter.timeline import news_for
from portal.web.session import db
from portal.web.typed import typed

bp = Blueprint("endings", __name__, url_prefix="/applications")


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
    if not form.is_submitted():
        form.made_from(application)
    return _write(application, form)


@bp.post("/<ref>/ending/preview")
def preview(ref: str) -> ResponseReturnValue:
    """Exactly what they will read, before it leaves."""
    application = found(ref, Act.TELL)
    form = _form(application)
    shown = form.is_fit_for(application) and ending_preview(form, application)
    if not shown:
        return _write(application, form)
    return render_template(
        "recruiter/endings/preview.html",
        application=application,
        form=form,
        shown=shown,
        queue=queue_at(application),
        is_call=form.way.data is EndingWay.CALL,
        leaves_at=endings.leaving(db(), application),
        zone=zone_of(db(), application),
    )


@bp.post("/<ref>/ending/tell")
def tell(ref: str) -> ResponseReturnValue:
    """Let the words leave, once whoever wrote them has had time to think again; what was said in a
    call is told at once.
    """
    application = found(ref, Act.TELL)
    form, queue = _form(application), queue_at(application)
    if not (form.is_fit_for(application) and _told(application, form)):
        return _write(application, form)
    if form.way.data is EndingWay.CALL:
        return _back(application, _("Told: it stands on their page now."), queue)
    return _back(application, _("Written. Nothing was sent yet: you can still undo it."), queue)


@bp.post("/<ref>/ending/undo")
def undo(ref: str) -> ResponseReturnValue:
    """Undo what was written and has not left."""
    application, form = found(ref, Act.TELL), HouseForm()
    if form.validate_on_submit() and form.carry_out(endings.take_back, application, me()):
        return _back(application, _("Undone. Nothing was sent, and nobody outside noticed."))
    return page_of(application, pressed=form)


@bp.route("/<ref>/reopen", methods=["GET", "POST"])
def reopen(ref: str) -> ResponseReturnValue:
    """Go on after all, with words and a date."""
    application, form = found(ref, Act.TELL), ReopenForm()
    page = application_page(db(), actor(), application)
    form.offer_stages(application, page.stages)
    today = today_for(clock.now(), zone_of(db(), application))
    job, stage = application.job, application.stage
    status = stage.status or Status.IN_REVIEW
    basis = Basis(today, own_days(job, stage, status), job.everyone_by)
    form.offer(date_choices(None, status, basis, calendar=calendar(db())))
    if form.validate_on_submit() and form.carry_out(
        reopening.reopen,
        application,
        me(),
        word=form.word(),
        stage=form.chosen(),
        seen=form.seen(),
    ):
        return _back(application, _("Open again: it stands on their page now."))
    if not form.is_submitted():
        form.made_from(application)
    return render_template(
        "recruiter/endings/reopen.html", application=application, form=form, typed=typed()
    )


def _told(application: Application, form: EndingForm) -> bool:
    outcome = form.becomes.data
    said = {"words": form.words.data, "outcome": outcome or application.ends_as()}
    seen = form.seen()
    if form.way.data is EndingWay.CALL:
        call = ends.tell_by_call if outcome else calls.tell_ending
        return form.carry_out(call, application, me(), memo=form.memo.data, seen=seen, **said)
    because, way = form.mail_because.data, form.way.data
    write = ends.write if outcome else endings.write
    return form.carry_out(
        write, application, me(), way=way, mail_because=because, seen=seen, **said
    )


def _form(application: Application) -> EndingForm:
    form = EndingForm()
    form.made_for(application)
    return form


def _write(application: Application, form: EndingForm) -> str:
    page = application_page(db(), actor(), application)
    news = news_for(application, form)
    if form.form_errors:
        form.made_from(application)
    asked = note_facts.lines_for(db(), application)
    known = {lines.of_id for lines in asked}
    return render_template(
        "recruiter/endings/write.html",
        application=application,
        form=form,
        page=page,
        queue=queue_at(application),
        news=news,
        typed=typed(),
        doubts=[notes.doubt_words(doubt) for doubt in form.doubts],
        asked=asked,
        to_ask=[one for one in note_facts.may_be_asked(db(), application) if one.id not in known],
    )


def _back(application: Application, words: str, queue: Queue | None = None) -> ResponseReturnValue:
    flash(words)
    if queue is not None:
        return redirect(queue.next_address, 303)
    return redirect(url_for("recruiter.applications.show", ref=application.ref), 303)
