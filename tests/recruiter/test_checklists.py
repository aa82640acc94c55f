"""Checklists at the desk: lines added, changed, taken off, ticked; lists kept and forgotten."""

import pytest

from portal.engagement import checklists as desk
from portal.engagement.actions import checklists
from portal.engagement.models import ChecklistItem, ChecklistTemplate, Whose
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY
from tests.pages import Page
from tests.recruiter.desk import anew, manager, unchanged, words_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(application, act=""):
    return f"/team/applications/{application.ref}/checklist{act}"


def line_of(**more):
    return {"whose": "theirs", "title": "A photo", "days_before": "14", "url": "", **more}


def items(session, application):
    anew(session)
    return [(one.title, one.days_before) for one in desk.items_of(session, application.id)]


def test_a_line_is_added_once(teammate, make, session):
    application, browser = make.first_day().application, teammate()

    replies = [browser.post(path(application, "/add"), data=line_of()) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert items(session, application) == [("A photo", 14)]
    assert "A photo by Mon 21 Dec" in words_of(browser, path(application))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "Say what there is to do."),
        ({"whose": "nobody's"}, "Invalid Choice"),
        ({"days_before": "900"}, "Number must be between"),
        ({"days_before": "soon"}, "Not a valid integer value."),
        ({"url": "javascript:alert(1)"}, "starts with https"),
    ],
)
def test_what_is_no_line_comes_back_as_it_was_typed(teammate, make, session, typed, said):
    application, browser = make.first_day().application, teammate()

    with unchanged(session):
        reply = browser.post(path(application, "/add"), data=line_of(**typed))

    assert said in Page(reply.text).text()
    fields = {field.get("id"): field for field in Page(reply.text).fields()}
    assert fields["new-title"].get("value") == line_of(**typed)["title"]


def test_a_line_is_changed_and_the_second_writer_is_told(teammate, make, session):
    item, browser = make.item(), teammate()
    address = path(item.application, f"/{item.ref}/change")
    sent = line_of(title="Two photos", days_before="7", version="1")

    assert browser.post(address, data=sent).status_code == 303
    assert items(session, item.application) == [("Two photos", 7)]

    reply = browser.post(address, data={**sent, "title": "Three photos"})
    assert (reply.status_code, "Somebody changed this line" in reply.text) == (409, True)
    assert "Three photos" in reply.text


