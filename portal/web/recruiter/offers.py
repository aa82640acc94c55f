"""Sending an offer."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, Field, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from portal.hiring.models import Application
from portal.offers import actions
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, one_line, tidy
from portal.web.recruiter.access import me
from portal.web.recruiter.found import found
from portal.web.recruiter.tells import WORDS_AT_MOST, VersionedForm
from portal.web.recruiter.timeline import news_for

bp = Blueprint("offers", __name__, url_prefix="/applications")
LINES = 8
LABEL_AT_MOST = 80
VALUE_AT_MOST = 300


class OfferForm(VersionedForm):
    words = TextAreaField(
        _l("What they will read with it"),
        validators=[DataRequired(_l("Say something with it.")), AtMost(WORDS_AT_MOST)],
        filters=[tidy],
    )
    answer_by = DateField(
        _l("Answer by"), validators=[InputRequired(_l("Say by when you need an answer."))]
    )
    starts_on = DateField(_l("First day, if it is settled"), validators=[Optional()])

    def lines(self) -> list[tuple[Field, Field]]:
        """The lines of the terms: what, and how much."""
        return [(self[f"label_{number}"], self[f"value_{number}"]) for number in range(LINES)]

    def terms(self) -> actions.Terms:
        """What is offered, empty lines left out."""
        items = [(label.data, value.data) for label, value in self.lines() if label.data]
        return actions.Terms(self.words.data, self.answer_by.data, self.starts_on.data, items)


def _with_its_label(form: OfferForm, field: Field) -> None:
    """A line has both: what, and how much."""
    label = form[field.name.replace("value", "label")]
    if bool(label.data) != bool(field.data):
        raise ValidationError(_("A line of the terms needs both its name and what it says."))


def _line(*validators: object, at_most: int) -> StringField:
    return StringField(validators=[AtMost(at_most), *validators], filters=[one_line])


for number in range(LINES):
    setattr(OfferForm, f"label_{number}", _line(at_most=LABEL_AT_MOST))
    setattr(OfferForm, f"value_{number}", _line(_with_its_label, at_most=VALUE_AT_MOST))


@bp.route("/<ref>/offer", methods=["GET", "POST"])
def send(ref: str) -> ResponseReturnValue:
    """Words, an answer-by date, a start, up to eight lines of terms."""
    application = found(ref, Act.TELL)
    form = OfferForm()
    if form.validate_on_submit() and form.carry_out(
        actions.send, application, me(), terms=form.terms(), seen=form.seen()
    ):
        flash(_("Sent: the offer stands on their page, its terms behind a code."))
        return redirect(url_for("recruiter.applications.show", ref=ref), 303)
    return _page(application, form)


def _page(application: Application, form: OfferForm) -> str:
    news = news_for(application, form)
    if form.form_errors or not form.is_submitted():
        form.made_from(application)
    return render_template(
        "recruiter/offers/send.html", application=application, form=form, news=news
    )
