"""The first day of whoever joins: planned, and moved or kept when they ask for another one."""

from datetime import time
from zoneinfo import available_timezones

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import (
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
)
from wtforms.validators import InputRequired, Optional, ValidationError

from portal.company.queries import company
from portal.engagement.actions import first_days as actions
from portal.engagement.joining import Joining, change_of, joining_of
from portal.engagement.models import StartChange
from portal.hiring.models import Application
from portal.hiring.queries.history import HistoryLine
from portal.plumbing.dates import day_and_year
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, one_line, tidy
from portal.web.recruiter.access import me
from portal.web.recruiter.found import found
from portal.web.recruiter.tells import WORDS_AT_MOST, VersionedForm
from portal.web.recruiter.timeline import news_for
from portal.web.recruiter.zones import zone_choices
from portal.web.session import db

bp = Blueprint("first_days", __name__, url_prefix="/applications")
LINE_AT_MOST = 200
USUAL_TIME = time(9, 0)
MOVE, KEEP = "move", "keep"


class FirstDayForm(VersionedForm):
    starts_on = DateField(_l("First day"), validators=[InputRequired(_l("Say which day."))])
    starts_at = TimeField(_l("Time"), validators=[Optional()])
    zone = SelectField(_l("On a clock in"))
    who = StringField(_l("Who meets them"), validators=[AtMost(LINE_AT_MOST)], filters=[one_line])
    place = StringField(_l("Where"), validators=[AtMost(LINE_AT_MOST)], filters=[one_line])
    map_url = URLField(_l("Link to a map"), validators=[AtMost(2000)], filters=[one_line])
    words = TextAreaField(
        _l("What else they should know"), validators=[AtMost(WORDS_AT_MOST)], filters=[tidy]
    )

    def offer_zones(self, *zones: str) -> None:
        """What can be chosen; the first one is, where nobody chose yet."""
        self.zone.choices = zone_choices(zones)
        self.zone.data = self.zone.data or next(zone for zone in zones if zone)

    def plan(self) -> actions.Plan:
        """What was typed. Only after validation."""
        return actions.Plan(
            self.starts_on.data,
            self.starts_at.data,
            self.zone.data if self.zone.data in available_timezones() else "UTC",
            self.who.data,
            self.place.data,
            self.map_url.data,
            self.words.data,
        )


class AnswerForm(VersionedForm):
    answer = RadioField(_l("Your answer"), validators=[InputRequired(_l("Choose one of the two."))])
    words = TextAreaField(
        _l("If it stays: what they will read"),
        validators=[AtMost(WORDS_AT_MOST)],
        filters=[tidy],
    )

    def offer_answers(self, wished: str, known: str) -> None:
        """Move to the day they ask for, or stay where it is."""
        self.answer.choices = [
            SelectChoice(MOVE, _("Yes: the first day is %(day)s", day=wished)),
            SelectChoice(KEEP, _("No: it stays on %(day)s", day=known)),
        ]

    def validate_words(self, field: TextAreaField) -> None:
        """A no comes with words."""
        if self.answer.data == KEEP and not field.data:
            raise ValidationError(_("Write what the candidate will read."))


@bp.route("/<ref>/first-day", methods=["GET", "POST"])
def plan(ref: str) -> ResponseReturnValue:
    """Day, time, place, who meets them; they are mailed it with a calendar file."""
    application = found(ref, Act.TELL)
    joining = joining_of(db(), application)
    form = FirstDayForm(data=_as_typed(joining))
    form.offer_zones(*_zones(application, joining))
    if form.validate_on_submit() and form.carry_out(
        actions.plan, application, me(), plan=form.plan(), seen=form.seen()
    ):
        return _back(ref, _("Set: it stands on their page now."))
    news = _anew(application, form)
    return render_template(
        "recruiter/first_days/plan.html",
        application=application,
        joining=joining,
        form=form,
        news=news,
    )


@bp.route("/<ref>/start-changes/<change_ref>", methods=["GET", "POST"])
def answer(ref: str, change_ref: str) -> ResponseReturnValue:
    """They asked for another first day: it moves, with what is counted from it, or stays."""
    application = found(ref, Act.TELL)
    change = change_of(db(), application, change_ref) or abort(404)
    joining = joining_of(db(), application)
    known = joining.starts_on if joining else None
    form = AnswerForm()
    form.offer_answers(
        day_and_year(change.starts_on), day_and_year(known) if known else _("what was planned")
    )
    if form.validate_on_submit() and _is_answered(form, change):
        return _back(ref, _("Answered: it stands on their page, and a mail is on its way."))
    news = _anew(application, form)
    return render_template(
        "recruiter/first_days/answer.html",
        application=application,
        change=change,
        known=known,
        form=form,
        news=news,
    )


def _is_answered(form: AnswerForm, change: StartChange) -> bool:
    if form.answer.data == MOVE:
        return form.carry_out(actions.confirm_change, change, me(), seen=form.seen())
    return form.carry_out(actions.keep_start, change, me(), words=form.words.data, seen=form.seen())


def _anew(application: Application, form: VersionedForm) -> list[HistoryLine]:
    news = news_for(application, form)
    if form.form_errors or not form.is_submitted():
        form.made_from(application)
    return news


def _zones(application: Application, joining: Joining | None) -> tuple[str, ...]:
    house = company(db()).time_zone
    planned = joining.first_day.time_zone if joining and joining.first_day else ""
    return planned, house, application.candidate.time_zone or ""


def _as_typed(joining: Joining | None) -> dict[str, object]:
    day = joining.first_day if joining else None
    if day is None:
        return {
            "starts_on": joining.starts_on if joining else None,
            "starts_at": USUAL_TIME,
        }
    return {
        "starts_on": day.starts_on,
        "starts_at": day.starts_at,
        "zone": day.time_zone,
        "who": day.who,
        "place": day.place,
        "map_url": day.map_url,
        "words": day.words,
    }


def _back(ref: str, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.applications.show", ref=ref), 303)
