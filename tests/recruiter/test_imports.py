"""A spreadsheet handed in on the page: planned, mended, brought in, introduced."""

import json
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.hiring.models import Application, Candidate
from portal.hiring.stages import Outcome, Status
from portal.integrations import apply
from portal.integrations.models import ImportRun, ImportState
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.team.rights import Role
from tests.importer import HEADER, rows
from tests.kept import assert_kept
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import anew, manager, unchanged, words_of
from tests.workbooks import by_xlsxwriter
from tests.written import letters

PATH = "/team/imports/"
SAM = "A-1,Sam Okafor,sam@example.org,Backend Engineer,Interviews,active,2026-11-02"
LINA = "A-2,Lina Haddad,lina@example.org,Backend Engineer,Phone screen,active,2026-11-03"
OMAR = "A-3,Omar Said,omar@example.org,Designer,Decision,rejected,2026-10-01"
KEN = "A-4,Ken Wei,ken@example.org,Designer,Received,active,2026-05-02"
WRONG = "A-5,Priya Nair,priya@example,Designer,Received,active,03/04/2026"


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def upload(browser, text, name="people-2026.csv", **more):
    data = {"file": (BytesIO(text if isinstance(text, bytes) else text.encode()), name), **more}
    return browser.post(PATH, data=data, content_type="multipart/form-data")


def planned(browser, session, *lines, **more):
    """Hands a file with these lines in; gives the run and its page."""
    reply = upload(browser, rows(*lines), **more)
    assert reply.status_code == 303, Page(reply.text).text()
    anew(session)
    run = session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()
    assert reply.location == f"{PATH}{run.ref}"
    return run, reply.location


def applied(browser, session, *lines, **more):
    run, path = planned(browser, session, *lines)
    reply = browser.post(f"{path}/apply", data=more)
    anew(session)
    assert reply.status_code == 303
    return run, path


def form_of(page, action):
    """What the form with that action would send as it stands."""
    form = next(one for one in page.every("form") if (one.get("action") or "").endswith(action))
    sent = {}
    for element in page.elements:
        if form not in element.inside:
            continue
        if element.name == "select":
            chosen = [
                one
                for one in page.every("option")
                if element in one.inside and "selected" in one.attributes
            ]
            sent[element.get("name")] = (chosen[0].get("value") or "") if chosen else ""
        elif element.name == "input" and element.get("type") not in {"checkbox", "radio", "hidden"}:
            sent[element.get("name")] = element.get("value") or ""
    return sent


def test_a_file_is_planned_in_sentences_and_nobody_is_written_down(teammate, session):
    browser = teammate()

    _run, path = planned(browser, session, SAM, OMAR, WRONG)

    words = words_of(browser, path)
    assert "1 will read “You are in interviews”, next word by 30 November." in words
    assert "1 is rejected in the file: decided, not told." in words
    assert "“03/04/2026” is ambiguous" in words
    assert "“priya@example” is not a mail address." in words
    assert session.scalars(select(Application)).all() == []


def test_the_plan_reads_as_it_was_reviewed(teammate, session):
    browser = teammate()

    _run, path = planned(browser, session, SAM, LINA, OMAR, KEN, WRONG)

    assert_kept("recruiter/imports/show.html", browser.get(path).text, case="plan")


def test_the_page_to_hand_in_says_what_will_happen(teammate, session):
    browser = teammate()
    planned(browser, session, SAM)

    assert_kept("recruiter/imports/index.html", browser.get(PATH).text)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "This .xlsx file is broken or unusual."),
        (b"Name,Email\nSam,sam@example.org\n", "No column holds the job, the stage."),
        (b'Name,Email,Job,Stage\n"Sam,sam@example.org,Job,Received\n', "Row 2 can’t be read"),
        (bytes(range(256)) * 3, "This is not a CSV file."),
    ],
)
def test_a_file_that_cannot_be_used_says_so_in_one_line(teammate, session, data, said):
    browser = teammate()

    with unchanged(session):
        reply = upload(browser, data, source="Our old tool")

    assert reply.status_code == 409
    assert said in Page(reply.text).text()
    assert "Our old tool" in reply.text


def test_a_spreadsheet_programs_own_file_is_planned_as_its_list(teammate, session):
    people = [line.split(",") for line in rows(SAM).splitlines()]

    reply = upload(teammate(), by_xlsxwriter(people), source="Our old tool")

    assert reply.status_code == 303
    session.rollback()
    run = session.scalars(select(ImportRun)).one()
    assert run.plan["counts"]["create"] == 1


def test_no_file_at_all_is_asked_for(teammate):
    reply = teammate().post(PATH, data={}, content_type="multipart/form-data")

    assert "Choose a file." in Page(reply.text).text()


def test_a_file_that_is_too_large_is_refused(teammate, session):
    browser = teammate()
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = part + b"x" * (20 * 1024 * 1024 + 1) + b"\r\n--x--\r\n"

    with unchanged(session):
        reply = browser.post(PATH, data=body, content_type="multipart/form-data; boundary=x")

    assert reply.status_code == 409
    assert "larger than 20 MiB" in Page(reply.text).text()


