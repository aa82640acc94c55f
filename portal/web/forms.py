"""The house form: reads, keeps what was typed, carries out one action in one transaction."""

import re
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from flask import g, request
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.datastructures import CombinedMultiDict
from wtforms import HiddenField, SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.text import one_line as _one_line
from portal.plumbing.text import tidy as _tidy
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted
from portal.web.races import words_for_race
from portal.web.session import transaction

P = ParamSpec("P")
_AS_SENT = object()
_NUMBER = re.compile(r"[0-9]{1,9}")
THE_LIBRARY_SAYS = (
    noted("This field is required."),
    noted("Not a valid choice."),
    noted("Invalid Choice: could not coerce."),
    noted("'%(value)s' is not a valid choice for this field."),
    noted("'%(value)s' are not valid choices for this field."),
    noted("Not a valid date value."),
    noted("Not a valid time value."),
)
"""What WTForms says by itself on the candidate's forms."""


class Translations:
    """Lets the library speak as we do. It fills in values by itself."""

    def gettext(self, text: str) -> str:
        """The text in the language spoken now."""
        return _(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form that fits the number, which it doesn't say."""
        return _(one if number == 1 else many)


TRANSLATIONS = Translations()


def tidy(value: Any) -> str:
    """Filter of every text field: an absent one is None, which nobody wants to meet."""
    return _tidy(value if isinstance(value, str) else None)


def one_line(value: Any) -> str:
    """The same for what belongs on one line: names, titles."""
    return _one_line(value if isinstance(value, str) else None)


def number_in(field: Any) -> int | None:
    """The number that a page of ours put into that field; None where something else came back."""
    typed = field.data.strip() if isinstance(field.data, str) else ""
    return int(typed) if _NUMBER.fullmatch(typed) else None


class HouseForm(FlaskForm):
    """What every form here shares.

    It reads the text that a page of ours sends, and nothing else: Flask-WTF takes JSON, lets a
    file stand where text is asked for, and holds an empty form for one that was not sent.
    """

    takes_files = False

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: Any) -> Translations:
            return TRANSLATIONS

    def __init__(self, formdata: Any = _AS_SENT, **given: Any) -> None:
        super().__init__(formdata=self._sent() if formdata is _AS_SENT else formdata, **given)

    def carry_out(
        self,
        action: Callable[Concatenate[Session, P], object],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> bool:
        """Run `action(session, ...)` in one transaction; whether it went through.

        A Refusal becomes an error on this form, with everything typed kept, and the page's status
        409. So does a race that a unique constraint stopped, where words for it are listed; any
        other IntegrityError is a bug. Raises Missing where somebody deleted what it is about.
        """
        try:
            with transaction() as session:
                action(session, *args, **kwargs)
        except Refusal as refusal:
            self.refuse(str(refusal))
            return False
        except ObjectDeletedError as error:
            raise Missing from error
        except IntegrityError as error:
            words = words_for_race(error)
            if words is None:
                raise
            self.refuse(words)
            return False
        return True

    def refuse(self, words: str) -> None:
        """Say no on the form, for a rule that a view had to ask itself."""
        self.form_errors.append(words)
        g.answer_status = 409

    def _sent(self) -> Any:
        if request.method != "POST":
            return None
        return (
            CombinedMultiDict((request.files, request.form)) if self.takes_files else request.form
        )


class SeenForm(HouseForm):
    """Knows which version it was made from."""

    version = HiddenField()

    def seen(self) -> int:
        """The version its sender saw; 0, which none has, where that can't be read."""
        return number_in(self.version) or 0


class CheckboxesField(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AtMost:
    """Refuses text over `length` characters, in words that say how long it is."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.field_flags = {"maxlength": length}

    def __call__(self, _form: Any, field: Any) -> None:
        typed = len(field.data or "")
        if typed > self.length:
            raise StopValidation(
                _(
                    "That is %(typed)d characters; at most %(most)d fit here.",
                    typed=typed,
                    most=self.length,
                )
            )


class Between:
    """Refuses a number below or above these. WTForms' own makes a float of it, which the largest
    don't fit.
    """

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most
        self.field_flags = {"min": least, "max": most}

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data is None or not self.least <= field.data <= self.most:
            raise StopValidation(
                _(
                    "Number must be between %(least)d and %(most)d.",
                    least=self.least,
                    most=self.most,
                )
            )
