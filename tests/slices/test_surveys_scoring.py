"""The figures equal what is worked out from the answers one by one."""

from collections import Counter
from fractions import Fraction
from math import isclose, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.surveys import scoring
from tests.proof import examples

MANY = examples(100, 5000)


@settings(max_examples=MANY, deadline=None)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=200))
def test_cnps_is_promoters_less_detractors_over_all_who_answered(answers):
    found = scoring.cnps(Counter(answers))

    marks = [100 if answer >= 9 else -100 if answer <= 6 else 0 for answer in answers]
    average = Fraction(sum(marks), len(marks))
    variance = sum((mark - average) ** 2 for mark in marks) / len(marks)
    assert found.score == average
    assert found.n == len(answers)
    assert isclose(found.margin, 1.96 * sqrt(variance / len(marks)), abs_tol=1e-9)


@settings(max_examples=MANY, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(1, 7)), max_size=60))
def test_effort_is_a_mean_and_a_share_of_those_who_did_not_skip(answers):
    said = [answer for answer in answers if answer is not None]

    mean, easy = scoring.mean(Counter(said)), scoring.count(Counter(said), scoring.EASY)

    if not said:
        assert (mean, easy) == (None, 0)
        return
    assert mean == Fraction(sum(said), len(said))
    assert easy == sum(answer >= 5 for answer in said)


@settings(max_examples=MANY, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=60))
def test_satisfied_are_those_who_said_four_or_five(answers):
    satisfied = sum(answer in {4, 5} for answer in answers)

    assert scoring.count(Counter(answers), scoring.SATISFIED) == satisfied


def test_nobody_asked_gives_no_figure():
    assert scoring.cnps({}) is None
    assert scoring.mean({}) is None
    assert scoring.offer_acceptance(0, 0, 0) is None
    assert scoring.promises_kept(0, 0) is None


def test_rates_are_parts_of_what_could_have_been():
    assert scoring.offer_acceptance(accepted=6, declined=3, lapsed=1) == Fraction(3, 5)
    assert scoring.promises_kept(19, 20) == Fraction(19, 20)
    assert scoring.count({1: 3, 0: 1}, scoring.YES) == 3


@pytest.mark.parametrize(
    ("exact", "digits", "shown"),
    [(Fraction(5, 2), 0, 3), (Fraction(-5, 2), 0, -3), (Fraction(1, 3), 1, 0.3), (4.65, 1, 4.7),
     (1.45, 1, 1.5), (-0.285, 2, -0.29), (3, 1, 3)],
)  # fmt: skip
def test_a_figure_is_rounded_once_and_halves_go_away_from_zero(exact, digits, shown):
    assert scoring.rounded(exact, digits) == shown


@pytest.mark.parametrize(
    ("share", "shown"), [(0.285, 29), (57 / 200, 29), (Fraction(1, 3), 33), (1, 100), (0.0, 0)]
)
def test_a_share_is_rounded_to_whole_percents_as_it_reads(share, shown):
    assert scoring.percent(share) == shown
