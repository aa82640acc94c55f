"""The forms on the page of an application, filled with what can be chosen there."""

from collections.abc import Sequence

from wtforms import BooleanField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from portal.company.queries import calendar, company
from portal.hiring.actions.calls import Spoken
from portal.hiring.actions.ledger import own_days
from portal.hiring.models import Application, Stage, StepKind
from portal.hiring.promises import Basis, today_for
from portal.hiring.queries.applications import ApplicationPage
from portal.plumbing import clock
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.team.models import Teammate
from portal.team.queries import who_may_answer
from portal.web.forms import AtMost, HouseForm, tidy
from portal.web.recruiter.promise_dates import DateChoice, date_choices
from portal.web.recruiter.tells import (
    OTHER,
    WORDS_AT_MOST,
    LongerForm,
    UpdateForm,
    VersionedForm,
    WordForm,
)
from portal.web.session import db


class MemoForm(HouseForm):
    words = TextAreaField(
        _l("Only the team reads this"),
        validators=[DataRequired(_l("Write something first.")), AtMost(WORDS_AT_MOST)],
        filters=[tidy],
    )


class LinksOffForm(HouseForm):
    sure = BooleanField(_l("Yes, turn all their links off"), validators=[InputRequired()])


class MoveForm(VersionedForm):
    stage = SelectField(_l("Stage"))

    def offer_stages(self, application: Application, stages: Sequence[Stage]) -> None:
        """Every stage of the job but the present one."""
        self._stages = {stage.ref: stage for stage in stages if stage.id != application.stage_id}
        self.stage.choices = [SelectChoice(ref, stage.name) for ref, stage in self._stages.items()]

    def chosen(self) -> Stage:
        """The stage that was chosen. Only after validation."""
        return self._stages[self.stage.data]


class OwnerForm(VersionedForm):
    owner = SelectField(_l("Who answers for it"))

    def offer_people(self, people: Sequence[Teammate]) -> None:
        """Whoever of them may answer for it."""
        self._people = {one.ref: one for one in people}
        self.owner.choices = [SelectChoice(one.ref, one.name) for one in people]

    def chosen(self) -> Teammate:
        """Who was chosen. Only after validation."""
        return self._people[self.owner.data]


class DecideForm(VersionedForm):
    reason = TextAreaField(
        _l("Why, for the team only"), validators=[AtMost(WORDS_AT_MOST)], filters=[tidy]
    )


class CallForm(WordForm):
    """We spoke: what they read of it, and perhaps a new date."""

    words = TextAreaField(
        _l("The line they will read"),
        validators=[
            DataRequired(_l("Write a line about it that they will read.")),
            AtMost(WORDS_AT_MOST),
        ],
        filters=[tidy],
    )
    memo = TextAreaField(
        _l("A line for the team only"), validators=[AtMost(WORDS_AT_MOST)], filters=[tidy]
    )
    about_the_role = BooleanField(_l("We spoke about the role: it counts as an interview"))

    def offer_days(self, choices: Sequence[DateChoice]) -> None:
        """The promise stands, or one of these days; none once it is closed."""
        self.next_word.data = self.next_word.data or ""
        self.offer(choices)
        self.next_word.choices.insert(0, SelectChoice("", _("no new date: the promise stands")))

    def validate_next_word(self, _field: RadioField) -> None:
        """A day is there where another one was meant."""
        if self.next_word.data == OTHER and not self.other_day.errors and self.due() is None:
            raise ValidationError(_("Say by when the next word will come."))

    def spoken(self) -> Spoken:
        """What was said. Only after validation."""
        return Spoken(
            self.words.data,
            self.memo.data,
            next_word_by=self.due(),
            about_the_role=bool(self.about_the_role.data),
        )


def update_form(
    application: Application, page: ApplicationPage, *, is_blank: bool = False
) -> UpdateForm:
    """As it was typed, or blank."""
    form = UpdateForm(formdata=None) if is_blank else UpdateForm()
    form.words.label.text = _("What %(name)s will read", name=application.candidate.called)
    form.offer(days_for(application, page))
    if not is_blank:
        form.count_from(today_for(clock.now(), _zone(application)), calendar(db()))
    form.offer_stages(application, page.stages)
    return form


def longer_form(
    application: Application, page: ApplicationPage, *, is_blank: bool = False
) -> LongerForm:
    """As it was typed, or blank."""
    form = LongerForm(formdata=None) if is_blank else LongerForm()
    form.offer(days_for(application, page))
    if not is_blank:
        form.count_from(today_for(clock.now(), _zone(application)), calendar(db()))
    form.offer_reasons()
    return form


def call_form(
    application: Application, page: ApplicationPage, *, is_blank: bool = False
) -> CallForm:
    """As it was typed, or blank."""
    form = CallForm(formdata=None) if is_blank else CallForm()
    form.offer_days(days_for(application, page))
    return form


def move_form(
    application: Application, page: ApplicationPage, *, is_blank: bool = False
) -> MoveForm:
    """As it was typed, or blank."""
    form = MoveForm(formdata=None) if is_blank else MoveForm()
    form.offer_stages(application, page.stages)
    return form


def owner_form(application: Application, *, is_blank: bool = False) -> OwnerForm:
    """As it was typed, or with the present owner."""
    form = OwnerForm(formdata=None) if is_blank else OwnerForm()
    form.offer_people(who_may_answer(db()))
    if is_blank and application.owner is not None:
        form.owner.data = application.owner.ref
    return form


def days_for(application: Application, page: ApplicationPage) -> list[DateChoice]:
    """The days that are offered for the next word, where the candidate is; none once closed."""
    if not application.is_open():
        return []
    zone = _zone(application)
    ahead = [step.starts_at for step in page.steps if step.kind is StepKind.INTERVIEW]
    basis = Basis(
        today=today_for(clock.now(), zone),
        days=own_days(application.job, application.stage, application.status),
        everyone_by=application.job.everyone_by,
        last_step=today_for(max(ahead), zone) if ahead else None,
    )
    return date_choices(
        application.next_word_by, application.status, basis, calendar=calendar(db())
    )


def _zone(application: Application) -> str:
    return application.candidate.time_zone or company(db()).time_zone
