"""What is ahead: into the calendar, done, or not at that time."""

from datetime import datetime
from email.utils import parseaddr

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, TextAreaField, TimeField
from wtforms.validators import InputRequired, ValidationError

from portal.company.queries import company
from portal.hiring.actions import proposals
from portal.hiring.actions import steps as actions
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.standing import steps as standing
from portal.standing.calendar import House, calendar_file
from portal.web.candidate.access import visitor
from portal.web.forms import AtMost, HouseForm, tidy
from portal.web.session import db
from portal.web.shell import page

bp = Blueprint("steps", __name__, url_prefix="/steps")
_DAY = (InputRequired(_l("Say which day.")),)
_TIME = (InputRequired(_l("Say at what time.")),)


class OtherTimesForm(HouseForm):
    first_day = DateField(_l("First day"), validators=_DAY)
    first_time = TimeField(_l("Time on the first day"), validators=_TIME)
    second_day = DateField(_l("Second day"), validators=_DAY)
    second_time = TimeField(_l("Time on the second day"), validators=_TIME)
    words = TextAreaField(
        _l("Anything we should know, if you like"),
        validators=[AtMost(proposals.WORDS_AT_MOST)],
        filters=[tidy],
    )
    zone = "UTC"
    """The IANA zone in which the candidate speaks."""

    def validate_first_time(self, field: TimeField) -> None:
        """It lies ahead, on a clock where they are."""
        self._check_ahead(self.first_day, field)

    def validate_second_time(self, field: TimeField) -> None:
        """The same."""
        self._check_ahead(self.second_day, field)

    def times(self) -> proposals.OtherTimes:
        """What was proposed. Only after validation."""
        return proposals.OtherTimes(
            self._moment(self.first_day, self.first_time),
            self._moment(self.second_day, self.second_time),
            self.words.data,
        )

    def _check_ahead(self, day: DateField, time: TimeField) -> None:
        if not day.data or not time.data:
            return
        try:
            moment = self._moment(day, time)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        if moment < clock.now():
            raise ValidationError(_("That time is over already."))

    def _moment(self, day: DateField, time: TimeField) -> datetime:
        return actions.local_moment(datetime.combine(day.data, time.data), self.zone)


@bp.get("/<ref>/calendar.ics")
def calendar(ref: str) -> ResponseReturnValue:
    """The step as a calendar file."""
    step, application_ref = standing.step_view(db(), visitor().candidate_id, ref) or abort(404)
    config = current_app.extensions["config"]
    page_url = f"{config.base_url}/me/applications/{application_ref}"
    house = House(company(db()).name, parseaddr(config.reply_to)[1], page_url)
    answer = Response(calendar_file(step, house), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="interview.ics"'
    return answer


@bp.route("/<ref>/other-times", methods=["GET", "POST"])
def other_times(ref: str) -> ResponseReturnValue:
    """They can't make it: two other times, and nothing moves by itself."""
    step, application_ref = standing.step_view(db(), visitor().candidate_id, ref) or abort(404)
    form = OtherTimesForm()
    form.zone = step.time_zone
    if form.validate_on_submit() and form.carry_out(
        proposals.propose, visitor().candidate_id, ref, times=form.times()
    ):
        return redirect(url_for("candidate.status.show", ref=application_ref), 303)
    return render_template(
        "candidate/steps/other_times.html", step=step, application_ref=application_ref, form=form
    )


@bp.post("/<ref>/done")
def done(ref: str) -> ResponseReturnValue:
    """The candidate did it."""
    _step, application_ref = standing.step_view(db(), visitor().candidate_id, ref) or abort(404)
    form = HouseForm()
    if form.carry_out(actions.mark_done, visitor().candidate_id, ref):
        return redirect(url_for("candidate.status.show", ref=application_ref), 303)
    return page(409, " ".join(form.form_errors))
