"""Settings: who the company is, on which days it works."""

from dataclasses import asdict
from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError

from portal.company import actions, queries
from portal.company.queries import CompanyFacts
from portal.plumbing.text import one_line as on_one_line
from portal.plumbing.words import gettext as _
from portal.plumbing.words import languages
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, CheckboxesField, HouseForm, one_line, tidy
from portal.web.recruiter.access import me, require
from portal.web.recruiter.zones import zone_choices
from portal.web.session import db

bp = Blueprint("settings", __name__, url_prefix="/settings")
DAYS = (
    ("0", _l("Monday")),
    ("1", _l("Tuesday")),
    ("2", _l("Wednesday")),
    ("3", _l("Thursday")),
    ("4", _l("Friday")),
    ("5", _l("Saturday")),
    ("6", _l("Sunday")),
)


class CompanyForm(HouseForm):
    name = StringField(
        _l("Name, as candidates know it"),
        validators=[InputRequired(), AtMost(100)],
        filters=[one_line],
    )
    legal_name = StringField(
        _l("Name in law, as it stands below each page"),
        validators=[AtMost(200)],
        filters=[one_line],
    )
    time_zone = SelectField(_l("Time zone"))
    locale = SelectField(
        _l("Language of new candidates"),
        choices=[SelectChoice(code, name) for code, name in languages().items()],
    )
    working = CheckboxesField(
        _l("Working days"), choices=[SelectChoice(day, name) for day, name in DAYS]
    )
    holidays = TextAreaField(_l("Days off"), validators=[AtMost(10_000)], filters=[tidy])
    accent = StringField(_l("Colour of buttons"), validators=[AtMost(7)], filters=[one_line])
    retention_months = IntegerField(
        _l("Keep data after the end for so many months"), validators=[InputRequired()]
    )
    privacy_contact = EmailField(
        _l("Whom to ask about data"), validators=[AtMost(254)], filters=[one_line]
    )

    two_for_news = BooleanField(_l("A second person confirms news"))

    def validate_holidays(self, field: TextAreaField) -> None:
        """Each line begins with a date."""
        for word in (line.split(maxsplit=1)[0] for line in _lines(field.data)):
            if _day(word) is None:
                raise ValidationError(
                    _(
                        "“%(word)s” is no date. Write days off like 2026-12-25 Christmas Day.",
                        word=word[:40],
                    )
                )

    def days(self) -> dict[date, str]:
        """The days off with their names. Only after validation."""
        lines = [line.split(maxsplit=1) for line in _lines(self.holidays.data)]
        return {date.fromisoformat(line[0]): on_one_line("".join(line[1:])) for line in lines}

    def facts(self) -> CompanyFacts:
        """What was typed."""
        return CompanyFacts(
            name=self.name.data,
            legal_name=self.legal_name.data,
            time_zone=self.time_zone.data,
            weekend="".join(day for day, _name in DAYS if day not in self.working.data),
            accent=self.accent.data.lower(),
            retention_months=self.retention_months.data,
            privacy_contact=self.privacy_contact.data,
            locale=self.locale.data,
            two_for_news=self.two_for_news.data,
        )


@bp.route("/company", methods=["GET", "POST"])
def company() -> ResponseReturnValue:
    """Who we are, on which days we work, how long we keep what candidates gave us."""
    require(Act.SET_COMPANY)
    facts = queries.company(db())
    form = CompanyForm(data=_typed(facts))
    form.time_zone.choices = zone_choices([facts.time_zone, "UTC"])
    if form.validate_on_submit() and form.carry_out(
        actions.set_up, form.facts(), form.days(), by=me().ref
    ):
        flash(_("Kept. Every page says so from now on."))
        return redirect(url_for("recruiter.settings.company"), 303)
    return render_template("recruiter/settings/company.html", form=form)


def _typed(facts: CompanyFacts) -> dict[str, object]:
    days = [f"{day.isoformat()} {name}".strip() for day, name in queries.holidays(db()).items()]
    working = [day for day, _name in DAYS if day not in facts.weekend]
    return {**asdict(facts), "working": working, "holidays": "\n".join(days)}


def _lines(typed: str) -> list[str]:
    return [line for line in typed.splitlines() if line.strip()]


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
