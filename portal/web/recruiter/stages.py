"""The stages of a job: one more, another name or sentence, another order, one less."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.hiring.actions import pipelines, templates
from portal.plumbing.words import gettext as _
from portal.team.rights import Act
from portal.web.forms import SeenForm
from portal.web.recruiter.access import me
from portal.web.recruiter.found import found_job, found_stage
from portal.web.recruiter.job_forms import MoveForm, TemplateForm, stage_form
from portal.web.recruiter.job_page import page_of

bp = Blueprint("stages", __name__, url_prefix="/jobs/<ref>/stages")


@bp.post("/")
def add(ref: str) -> ResponseReturnValue:
    """One more stage at the end."""
    job, form = found_job(ref, Act.MANAGE_JOB), stage_form()
    if form.validate_on_submit() and form.carry_out(
        pipelines.add_stage, job, me(), plan=form.plan()
    ):
        return _back(ref, _("Added at the end."))
    return page_of(job, new=form)


@bp.post("/<stage_ref>")
def change(ref: str, stage_ref: str) -> ResponseReturnValue:
    """What it is called, and what candidates in it read from the next update on."""
    job, stage = found_stage(ref, stage_ref, Act.MANAGE_JOB)
    form = stage_form()
    if form.validate_on_submit() and form.carry_out(
        pipelines.change_stage, stage, me(), plan=form.plan(), seen=form.seen()
    ):
        return _back(ref, _("Kept. It counts from the next update on."))
    return page_of(job, stages={stage_ref: form})


@bp.post("/<stage_ref>/move")
def move(ref: str, stage_ref: str) -> ResponseReturnValue:
    """One place up or down."""
    job, stage = found_stage(ref, stage_ref, Act.MANAGE_JOB)
    form = MoveForm()
    if form.validate_on_submit() and form.carry_out(
        pipelines.move_stage, stage, me(), up=form.way.data == "up", seen=form.seen()
    ):
        return _back(ref, _("Moved."))
    return page_of(job, pressed=form)


@bp.post("/<stage_ref>/remove")
def remove(ref: str, stage_ref: str) -> ResponseReturnValue:
    """Take it away, where nobody stands or ever stood in it."""
    job, stage = found_stage(ref, stage_ref, Act.MANAGE_JOB)
    form = SeenForm()
    if form.validate_on_submit() and form.carry_out(
        pipelines.remove_stage, stage, me(), seen=form.seen()
    ):
        return _back(ref, _("Taken away."))
    return page_of(job, pressed=form)


@bp.post("/keep")
def keep(ref: str) -> ResponseReturnValue:
    """Keep these stages as a template for other jobs."""
    job, form = found_job(ref, Act.MANAGE_JOB), TemplateForm()
    if form.validate_on_submit() and form.carry_out(templates.keep, job, me(), name=form.name.data):
        return _back(ref, _("Kept. The next job can begin with these stages."))
    return page_of(job, template=form)


def _back(ref: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.jobs.show", ref=ref, _anchor="stages"), 303)
