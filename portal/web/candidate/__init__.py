"""The candidate's face: one guard for all its pages."""

from flask import Blueprint, Flask

from portal.web.candidate import (
    access,
    assurances,
    checklist,
    code,
    entry,
    first_days,
    news,
    offers,
    pictures,
    privacy,
    questions,
    replies,
    status,
    steps,
    surveys,
    unsubscribe,
    withdrawals,
)

face = Blueprint("candidate", __name__, url_prefix="/me")
face.before_request(access.require_visitor)
for page in (
    access,
    checklist,
    assurances,
    code,
    first_days,
    news,
    offers,
    pictures,
    privacy,
    questions,
    replies,
    status,
    steps,
    surveys,
    withdrawals,
):
    face.register_blueprint(page.bp)


def init_app(app: Flask) -> None:
    """Hang the face and the two doors outside it on the app."""
    app.register_blueprint(face)
    app.register_blueprint(entry.bp)
    app.register_blueprint(unsubscribe.bp)
