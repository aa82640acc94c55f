"""I was told that I have the job: who said so, and when."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from portal.engagement.actions import assurances as actions
from portal.engagement.actions.questions import WORDS_AT_MOST
from portal.offers.verbal import NAME_AT_MOST, Said
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.standing import queries as standing
from portal.web.candidate.access import visitor
from portal.web.forms import AtMost, HouseForm, one_line, tidy
from portal.web.session import db

bp = Blueprint("assurances", __name__, url_prefix="/applications")


class ToldForm(HouseForm):
    said_by = StringField(
        _l("Who told you?"),
        validators=[DataRequired(_l("Write who said it.")), AtMost(NAME_AT_MOST)],
        filters=[one_line],
    )
    said_on = DateField(_l("On which day?"), validators=[InputRequired(_l("Say on which day."))])
    words = TextAreaField(
        _l("Anything else, if you like"), validators=[AtMost(WORDS_AT_MOST)], filters=[tidy]
    )


@bp.route("/<ref>/told", methods=["GET", "POST"])
def told(ref: str) -> ResponseReturnValue:
    """Say so; the answer stands among the questions."""
    whose, form = visitor().candidate_id, ToldForm()
    application = standing.application_view(db(), whose, ref) or abort(404)
    if form.validate_on_submit() and form.carry_out(
        actions.claim,
        whose,
        ref,
        said=Said(form.said_by.data, form.said_on.data),
        words=form.words.data,
    ):
        flash(_("Thank you: it is with us."))
        return redirect(url_for("candidate.questions.ask", ref=ref), 303)
    return render_template("candidate/assurances/told.html", application=application, form=form)
