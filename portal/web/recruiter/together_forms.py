"""The forms that tell several at once."""

import re
from collections.abc import Iterable
from datetime import date

from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired

from portal.hiring.together import AT_MOST, Pick, Same
from portal.plumbing.words import lazy as _l
from portal.web.forms import AtMost, tidy
from portal.web.recruiter.tells import WORDS_AT_MOST, LongerForm, WordForm

PICK = re.compile(r"([0-9a-z]{1,32}):([0-9]{1,9})")


class SameForm(WordForm):
    """Whom it is for, as one text: hundreds of fields would be too many."""

    picks = HiddenField()

    def picked(self) -> list[Pick]:
        """Who they are."""
        found = {ref: Pick(ref, int(seen)) for ref, seen in PICK.findall(self.picks.data or "")}
        return list(found.values())[:AT_MOST]

    def pick(self, picks: Iterable[Pick]) -> None:
        """From here on it is for these."""
        self.picks.data = " ".join(f"{pick.ref}:{pick.version}" for pick in picks)

    def begin_here(self) -> None:
        """Whoever opened the page came to write: its first field has the keys."""
        raise NotImplementedError

    def same(self) -> Same:
        """What is to be said to each. Only after validation."""
        raise NotImplementedError

    def promised(self) -> date:
        """The day that was meant. Only after validation."""
        due = self.due()
        assert due is not None
        return due


class SameUpdateForm(SameForm):
    words = TextAreaField(
        _l("What each of them will read"),
        validators=[DataRequired(_l("Write what they will read.")), AtMost(WORDS_AT_MOST)],
        filters=[tidy],
    )

    def begin_here(self) -> None:
        """In the words."""
        self.words.render_kw = {"autofocus": True}

    def same(self) -> Same:
        """The words, and by when the next ones come."""
        return Same(self.words.data, self.promised())


class SameLongerForm(SameForm, LongerForm):
    def begin_here(self) -> None:
        """On the first of the ready sentences, which isn't chosen by that."""
        self.why.render_kw = {"autofocus": True}

    def same(self) -> Same:
        """Why, and until when."""
        return Same(self.said(), self.promised(), as_extended=True)
