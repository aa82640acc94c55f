"""Reasons: codes kept for ever, in an order of each person's own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.hiring.reasons import LAST, OUTSIDE_SHARES, ReasonCode, in_order_for, words_for
from portal.plumbing.tokens import new_ref
from tests.proof import examples

FOR_EVER = """pay benefits competing_offer counter_offer role_scope growth location work_mode people
    culture process_slow process_experience terms_timing personal other prefer_not_to_say"""


def test_a_code_once_used_is_there_for_ever():
    assert set(FOR_EVER.split()) <= {code.value for code in ReasonCode}


@pytest.mark.parametrize("code", ReasonCode)
def test_every_code_has_words_of_its_own(code):
    assert sum(words_for(other) == words_for(code) for other in ReasonCode) == 1


@given(st.text())
@settings(max_examples=examples(50, 1000), deadline=None)
def test_everybody_sees_every_reason_once_with_the_last_two_last(seed):
    order = in_order_for(seed)

    assert sorted(order) == sorted(ReasonCode)
    assert tuple(order[-2:]) == LAST
    assert order == in_order_for(seed)


def test_the_order_differs_from_person_to_person():
    first = [in_order_for(new_ref())[0] for _person in range(200)]

    assert len(set(first)) > 5


def test_rather_not_saying_stands_outside_the_shares():
    assert OUTSIDE_SHARES is ReasonCode.PREFER_NOT_TO_SAY
