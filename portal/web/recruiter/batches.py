"""Endings for many: one text, who needs a look first, three letters in full, then all of them."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.hiring.actions import batches as actions
from portal.hiring.actions.batch_writing import go_on
from portal.hiring.batches import Sorted
from portal.hiring.models import EndingBatch, Job
from portal.hiring.queries.batch_people import Person
from portal.hiring.queries.batches import batches_of
from portal.hiring.queries.search import Filters, Show, every_candidate
from portal.plumbing.words import gettext as _
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter.access import actor, me
from portal.web.recruiter.batch_forms import (
    BeginForm,
    ConfirmForm,
    WordsForm,
    begin_form,
    lines_form,
)
from portal.web.recruiter.batch_page import page_of
from portal.web.recruiter.candidates import filters_asked
from portal.web.recruiter.found import found_batch, found_job
from portal.web.recruiter.paging import page_asked
from portal.web.session import db

bp = Blueprint("batches", __name__, url_prefix="/jobs/<ref>/batches")
SECONDS = 2.0
"""What is written within that is written when the answer comes; the rest beside the pages."""
LINES = 25


@bp.route("/new", methods=["GET", "POST"])
def new(ref: str) -> ResponseReturnValue:
    """One text for all who are decided and untold, or for those the filters let through."""
    job, form = found_job(ref, Act.TELL), WordsForm()
    kept: list[EndingBatch] = []
    if form.is_fit() and form.carry_out(
        lambda session: kept.append(
            actions.draft(session, job, me(), words=form.words.data, among=_among(job))
        )
    ):
        return _to(job, kept[0])
    return render_template(
        "recruiter/batches/new.html",
        job=job,
        form=form,
        count=actions.count(db(), job, among=_among(job)),
        earlier=batches_of(db(), job),
        asked=request.args.to_dict(),
    )


@bp.get("/<batch_ref>")
def show(ref: str, batch_ref: str) -> ResponseReturnValue:
    """What is to be looked at before it leaves, or how far it is."""
    return page_of(*found_batch(ref, batch_ref, Act.TELL))


@bp.post("/<batch_ref>/words")
def change(ref: str, batch_ref: str) -> ResponseReturnValue:
    """Another text."""
    job, batch = found_batch(ref, batch_ref, Act.TELL)
    form = WordsForm()
    if form.is_fit() and form.carry_out(actions.change, batch, me(), words=form.words.data):
        flash(_("Kept. Look at the letters again."))
        return _to(job, batch)
    return page_of(job, batch, words=form)


@bp.route("/<batch_ref>/lines", methods=["GET", "POST"])
def lines(ref: str, batch_ref: str) -> ResponseReturnValue:
    """A line of their own for each, a page of them at a time."""
    job, batch = found_batch(ref, batch_ref, Act.TELL)
    found = actions.sorted_out(db(), batch)
    people, page, last = _page(found)
    form = lines_form(people, _doubtful(found))
    if form.validate_on_submit() and form.carry_out(
        actions.change_lines, batch, me(), own=form.own(), looked_at=form.looked_at()
    ):
        flash(_("Kept."))
        return _to(job, batch)
    return render_template(
        "recruiter/batches/lines.html",
        job=job,
        batch=batch,
        form=form,
        page=page,
        last=last,
    )


@bp.post("/<batch_ref>/begin")
def begin(ref: str, batch_ref: str) -> ResponseReturnValue:
    """Tell them, or ask a second teammate to confirm."""
    job, batch = found_batch(ref, batch_ref, Act.TELL)
    form: BeginForm = begin_form(len(actions.sorted_out(db(), batch).ready))
    if form.validate_on_submit() and form.carry_out(
        actions.begin, batch, me(), count=form.counted()
    ):
        return _on(job, batch)
    return page_of(job, batch, begin=form)


@bp.post("/<batch_ref>/confirm")
def confirm(ref: str, batch_ref: str) -> ResponseReturnValue:
    """The second teammate agrees."""
    job, batch = found_batch(ref, batch_ref, Act.TELL)
    form = ConfirmForm()
    if form.validate_on_submit() and form.carry_out(actions.confirm, batch, me()):
        return _on(job, batch)
    return page_of(job, batch, confirm=form)


@bp.post("/<batch_ref>/take-back")
def take_back(ref: str, batch_ref: str) -> ResponseReturnValue:
    """Let nothing of it leave that has not left."""
    job, batch = found_batch(ref, batch_ref, Act.TELL)
    form = HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.take_back, batch, me()):
        flash(_("Taken back. Of what was waiting nothing leaves, and nobody outside noticed."))
        return _to(job, batch)
    return page_of(job, batch, pressed=form)


def _among(job: Job) -> set[str] | None:
    """The refs the filters of this address let through; None where it asks for all of the job."""
    asked = filters_asked()
    show = Show.DECIDED if job.closing_at is None else Show.OPEN
    wanted = Filters(asked.words, show, asked.status, job.id, asked.owner, asked.due)
    if wanted == Filters(show=show, job=job.id):
        return None
    return {row.ref for row in every_candidate(db(), actor(), wanted)}


def _page(found: Sorted[Person]) -> tuple[list[Person], int, int]:
    people = sorted([*found.to_look_at, *found.ready], key=lambda person: person.line_id)
    last = max(1, -(-len(people) // LINES))
    page = min(page_asked(), last)
    return people[(page - 1) * LINES : page * LINES], page, last


def _doubtful(found: Sorted[Person]) -> frozenset[str]:
    looked_at = (person for person in found.ready if person.is_looked_at)
    return frozenset(person.ref for person in [*found.to_look_at, *looked_at])


def _on(job: Job, batch: EndingBatch) -> ResponseReturnValue:
    """Write for a moment, then show how far it is."""
    go_on(current_app.extensions["sessions"], batch.id, seconds=SECONDS)
    return _to(job, batch)


def _to(job: Job, batch: EndingBatch) -> ResponseReturnValue:
    return redirect(url_for("recruiter.batches.show", ref=job.ref, batch_ref=batch.ref), 303)
