"""Settings: the parts of the company that jobs belong to."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import DataRequired

from portal.company import departments as actions
from portal.company.models import Department
from portal.company.queries import department, departments
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.surveys.actions import departments as places
from portal.team.rights import Act
from portal.web.forms import AtMost, HouseForm, one_line
from portal.web.recruiter.access import me, require
from portal.web.recruiter.fields import name_fields
from portal.web.session import db

bp = Blueprint("departments", __name__, url_prefix="/settings/departments")


class DepartmentForm(HouseForm):
    name = StringField(
        _l("Name"),
        validators=[DataRequired(_l("Give it a name.")), AtMost(100)],
        filters=[one_line],
    )


@bp.before_request
def who_sets() -> None:
    """All of this is for those who set up the company."""
    require(Act.SET_COMPANY)


@bp.get("/")
def index() -> ResponseReturnValue:
    """All of them."""
    return _page()


@bp.post("/")
def add() -> ResponseReturnValue:
    """One more."""
    form = DepartmentForm()
    if form.validate_on_submit() and form.carry_out(actions.add, name=form.name.data, by=me().ref):
        return _back(_("Added."))
    return _page(new=form)


@bp.post("/<int:number>")
def rename(number: int) -> ResponseReturnValue:
    """Another name for it."""
    one, form = _found(number), DepartmentForm()
    if form.validate_on_submit() and form.carry_out(
        actions.rename, one, name=form.name.data, by=me().ref
    ):
        return _back(_("Renamed."))
    return _page(forms={number: form})


@bp.post("/<int:number>/remove")
def remove(number: int) -> ResponseReturnValue:
    """Forget it, while no job belongs to it and no question is asked there alone."""
    one, form = _found(number), HouseForm()
    if form.validate_on_submit() and form.carry_out(places.remove, one, by=me().ref):
        return _back(_("Forgotten."))
    return _page(pressed=form)


def _found(number: int) -> Department:
    return department(db(), number) or abort(404)


def _page(
    *,
    forms: dict[int, DepartmentForm] | None = None,
    new: DepartmentForm | None = None,
    pressed: HouseForm | None = None,
) -> str:
    """The page; a form that was refused stands in it as it was typed."""
    there = departments(db())
    shown = {one.id: DepartmentForm(formdata=None, name=one.name) for one in there} | (forms or {})
    new = new or DepartmentForm(formdata=None)
    for number, form in shown.items():
        name_fields(f"department-{number}", form)
    name_fields("new", new)
    return render_template(
        "recruiter/departments/index.html",
        departments=there,
        forms=shown,
        new=new,
        pressed=pressed or HouseForm(formdata=None),
    )


def _back(words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.departments.index"), 303)
