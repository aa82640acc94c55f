"""Reasons: codes kept for ever, in an order of each person's own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.hiring.reasons import (
    AFTER_AN_OFFER,
    BEFORE_AN_OFFER,
    LAST,
    OUTSIDE_SHARES,
    ReasonCode,
    Reasons,
    in_order_for,
    words_for,
)
from portal.plumbing.errors import Refusal
from portal.plumbing.tokens import new_ref
from tests.proof import examples

FOR_EVER = """pay benefits competing_offer counter_offer role_scope growth location work_mode people
    culture process_slow process_experience terms_timing personal other prefer_not_to_say
    role_unclear assessment_burden no_reply changed_mind"""


def test_a_code_once_used_is_there_for_ever():
    assert set(FOR_EVER.split()) <= {code.value for code in ReasonCode}


@pytest.mark.parametrize("code", ReasonCode)
def test_every_code_has_words_of_its_own(code):
    assert sum(words_for(other) == words_for(code) for other in ReasonCode) == 1


@given(st.text())
@settings(max_examples=examples(50, 1000), deadline=None)
def test_everybody_sees_every_reason_once_with_the_last_two_last(seed):
    for codes in (AFTER_AN_OFFER, tuple(ReasonCode)):
        order = in_order_for(seed, codes)

        assert sorted(order) == sorted(codes)
        assert tuple(order[-2:]) == LAST
        assert order == in_order_for(seed, codes)


def test_what_is_meant_before_an_offer_is_not_asked_of_who_declines_one():
    assert BEFORE_AN_OFFER.isdisjoint(in_order_for("seed"))
    assert {*in_order_for("seed"), *BEFORE_AN_OFFER} == set(ReasonCode)


def test_reasons_are_ranked_once_each_with_the_main_one_first():
    given = Reasons(ReasonCode.PAY, [ReasonCode.GROWTH, ReasonCode.PAY, ReasonCode.GROWTH])

    assert given.ranked() == [(1, ReasonCode.PAY), (2, ReasonCode.GROWTH)]
    with pytest.raises(Refusal, match="up to two more"):
        Reasons(None, [ReasonCode.PAY, ReasonCode.GROWTH, ReasonCode.PEOPLE]).ranked()


def test_an_empty_form_says_nothing():
    assert not Reasons().says_something()
    assert Reasons(stay_in_touch=True).says_something()


def test_the_order_differs_from_person_to_person():
    first = [in_order_for(new_ref())[0] for _person in range(200)]

    assert len(set(first)) > 5


def test_rather_not_saying_stands_outside_the_shares():
    assert OUTSIDE_SHARES is ReasonCode.PREFER_NOT_TO_SAY
