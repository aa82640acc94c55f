"""The team's face: one guard for all its pages."""

from flask import Blueprint, Flask

from portal.web.recruiter import (
    absences,
    access,
    applications,
    banner,
    batches,
    calls,
    candidates,
    changes,
    checklist_templates,
    checklists,
    closing,
    departments,
    endings,
    feedback,
    first_days,
    imports,
    invitations,
    jobs,
    letters,
    messages,
    note_lines,
    notes,
    offered,
    offers,
    owners,
    people,
    people_to_know,
    post_pictures,
    posts,
    questions,
    second_choices,
    settings,
    setup,
    signin,
    stages,
    steps,
    team,
    templates,
    today,
    together,
    touch_plans,
    touches,
)

face = Blueprint("recruiter", __name__, url_prefix="/team")
face.before_request(access.require_teammate)
for page in (
    absences,
    applications,
    batches,
    calls,
    candidates,
    changes,
    checklist_templates,
    checklists,
    departments,
    closing,
    endings,
    feedback,
    first_days,
    imports,
    invitations,
    jobs,
    letters,
    messages,
    notes,
    note_lines,
    offered,
    offers,
    owners,
    people,
    people_to_know,
    post_pictures,
    posts,
    questions,
    second_choices,
    settings,
    setup,
    stages,
    steps,
    team,
    templates,
    today,
    together,
    touch_plans,
    touches,
):
    face.register_blueprint(page.bp)


def init_app(app: Flask) -> None:
    """Hang the face and its door on the app."""
    access.init_app(app)
    banner.init_app(app)
    app.register_blueprint(face)
    app.register_blueprint(signin.bp)
