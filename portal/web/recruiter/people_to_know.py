"""People whom whoever joins in a job will work with."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import DataRequired

from portal.engagement.actions import people as actions
from portal.engagement.checklists import people_of, person_of
from portal.hiring.models import Job
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, HouseForm, one_line
from portal.web.recruiter.access import me
from portal.web.recruiter.found import found_job
from portal.web.session import db

bp = Blueprint("people_to_know", __name__, url_prefix="/jobs")
LINE_AT_MOST = 200


class PersonForm(HouseForm):
    name = StringField(
        _l("Name"),
        validators=[DataRequired(_l("Say who it is.")), AtMost(LINE_AT_MOST)],
        filters=[one_line],
    )
    role = StringField(_l("What they do"), validators=[AtMost(LINE_AT_MOST)], filters=[one_line])
    words = StringField(
        _l("One line about them"), validators=[AtMost(LINE_AT_MOST)], filters=[one_line]
    )


@bp.route("/<ref>/people", methods=["GET", "POST"])
def show(ref: str) -> ResponseReturnValue:
    """Who they are, and room for one more."""
    job, form = found_job(ref, Act.MANAGE_JOB), PersonForm()
    if form.validate_on_submit() and form.carry_out(
        actions.add,
        job,
        me(),
        name=form.name.data,
        role=form.role.data,
        words=form.words.data,
    ):
        return _back(ref, _("Added: whoever joins in this job reads it."))
    return _page(job, form)


@bp.post("/<ref>/people/<person_ref>/remove")
def remove(ref: str, person_ref: str) -> ResponseReturnValue:
    """Name somebody no more."""
    job, form = found_job(ref, Act.MANAGE_JOB), HouseForm()
    person = person_of(db(), job, person_ref) or abort(404)
    if form.validate_on_submit() and form.carry_out(actions.remove, person, me()):
        return _back(ref, _("Taken off."))
    return _page(job, PersonForm(formdata=None), form)


def _page(job: Job, form: PersonForm, pressed: HouseForm | None = None) -> str:
    return render_template(
        "recruiter/people_to_know/show.html",
        job=job,
        people=people_of(db(), job),
        form=form,
        pressed=pressed,
    )


def _back(ref: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.people_to_know.show", ref=ref), 303)
