"""The form that brings one candidate in by hand."""

from collections.abc import Sequence

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    SelectChoice,
    SelectField,
    StringField,
    TelField,
)
from wtforms.validators import DataRequired, InputRequired, ValidationError

from portal.hiring.actions.arrivals import Arrival
from portal.hiring.actions.candidates import NewCandidate
from portal.hiring.models import Job, Stage
from portal.plumbing.addresses import address
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.web.forms import AtMost, HouseForm, one_line
from portal.web.recruiter.zones import zone_choices


class ArrivalForm(HouseForm):
    full_name = StringField(
        _l("Name"),
        validators=[DataRequired(_l("Write their name.")), AtMost(200)],
        filters=[one_line],
    )
    called = StringField(_l("How letters greet them"), validators=[AtMost(100)], filters=[one_line])
    email = EmailField(_l("Mail address"), validators=[AtMost(254)], filters=[one_line])
    phone = TelField(_l("Telephone"), validators=[AtMost(50)], filters=[one_line])
    time_zone = SelectField(_l("Their time zone"))
    stage = SelectField(_l("Job and stage"))
    applied_on = DateField(
        _l("Applied on"), validators=[InputRequired(_l("Say when they applied."))]
    )
    introduce = BooleanField(_l("Introduce them now: mail them the link to their page"))
    is_another = BooleanField(_l("This is another person, though somebody like this is here"))

    def offer_choices(self, jobs: Sequence[Job], house_zone: str) -> None:
        """The stages of every open job; every time zone, and not knowing it."""
        self.stage.choices = [
            SelectChoice(stage.ref, f"{job.title}: {stage.name}", optgroup=job.title)
            for job in jobs
            for stage in job.stages
        ]
        self.time_zone.choices = [
            SelectChoice("", _("not known: the company’s counts")),
            *zone_choices([house_zone]),
        ]

    def validate_email(self, field: EmailField) -> None:
        """An address is one we can write to; without one nobody can be introduced."""
        if self.introduce.data and not field.data:
            raise ValidationError(_("Without an address they can’t be introduced."))
        try:
            address(field.data or "a@example.org")
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    def arrival(self, jobs: Sequence[Job]) -> Arrival:
        """Who applied for what. Only after validation."""
        job, stage = self._chosen(jobs)
        person = NewCandidate(
            full_name=self.full_name.data,
            called=self.called.data,
            email=self.email.data,
            phone=self.phone.data,
            time_zone=self.time_zone.data or None,
        )
        return Arrival(person, job, stage, self.applied_on.data, self.is_another.data)

    def _chosen(self, jobs: Sequence[Job]) -> tuple[Job, Stage]:
        return next(
            (job, stage) for job in jobs for stage in job.stages if stage.ref == self.stage.data
        )
