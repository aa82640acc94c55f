"""The questions of a survey as fields: on the candidate's form, and where the team looks at it."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, Optional

from portal.plumbing.words import gettext as _
from portal.surveys.items import LONGEST, Item, ItemKind
from portal.web.forms import AtMost, HouseForm, tidy

PREFIX = "answer_"
"""Stands before the key of a question."""


class QuestionsForm(HouseForm):
    """Its questions hang on it when it is made: see `with_questions`."""

    asked: Sequence[Item] = ()

    def question(self, item: Item) -> Field:
        """The field of that question."""
        return self[_name(item)]

    def given(self) -> dict[str, str]:
        """What was filled in, by question."""
        return {item.key: self.question(item).data or "" for item in self.asked}

    def own_words(self) -> list[str]:
        """What was typed, in their own words."""
        written = (self.question(item).data for item in self.asked if item.kind is ItemKind.TEXT)
        return [words for words in written if words]


def with_questions(base: type[QuestionsForm], items: Sequence[Item]) -> type[QuestionsForm]:
    """The form with these questions on it."""
    fields: dict[str, Any] = {_name(item): _field(item) for item in items}
    return type(base.__name__, (base,), {**fields, "asked": items})


def _name(item: Item) -> str:
    return f"{PREFIX}{item.key}"


def _field(item: Item) -> Field:
    words = _(item.words)
    if item.is_required:
        words = _("%(question)s (needs an answer)", question=words)
    needed = DataRequired(_("This needs an answer.")) if item.is_required else Optional()
    if item.kind is ItemKind.TEXT:
        return TextAreaField(words, validators=[needed, AtMost(LONGEST)], filters=[tidy])
    choices = [SelectChoice(value, _label(item, value)) for value in item.values()]
    if not item.is_required:
        choices.append(SelectChoice("", _("No answer")))
    return RadioField(words, choices=choices, validators=[needed])


def _label(item: Item, value: str) -> str:
    if item.kind is ItemKind.YES_NO:
        return _("Yes") if value == "1" else _("No")
    return _(value) if item.kind is ItemKind.CHOICE else value
