"""The page of a job, whichever form on it was sent."""

from flask import render_template

from portal.hiring.models import Job
from portal.hiring.queries.figures import figures_of
from portal.hiring.queries.jobs import JobChange, changes_since, remarks_on
from portal.plumbing.words import lazy as _l
from portal.standing.stages import as_read
from portal.web.forms import HouseForm, SeenForm
from portal.web.recruiter.access import actor
from portal.web.recruiter.fields import name_fields
from portal.web.recruiter.job_forms import StageForm, TemplateForm, stage_form
from portal.web.recruiter.seen import kept_otherwise
from portal.web.session import db

CHANGES = {
    "job.changed": _l("changed what is said of the job"),
    "job.handed_over": _l("handed it to another lead"),
    "job.mapped": _l("changed what a stage is or says"),
    "job.reordered": _l("changed the order of the stages"),
    "job.stage_removed": _l("took a stage away"),
}


def page_of(
    job: Job,
    *,
    stages: dict[str, StageForm] | None = None,
    new: StageForm | None = None,
    template: TemplateForm | None = None,
    pressed: SeenForm | None = None,
) -> str:
    """The page; a form that was refused stands in it as it was typed, below what is new."""
    sent = stages or {}
    kept = {stage.ref: stage_form(stage, is_blank=True) for stage in job.stages}
    shown = kept | sent
    new, template = new or stage_form(is_blank=True), template or TemplateForm(formdata=None)
    for key, form in {**shown, "new": new, "template": template}.items():
        name_fields(key, form)
    return render_template(
        "recruiter/jobs/show.html",
        job=job,
        maps=shown,
        new=new,
        template=template,
        pressed=pressed or HouseForm(formdata=None),
        news=news_for(job, *sent.values(), *([pressed] if pressed else [])),
        others={key: kept_otherwise(form, kept[key]) for key, form in sent.items() if key in kept},
        as_read=as_read(db(), job),
        remarks=remarks_on(db(), job),
        changes=CHANGES,
        months=figures_of(db(), actor(), job.id),
    )


def news_for(job: Job, *forms: SeenForm) -> list[JobChange]:
    """What happened to the job since a refused form was opened; its sender has seen it now."""
    news: list[JobChange] = []
    for form in forms:
        if form.form_errors:
            news += changes_since(db(), job, form.seen())
            form.version.data = str(job.version)
    return news
