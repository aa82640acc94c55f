"""One application: give an update, ask for longer, move it, introduce it, keep memos."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.hiring.actions import applications as actions
from portal.hiring.actions import stages, updates
from portal.hiring.models import Application
from portal.hiring.queries.applications import application_page
from portal.links.actions import turn_links_off
from portal.links.sending import send_again
from portal.plumbing.words import gettext as _
from portal.plumbing.words import spoken
from portal.standing.queries import application_view
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter import application_forms as forms
from portal.web.recruiter import labels
from portal.web.recruiter.access import actor, me
from portal.web.recruiter.application_page import page_of
from portal.web.recruiter.found import found
from portal.web.recruiter.today_address import back_to_today
from portal.web.session import db

bp = Blueprint("applications", __name__, url_prefix="/applications")
labels.hang_on(bp)


@bp.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """All the team knows of it, and what may be done."""
    return page_of(found(ref, Act.SEE))


@bp.post("/<ref>/update")
def update(ref: str) -> ResponseReturnValue:
    """Words, a date, and perhaps another stage."""
    application = found(ref, Act.TELL)
    page = application_page(db(), actor(), application)
    form = forms.update_form(application, page)
    stage = form.chosen_stage(application, page.stages)
    if form.validate_on_submit() and form.carry_out(
        updates.give_and_move,
        application,
        me(),
        word=form.word(application, page.told, stage),
        stage=stage,
        seen=form.seen(),
    ):
        return _back(application, _("Sent: it stands on their page now."))
    return page_of(application, tell=form)


@bp.post("/<ref>/longer")
def longer(ref: str) -> ResponseReturnValue:
    """We need longer: until when, and why."""
    application = found(ref, Act.TELL)
    page = application_page(db(), actor(), application)
    form = forms.longer_form(application, page)
    if form.validate_on_submit() and form.carry_out(
        updates.give,
        application,
        me(),
        word=form.word(application, page.told),
        seen=form.seen(),
        as_extended=True,
    ):
        return _back(application, _("They know that we need longer, and until when."))
    return page_of(application, longer=form)


@bp.post("/<ref>/move")
def move(ref: str) -> ResponseReturnValue:
    """Another stage, without a word to anybody outside."""
    application = found(ref, Act.TELL)
    form = forms.move_form(application, application_page(db(), actor(), application))
    if form.validate_on_submit() and form.carry_out(
        stages.move, application, me(), stage=form.chosen(), seen=form.seen()
    ):
        return _back(application, _("Moved. Nothing was sent."))
    return page_of(application, move=form)


@bp.post("/<ref>/introduce")
def introduce(ref: str) -> ResponseReturnValue:
    """The first mail with their link; from then on the date is a promise."""
    application, form = found(ref, Act.TELL), HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.introduce, application, me()):
        return _back(application, _("Introduced: the mail with their link is on its way."))
    return page_of(application, pressed=form)


@bp.post("/<ref>/memos")
def add_memo(ref: str) -> ResponseReturnValue:
    """Something for the team only."""
    application, form = found(ref, Act.MEMO), forms.MemoForm()
    if form.validate_on_submit() and form.carry_out(
        actions.add_memo, application, me(), words=form.words.data
    ):
        return _back(application, _("Kept. Only the team reads it."))
    return page_of(application, memo=form)


@bp.post("/<ref>/link")
def send_link(ref: str) -> ResponseReturnValue:
    """Mail them their link again."""
    application, form = found(ref, Act.TELL), HouseForm()
    if form.validate_on_submit() and form.carry_out(send_again, application, me()):
        return _back(application, _("A link is on its way to them."))
    return page_of(application, pressed=form)


@bp.route("/<ref>/links-off", methods=["GET", "POST"])
def links_off(ref: str) -> ResponseReturnValue:
    """Turn every link off that they were sent; the box is unticked."""
    application, form = found(ref, Act.TELL), forms.LinksOffForm()
    if form.validate_on_submit() and form.carry_out(
        turn_links_off, application.candidate_id, actor=me().ref
    ):
        return _back(application, _("Their links open nothing any more. Send a new one."))
    return render_template(
        "recruiter/applications/links_off.html", application=application, form=form
    )


@bp.get("/<ref>/as-candidate")
def as_candidate(ref: str) -> ResponseReturnValue:
    """Their page, as they see it now, in their language; nothing on it can be pressed."""
    application = found(ref, Act.SEE)
    with spoken(application.candidate.locale):
        view = application_view(db(), application.candidate_id, ref) or abort(404)
        return render_template("recruiter/applications/as_candidate.html", application=view)


def _back(application: Application, words: str) -> ResponseReturnValue:
    """On to the page, or to Today where the form stood there."""
    flash(words)
    if request.form.get("from") == "today":
        return back_to_today(request.form)
    return redirect(url_for("recruiter.applications.show", ref=application.ref), 303)
