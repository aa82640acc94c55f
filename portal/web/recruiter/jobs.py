"""Jobs: the list, one of them, what is said of it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.hiring.actions import jobs as actions
from portal.hiring.models import Job
from portal.hiring.queries.jobs import has_ever_been_applied_for, jobs
from portal.plumbing.words import gettext as _
from portal.team.rights import Act
from portal.web.recruiter.access import actor, me, require
from portal.web.recruiter.found import found_job
from portal.web.recruiter.job_forms import JobForm, RemoveForm, job_form, new_job_form
from portal.web.recruiter.job_page import CHANGES, news_for, page_of
from portal.web.recruiter.seen import kept_otherwise
from portal.web.session import db

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@bp.get("/")
def index() -> ResponseReturnValue:
    """The jobs one may see, open ones first."""
    return render_template("recruiter/jobs/index.html", jobs=jobs(db(), actor()))


@bp.route("/add", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Open a job with a set of stages; they can be changed on its page."""
    require(Act.MANAGE_JOB)
    form = new_job_form()
    kept: list[Job] = []
    if form.validate_on_submit() and form.carry_out(
        lambda session: kept.append(actions.add(session, form.job(), me()))
    ):
        flash(_("Opened. Look at what its stages say to candidates."))
        return redirect(url_for("recruiter.jobs.show", ref=kept[0].ref), 303)
    return render_template("recruiter/jobs/add.html", form=form)


@bp.get("/<ref>")
def show(ref: str) -> ResponseReturnValue:
    """Its stages, and what each says."""
    return page_of(found_job(ref, Act.SEE))


@bp.route("/<ref>/edit", methods=["GET", "POST"])
def edit(ref: str) -> ResponseReturnValue:
    """What is said of the job, and how soon whoever applies from now on hears from us."""
    job = found_job(ref, Act.MANAGE_JOB)
    form = job_form(job)
    if form.validate_on_submit() and form.carry_out(
        actions.change, job, me(), facts=form.facts(), seen=form.seen()
    ):
        flash(_("Kept. Whoever has a date keeps it."))
        return redirect(url_for("recruiter.jobs.show", ref=ref), 303)
    return _edit_page(job, form, RemoveForm(formdata=None))


@bp.post("/<ref>/delete")
def remove(ref: str) -> ResponseReturnValue:
    """Delete a job that nobody ever applied for; the box is unticked."""
    job, form = found_job(ref, Act.MANAGE_JOB), RemoveForm()
    if form.validate_on_submit() and form.carry_out(actions.remove, job, me(), seen=form.seen()):
        flash(_("Deleted."))
        return redirect(url_for("recruiter.jobs.index"), 303)
    return _edit_page(job, job_form(job, is_blank=True), form)


def _edit_page(job: Job, form: JobForm, remove: RemoveForm) -> str:
    news = news_for(job, form, remove)
    return render_template(
        "recruiter/jobs/edit.html",
        job=job,
        form=form,
        remove=remove,
        may_remove=not has_ever_been_applied_for(db(), job),
        news=news,
        others=kept_otherwise(form, job_form(job, is_blank=True)) if news else [],
        changes=CHANGES,
    )
