"""Candidates: searched, filtered, counted, a page at a time; one more by hand."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from sqlalchemy import select

from portal.hiring.models import Application, Candidate
from portal.hiring.models.people import Situation
from portal.hiring.stages import Status
from portal.integrations import export as exports
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import sessions, transaction
from portal.team.models import SignInAttempt
from tests.importer import Importer
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import anew, counted, manager, unchanged, words_of
from tests.written import letters, trail_of

PATH = "/team/candidates/"
ADD = "/team/candidates/add"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def names(browser, query=""):
    reply = browser.get(f"{PATH}{query}")
    assert reply.status_code == 200
    return [bdi.text() for bdi in Page(reply.text).every("bdi") if _is_name(bdi)]


def _is_name(bdi):
    links = [around.get("href") or "" for around in bdi.inside if around.name == "a"]
    return any("/applications/" in link for link in links)


def arrival_of(make, job, **more):
    return {
        "full_name": "Ines Moreau",
        "called": "Ines",
        "email": "Ines@Example.org",
        "phone": "+351 21 555 0100",
        "time_zone": "Europe/Paris",
        "stage": make.stage(job, "Review").ref,
        "applied_on": "2026-11-16",
        **more,
    }


@pytest.fixture
def five(make):
    """Five people who differ in what is filtered by."""
    analyst = make.job("Data Analyst")
    with clock.held_at(MONDAY - 40 * DAY):
        make.application(candidate=make.candidate("Tomás Rivera"), stage="Interviews")
    with clock.held_at(MONDAY - 3 * DAY):
        make.application(candidate=make.candidate("Ken Ito"), job=analyst, stage="Review")
    with clock.held_at(MONDAY - 2 * DAY):
        make.application(candidate=make.candidate("Björn Ågren"), job=analyst, introduced=False)
    make.verdict(
        make.application(candidate=make.candidate("Omar Said"), job=analyst, owner=make.ada())
    )
    make.ending(make.application(candidate=make.candidate("Lina Haddad")))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Tomás", "Ken", "Björn", "Omar", "Lina"}),
        ("?q=ito", {"Ken"}),
        ("?q=TOMAS", {"Tomás"}),
        ("?q=ågren", {"Björn"}),
        ("?q=agren", {"Björn"}),
        ("?q=ken%40example", {"Ken"}),
        ("?q=analyst", {"Ken", "Björn", "Omar"}),
        ("?q=%25", set()),
        ("?q=_", set()),
        ("?q=%5C", set()),
        ("?q=%00", {"Tomás", "Ken", "Björn", "Omar", "Lina"}),
        ("?q=%27%20OR%201%3D1--", set()),
        ("?q=" + "x" * 5000, set()),
        ("?show=late", {"Tomás"}),
        ("?show=not_introduced", {"Björn"}),
        ("?show=decided", {"Omar"}),
        ("?show=closed", {"Lina"}),
        ("?show=open", {"Tomás", "Ken", "Björn", "Omar"}),
        ("?show=made-up", {"Tomás", "Ken", "Björn", "Omar", "Lina"}),
        ("?status=in_review", {"Ken"}),
        ("?status=closed", {"Lina"}),
        ("?status=made-up", {"Tomás", "Ken", "Björn", "Omar", "Lina"}),
        ("?show=open&status=received&q=o", {"Björn", "Omar"}),
        ("?owner=nobody", set()),
        ("?owner=made-up&job=made-up", {"Tomás", "Ken", "Björn", "Omar", "Lina"}),
        ("?due=2026-13-45", {"Tomás", "Ken", "Björn", "Omar", "Lina"}),
        ("?page=0", {"Tomás", "Ken", "Björn", "Omar", "Lina"}),
        ("?page=99999999", {"Tomás", "Ken", "Björn", "Omar", "Lina"}),
        ("?page=x", {"Tomás", "Ken", "Björn", "Omar", "Lina"}),
    ],
)
@pytest.mark.usefixtures("five")
def test_the_list_is_searched_and_filtered(teammate, query, found):
    assert {name.split()[0] for name in names(teammate(), query)} == found


@pytest.mark.usefixtures("five")
def test_owner_and_job_and_day_are_filters_too(teammate, make, session):
    browser, ada = teammate(), make.ada()
    tomas = session.scalar(
        select(Application).join(Application.candidate).where(Candidate.full_name == "Tomás Rivera")
    )

    assert names(browser, f"?owner={ada.ref}") == ["Omar Said"]
    assert set(names(browser, f"?job={tomas.job.ref}")) == {"Tomás Rivera"}
    assert names(browser, f"?due={tomas.next_word_by}") == ["Tomás Rivera"]


@pytest.mark.usefixtures("five")
def test_the_newest_stand_first_and_are_counted(teammate):
    browser = teammate()

    assert names(browser)[-1] == "Tomás Rivera"
    assert "5 applications" in words_of(browser, PATH)


@pytest.mark.usefixtures("five")
def test_what_was_chosen_stays_chosen(teammate):
    page = Page(teammate().get(f"{PATH}?q=ito&show=open&status=in_review").text)

    options = page.every("option")
    chosen = [option.text() for option in options if option.get("selected") is not None]
    assert chosen == ["open", "in review", "every job", "anybody"]
    assert next(field for field in page.fields() if field.get("name") == "q").get("value") == "ito"


def test_an_empty_list_says_what_will_stand_there(teammate):
    assert "Everybody who applied will stand here" in words_of(teammate(), PATH)


def test_fifty_fill_a_page(teammate, make, session):
    job = make.job()
    for number in range(52):
        with clock.held_at(MONDAY - number * DAY):
            make.application(
                candidate=make.candidate(f"P{number:02} Quill"), job=job, introduced=False
            )
    browser = teammate()

    first, second = names(browser, "?q=quill"), names(browser, "?q=quill&page=2")

    assert (len(first), second) == (50, ["P50 Quill", "P51 Quill"])
    assert "Page 1 of 2" in words_of(browser, f"{PATH}?q=quill")
    assert "q=quill" in browser.get(f"{PATH}?q=quill").text


@pytest.mark.parametrize("query", ["", "?q=quill&show=late", "?show=decided&status=received"])
def test_it_costs_the_same_for_one_and_for_twenty(teammate, make, engine, query):
    job, browser = make.job(), teammate()
    make.application(candidate=make.candidate("P Quill"), job=job)
    with counted(engine) as one:
        browser.get(PATH + query)
    for number in range(19):
        make.application(candidate=make.candidate(f"P{number} Quill"), job=job)

    with counted(engine) as twenty:
        browser.get(PATH + query)

    assert len(twenty) == len(one) <= 10


def test_a_hiring_manager_finds_the_jobs_they_are_on_and_no_others(teammate, make):
    application = make.application()
    make.charlie()
    jonas = manager(teammate, make, application.job)

    assert names(jonas) == ["Sam Okafor"]
    assert names(jonas, "?q=charlie") == []
    assert names(jonas, "?q=analyst") == []
    assert "Data Analyst" not in jonas.get(PATH).text
    assert "1 application" in words_of(jonas, PATH)


def test_reading_the_list_changes_nothing(teammate, make, session):
    make.application()
    browser = teammate()

    with unchanged(session):
        browser.get(PATH)
        browser.get(ADD)


def test_somebody_is_added_by_hand(teammate, make, session):
    job = make.job()

    reply = teammate().post(ADD, data=arrival_of(make, job))

    application = session.scalar(select(Application))
    assert reply.location == f"/team/applications/{application.ref}"
    person = application.candidate
    assert (person.full_name, person.called, person.email) == (
        "Ines Moreau",
        "Ines",
        "Ines@example.org",
    )
    assert (person.phone, person.time_zone) == ("+351 21 555 0100", "Europe/Paris")
    assert (application.status, application.stage.name) == (Status.IN_REVIEW, "Review")
    assert application.applied_at.date() == date(2026, 11, 16)
    assert application.owner.name == "Robin Keller"
    assert application.next_word_by is not None
    assert trail_of(session, application.ref) == ["application.added"]
    assert letters(session) == []


def test_and_introduced_at_once_where_that_is_ticked(teammate, make, session):
    teammate().post(ADD, data=arrival_of(make, make.job(), introduce="y"))

    application = session.scalar(select(Application))
    assert application.introduced_at == MONDAY
    assert trail_of(session, application.ref) == ["application.added", "application.introduced"]
    assert letters(session) == [Letter.INTRODUCTION]


def test_added_twice_is_added_once(teammate, make, session):
    sent, browser = arrival_of(make, make.job()), teammate()

    first, second = (browser.post(ADD, data=sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Ines Moreau has applied for this job already." in second.text
    assert len(session.scalars(select(Candidate)).all()) == 1


def test_an_address_may_serve_two_people(teammate, make, session):
    job, browser = make.job(), teammate()
    browser.post(ADD, data=arrival_of(make, job))
    twin = arrival_of(make, job, full_name="Luc Moreau", is_another="y")

    assert browser.post(ADD, data=twin).status_code == 303
    assert len(session.scalars(select(Candidate)).all()) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"full_name": " "}, "Write their name."),
        ({"full_name": "x" * 201}, "at most 200 fit here"),
        ({"email": "nobody"}, "That is not a mail address we can write to."),
        ({"email": "a@example.org,b@example.org"}, "That is not a mail address we can write to."),
        ({"email": "", "introduce": "y"}, "Without an address they can’t be introduced."),
        ({"time_zone": "Europe/Atlantis"}, "Not a valid choice"),
        ({"stage": "made-up"}, "Not a valid choice"),
        ({"applied_on": ""}, "Say when they applied."),
        ({"applied_on": "16.11.2026"}, "Not a valid date value."),
        ({"applied_on": "2099-11-24"}, "That day is still to come."),
    ],
)
def test_what_cannot_be_added_comes_back_as_it_was_typed(teammate, make, session, typed, said):
    sent, browser = arrival_of(make, make.job(), **typed), teammate()

    with unchanged(session):
        reply = browser.post(ADD, data=sent)

    assert said in reply.text
    assert "+351 21 555 0100" in reply.text
    fields = {field.get("name"): field.get("value") for field in Page(reply.text).fields()}
    assert fields["applied_on"] == sent["applied_on"]


def test_without_a_job_there_is_nothing_to_apply_for(teammate):
    assert "There is no open job to apply for." in words_of(teammate(), ADD)


def test_a_closed_job_takes_nobody(teammate, make, session):
    job = make.job()
    job.closed_at = clock.now()
    session.commit()
    sent, browser = arrival_of(make, job), teammate()

    with unchanged(session):
        reply = browser.post(ADD, data=sent)

    assert reply.status_code == 200


def test_a_hiring_manager_adds_nobody(teammate, make, session):
    job = make.job()
    jonas, sent = manager(teammate, make, job), arrival_of(make, job)

    with unchanged(session):
        assert jonas.get(ADD).status_code == 403
        assert jonas.post(ADD, data=sent).status_code == 403
    assert "Add a candidate" not in jonas.get(PATH).text


def test_a_corrected_name_is_found_anew(make, session, teammate):
    application = make.application()
    application.candidate.full_name = "Zoë Ångström"
    session.commit()
    anew(session)

    assert names(teammate(), "?q=zoe+angstrom") == ["Zoë Ångström"]


def test_the_list_is_taken_away_as_it_is_filtered(five, teammate, make, session):
    browser = teammate()

    reply = browser.post(f"{PATH}export?show=late&page=7")

    lines = list(csv.DictReader(StringIO(reply.text)))
    assert reply.headers["Content-Disposition"] == 'attachment; filename="candidates.csv"'
    assert [line["full_name"] for line in lines] == ["Tomás Rivera"]
    assert lines[0]["job_title"] == "Backend Engineer"
    make.look_again()
    assert trail_of(session, make.robin().ref)[-1] == "candidates.exported"


def test_the_list_taken_away_is_read_while_others_may_write(five, teammate, engine, monkeypatch):
    written = []

    def reading(*_asked):
        with sessions(engine)() as another, transaction(another):
            another.add(SignInAttempt(source="elsewhere", at=MONDAY))
        written.append(True)
        return ""

    monkeypatch.setattr(exports, "candidates", reading)

    assert teammate().post(f"{PATH}export").status_code == 200
    assert written == [True]


def test_nobody_made_up_is_taken_away(five, teammate, session):
    """They stand in the list, marked as such; a file goes to people who would count them."""
    session.scalars(
        select(Candidate).where(Candidate.full_name == "Ken Ito")
    ).one().made_up_as = Situation.OFFER
    session.commit()
    browser = teammate()

    lines = list(csv.DictReader(StringIO(browser.post(f"{PATH}export").text)))

    assert "Ken Ito" in words_of(browser, PATH)
    assert lines
    assert "Ken Ito" not in {line["full_name"] for line in lines}


def test_no_cell_of_it_is_run(teammate, make):
    formula = '=HYPERLINK("https://evil.example")'
    make.application(candidate=make.candidate(formula, email="a@x.org"))

    taken = teammate().post(f"{PATH}export").text

    cells = [cell for row in csv.reader(StringIO(taken)) for cell in row]

    assert f"'{formula}" in cells
    assert [cell for cell in cells if cell[:1] in set("=+-@\t")] == []


def test_what_was_taken_away_brings_nobody_in_twice(make, teammate, engine, config):
    """Its headers are those that an import knows."""
    make.application(stage="Interviews")
    make.ending(make.application(candidate=make.candidate("Ken Ito"), job=make.job("Data Analyst")))
    taken = teammate().post(f"{PATH}export").text

    plan = Importer.on(engine, config).plan(taken)

    assert (plan.head["counts"]["rows"], plan.head["counts"]["create"]) == (2, 0)


def test_only_recruiters_take_it_away(teammate, make, session):
    browser = manager(teammate, make, make.application().job)

    with unchanged(session):
        assert browser.post(f"{PATH}export").status_code == 403
    assert "as a file" not in words_of(browser, PATH)
