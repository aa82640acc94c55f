"""Of closed rounds everybody reads what they may: on the page and in both files alike."""

import csv
import io

import pytest
from openpyxl import load_workbook

from portal.company.models import Department
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.surveys import jobs
from portal.surveys.items import Item, ItemKind, at_department, at_job
from portal.surveys.models import Round
from portal.team.rights import Role
from tests.asked import AFTER, AUTUMN, answer, crowd
from tests.pages import Page

PAGE = "/team/feedback/"
DRIVERS, COOKS, KITCHEN = "The van was clean", "The knives were sharp", "The kitchen was calm"
SAID = {DRIVERS: "Vans", COOKS: "Knives", KITCHEN: "Kitchens"}


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


@pytest.fixture
def places(make, session):
    """Cooks of a kitchen and drivers, each asked a rating and words of their own."""
    cook, driver = make.job("Cook", department=Department(name="Kitchen")), make.job("Driver")
    people = [*crowd(make, 12, job=cook), *crowd(make, 14, job=driver)]
    asked = {
        DRIVERS: at_job(driver.id),
        COOKS: at_job(cook.id),
        KITCHEN: at_department(cook.department_id),
    }
    own = [
        Item(f"{kind}{number}", kind, f"{words} {kind}", where=where)
        for number, (words, where) in enumerate(asked.items())
        for kind in (ItemKind.RATING, ItemKind.TEXT)
    ]
    with transaction(session):
        version = session.query(Round).one().version
        version.items = [*version.items, *(item.to_json() for item in own)]
    for invitation in people:
        answers = {item.key: said(item) for item in own if item in invitation.asked()}
        answer(session, invitation, {"recommend": "9", **answers})
    with clock.held_at(AFTER):
        jobs.close_rounds(session)
    return cook, driver


def said(item):
    return SAID[item.words.rpartition(" ")[0]] if item.kind is ItemKind.TEXT else "4"


def everything(browser):
    """The page, the CSV and the cells of the spreadsheet, each as text."""
    page = Page(browser.get(PAGE).text).text()
    taken = browser.post(f"{PAGE}export/csv").text
    book = load_workbook(io.BytesIO(browser.post(f"{PAGE}export/xlsx").data))
    kept = [list(row) for row in book.active.iter_rows(values_only=True)]
    return [page, taken, str(kept)]


def seen(browser, words):
    found = {all(one in text for one in words) for text in everything(browser)}
    some = {any(one in text for one in words) for text in everything(browser)}
    assert found == some, "part of it"
    assert len(found) == 1, "not the same on the page as in the files"
    return found.pop()


def own(words):
    return (f"{words} rating", f"{words} text", SAID[words])


@pytest.mark.parametrize(
    ("role", "on", "read"),
    [
        (Role.RECRUITER, None, {DRIVERS, COOKS, KITCHEN}),
        (Role.HIRING_MANAGER, "Cook", {COOKS}),
        (Role.HIRING_MANAGER, "Driver", {DRIVERS}),
    ],
)
def test_what_one_place_was_asked_is_read_by_whoever_sees_it(
    teammate, make, places, role, on, read
):
    reader = teammate(role)
    for job in places:
        if job.title == on:
            make.member(job, make.teammate("Jonas Berg"))

    assert {words for words in SAID if seen(reader, own(words))} == read


def test_a_job_that_was_restricted_later_goes_from_closed_rounds(teammate, session, places):
    robin, (cook, _driver) = teammate(Role.RECRUITER), places
    assert seen(robin, ["Cook", "Kitchen"])

    with transaction(session):
        cook.is_restricted = True

    assert not seen(robin, ["Cook", "Kitchen", *own(COOKS), *own(KITCHEN)])
    assert seen(robin, ["Driver", *own(DRIVERS)])


def test_a_department_stays_while_one_of_its_jobs_is_not_restricted(
    teammate, make, session, places
):
    robin, (cook, _driver) = teammate(Role.RECRUITER), places
    with transaction(session):
        make.job("Waiter", department=cook.department)
        cook.is_restricted = True

    assert not seen(robin, ["Cook", *own(COOKS)])
    assert seen(robin, ["Kitchen", *own(KITCHEN)])


def test_the_table_has_no_row_of_what_one_may_not_see(teammate, make, places):
    jonas = teammate(Role.HIRING_MANAGER)
    make.member(places[0], make.teammate("Jonas Berg"))

    rows = list(csv.DictReader(io.StringIO(jonas.post(f"{PAGE}export/csv").text)))

    assert {row["part"] for row in rows} == {"everybody", "Cook"}
    assert DRIVERS not in {row["question"].rpartition(" ")[0] for row in rows}
