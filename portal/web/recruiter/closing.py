"""Closing a job: who is open, who is told how, and the job last."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField
from wtforms.validators import InputRequired

from portal.hiring.actions import closing as actions
from portal.hiring.models import Job
from portal.hiring.queries.closing import who_is_open
from portal.hiring.queries.untold import notes_of
from portal.offers.around import acceptances_to_undo
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter.access import me
from portal.web.recruiter.found import found_job
from portal.web.session import db

bp = Blueprint("closing", __name__, url_prefix="/jobs/<ref>")


class CloseForm(HouseForm):
    sure = BooleanField(
        _l("Yes, close this job once everybody open has been told"), validators=[InputRequired()]
    )


@bp.route("/close", methods=["GET", "POST"])
def close(ref: str) -> ResponseReturnValue:
    """Who is open, and what is left to do before it closes."""
    job, form = found_job(ref, Act.MANAGE_JOB), CloseForm()
    if form.validate_on_submit() and form.carry_out(actions.close, job, me()):
        flash(_("Nothing has changed outside. The job closes by itself once nobody waits."))
        return _back(job)
    return _page(job, form)


@bp.post("/keep-open")
def keep_open(ref: str) -> ResponseReturnValue:
    """Not closing it after all."""
    job, form = found_job(ref, Act.MANAGE_JOB), HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.keep_open, job, me()):
        flash(_("It stays open."))
        return _back(job)
    return _page(job, CloseForm(formdata=None), pressed=form)


@bp.post("/reopen")
def reopen(ref: str) -> ResponseReturnValue:
    """Taking people in again."""
    job, form = found_job(ref, Act.MANAGE_JOB), HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.reopen, job, me()):
        flash(_("The job is open again. Whoever was told that it ended stays told."))
        return redirect(url_for("recruiter.jobs.show", ref=job.ref), 303)
    return _page(job, CloseForm(formdata=None), pressed=form)


def _page(job: Job, form: CloseForm, *, pressed: HouseForm | None = None) -> str:
    return render_template(
        "recruiter/closing/close.html",
        job=job,
        form=form,
        pressed=pressed,
        who=who_is_open(db(), job),
        notes=notes_of(db(), job),
        may_undo=acceptances_to_undo(db(), job),
    )


def _back(job: Job) -> ResponseReturnValue:
    return redirect(url_for("recruiter.closing.close", ref=job.ref), 303)
