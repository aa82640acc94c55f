"""Writing an offer, sending it, and saying that they have started."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, DateField, Field, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from portal.engagement.actions import starts
from portal.hiring.models import Application
from portal.offers import actions, drafts
from portal.offers.models import Offer
from portal.offers.queries import latest_told_offer
from portal.offers.terms import Terms
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, one_line, tidy
from portal.web.recruiter.access import me
from portal.web.recruiter.found import found
from portal.web.recruiter.tells import WORDS_AT_MOST, VersionedForm
from portal.web.recruiter.timeline import news_for
from portal.web.session import db

bp = Blueprint("offers", __name__, url_prefix="/applications")
WORDS = _l("What they will read with it")
ANSWER_BY = _l("Answer by")
LINES = 8
LABEL_AT_MOST = 80
VALUE_AT_MOST = 300


class OfferForm(VersionedForm):
    words = TextAreaField(
        WORDS,
        validators=[DataRequired(_l("Say something with it.")), AtMost(WORDS_AT_MOST)],
        filters=[tidy],
    )
    answer_by = DateField(
        ANSWER_BY, validators=[InputRequired(_l("Say by when you need an answer."))]
    )
    starts_on = DateField(_l("First day, if it is settled"), validators=[Optional()])
    instead = BooleanField(_l("It takes the place of the offer they have"))

    def lines(self) -> list[tuple[Field, Field]]:
        """The lines of the terms: what, and how much."""
        return [(self[f"label_{number}"], self[f"value_{number}"]) for number in range(LINES)]

    def terms(self) -> Terms:
        """What is offered, empty lines left out."""
        items = [(label.data, value.data) for label, value in self.lines() if label.data]
        return Terms(self.words.data, self.answer_by.data, self.starts_on.data, items)

    def read(self, draft: Offer) -> None:
        """Go on from what is drafted."""
        self.words.data = draft.words
        self.answer_by.data, self.starts_on.data = draft.answer_by, draft.starts_on
        for (label, value), item in zip(self.lines(), draft.items, strict=False):
            label.data, value.data = item.label, item.value


class StartForm(VersionedForm):
    sure = BooleanField(_l("Yes, they have started"), validators=[InputRequired()])


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


class DraftForm(OfferForm):
    """The same while it is being written: nothing has to be there yet."""

    words = TextAreaField(WORDS, validators=[AtMost(WORDS_AT_MOST)], filters=[tidy])
    answer_by = DateField(ANSWER_BY, validators=[Optional()])


@bp.route("/<ref>/offer", methods=["GET", "POST"])
def send(ref: str) -> ResponseReturnValue:
    """Words, an answer-by date, a start, up to eight lines of terms; what was drafted stands in
    it.
    """
    application = found(ref, Act.TELL)
    draft = drafts.draft_of(db(), application)
    form = OfferForm()
    if form.validate_on_submit() and form.carry_out(
        actions.send,
        application,
        me(),
        terms=form.terms(),
        instead=form.instead.data,
        seen=form.seen(),
    ):
        sent = _("Sent: the offer stands on their page, its terms behind a code.")
        return _back(application, sent)
    if draft is not None and not form.is_submitted():
        form.read(draft)
    return page_of(application, form)


@bp.post("/<ref>/offer/draft")
def keep(ref: str) -> ResponseReturnValue:
    """Keep what is written so far, and send nothing."""
    application, form = found(ref, Act.TELL), DraftForm()
    if form.validate_on_submit() and form.carry_out(
        drafts.keep, application, me(), terms=form.terms(), seen=form.seen()
    ):
        return _back(application, _("Kept as a draft. Only the team sees it."))
    return page_of(application, form)


@bp.post("/<ref>/offer/draft/drop")
def drop(ref: str) -> ResponseReturnValue:
    """Throw the draft away."""
    application, form = found(ref, Act.TELL), VersionedForm()
    if form.validate_on_submit() and form.carry_out(
        drafts.drop, application, me(), seen=form.seen()
    ):
        return _back(application, _("The draft is gone. Nothing was sent."))
    return page_of(application, DraftForm(), pressed=form)


@bp.route("/<ref>/started", methods=["GET", "POST"])
def start(ref: str) -> ResponseReturnValue:
    """The first day is there, and so are they; the box is unticked."""
    application, form = found(ref, Act.TELL), StartForm()
    if form.validate_on_submit() and form.carry_out(
        starts.confirm, application, me(), seen=form.seen()
    ):
        return _back(application, _("Welcome! Their page says so, and a mail is on its way."))
    news = news_for(application, form)
    if form.form_errors or not form.is_submitted():
        form.made_from(application)
    return render_template(
        "recruiter/offers/start.html", application=application, form=form, news=news
    )


def page_of(
    application: Application, form: OfferForm, *, pressed: VersionedForm | None = None
) -> str:
    """The offer as it is being written; what another button of the page was refused for stands
    above all that was typed.
    """
    refusal = pressed or form
    news = news_for(application, refusal)
    if refusal.form_errors or not form.is_submitted():
        form.made_from(application)
    told = latest_told_offer(db(), application.id)
    return render_template(
        "recruiter/offers/send.html",
        application=application,
        form=form,
        refusal=refusal,
        news=news,
        draft=drafts.draft_of(db(), application),
        open_one=told if told and told.may_be_accepted() else None,
    )


def _back(application: Application, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("recruiter.applications.show", ref=application.ref), 303)