def test_everybody_is_brought_in_and_nobody_is_mailed(teammate, make, session):
    browser, charlie = teammate(), make.charlie()
    letters_before = letters(session)

    _run, path = applied(browser, session, SAM, OMAR, WRONG)

    assert {one.external_id for one in session.scalars(select(Application))} == {None, "A-1", "A-3"}
    assert letters(session) == letters_before
    assert session.get(Application, charlie.id).status is Status.RECEIVED
    assert "2 came in." in words_of(browser, path)
    assert_kept("recruiter/imports/show.html", browser.get(path).text, case="over")


def test_an_import_is_applied_once(teammate, session):
    browser = teammate()
    _run, path = applied(browser, session, SAM)

    reply = browser.post(f"{path}/apply", data={})

    assert reply.status_code == 409
    anew(session)
    assert len(session.scalars(select(Candidate)).all()) == 1


def test_a_stage_nobody_mapped_holds_the_import_up_until_its_guess_is_confirmed(teammate, session):
    browser = teammate()
    _run, path = planned(browser, session, SAM, LINA)
    page = Page(browser.get(path).text)
    assert "First say what these stages mean: Phone screen." in page.text()
    assert browser.post(f"{path}/apply", data={}).status_code == 409

    reply = browser.post(f"{path}/choices", data=form_of(page, "/choices"))

    assert (reply.status_code, reply.location) == (303, path)
    assert "2 will read “You are in interviews”" in words_of(browser, path)
    assert browser.post(f"{path}/apply", data={}).status_code == 303
    anew(session)
    assert len(session.scalars(select(Application)).all()) == 2


def test_a_column_is_mapped_by_hand_and_remembered_for_its_source(teammate, session):
    browser = teammate()
    file = "Who,Email,Job,Stage,Person\nSam Okafor,sam@example.org,Designer,Received,C-1\n"
    assert upload(browser, file).status_code == 409
    named = file.replace("Who", "Name")
    path = upload(browser, named, name="ats-1.csv").location
    sent = form_of(Page(browser.get(path).text), "/choices")

    browser.post(f"{path}/choices", data={**sent, "column_4": "candidate_id"})
    browser.post(f"{path}/apply", data={})
    again = upload(
        browser,
        named.replace("sam@", "ken@").replace("Sam", "Ken").replace("C-1", "C-2"),
        name="ats-2.csv",
    )

    anew(session)
    assert session.scalar(select(Candidate.external_id)) == "C-1"
    sent = form_of(Page(browser.get(again.location).text), "/choices")
    assert sent["column_4"] == "candidate_id"


def test_a_date_format_is_chosen_and_the_rows_are_read_again(teammate, session):
    browser = teammate()
    _run, path = planned(browser, session, WRONG.replace("priya@example", "priya@example.org"))
    sent = form_of(Page(browser.get(path).text), "/choices")

    browser.post(f"{path}/choices", data={**sent, "date_format": "DD/MM/YYYY"})

    assert "1 will read “We have your application”" in words_of(browser, path)


def test_new_jobs_begin_with_the_stages_that_were_chosen(teammate, make, session):
    browser = teammate()
    _run, path = planned(browser, session, SAM)
    sent = form_of(Page(browser.get(path).text), "/choices")

    browser.post(f"{path}/choices", data={**sent, "template": "with_a_task"})
    browser.post(f"{path}/apply", data={})

    anew(session)
    stages = [stage.name for stage in session.scalar(select(Application)).job.stages]
    assert stages[2:5] == ["Interviews", "Take-home", "Task handed in"]


def test_where_no_job_is_new_no_stages_are_chosen(teammate, make, session):
    make.job("Backend Engineer")
    browser = teammate()
    _run, path = planned(browser, session, SAM)

    assert "New jobs begin with" not in words_of(browser, path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"column_0": "pay"},
        {"stage_0": "closed"},
        {"date_format": "soon"},
        {"column_1": "email"},
        {"template": "made-up"},
    ],
)
def test_made_up_choices_come_back_with_words_and_the_plan_stays(teammate, session, wrong):
    browser = teammate()
    _run, path = planned(browser, session, SAM, LINA)
    sent = form_of(Page(browser.get(path).text), "/choices")

    with unchanged(session):
        reply = browser.post(f"{path}/choices", data={**sent, **wrong})

    assert reply.status_code in {200, 409}
    assert Page(reply.text).every("small", "p")
    assert "error" in reply.text


def test_people_who_were_told_elsewhere_come_in_closed(teammate, session):
    browser = teammate()

    applied(browser, session, OMAR, told="y")

    assert session.scalar(select(Application)).outcome is Outcome.NOT_SELECTED
    assert letters(session) == []


def test_people_from_long_ago_are_asked_about_once_for_each_job(teammate, session):
    browser = teammate()
    run, path = planned(browser, session, KEN)
    assert "Applied more than 90 days ago, and open" in words_of(browser, path)

    browser.post(f"{path}/apply", data={"old_0": "tell"})

    anew(session)
    ken = session.scalar(select(Application))
    assert ken.is_open()
    assert ken.verdict() is not None
    assert session.get(ImportRun, run.id).options["old"] == {"Designer": "tell"}


