"""Two who change the same thing: the second is told what is kept now, and loses nothing typed."""

from typing import Any

from portal.plumbing.words import gettext as _
from portal.web.forms import HouseForm

_NOT_SHOWN = {"csrf_token", "version", "seen"}


def kept_otherwise(form: HouseForm, kept: HouseForm) -> list[tuple[str, str]]:
    """The fields that are kept with something else than stands in the form, and with what."""
    return [
        (field.label.text, _shown(kept[field.name]))
        for field in form
        if field.name not in _NOT_SHOWN
        and field.name in kept
        and (field.data or None) != (kept[field.name].data or None)
    ]


def _shown(field: Any) -> str:
    labels = {choice.value: choice.label for choice in getattr(field, "choices", None) or ()}
    labels[True] = _("yes")
    return str(labels.get(field.data, field.data) or "–")
