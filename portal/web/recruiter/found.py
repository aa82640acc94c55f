"""Finding what a page is about, for whoever is there: the one way in for every address of it."""

from flask import abort

from portal.hiring.models import Application, EndingBatch, Job, Stage, Step
from portal.hiring.queries.applications import application_by_ref, step_by_ref
from portal.hiring.queries.batches import batch_by_ref
from portal.hiring.queries.jobs import job_by_ref, stage_of
from portal.team.rights import Act
from portal.web.recruiter.access import actor, require
from portal.web.session import db


def found(ref: str, act: Act) -> Application:
    """The application: 404 where its job isn't theirs to see, 403 where the act isn't theirs."""
    application = application_by_ref(db(), actor(), ref) or abort(404)
    require(act, application.job_id)
    return application


def found_step(ref: str, step_ref: str, act: Act) -> tuple[Application, Step]:
    """The application and one of its own steps."""
    application = found(ref, act)
    return application, step_by_ref(db(), application, step_ref) or abort(404)


def found_job(ref: str, act: Act) -> Job:
    """The job."""
    job = job_by_ref(db(), actor(), ref) or abort(404)
    require(act, job.id)
    return job


def found_stage(ref: str, stage_ref: str, act: Act) -> tuple[Job, Stage]:
    """The job and one of its own stages."""
    job = found_job(ref, act)
    return job, stage_of(db(), job, stage_ref) or abort(404)


def found_batch(ref: str, batch_ref: str, act: Act) -> tuple[Job, EndingBatch]:
    """The job and one of its own batches of endings."""
    job = found_job(ref, act)
    return job, batch_by_ref(db(), job, batch_ref) or abort(404)
