"""How we keep in touch with whoever joins: the company's plan, a department's, or one job's."""

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Field, HiddenField, IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import Optional, StopValidation

from portal.company.queries import department as department_of
from portal.engagement.actions import touch_plans as actions
from portal.engagement.touch_days import (
    AT_MOST,
    DAYS_AT_MOST,
    TITLE_AT_MOST,
    Planned,
    TouchBy,
    TouchFrom,
)
from portal.engagement.touch_plans import Plan, PlanFor, plan_of
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, Between, HouseForm, one_line
from portal.web.recruiter.access import me, require
from portal.web.recruiter.found import found_job
from portal.web.session import db

bp = Blueprint("touch_plans", __name__)
WHO = {
    TouchBy.RECRUITER: _l("the recruiter"),
    TouchBy.MANAGER: _l("the hiring manager"),
}
COUNTED = {
    TouchFrom.YES: _l("working days after the yes"),
    TouchFrom.START: _l("days before the first day"),
}


class PlanForm(HouseForm):
    seen = HiddenField()
    """The mark of the plan it was made from."""
    above = HiddenField()
    """Set by the button that lets the plan above hold again."""

    def lines(self) -> list[tuple[Field, Field, Field, Field]]:
        """The lines of the plan: what, who, in how many days, counted from what."""
        return [
            (self[f"title_{n}"], self[f"by_{n}"], self[f"days_{n}"], self[f"from_{n}"])
            for n in range(AT_MOST)
        ]

    def plan(self) -> list[Planned]:
        """What was planned, empty lines left out. Only after validation."""
        return [
            Planned(title.data, by.data, counted.data, days.data)
            for title, by, days, counted in self.lines()
            if title.data
        ]


def _with_its_days(form: PlanForm, field: Field) -> None:
    """A line has both: what, and when."""
    title = form[field.name.replace("days", "title")]
    if bool(title.data) != (field.data is not None):
        raise StopValidation(_("A touch needs both what it is and in how many days."))


for number in range(AT_MOST):
    title = StringField(_l("Touch"), validators=[AtMost(TITLE_AT_MOST)], filters=[one_line])
    whom = SelectField(
        _l("Who"),
        choices=[SelectChoice(one.value, words) for one, words in WHO.items()],
        coerce=TouchBy,
        default=TouchBy.RECRUITER,
    )
    days = IntegerField(
        _l("Days"), validators=[_with_its_days, Optional(), Between(1, DAYS_AT_MOST)]
    )
    counted = SelectField(
        _l("Counted"),
        choices=[SelectChoice(one.value, words) for one, words in COUNTED.items()],
        coerce=TouchFrom,
        default=TouchFrom.YES,
    )
    for name, field in (("title", title), ("by", whom), ("days", days), ("from", counted)):
        setattr(PlanForm, f"{name}_{number}", field)


@bp.route("/settings/touches", methods=["GET", "POST"])
def company() -> ResponseReturnValue:
    """The plan of whoever has none of their own."""
    require(Act.SET_COMPANY)
    return _edited(PlanFor(), "recruiter/touch_plans/company.html")


@bp.route("/settings/departments/<int:number>/touches", methods=["GET", "POST"])
def department(number: int) -> ResponseReturnValue:
    """The plan of a department's jobs."""
    require(Act.SET_COMPANY)
    whose = PlanFor(department=department_of(db(), number) or abort(404))
    return _edited(whose, "recruiter/touch_plans/department.html")


@bp.route("/jobs/<ref>/touches", methods=["GET", "POST"])
def job(ref: str) -> ResponseReturnValue:
    """The plan of one job."""
    whose = PlanFor(job=found_job(ref, Act.MANAGE_JOB))
    return _edited(whose, "recruiter/touch_plans/job.html")


def _edited(whose: PlanFor, template: str) -> ResponseReturnValue:
    is_sent = request.method == "POST"  # then a field that is missing is empty, not as kept
    form = PlanForm(data=None if is_sent else _typed(plan_of(db(), whose)))
    if _is_done(form, whose):
        flash(_("Kept. It counts for whoever accepts from now on."))
        return redirect(request.path, 303)
    now = plan_of(db(), whose)
    if form.form_errors:
        form.seen.data = now.mark
    return render_template(template, form=form, plan=now, whose=whose, who=WHO, counted=COUNTED)


def _is_done(form: PlanForm, whose: PlanFor) -> bool:
    seen = form.seen.data or ""
    if form.above.data:
        return HouseForm().validate_on_submit() and form.carry_out(
            actions.forget, whose, me(), seen=seen
        )
    return form.validate_on_submit() and form.carry_out(
        actions.keep, whose, me(), plan=form.plan(), seen=seen
    )


def _typed(plan: Plan) -> dict[str, object]:
    found: dict[str, object] = {"seen": plan.mark}
    for n, one in enumerate(plan.touches):
        found |= {
            f"title_{n}": one.title,
            f"by_{n}": one.by,
            f"days_{n}": one.days,
            f"from_{n}": one.counted_from,
        }
    return found
