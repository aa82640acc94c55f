"""The form of a survey's questions: those that are kept, and one more."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Optional, StopValidation

from portal.plumbing.text import one_line as on_one_line
from portal.plumbing.words import gettext as _
from portal.plumbing.words import lazy as _l
from portal.surveys.actions.editing import ITEMS_AT_MOST, Draft, Holding, is_worded_anew
from portal.surveys.editions import Edition
from portal.surveys.items import Item, ItemKind
from portal.surveys.release import LEAST_COMMENTS, LEAST_K
from portal.surveys.shipped import RECOMMEND
from portal.web.forms import AtMost, Between, HouseForm, SeenForm, one_line, tidy

NEW = "new"
"""Stands where the key of a kept question stands."""
KINDS = {
    ItemKind.NPS: _l("Score, 0 to 10"),
    ItemKind.RATING: _l("Rating, 1 to 5"),
    ItemKind.EFFORT: _l("Effort, 1 to 7"),
    ItemKind.YES_NO: _l("Yes or no"),
    ItemKind.CHOICE: _l("One of several"),
    ItemKind.TEXT: _l("Their own words"),
}
Places = Sequence[tuple[str, str]]
_SCALES = frozenset({ItemKind.NPS, ItemKind.RATING, ItemKind.EFFORT})
_WORDS_AT_MOST, _ENDS_AT_MOST = 200, 60


class SurveyForm(SeenForm):
    """Fields for each question hang on it when it is made: see `survey_form`."""

    kept: Sequence[Item] = ()
    new_kind = SelectField(
        _l("One more question"),
        choices=[
            SelectChoice("", _l("none")),
            *(SelectChoice(kind.value, label) for kind, label in KINDS.items()),
        ],
        default="",
    )
    is_sure = BooleanField(_l("I have read this, and keep it all the same"))

    def draft(self) -> Draft:
        """What was typed, in the order that was asked for. Only after validation."""
        items = [self._item(item) for item in self.kept if self._stays(item)]
        if self.new_kind.data:
            items.append(self._item(Item(NEW, ItemKind(self.new_kind.data), "")))
        places = {item.key: self[f"place_{item.key}"].data for item in items}
        same = {item.key for item in self.kept if (its := self._same(item)) and its.data}
        return Draft(_ordered(items, places), self.seen(), is_sure=self.is_sure.data, same=same)

    def validate_new_kind(self, field: SelectField) -> None:
        """A question without a kind would be gone without a word."""
        typed = (self[f"{name}_{NEW}"].data for name in ("words", "low", "high", "choices"))
        if not field.data and any(typed):
            raise StopValidation(_("Say what kind of answer the question takes."))

    def worded_anew(self) -> Iterator[Field]:
        """The box to tick of each kept question that is worded anew."""
        for item in self.kept:
            same = self._same(item)
            if same is not None and is_worded_anew(self._item(item), self.kept):
                yield same

    def questions(self) -> Iterator[tuple[Item, dict[str, Any]]]:
        """Each kept question with its fields, by what they are for."""
        for item in self.kept:
            yield item, self.fields_of(item.key)

    def fields_of(self, key: str) -> dict[str, Any]:
        """The fields of that question, by what they are for."""
        names = [field.name for field in self if field.name.endswith(f"_{key}")]
        return {name.removesuffix(f"_{key}"): self[name] for name in names}

    def _same(self, item: Item) -> Field | None:
        return self.fields_of(item.key).get("same")

    def _stays(self, item: Item) -> bool:
        its = self.fields_of(item.key)
        return its["on"].data or not ("gone" in its and its["gone"].data)

    def _item(self, kept: Item) -> Item:
        kind = kept.kind
        its = {name: field.data for name, field in self.fields_of(kept.key).items()}
        lines = [on_one_line(line) for line in (its.get("choices") or "").splitlines()]
        return Item(
            kept.key,
            kind,
            its["words"],
            low=its.get("low", kept.low) if kind in _SCALES else "",
            high=its.get("high", kept.high) if kind in _SCALES else "",
            choices=tuple(filter(None, lines)) if kind is ItemKind.CHOICE else (),
            is_required=its["required"],
            is_on=its["on"],
            where=its["where"],
        )


class RoundsForm(HouseForm):
    months = SelectField(
        _l("A round takes in"),
        choices=[SelectChoice("3", _l("a quarter")), SelectChoice("1", _l("a month"))],
    )
    k = IntegerField(_l("Figures from so many answers on"), validators=[Between(LEAST_K, 1_000)])
    comment_limit = IntegerField(
        _l("Comments from so many answers on"), validators=[Between(LEAST_COMMENTS, 1_000)]
    )

    def holding(self) -> Holding:
        """What was typed. Only after validation."""
        return Holding(int(self.months.data), self.k.data, self.comment_limit.data)


def survey_form(edition: Edition, places: Places, *, is_blank: bool = False) -> SurveyForm:
    """The form of these questions, as it was sent or, `is_blank`, as they are kept."""
    fields: dict[str, Any] = {"kept": edition.items}
    given: dict[str, object] = {"version": str(edition.number), "on_new": True}
    for number, item in enumerate(edition.items, start=1):
        label = _("Question %(number)d", number=number)
        fields |= _named(item.key, _fields(item, label, places))
        given |= _named(item.key, _given(item, number))
    fields |= _named(NEW, _fields(None, _("The question"), places))
    given["place_new"] = len(edition.items) + 1
    made = type("SurveyForm", (SurveyForm,), fields)
    form: SurveyForm = made(formdata=None, **given) if is_blank else made(**given)
    return form


def _named(key: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}_{key}": field for name, field in fields.items()}


def _fields(kept: Item | None, label: str, places: Places) -> dict[str, Any]:
    """Those that make sense for its kind; for a question yet to be made, all."""
    is_new, kind = kept is None, kept.kind if kept else None
    needed = [] if is_new else [DataRequired(_("A question needs words."))]
    words = StringField(label, validators=[*needed, AtMost(_WORDS_AT_MOST)], filters=[one_line])
    where = SelectField(
        _("Asked"), choices=[SelectChoice(place, name) for place, name in places], default=""
    )
    place = IntegerField(
        _("Place"),
        validators=[Optional(), Between(1, ITEMS_AT_MOST + 1)],
        filters=[_last],
    )
    fields: dict[str, Any] = {
        "words": words,
        "where": where,
        "place": place,
        "on": BooleanField(_("Ask it")),
        "required": BooleanField(_("Needs an answer")),
    }
    if not is_new and kind is not ItemKind.TEXT:
        same = _("%(question)s still asks the same: its figures go on", question=label)
        fields["same"] = BooleanField(same)
    if kept and not kept.is_on:
        fields["gone"] = BooleanField(_("Off this list: what was published stays"))
    if is_new or (kind in _SCALES and kept and kept.key != RECOMMEND):
        fields |= {"low": _end(_("The lowest is called")), "high": _end(_("The highest is called"))}
    if is_new or kind is ItemKind.CHOICE:
        fields["choices"] = TextAreaField(
            _("Answers to choose from, one a line"), validators=[AtMost(1_000)], filters=[tidy]
        )
    return fields


def _ordered(items: Sequence[Item], places: Mapping[str, int]) -> list[Item]:
    """Those that were moved at the very places they were given, around those that stay."""
    moved = [item for number, item in enumerate(items, start=1) if places[item.key] != number]
    ordered = [item for item in items if item not in moved]
    after = 0
    for item in sorted(moved, key=lambda one: places[one.key]):
        ordered.insert(max(places[item.key] - 1, after), item)
        after = ordered.index(item) + 1
    return ordered


def _last(typed: int | None) -> int:
    """Without a place it comes last."""
    return ITEMS_AT_MOST + 1 if typed is None else typed


def _end(label: str) -> StringField:
    return StringField(label, validators=[AtMost(_ENDS_AT_MOST)], filters=[one_line])


def _given(item: Item, number: int) -> dict[str, object]:
    return {
        "words": item.words,
        "low": item.low,
        "high": item.high,
        "choices": "\n".join(item.choices),
        "where": item.where,
        "place": number,
        "on": item.is_on,
        "required": item.is_required,
    }
