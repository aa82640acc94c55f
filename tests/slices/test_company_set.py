"""Setting up the company."""

from dataclasses import replace

import pytest

from portal.company.actions import HOLIDAYS_AT_MOST, set_company, set_holidays
from portal.company.colours import contrast, is_colour
from portal.company.queries import CompanyFacts, calendar, company, holidays
from portal.plumbing.db import transaction
from tests.make import MONDAY
from tests.written import everything, refused, trail_of

NEW = CompanyFacts(
    "Contoso", "Contoso AG", "Europe/Zurich", "6", "#0a6b4f", 12, "data@contoso.example"
)


def test_the_company_is_set_and_written_down(make, session):
    with transaction(session):
        set_company(session, NEW, by="ada")

    assert company(session) == NEW
    assert trail_of(session, "company") == ["company.set"]


def test_before_anybody_set_it_up_there_is_a_plain_name(session):
    assert company(session).name == "Candor"


def test_what_is_no_company_is_refused(make, session, subtests):
    for wrong, because in (
        ({"name": ""}, "needs a name"),
        ({"time_zone": "Mars/Base"}, "time zone"),
        ({"time_zone": "../etc/passwd"}, "time zone"),
        ({"locale": "zz"}, "don’t speak"),
        ({"weekend": "0123456"}, "has to work"),
        ({"weekend": "7"}, "has to work"),
        ({"accent": "blue"}, "six digits"),
        ({"accent": "#fff"}, "six digits"),
        ({"accent": "#ffff00"}, "hard to read"),
        ({"accent": "#2b5fd9;}body{display:none"}, "six digits"),
        ({"retention_months": 0}, "1 to 60 months"),
        ({"retention_months": 10**9}, "1 to 60 months"),
        ({"privacy_contact": "nobody"}, "not a mail address"),
    ):
        with subtests.test(str(wrong)), refused(session, because):
            set_company(session, replace(NEW, **wrong), by="ada")


def test_too_many_days_off_are_refused_and_the_old_ones_stay(make, session):
    with transaction(session):
        set_holidays(session, {MONDAY.date(): "A feast"}, by="ada")
    first = MONDAY.date().toordinal()
    many = {MONDAY.date().fromordinal(first + n): "" for n in range(HOLIDAYS_AT_MOST + 1)}

    with refused(session, "At most 200"):
        set_holidays(session, many, by="ada")

    assert holidays(session) == {MONDAY.date(): "A feast"}


def test_a_promise_stays_where_it_is_when_days_off_change(make, session):
    due = make.application().next_word_by
    before = everything(session, but=("holidays", "audit_entries"))

    with transaction(session):
        set_holidays(session, {due: "A feast"}, by="ada")

    assert everything(session, but=("holidays", "audit_entries")) == before


def test_days_off_count_at_once(make, session):
    monday, tuesday = MONDAY.date(), MONDAY.date().fromordinal(MONDAY.date().toordinal() + 1)
    with transaction(session):
        assert calendar(session).after(monday, 0) == monday
        set_holidays(session, {monday: "A feast"}, by="ada")
        assert calendar(session).after(monday, 0) == tuesday
        set_company(session, replace(NEW, weekend="0156"), by="ada")
        assert calendar(session).after(monday, 0) == tuesday.fromordinal(tuesday.toordinal() + 1)


def test_contrast_is_counted_as_wcag_says():
    """The two ends, and a grey whose ratio is published as the last one that passes."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#2b5fd9", "#2b5fd9") == 1
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("text", ["", "#12345", "#1234567", "#12345g", "#2B5FD9", "#2b5fd9\n"])
def test_what_is_no_colour_is_none(text):
    assert not is_colour(text)
