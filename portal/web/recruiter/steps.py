"""What lies ahead of a candidate: set it, change it, cancel it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
)
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from portal.company.queries import company
from portal.hiring.actions import steps as actions
from portal.hiring.models import Application, Step, StepKind
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, Between, one_line, tidy
from portal.web.recruiter.access import me
from portal.web.recruiter.application_page import page_of
from portal.web.recruiter.found import found, found_step
from portal.web.recruiter.labels import STEP_KINDS
from portal.web.recruiter.tells import VersionedForm
from portal.web.recruiter.timeline import news_for
from portal.web.recruiter.zones import zone_choices
from portal.web.session import db

bp = Blueprint("steps", __name__, url_prefix="/applications")
LINE_AT_MOST = 200
MINUTES = 45
MINUTES_AT_MOST = 24 * 60


class StepForm(VersionedForm):
    kind = RadioField(_l("What"), coerce=StepKind)
    title = StringField(
        _l("What it is called"),
        validators=[DataRequired(_l("Say what it is.")), AtMost(LINE_AT_MOST)],
        filters=[one_line],
    )
    day = DateField(_l("Day"), validators=[InputRequired(_l("Say which day."))])
    time = TimeField(_l("Time"), validators=[InputRequired(_l("Say at what time."))])
    zone = SelectField(_l("On a clock in"))
    minutes = IntegerField(_l("Minutes"), validators=[Optional(), Between(5, MINUTES_AT_MOST)])
    who = StringField(_l("With whom"), validators=[AtMost(LINE_AT_MOST)], filters=[one_line])
    place = StringField(_l("Where"), validators=[AtMost(LINE_AT_MOST)], filters=[one_line])
    url = URLField(_l("Link"), validators=[AtMost(2000)], filters=[one_line])
    preparation = TextAreaField(_l("How to prepare"), validators=[AtMost(5000)], filters=[tidy])

    def offer_zones(self, *zones: str) -> None:
        """What can be chosen; the first one is, where nobody chose yet."""
        self.kind.choices = [SelectChoice(kind, str(words)) for kind, words in STEP_KINDS.items()]
        self.zone.choices = zone_choices(zones)
        self.zone.data = self.zone.data or next(zone for zone in zones if zone)

    def validate_time(self, field: TimeField) -> None:
        """It lies ahead, and the clock there shows it: in spring an hour is left out."""
        if not self.day.data or not field.data or self.zone.data not in available_timezones():
            return
        try:
            starts_at = self._starts_at()
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        if starts_at < clock.now():
            raise ValidationError(_("That time is over already."))

    def plan(self) -> actions.Plan:
        """What was typed. Only after validation."""
        starts_at = self._starts_at()
        lasts = self.minutes.data if self.kind.data is StepKind.INTERVIEW else None
        return actions.Plan(
            kind=self.kind.data,
            title=self.title.data,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=lasts) if lasts else None,
            time_zone=self.zone.data,
            who=self.who.data,
            place=self.place.data,
            url=self.url.data,
            preparation=self.preparation.data,
        )

    def said_twice(self) -> str:
        """What to say of a time that the clock there shows twice; nothing of any other."""
        if not actions.is_twice(self._typed(), self.zone.data):
            return ""
        return _("The clock shows that time twice that night: the earlier one counts.")

    def _starts_at(self) -> datetime:
        return actions.local_moment(self._typed(), self.zone.data)

    def _typed(self) -> datetime:
        return datetime.combine(self.day.data, self.time.data)


class CancelForm(VersionedForm):
    """Only asks whether somebody changed it meanwhile."""


@bp.route("/<ref>/steps/add", methods=["GET", "POST"])
def add(ref: str) -> ResponseReturnValue:
    """Put something ahead of them; they are mailed it with a calendar file."""
    application = found(ref, Act.TELL)
    form = StepForm(kind=StepKind.INTERVIEW, minutes=MINUTES)
    form.offer_zones(*_zones(application))
    if form.validate_on_submit() and form.carry_out(
        actions.set_step, application, me(), plan=form.plan(), seen=form.seen()
    ):
        return _back(application, _("Set: it stands on their page now."), form.said_twice())
    news = news_for(application, form)
    if form.form_errors or not form.is_submitted():
        form.made_from(application)
    return render_template(
        "recruiter/steps/add.html", application=application, form=form, news=news
    )


@bp.route("/<ref>/steps/<step_ref>", methods=["GET", "POST"])
def change(ref: str, step_ref: str) -> ResponseReturnValue:
    """Another time, place or people; calendars that hold it move it."""
    application, step = found_step(ref, step_ref, Act.TELL)
    form = StepForm(data=_as_typed(step, _wished()))
    form.offer_zones(step.time_zone, *_zones(application))
    if form.validate_on_submit() and form.carry_out(
        actions.change, step, me(), plan=form.plan(), seen=form.seen()
    ):
        return _back(application, _("Changed: it stands on their page now."), form.said_twice())
    return _page(application, step, form)


@bp.post("/<ref>/steps/<step_ref>/cancel")
def cancel(ref: str, step_ref: str) -> ResponseReturnValue:
    """It will not take place; calendars that hold it drop it."""
    application, step = found_step(ref, step_ref, Act.TELL)
    form = CancelForm()
    if form.validate_on_submit() and form.carry_out(actions.cancel, step, me(), seen=form.seen()):
        return _back(application, _("Cancelled: they are told."))
    blank = StepForm(formdata=None, data=_as_typed(step))
    blank.offer_zones(step.time_zone, *_zones(application))
    return _page(application, step, blank, refused=form)


@bp.post("/<ref>/steps/<step_ref>/not-done")
def not_done(ref: str, step_ref: str) -> ResponseReturnValue:
    """What they ticked off is not done after all; they are told."""
    application, step = found_step(ref, step_ref, Act.TELL)
    form = VersionedForm()
    if form.validate_on_submit() and form.carry_out(
        actions.mark_undone, step, me(), seen=form.seen()
    ):
        return _back(application, _("It is ahead of them again: they are told."))
    return page_of(application, pressed=form)


def _zones(application: Application) -> tuple[str, str]:
    house = company(db()).time_zone
    return application.candidate.time_zone or house, house


def _wished() -> datetime | None:
    """The time a link filled the form in with, as a candidate proposed it."""
    try:
        moment = datetime.fromisoformat(request.args.get("to", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo and moment.year in actions.YEARS else None


def _as_typed(step: Step, wished: datetime | None = None) -> dict[str, object]:
    there = (wished or step.starts_at).astimezone(ZoneInfo(step.time_zone))
    lasts = step.ends_at - step.starts_at if step.ends_at else None
    return {
        "kind": step.kind,
        "title": step.title,
        "day": there.date(),
        "time": there.time().replace(tzinfo=None),
        "zone": step.time_zone,
        "minutes": lasts.total_seconds() // 60 if lasts else None,
        "who": step.who,
        "place": step.place,
        "url": step.url,
        "preparation": step.preparation,
    }


def _page(
    application: Application, step: Step, form: StepForm, *, refused: CancelForm | None = None
) -> str:
    news = news_for(application, refused or form)
    if refused or form.form_errors or not form.is_submitted():
        form.made_from(application)
    return render_template(
        "recruiter/steps/change.html",
        application=application,
        step=step,
        form=form,
        refused_cancel=refused,
        news=news,
    )


def _back(application: Application, *words: str) -> ResponseReturnValue:
    flash(" ".join(filter(None, words)))
    return redirect(url_for("recruiter.applications.show", ref=application.ref), 303)
