"""Who a candidate is: corrected, or made one with whoever is the same person."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TelField,
)
from wtforms.validators import DataRequired, InputRequired, ValidationError

from portal.company.queries import company
from portal.hiring.actions import corrections, merging
from portal.hiring.actions.corrections import Facts, facts_of
from portal.hiring.models import Candidate
from portal.hiring.queries.duplicates import open_for_the_same_job, twin_by_ref
from portal.plumbing.addresses import address
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import languages
from portal.plumbing.words import lazy as _l
from portal.team.rights import Act
from portal.web.forms import AtMost, HouseForm, one_line
from portal.web.recruiter.access import me
from portal.web.recruiter.found import found
from portal.web.recruiter.seen import kept_otherwise
from portal.web.recruiter.zones import zone_choices
from portal.web.session import db

bp = Blueprint("people", __name__, url_prefix="/applications")
THIS, OTHER = "this", "other"


class CorrectForm(HouseForm):
    seen = HiddenField(filters=[one_line])
    full_name = StringField(
        _l("Name"),
        validators=[DataRequired(_l("Write their name.")), AtMost(200)],
        filters=[one_line],
    )
    called = StringField(_l("How letters greet them"), validators=[AtMost(100)], filters=[one_line])
    email = EmailField(_l("Mail address"), validators=[AtMost(254)], filters=[one_line])
    has_spoken = BooleanField(_l("I spoke with them about the new address"))
    phone = TelField(_l("Telephone"), validators=[AtMost(50)], filters=[one_line])
    time_zone = SelectField(_l("Their time zone"))
    language = SelectField(
        _l("Their language"),
        choices=[SelectChoice(code, name) for code, name in languages().items()],
    )

    def offer_zones(self, house_zone: str) -> None:
        """Every time zone, and not knowing it."""
        not_known = SelectChoice("", _("not known: the company’s counts"))
        self.time_zone.choices = [not_known, *zone_choices([house_zone])]

    def validate_email(self, field: EmailField) -> None:
        """An address is one we can write to."""
        try:
            if field.data:
                address(field.data)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    def facts(self) -> Facts:
        """What was typed."""
        return Facts(
            self.full_name.data,
            self.called.data,
            self.email.data,
            self.phone.data,
            self.time_zone.data,
            self.language.data,
        )


class MergeForm(HouseForm):
    seen = HiddenField(filters=[one_line])
    full_name = RadioField(_l("Name to keep"))
    email = RadioField(_l("Mail address to keep"))
    phone = RadioField(_l("Telephone to keep"))
    time_zone = RadioField(_l("Time zone to keep"))
    language = RadioField(_l("Language to keep"))
    sure = BooleanField(_l("Yes, these two are one person"), validators=[InputRequired()])

    def offer_sides(self, kept: Candidate, other: Candidate) -> None:
        """What stands on either side; without a choice, what is here stays."""
        sides = facts_of(kept), facts_of(other)
        for name in merging.CHOICES:
            values = [_shown(side, name) for side in sides]
            field = self[name]
            field.choices = [
                SelectChoice(key, value) for key, value in zip((THIS, OTHER), values, strict=True)
            ]
            field.data = field.data or THIS

    def taken(self) -> set[str]:
        """What is taken from the other."""
        return {name for name in merging.CHOICES if self[name].data == OTHER}


@bp.route("/<ref>/person", methods=["GET", "POST"])
def correct(ref: str) -> ResponseReturnValue:
    """Name, address, telephone, zone, language."""
    application = found(ref, Act.TELL)
    candidate = application.candidate
    form = _correct_form(facts_of(candidate))
    if form.validate_on_submit() and form.carry_out(
        corrections.correct,
        candidate,
        me(),
        facts=form.facts(),
        has_spoken=form.has_spoken.data,
        seen=form.seen.data,
    ):
        flash(_("Corrected."))
        return redirect(url_for("recruiter.applications.show", ref=ref), 303)
    others = _kept_otherwise(form, facts_of(application.candidate))
    return render_template(
        "recruiter/people/correct.html", application=application, form=form, others=others
    )


@bp.route("/<ref>/same/<other_ref>", methods=["GET", "POST"])
def merge(ref: str, other_ref: str) -> ResponseReturnValue:
    """Both sides first; then which of each is kept, and a box that is unticked."""
    application = found(ref, Act.TELL)
    kept = application.candidate
    other = _twin(kept, other_ref)
    form = MergeForm(seen=merging.mark(kept, other))
    form.offer_sides(kept, other)
    if form.validate_on_submit() and form.carry_out(
        merging.merge, kept, me(), other=other, taken=form.taken(), seen=form.seen.data
    ):
        flash(_("They are one now."))
        return redirect(url_for("recruiter.applications.show", ref=ref), 303)
    other = _twin(kept, other_ref)  # gone, where somebody else was quicker
    form.seen.data = merging.mark(kept, other)
    return render_template(
        "recruiter/people/merge.html",
        application=application,
        sides=(kept, other),
        languages=[_shown(facts_of(one), "language") for one in (kept, other)],
        twice=open_for_the_same_job(kept, other),
        form=form,
    )


def _correct_form(facts: Facts, *, is_blank: bool = False) -> CorrectForm:
    """Made from those facts; a blank one reads nothing that was sent."""
    sent = {"formdata": None} if is_blank else {}
    form = CorrectForm(**sent, seen=facts.mark(), **facts.__dict__)
    form.offer_zones(company(db()).time_zone)
    return form


def _kept_otherwise(form: CorrectForm, facts: Facts) -> list[tuple[str, str]]:
    """What a teammate wrote down meanwhile; whoever sends the form again has seen it."""
    if form.seen.data == facts.mark():
        return []
    form.seen.data = facts.mark()
    kept = _correct_form(facts, is_blank=True)
    del kept.has_spoken
    return kept_otherwise(form, kept)


def _shown(side: Facts, name: str) -> str:
    said: str = getattr(side, name)
    return languages()[said] if name == "language" else said or _("nothing")


def _twin(candidate: Candidate, ref: str) -> Candidate:
    return twin_by_ref(db(), candidate, ref) or abort(404)
