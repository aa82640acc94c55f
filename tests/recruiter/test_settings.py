"""Settings: an admin says who the company is."""

from datetime import date

import pytest

from portal.company.queries import company, holidays
from portal.team.rights import Role
from tests.forms import FORMS
from tests.kept import assert_kept
from tests.make import Make
from tests.pages import Page
from tests.recruiter.desk import unchanged, words_of
from tests.written import trail_of

PATH = "/team/settings/company"


@pytest.fixture
def ada(teammate):
    return teammate(Role.ADMIN)


def typed(make: Make, **more):
    return {**FORMS["recruiter.settings.company"].ready(make).data, **more}


def test_the_company_is_set(ada, make, session):
    more = {"name": "Contoso", "holidays": "2026-12-25 Christmas Day\n\n2027-01-01", "working": "0"}

    reply = ada.post(PATH, data=typed(make, **more))

    make.look_again()
    assert reply.status_code == 303
    assert (company(session).name, company(session).weekend) == ("Contoso", "123456")
    assert holidays(session) == {date(2026, 12, 25): "Christmas Day", date(2027, 1, 1): ""}
    assert trail_of(session, "company") == ["company.set", "company.holidays_set"]
    assert "Contoso" in words_of(ada, PATH)


def test_what_is_kept_stands_in_the_form(ada, make, monkeypatch):
    monkeypatch.setattr("portal.web.recruiter.zones._places", lambda: ["Europe/Lisbon"])
    ada.post(PATH, data=typed(make))

    page = ada.get(PATH).text

    assert_kept("recruiter/settings/company.html", page)
    assert "2026-12-25 Christmas Day" in Page(page).text()
    assert 'value="data@northwind.example"' in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "needs a name"),
        ({"holidays": "25.12.2026 Christmas"}, "“25.12.2026” is no date"),
        ({"working": []}, "has to work"),
        ({"accent": "#ffff00"}, "hard to read"),
        ({"retention_months": "soon"}, "another look"),
        ({"time_zone": "Mars/Base"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_kept(ada, make, session, wrong, said):
    data = typed(make, legal_name="Contoso AG", **wrong)

    with unchanged(session):
        reply = ada.post(PATH, data=data)

    assert reply.status_code in {200, 409}
    assert said in Page(reply.text).text()
    assert 'value="Contoso AG"' in reply.text


def test_reading_changes_nothing(ada, session):
    with unchanged(session):
        assert ada.get(PATH).status_code == 200


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.HIRING_MANAGER])
def test_nobody_else_sees_or_sets_it(teammate, make, session, role):
    browser, data = teammate(role), typed(make)

    with unchanged(session):
        assert browser.get(PATH).status_code == 403
        assert browser.post(PATH, data=data).status_code == 403
    assert f'href="{PATH}"' not in browser.get("/team/").text


def test_whom_to_ask_about_data_stands_on_the_page_about_privacy(ada, make, client):
    ada.post(PATH, data=typed(make))

    assert "data@northwind.example" in client.get("/privacy").text
