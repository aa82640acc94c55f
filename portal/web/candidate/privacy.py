"""Your data: what we hold, what you choose."""

from zoneinfo import available_timezones

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectChoice, SelectField

from portal.hiring.actions import candidates as actions
from portal.plumbing.addresses import masked
from portal.plumbing.words import gettext as _
from portal.plumbing.words import languages, ours, speak
from portal.plumbing.words import lazy as _l
from portal.standing.own_data import own_data
from portal.web.candidate.access import visitor
from portal.web.forms import HouseForm
from portal.web.session import db

bp = Blueprint("privacy", __name__, url_prefix="/data")
ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")
)


class ChoicesForm(HouseForm):
    extras = RadioField(
        _l("News and reminders"),
        choices=[
            SelectChoice("usual", _l("Usual: at most two extras a week")),
            SelectChoice("none", _l("None: only answers and changes")),
        ],
    )
    time_zone = SelectField(_l("Your time zone"), validate_choice=True)
    language = SelectField(
        _l("Language"),
        choices=[SelectChoice(code, name) for code, name in languages().items()],
    )


@bp.route("/", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """What we hold of this candidate, and what they may choose."""
    held = own_data(db(), visitor().candidate_id) or abort(404)
    form = ChoicesForm(
        extras=held.extras.value, time_zone=held.time_zone, language=ours(held.locale)
    )
    form.time_zone.choices = [
        SelectChoice("", _("As the company: %(zone)s", zone=held.house_zone)),
        *(SelectChoice(zone, zone.replace("_", " ")) for zone in ZONES),
    ]
    if form.validate_on_submit() and form.carry_out(
        actions.choose,
        visitor().candidate_id,
        extras=form.extras.data,
        time_zone=form.time_zone.data,
        language=form.language.data,
    ):
        speak(form.language.data)
        flash(_("Saved."))
        return redirect(url_for("candidate.privacy.show"), 303)
    return render_template(
        "candidate/privacy/show.html", held=held, masked=masked(held.email), form=form
    )