def test_the_rows_with_a_mistake_are_downloaded_mended_and_handed_in_again(teammate, session):
    browser = teammate()
    formula = WRONG.replace("Priya Nair", '"=HYPERLINK(""http://evil.example"")"')
    _run, path = planned(browser, session, SAM, formula)

    reply = browser.get(f"{path}/refused.csv")

    assert reply.headers["Content-Disposition"] == 'attachment; filename="refused.csv"'
    header, line = reply.text.splitlines()
    assert header == f"{HEADER},import_errors"
    assert "'=HYPERLINK" in line
    assert "ambiguous" in line
    mended = reply.text.replace("priya@example", "priya@example.org").replace(
        "03/04/2026", "2026-11-03"
    )
    again = upload(browser, mended).location
    browser.post(f"{again}/apply", data={})
    anew(session)
    assert session.scalar(select(Candidate.full_name)) == '=HYPERLINK("http://evil.example")'


def test_the_report_is_downloaded_whole(teammate, session):
    browser = teammate()
    run, path = planned(browser, session, SAM, WRONG)

    report = json.loads(browser.get(f"{path}/report.json").text)

    assert report["import_id"] == run.ref
    assert [row["action"] for row in report["rows"]] == ["create", "error"]


def test_who_moved_in_the_same_file_is_shown_and_told_nothing(teammate, session):
    browser = teammate()
    applied(browser, session, SAM)

    _run, path = planned(browser, session, SAM.replace("Interviews", "Decision"))

    words = words_of(browser, path)
    assert "1 moved on: tell them?" in words
    assert "There is nothing to do: nobody is new and nothing changed." in words
    sent = form_of(Page(browser.get(path).text), "/choices")
    browser.post(f"{path}/choices", data={**sent, "accept_proposals": "y"})
    browser.post(f"{path}/apply", data={})
    anew(session)
    sam = session.scalar(select(Application))
    assert (sam.stage.name, sam.status) == ("Decision", Status.INTERVIEWING)
    assert letters(session) == []


def test_introducing_everybody_takes_a_tick_and_mails_each_once(teammate, session):
    browser = teammate()
    _run, path = applied(browser, session, SAM, KEN)
    assert browser.post(f"{path}/introduce", data={}).status_code == 200
    assert letters(session) == []

    browser.post(f"{path}/introduce", data={"sure": "y"})
    browser.post(f"{path}/introduce", data={"sure": "y"})

    anew(session)
    assert letters(session) == [Letter.INTRODUCTION] * 2
    assert all(one.introduced_at for one in session.scalars(select(Application)))


def test_the_first_mail_is_read_before_anybody_gets_it(teammate, session):
    browser = teammate()
    _run, path = applied(browser, session, SAM)

    with unchanged(session):
        reply = browser.post(f"{path}/rehearse", data={})

    assert "Dear Sam" in reply.text or "Sam" in Page(reply.text).text()
    assert "(their own link)" in Page(reply.text).text()


def test_a_long_import_shows_how_far_it_is_and_goes_on(teammate, session, monkeypatch):
    browser = teammate()
    monkeypatch.setattr(apply, "AT_ONCE", 1)
    monkeypatch.setattr("portal.web.recruiter.imports.SECONDS", 0)
    _run, path = applied(browser, session, SAM, KEN)
    assert "1 of 2 rows" in words_of(browser, path)
    assert_kept("recruiter/imports/show.html", browser.get(path).text, case="under-way")

    for _press in range(3):
        browser.post(f"{path}/go-on", data={})

    anew(session)
    assert session.scalar(select(ImportRun.state)) is ImportState.DONE
    assert len(session.scalars(select(Application)).all()) == 2


@pytest.mark.parametrize(
    ("method", "act"),
    [
        ("get", ""),
        ("get", "/refused.csv"),
        ("get", "/report.json"),
        ("post", "/choices"),
        ("post", "/apply"),
        ("post", "/go-on"),
        ("post", "/introduce"),
        ("post", "/rehearse"),
    ],
)
def test_who_may_not_add_people_sees_and_does_nothing_here(teammate, make, session, method, act):
    _run, path = planned(teammate(), session, SAM)
    jonas, ada = manager(teammate, make, make.job()), teammate(Role.ADMIN)

    with unchanged(session):
        assert getattr(jonas, method)(f"{path}{act}").status_code == 403
        assert getattr(ada, method)(f"{PATH}nobody{act}").status_code == 404


def test_a_manager_cannot_hand_a_file_in(teammate, make, session):
    jonas = manager(teammate, make, make.job())

    with unchanged(session):
        assert jonas.get(PATH).status_code == 403
        assert upload(jonas, rows(SAM)).status_code == 403


def test_what_changes_something_is_not_done_by_looking(teammate, session):
    browser = teammate()
    _run, path = planned(browser, session, SAM)

    with unchanged(session):
        for act in ("choices", "apply", "go-on", "introduce", "rehearse"):
            assert browser.get(f"{path}/{act}").status_code == 405
        browser.get(path)
        browser.get(PATH)
