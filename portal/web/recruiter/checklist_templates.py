"""The lists that the team keeps for the next joiner."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.engagement import checklists
from portal.engagement.actions import checklists as actions
from portal.plumbing.words import gettext as _
from portal.team.rights import Act
from portal.web.forms import HouseForm
from portal.web.recruiter.access import me, require
from portal.web.session import db

bp = Blueprint("checklist_templates", __name__, url_prefix="/jobs/checklists")


@bp.get("/")
def index() -> ResponseReturnValue:
    """What a joiner's list may begin with."""
    require(Act.MANAGE_JOB)
    return _page(HouseForm(formdata=None))


@bp.post("/<ref>/forget")
def forget(ref: str) -> ResponseReturnValue:
    """Keep one no more; lists that began with it stay."""
    require(Act.MANAGE_JOB)
    template, form = checklists.template_by_ref(db(), ref) or abort(404), HouseForm()
    if form.validate_on_submit() and form.carry_out(actions.forget, template, me()):
        flash(_("Forgotten. Lists that began with it stay as they are."))
        return redirect(url_for("recruiter.checklist_templates.index"), 303)
    return _page(form)


def _page(form: HouseForm) -> str:
    return render_template(
        "recruiter/checklist_templates/index.html",
        form=form,
        shipped=checklists.shipped(),
        templates=checklists.templates(db()),
    )
