"""The forms that tell somebody that we do not go on, or that we do after all."""

from collections.abc import Sequence

from wtforms import BooleanField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired, Optional, ValidationError

from portal.hiring.actions.updates import Word
from portal.hiring.models import Application, Stage
from portal.hiring.notes import Doubt
from portal.hiring.queries import note_facts
from portal.hiring.stages import EndingWay, Outcome, Status
from portal.hiring.stages import sentence as sentence_for
from portal.offers import ends
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.web.forms import AtMost, tidy
from portal.web.recruiter.tells import WORDS_AT_MOST, VersionedForm, WordForm
from portal.web.session import db

WAYS = {
    EndingWay.NOTE: _l("A note, written for them"),
    EndingWay.CALL: _l("A call: you have spoken with them"),
    EndingWay.MAIL: _l("A mail; a line of your own makes it better"),
}
AFTER_ALL = _l("A mail after all, though we spoke with them: say why below")


BECOMES = {
    Outcome.OFFER_LAPSED: _l("It has lapsed: the answer-by date is over"),
    Outcome.OFFER_RESCINDED: _l("We take it back"),
}


class EndingForm(VersionedForm):
    becomes = RadioField(_l("What becomes of the offer"), coerce=Outcome, validators=[Optional()])
    way = RadioField(_l("How"), coerce=EndingWay)
    words = TextAreaField(
        _l("Your part"),
        validators=[DataRequired(_l("Write your part.")), AtMost(WORDS_AT_MOST)],
        filters=[tidy],
    )
    looked = BooleanField(_l("I have looked: it is meant as it is"))
    memo = TextAreaField(
        _l("A line for the team"), validators=[AtMost(WORDS_AT_MOST)], filters=[tidy]
    )
    mail_because = TextAreaField(
        _l("Why a mail is enough"), validators=[AtMost(WORDS_AT_MOST)], filters=[tidy]
    )
    is_interviewed = False
    doubts: Sequence[Doubt] = ()

    def made_for(self, application: Application) -> None:
        """Whoever was interviewed gets a note or a call; a mail only for a written reason, or where
        an offer has lapsed.
        """
        may_end = ends.possible(db(), application)
        self.becomes.choices = [SelectChoice(one, str(BECOMES[one])) for one in may_end]
        if may_end and not self.is_submitted():
            self.becomes.data = may_end[0]
        self.is_interviewed = application.was_interviewed(clock.now())
        self.is_interviewed &= self.becomes.data is not Outcome.OFFER_LAPSED
        ways = {**WAYS, EndingWay.MAIL: AFTER_ALL} if self.is_interviewed else WAYS
        self.way.choices = [SelectChoice(way, str(label)) for way, label in ways.items()]
        self.way.data = self.way.data or EndingWay.NOTE
        self.words.label.text = _("Your part, to %(name)s", name=application.candidate.called)

    def validate_mail_because(self, field: TextAreaField) -> None:
        """A reason stands where somebody who was interviewed is mailed."""
        if self.is_interviewed and self.way.data is EndingWay.MAIL and not field.data:
            raise ValidationError(_("Write why: it stays on record."))

    def is_fit_for(self, application: Application) -> bool:
        """Whether these words may leave for that candidate. What is wrong stands beside them, and
        what is worth a second look, until somebody says that they looked.
        """
        if not self.validate_on_submit():
            return False
        try:
            note_facts.check(db(), application, self.words.data)
        except Refusal as refusal:
            self.words.errors = [*self.words.errors, str(refusal)]
            return False
        if self.way.data is EndingWay.NOTE:
            self.doubts = note_facts.doubts(db(), application, self.words.data)
        return not self.doubts or bool(self.looked.data)


class ReopenForm(WordForm):
    """What they will read when we go on after all, and where they stand then."""

    words = TextAreaField(
        _l("What they will read"),
        validators=[DataRequired(_l("Write what they will read.")), AtMost(WORDS_AT_MOST)],
        filters=[tidy],
    )
    stage = SelectField(_l("Stage"))

    def offer_stages(self, application: Application, stages: Sequence[Stage]) -> None:
        """Every stage that they may read of; the one they stood in first."""
        mapped = [stage for stage in stages if stage.status is not None]
        mapped.sort(key=lambda stage: stage.id != application.stage_id)
        self._stages = {stage.ref: stage for stage in mapped}
        self.stage.choices = [SelectChoice(stage.ref, _label(stage)) for stage in mapped]

    def chosen(self) -> Stage:
        """The stage that was chosen. Only after validation."""
        return self._stages[self.stage.data]

    def word(self) -> Word:
        """What is to be said. Only after validation."""
        stage = self.chosen()
        return Word(stage.status or Status.IN_REVIEW, self.words.data, stage.sentence, self.due())


def _label(stage: Stage) -> str:
    said = stage.sentence or sentence_for(stage.status or Status.IN_REVIEW)
    return _("%(stage)s: they will read “%(said)s”", stage=stage.name, said=said)
