"""The checklist on the page: read, ticked off, taken back, changed meanwhile."""

import pytest

from portal.engagement.actions import checklists
from portal.engagement.models import Whose
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import counted, unchanged


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def words_of(browser, application):
    return Page(browser.get(f"/me/applications/{application.ref}").text).text()


def test_the_page_shows_theirs_ours_and_people_to_know(candidate, make):
    item = make.item(url="https://intranet.example/badge")
    make.item(item.application, "Laptop ordered", whose=Whose.OURS)
    make.person(item.application.job)

    words = words_of(candidate(item.application), item.application)

    assert "Before your first day Yours A photo for your badge by Mon 14 Dec Done" in words
    assert "Ours Laptop ordered by Mon 14 Dec" in words
    assert "People to know Priya Nair, Team lead Ask her anything." in words


def test_an_empty_list_shows_no_heading(candidate, make):
    application = make.first_day().application

    words = words_of(candidate(application), application)

    assert "Before your first day" not in words
    assert "People to know" not in words


def test_it_is_ticked_off_and_taken_back(candidate, make):
    item = make.item()
    browser, sent = candidate(item.application), {"version": "1"}

    replies = [browser.post(f"/me/checklist/{item.ref}/done", data=sent) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert "✓ A photo for your badge done Mon 23 Nov Not yet" in words_of(browser, item.application)
    assert browser.post(f"/me/checklist/{item.ref}/not-done", data=sent).status_code == 303
    make.look_again()
    assert item.done_at is None


def test_what_changed_under_their_hands_is_said(candidate, make, session):
    item, robin = make.item(), make.robin()
    browser = candidate(item.application)
    with transaction(session):
        checklists.remove(session, item, robin)

    with unchanged(session):
        reply = browser.post(f"/me/checklist/{item.ref}/done", data={"version": "1"})

    assert (reply.status_code, "not on your list any more" in reply.text) == (409, True)


@pytest.mark.parametrize("version", ["", "x", "7", "²"])
def test_a_made_up_version_ticks_nothing(candidate, make, session, version):
    item = make.item()
    browser = candidate(item.application)

    with unchanged(session):
        reply = browser.post(f"/me/checklist/{item.ref}/done", data={"version": version})

    assert reply.status_code == 409


def test_charlies_item_is_nobody_elses(candidate, make):
    item = make.item()
    browser = candidate(make.charlie())

    for act in ("done", "not-done"):
        path = f"/me/checklist/{item.ref}/{act}"
        assert browser.post(path, data={"version": "1"}).status_code == 404
        assert browser.get(path).status_code == 405


def test_a_full_page_costs_eight_statements(candidate, make, engine):
    application = make.first_day().application
    for number in range(10):
        make.item(application, f"Line {number}")
        make.post(f"Post {number}")
    make.person(application.job)
    browser = candidate(application)

    with counted(engine) as said:
        browser.get(f"/me/applications/{application.ref}")

    assert len([one for one in said if one != "BEGIN"]) <= 8
