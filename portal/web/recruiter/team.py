"""Who is on the team: invite, change a role, say who is on which job, end somebody's access."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, EmailField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired

from portal.engagement.actions import handing_over
from portal.engagement.touches import touches_owned
from portal.hiring.queries.jobs import job_names
from portal.hiring.queries.theirs import theirs
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team import actions, queries
from portal.team.covers import covered_by
from portal.team.models import Teammate
from portal.team.rights import Act, Role
from portal.web.forms import AtMost, CheckboxesField, HouseForm, one_line
from portal.web.recruiter.access import actor, me, require
from portal.web.session import db, transaction

bp = Blueprint("team", __name__, url_prefix="/people")

ROLES = {
    Role.RECRUITER: _l("Recruiter: every job, every candidate"),
    Role.HIRING_MANAGER: _l("Hiring manager: the jobs they are on"),
    Role.ADMIN: _l("Admin: everything, and the team itself"),
}
ROLE_CHOICES = [SelectChoice(role.value, words) for role, words in ROLES.items()]


class InviteForm(HouseForm):
    name = StringField(
        _l("Name, as candidates read it"),
        validators=[InputRequired(), AtMost(100)],
        filters=[one_line],
    )
    email = EmailField(
        _l("Mail address"), validators=[InputRequired(), AtMost(254)], filters=[one_line]
    )
    role = SelectField(_l("Role"), choices=ROLE_CHOICES, coerce=Role)


class RoleForm(HouseForm):
    role = SelectField(_l("Role"), choices=ROLE_CHOICES, coerce=Role)


class JobsForm(HouseForm):
    jobs = CheckboxesField(_l("On these jobs"), coerce=int)


class DisableForm(HouseForm):
    sure = BooleanField(_l("Yes, end their access now"), validators=[InputRequired()])


class HandOverForm(HouseForm):
    to = SelectField(_l("Who gets it"))
    sure = BooleanField(
        _l("Yes, hand it all over and end their access now"), validators=[InputRequired()]
    )


@bp.before_request
def only_admins() -> None:
    """All of this is the admins'."""
    require(Act.MANAGE_TEAM)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Everybody, those who left last."""
    people = sorted(queries.everybody(db()), key=lambda one: one.disabled_at is not None)
    return render_template("recruiter/team/index.html", people=people, roles=ROLES)


@bp.route("/invite", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    """Mail somebody a link to their first password."""
    form = InviteForm(role=Role.RECRUITER)
    if form.validate_on_submit() and form.carry_out(
        actions.invite, form.email.data, name=form.name.data, role=form.role.data, by=me()
    ):
        flash(_("Invited. The link in their mail works for seven days."))
        return redirect(url_for("recruiter.team.index"), 303)
    return render_template("recruiter/team/invite.html", form=form)


@bp.get("/<ref>")
def person(ref: str) -> ResponseReturnValue:
    """One teammate, and what may be changed about them."""
    return _page(_found(ref))


@bp.post("/<ref>/role")
def role(ref: str) -> ResponseReturnValue:
    """Make them something else, from their next request on."""
    form = RoleForm()
    if form.validate_on_submit() and form.carry_out(
        actions.change_role, ref, role=form.role.data, by=me()
    ):
        return _back(ref, _("The role is changed."))
    return _page(_found(ref), role=form)


@bp.post("/<ref>/jobs")
def jobs(ref: str) -> ResponseReturnValue:
    """Say which jobs they are on."""
    form = _jobs_form()
    if form.validate_on_submit() and form.carry_out(
        actions.set_jobs, ref, job_ids=form.jobs.data, by=me()
    ):
        return _back(ref, _("The jobs are set."))
    return _page(_found(ref), jobs=form)


@bp.post("/<ref>/disable")
def disable(ref: str) -> ResponseReturnValue:
    """End their access at once; the box is unticked."""
    form = DisableForm()
    if form.validate_on_submit() and form.carry_out(actions.disable, ref, by=me()):
        return _back(ref, _("Their access has ended."))
    return _page(_found(ref), disable=form)


@bp.post("/<ref>/hand-over")
def hand_over(ref: str) -> ResponseReturnValue:
    """Give all they answer for to somebody else and end their access; the box is unticked."""
    form = _hand_over_form(_found(ref))
    if form.validate_on_submit() and form.carry_out(
        handing_over.hand_over, ref, to=form.to.data, by=me()
    ):
        return _back(ref, _("All of it is handed over, and their access has ended."))
    return _page(_found(ref), hand_over=form)


@bp.post("/<ref>/enable")
def enable(ref: str) -> ResponseReturnValue:
    """Let them come in again."""
    with transaction() as session:
        actions.enable(session, ref, by=me())
    return _back(ref, _("They may come in again."))


@bp.post("/<ref>/invite-again")
def invite_again(ref: str) -> ResponseReturnValue:
    """Another link to the first password."""
    with transaction() as session:
        actions.invite_again(session, ref, by=me())
    return _back(ref, _("Invited again. The link in their mail works for seven days."))


def _page(teammate: Teammate, **given: HouseForm) -> str:
    """The page of one teammate; a form that was refused stands in it as it was typed."""
    blank = {
        "role": RoleForm(formdata=None, role=teammate.role),
        "jobs": _jobs_form(teammate),
        "disable": DisableForm(formdata=None),
        "hand_over": _hand_over_form(teammate, is_blank=True),
    }
    return render_template(
        "recruiter/team/person.html",
        teammate=teammate,
        roles=ROLES,
        is_me=teammate.id == me().id,
        theirs=theirs(db(), teammate.id),
        covered=covered_by(db(), teammate.id),
        touches=touches_owned(db(), teammate.id),
        forms=blank | given,
    )


def _jobs_form(teammate: Teammate | None = None) -> JobsForm:
    """As it stands for that teammate, or as it was typed for None."""
    form = JobsForm() if teammate is None else JobsForm(formdata=None)
    form.jobs.choices = [SelectChoice(job.id, job.title) for job in job_names(db(), actor())]
    if teammate is not None:
        form.jobs.data = sorted(queries.jobs_of(db(), teammate.id))
    return form


def _hand_over_form(teammate: Teammate, *, is_blank: bool = False) -> HandOverForm:
    form = HandOverForm(formdata=None) if is_blank else HandOverForm()
    others = [one for one in queries.who_may_answer(db()) if one.id != teammate.id]
    form.to.choices = [SelectChoice(one.ref, one.name) for one in others]
    return form


def _found(ref: str) -> Teammate:
    return queries.teammate_by_ref(db(), ref) or abort(404)


def _back(ref: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.team.person", ref=ref), 303)
