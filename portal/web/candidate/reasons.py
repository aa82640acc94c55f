"""Why somebody declines or withdraws: one form for both, all of it optional."""

from collections.abc import Sequence

from flask import request
from wtforms import BooleanField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import Optional

from portal.hiring.reasons import COMMENT_AT_MOST, ReasonCode, Reasons, in_order_for, words_for
from portal.plumbing.words import lazy as _l
from portal.web.forms import AtMost, CheckboxesField, HouseForm, tidy


class ReasonsForm(HouseForm):
    main = RadioField(_l("What mattered most?"), coerce=ReasonCode, validators=[Optional()])
    more = CheckboxesField(_l("Up to two more reasons"), coerce=ReasonCode)
    comment = TextAreaField(
        _l("In your own words"), validators=[AtMost(COMMENT_AT_MOST)], filters=[tidy]
    )
    stay_in_touch = BooleanField(_l("You may write to me about later roles"))

    def reasons(self) -> Reasons:
        """What was filled in."""
        return Reasons(
            main=self.main.data,
            more=self.more.data,
            comment=self.comment.data,
            stay_in_touch=self.stay_in_touch.data,
        )


def reasons_form(codes: Sequence[ReasonCode], seed: str) -> ReasonsForm:
    """Those reasons in the order of whoever `seed` stands for, none of them preselected."""
    form, ordered = ReasonsForm(), in_order_for(seed, codes)
    form.main.choices = [SelectChoice(code, words_for(code)) for code in ordered]
    form.more.choices = [SelectChoice(code, words_for(code)) for code in ordered[:-1]]
    if request.method == "GET":
        form.more.data = []
    return form
