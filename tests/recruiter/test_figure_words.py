"""Figures read as somebody with pen and paper would round them, however they were kept."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from portal.web.recruiter.figure_words import mean_words, percent_words, share_words

MOST = 5
COUNTS = range(10, 101)


def by_hand(part, whole, places):
    return (Decimal(part) / whole).quantize(Decimal(places), ROUND_HALF_UP)


@pytest.mark.parametrize("n", COUNTS)
def test_every_mean_reads_as_rounded_by_hand(n):
    for total in range(n, MOST * n + 1):
        kept = {"kind": "rating", "figures": {"n": n, "mean": total / n}}
        words = mean_words(kept).replace("\N{NO-BREAK SPACE}", " ")
        assert words == f"{by_hand(total, n, '0.1')} of {MOST}"


@pytest.mark.parametrize("n", COUNTS)
def test_every_percent_reads_as_rounded_by_hand(n):
    for part in range(n + 1):
        expected = f"{by_hand(100 * part, n, '1')}\N{NO-BREAK SPACE}%"
        assert percent_words(part / n) == expected
        assert share_words({"share": part / n, "bound": ""}) == expected


def test_what_is_not_there_is_a_dash():
    assert percent_words(None) == share_words(None) == mean_words(None) == "–"
