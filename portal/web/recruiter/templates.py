"""The sets of stages that the team keeps."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.hiring.actions import templates as actions
from portal.hiring.queries.templates import template_by_ref, templates
from portal.hiring.stage_plans import Shipped, name_of, shipped
from portal.plumbing.words import gettext as _
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter.access import me, require
from portal.web.session import db

bp = Blueprint("templates", __name__, url_prefix="/jobs/templates")


@bp.get("/")
def index() -> ResponseReturnValue:
    """What a job may begin with."""
    require(Act.MANAGE_JOB)
    return _page(HouseForm(formdata=None))


@bp.post("/<ref>/remove")
def remove(ref: str) -> ResponseReturnValue:
    """Forget one; jobs that began with it keep their stages."""
    require(Act.MANAGE_JOB)
    template, form = template_by_ref(db(), ref) or abort(404), HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.remove, template, me()):
        flash(_("Forgotten. Jobs that began with it keep their stages."))
        return redirect(url_for("recruiter.templates.index"), 303)
    return _page(form)


def _page(form: HouseForm) -> str:
    return render_template(
        "recruiter/templates/index.html",
        form=form,
        shipped={name_of(which): shipped(which) for which in Shipped},
        templates=templates(db()),
    )
