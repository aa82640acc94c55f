"""The two forms that give a candidate a word and a date: an update, and "we need longer"."""

from collections.abc import Sequence
from datetime import date, datetime

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Optional, ValidationError

from portal.company.calendar import Calendar
from portal.hiring.actions.updates import Word
from portal.hiring.models import Application, Stage, Update
from portal.hiring.patience import READY
from portal.hiring.promises import REFUSE_AFTER, WARN_AFTER, is_far
from portal.hiring.stages import Status
from portal.hiring.stages import sentence as sentence_for
from portal.plumbing import clock
from portal.plumbing.dates import day_and_year
from portal.plumbing.tokens import fingerprint
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.web.forms import AtMost, SeenForm, one_line, tidy
from portal.web.recruiter.promise_dates import DateChoice

WORDS_AT_MOST = 5000
OTHER = "other"
OWN = "own"


class VersionedForm(SeenForm):
    """Knows which version of the application it was made from, and when."""

    opened = HiddenField(filters=[one_line])

    def opened_at(self) -> datetime | None:
        """When its sender opened it."""
        try:
            moment = datetime.fromisoformat(self.opened.data or "")
        except ValueError:
            return None
        return moment if moment.tzinfo else None

    def made_from(self, application: Application) -> None:
        """From here on it is a form made from the application as it is now."""
        self.version.data = str(application.version)
        self.opened.data = clock.now().isoformat()


class WordForm(VersionedForm):
    """What both have: by when the next word comes."""

    next_word = RadioField(_l("Next word by"), validate_choice=False)
    other_day = DateField(_l("Another day"), validators=[Optional()])
    far = BooleanField(_l("Yes, they are to wait that long"))
    _counted_from: tuple[date, Calendar] | None = None

    def count_from(self, today: date, calendar: Calendar) -> None:
        """Ask again where a day is typed that is far ahead of that one."""
        self._counted_from = (today, calendar)

    def offer(self, choices: Sequence[DateChoice]) -> None:
        """Let these days be chosen; the usual one is, where nobody chose yet."""
        self.next_word.choices = [
            *(SelectChoice(choice.day, choice.label) for choice in choices),
            SelectChoice(OTHER, _("another day:")),
        ]
        if self.next_word.data is None:
            self.next_word.data = next((choice.day for choice in choices if choice.is_usual), None)

    def validate_next_word(self, _field: RadioField) -> None:
        """A day was chosen, or typed."""
        if not self.other_day.errors and self.due() is None:
            raise ValidationError(_("Say by when the next word will come."))

    def validate_other_day(self, field: DateField) -> None:
        """A day that is far ahead is meant: whoever typed it ticks so. Beyond what may be promised
        no tick helps.
        """
        if self.is_far() and not self.far.data:
            raise ValidationError(
                _(
                    "%(day)s is more than %(days)d working days away. Tick below if they are to"
                    " wait that long.",
                    day=day_and_year(field.data),
                    days=WARN_AFTER,
                )
            )

    def is_far(self) -> bool:
        """Whether a day was typed that takes a tick."""
        if self._counted_from is None or self.other_day.data is None:
            return False
        today, calendar = self._counted_from
        is_refused = calendar.between(today, self.other_day.data) > REFUSE_AFTER
        return is_far(self.other_day.data, today, calendar) and not is_refused

    def due(self) -> date | None:
        """The day that was meant: one that was typed counts before one of the list."""
        if self.other_day.data is not None:
            typed: date = self.other_day.data
            return typed
        try:
            return date.fromisoformat(self.next_word.data or "")
        except ValueError:
            return None


class UpdateForm(WordForm):
    """What the candidate will read, and perhaps another stage."""

    words = TextAreaField(
        _l("What they will read"),
        validators=[DataRequired(_l("Write what they will read.")), AtMost(WORDS_AT_MOST)],
        filters=[tidy],
    )
    stage = SelectField(_l("Stage"))
    sentences = HiddenField()
    """What stages said when it was opened: what was read is what is sent."""
    _is_said_anew = False

    def offer_stages(self, application: Application, stages: Sequence[Stage]) -> None:
        """Unchanged first, which says nothing new; then every stage with what it says."""
        self.stage.choices = [
            SelectChoice("", _("%(stage)s (unchanged)", stage=application.stage.name)),
            *(
                SelectChoice(stage.ref, _stage_label(application, stage))
                for stage in stages
                if stage.id != application.stage_id or stage.status is not application.status
            ),
        ]
        said = fingerprint("\n".join(str(choice.label) for choice in self.stage.choices))
        self._is_said_anew = self.sentences.data not in {None, "", said}
        self.sentences.data = said

    def validate_stage(self, field: SelectField) -> None:
        """What it says is what its sender read."""
        if field.data and self._is_said_anew:
            raise ValidationError(
                _("Somebody changed what stages say meanwhile. Read what this one says now.")
            )

    def chosen_stage(self, application: Application, stages: Sequence[Stage]) -> Stage:
        """The stage chosen, or the present one."""
        chosen = (stage for stage in stages if stage.ref == self.stage.data)
        return next(chosen, application.stage)

    def word(self, application: Application, told: Update, stage: Stage) -> Word:
        """What is to be said. Without another stage the heading stays what it is."""
        due = self.due()
        if self.stage.data and stage.status is not None and not _has_offer(application):
            return Word(stage.status, self.words.data, stage.sentence, due)
        return Word(application.status, self.words.data, told.sentence, due)


class LongerForm(WordForm):
    """We need longer, until when, and why."""

    why = RadioField(_l("Why, as they will read it"))
    words = TextAreaField(_l("Your own words"), validators=[AtMost(WORDS_AT_MOST)], filters=[tidy])

    def offer_reasons(self) -> None:
        """Four ready sentences, and one's own."""
        self.why.choices = [
            *(SelectChoice(name, _(words)) for name, words in READY.items()),
            SelectChoice(OWN, _("in your own words:")),
        ]

    def validate_words(self, field: TextAreaField) -> None:
        """Own words are there where they were chosen."""
        if self.why.data == OWN and not field.data:
            raise ValidationError(_("Write what they will read."))

    def said(self) -> str:
        """Why, in the words chosen."""
        own: str = self.words.data
        return own if self.why.data == OWN else READY[self.why.data]

    def word(self, application: Application, told: Update) -> Word:
        """What is to be said: why, and until when. The heading stays what it is."""
        return Word(application.status, self.said(), told.sentence, self.due())


def _has_offer(application: Application) -> bool:
    return application.status in (Status.OFFER, Status.JOINING)


def _stage_label(application: Application, stage: Stage) -> str:
    if stage.status is None or _has_offer(application):
        return _("%(stage)s (the page stays as it is)", stage=stage.name)
    said = stage.sentence or sentence_for(stage.status)
    return _("%(stage)s: they will read “%(said)s”", stage=stage.name, said=said)
