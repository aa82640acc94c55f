"""The first day: into the calendar, and something changed."""

from email.utils import parseaddr

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired

from portal.company.queries import company
from portal.engagement.actions import start_changes as actions
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.standing import queries as standing
from portal.standing.calendar import House, first_day_file
from portal.standing.views import ApplicationView, FirstDayView
from portal.web.candidate.access import visitor
from portal.web.forms import AtMost, HouseForm, tidy
from portal.web.session import db

bp = Blueprint("first_days", __name__, url_prefix="/applications")


class ChangeForm(HouseForm):
    starts_on = DateField(
        _l("The day you would like to start"), validators=[InputRequired(_l("Say which day."))]
    )
    words = TextAreaField(
        _l("Anything we should know, if you like"),
        validators=[AtMost(actions.WORDS_AT_MOST)],
        filters=[tidy],
    )


@bp.get("/<ref>/first-day.ics")
def calendar(ref: str) -> ResponseReturnValue:
    """The first day as a calendar file; where it is, for whoever entered the code."""
    day = _first_day(_application(ref))
    if day is None or not day.ref:
        abort(404)
    config = current_app.extensions["config"]
    page_url = f"{config.base_url}/me/applications/{ref}"
    house = House(company(db()).name, parseaddr(config.reply_to)[1], page_url)
    answer = Response(first_day_file(day, house), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="first-day.ics"'
    return answer


@bp.route("/<ref>/start", methods=["GET", "POST"])
def change(ref: str) -> ResponseReturnValue:
    """Something changed: another day; nothing moves before the team agrees."""
    application, form = _application(ref), ChangeForm()
    if form.validate_on_submit() and form.carry_out(
        actions.ask,
        visitor().candidate_id,
        ref,
        starts_on=form.starts_on.data,
        words=form.words.data,
    ):
        flash(_("Your wish is with us. Until we answer, the day stays as it is."))
        return redirect(url_for("candidate.first_days.change", ref=ref), 303)
    if application.joining is None and not form.form_errors:
        abort(404)
    return render_template(
        "candidate/first_days/change.html",
        application=application,
        first_day=_first_day(application),
        form=form,
    )


def _application(ref: str) -> ApplicationView:
    there = visitor()
    found = standing.application_view(db(), there.candidate_id, ref, has_code=there.has_code)
    return found or abort(404)


def _first_day(application: ApplicationView) -> FirstDayView | None:
    return application.joining.first_day if application.joining else None