def test_a_line_is_taken_off(teammate, make, session):
    item, browser = make.item(), teammate()

    replies = [browser.post(path(item.application, f"/{item.ref}/remove")) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert items(session, item.application) == []


def test_ours_is_ticked_off_and_taken_back(teammate, make, session):
    item, browser = make.item(title="Laptop ordered", whose=Whose.OURS), teammate()
    address = path(item.application, f"/{item.ref}/tick")

    assert browser.post(address, data={"done": "y"}).status_code == 303
    anew(session)
    assert session.get_one(ChecklistItem, item.id).done_at == MONDAY
    assert browser.post(address, data={"done": ""}).status_code == 303
    anew(session)
    assert session.get_one(ChecklistItem, item.id).done_at is None


def test_theirs_is_not_ours_to_tick_off(teammate, make, session):
    item, browser = make.item(), teammate()

    with unchanged(session):
        reply = browser.post(path(item.application, f"/{item.ref}/tick"), data={"done": "y"})

    assert (reply.status_code, "theirs to tick off" in reply.text) == (409, True)


def test_a_list_is_kept_taken_and_forgotten(teammate, make, session):
    item, browser = make.item(), teammate()
    kept = browser.post(path(item.application, "/keep"), data={"name": "Engineers"})
    assert kept.status_code == 303
    anew(session)
    template = session.query(ChecklistTemplate).one()
    with transaction(session):
        checklists.remove(session, item, make.robin())

    taken = browser.post(path(item.application, "/take"), data={"template": template.ref})

    assert taken.status_code == 303
    assert items(session, item.application) == [("A photo for your badge", 21)]
    assert "Engineers" in words_of(browser, "/team/jobs/checklists/")
    assert browser.post(f"/team/jobs/checklists/{template.ref}/forget").status_code == 303
    assert browser.post(f"/team/jobs/checklists/{template.ref}/forget").status_code == 404


def test_the_list_that_comes_with_candor_is_taken(teammate, make, session):
    application, browser = make.first_day().application, teammate()

    reply = browser.post(path(application, "/take"), data={"template": "shipped"})

    assert reply.status_code == 303
    assert len(items(session, application)) == len(desk.shipped())
    assert "theirs 0 of 3, ours 0 of 3" in words_of(
        browser, f"/team/applications/{application.ref}"
    )


def test_a_made_up_list_is_sent_back(teammate, make, session):
    application, browser = make.first_day().application, teammate()

    with unchanged(session):
        reply = browser.post(path(application, "/take"), data={"template": "made-up"})

    assert "Not a valid choice" in Page(reply.text).text()


def test_people_to_know_are_named_and_taken_off(teammate, make, session):
    job, browser = make.job(), teammate()
    address = f"/team/jobs/{job.ref}/people"
    sent = {"name": "Lina Haddad", "role": "Front desk", "words": "She meets you."}

    assert browser.post(address, data=sent).status_code == 303
    assert "Lina Haddad, Front desk" in words_of(browser, address)

    anew(session)
    ref = desk.people_of(session, job)[0].ref
    assert browser.post(f"{address}/{ref}/remove").status_code == 303
    assert browser.post(f"{address}/{ref}/remove").status_code == 404


def test_somebody_with_an_address_comes_back_as_typed(teammate, make, session):
    job, browser = make.job(), teammate()

    with unchanged(session):
        reply = browser.post(
            f"/team/jobs/{job.ref}/people", data={"name": "Lina", "words": "lina@example.org"}
        )

    assert (reply.status_code, "stay inside" in reply.text) == (409, True)
    assert "lina@example.org" in reply.text


def test_a_hiring_manager_changes_nothing(teammate, make, session):
    item = make.item()
    jonas = manager(teammate, make, item.application.job)

    with unchanged(session):
        assert jonas.get(path(item.application)).status_code == 403
        for act in ("/add", "/take", "/keep", f"/{item.ref}/change", f"/{item.ref}/tick"):
            assert jonas.post(path(item.application, act), data=line_of()).status_code == 403
        assert jonas.get(f"/team/jobs/{item.application.job.ref}/people").status_code == 403


def test_another_joiners_line_is_not_found(teammate, make):
    item, charlie = make.item(), make.charlie()

    for act in ("change", "remove", "tick"):
        assert teammate().post(path(charlie, f"/{item.ref}/{act}")).status_code == 404


def test_reading_changes_nothing(teammate, make, session):
    item, browser = make.item(), teammate()

    with unchanged(session):
        browser.get(path(item.application))
        browser.get("/team/jobs/checklists/")


def test_what_is_ours_and_due_is_done_in_today(teammate, make, session):
    application = make.first_day(starts_on=MONDAY.date()).application
    item, browser = make.item(application, "Laptop ordered", whose=Whose.OURS), teammate()
    assert "Laptop ordered 21 days late" in words_of(browser, "/team/?whose=everyone")
    sent = {"done": "y", "from": "today", "whose": "everyone"}

    replies = [
        browser.post(path(application, f"/{item.ref}/tick"), data=sent) for _time in range(2)
    ]

    assert [reply.location for reply in replies] == ["/team/?whose=everyone"] * 2
    assert "Laptop ordered" not in words_of(browser, "/team/?whose=everyone")
    anew(session)
    assert item.done_at is not None


def test_a_hiring_manager_only_reads_what_is_due(teammate, make, session):
    application = make.first_day(starts_on=MONDAY.date()).application
    item = make.item(application, "Laptop ordered", whose=Whose.OURS)
    jonas = manager(teammate, make, application.job)

    page = jonas.get("/team/?whose=everyone").text

    assert "Laptop ordered" in page
    assert f"{item.ref}/tick" not in page
