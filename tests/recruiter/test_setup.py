"""The first screen of a new team."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import delete

from portal.company.models import Company
from portal.mail import heartbeat, records
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.rights import Role
from tests.kept import assert_kept
from tests.make import MONDAY
from tests.pages import Page
from tests.posted import messages
from tests.recruiter.desk import manager, unchanged, words_of
from tests.written import trail_of

PATH = "/team/set-up/"


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def _nameless(make, session):
    """Nobody said who the company is."""
    session.execute(delete(Company))
    session.commit()


def lines(browser):
    """The lines as they are read."""
    return [item.text() for item in Page(browser.get(PATH).text).every("li")]


@pytest.mark.usefixtures("_nameless")
def test_a_new_team_reads_what_is_to_do(teammate):
    ada = teammate(Role.ADMIN)

    assert "Set up Candor 5 lines are open." in words_of(ada, "/team/")
    assert_kept("recruiter/setup/show.html", ada.get(PATH).text, case="new")


def test_what_is_there_is_done(teammate, make):
    make.application(introduced=False)

    browser = teammate()

    assert_kept("recruiter/setup/show.html", browser.get(PATH).text)
    assert "1 line is open." in words_of(browser, "/team/")


def test_once_all_is_done_today_asks_for_nothing(teammate, make):
    make.application()

    assert "Go on setting up" not in words_of(teammate(), "/team/")


@pytest.mark.usefixtures("_nameless")
def test_a_recruiter_reads_what_only_an_admin_does(teammate, make):
    make.application(introduced=False)

    browser = teammate()

    assert "an admin does this" in words_of(browser, PATH)
    assert "/team/settings/company" not in browser.get(PATH).text


@pytest.mark.usefixtures("_nameless")
def test_the_first_three_lines_block_the_last_and_nothing_else(teammate, make, session):
    make.application(introduced=False)
    browser = teammate(Role.ADMIN)

    text = browser.get(PATH).text
    with unchanged(session):
        reply = browser.post(f"{PATH}first-mail")

    assert "needs 1 to 3" in text
    assert "Send it to me" not in text
    assert "/team/imports/" in text
    assert (reply.status_code, "Lines 1 to 3 come first." in reply.text) == (409, True)


def test_a_test_is_sent_once_and_its_state_shown(teammate, make, session):
    browser = teammate()

    replies = [browser.post(f"{PATH}test-mail") for _ in range(2)]

    assert [(reply.status_code, reply.location) for reply in replies] == [(303, PATH)] * 2
    assert [message.letter for message in messages(session)] == [Letter.TEAM_TEST]
    assert trail_of(session, make.robin().ref)[-1] == "mail.tested"
    assert "Mon 23 Nov 09:00, robin@northwind.example: mail leaves now." in words_of(browser, PATH)
    assert "robin@northwind.example" not in words_of(teammate(Role.ADMIN), PATH)


def test_the_first_mail_goes_to_oneself(teammate, make, session):
    make.application(introduced=False)
    browser = teammate()

    reply = browser.post(f"{PATH}first-mail")

    assert (reply.status_code, reply.location) == (303, PATH)
    assert [message.letter for message in messages(session)] == [Letter.TEAM_SAMPLE]
    assert trail_of(session, make.robin().ref)[-1] == "mail.sampled"


def test_where_nobody_waits_that_is_said(teammate, make, session):
    make.application()
    browser = teammate()

    with unchanged(session):
        reply = browser.post(f"{PATH}first-mail")

    assert reply.status_code == 409
    assert "Nobody with a mail address waits to be introduced." in reply.text


def test_a_hiring_manager_sets_nothing_up(teammate, make, session):
    jonas = manager(teammate, make, make.job())

    with unchanged(session):
        assert jonas.get(PATH).status_code == 403
        assert jonas.post(f"{PATH}test-mail").status_code == 403
        assert jonas.post(f"{PATH}first-mail").status_code == 403
        assert jonas.post(f"{PATH}records").status_code == 403
        assert jonas.post(f"{PATH}made-up").status_code == 403
        assert jonas.post(f"{PATH}made-up/remove").status_code == 403
    assert "Go on setting up" not in words_of(jonas, "/team/")


def test_the_records_are_looked_up_when_asked_and_nothing_is_kept(
    teammate, app, config, session, monkeypatch
):
    app.extensions["config"] = real = replace(config, demo=False)
    app.extensions["sessions"].configure(info={"config": real})
    monkeypatch.setattr(records, "ask_dns", {"northwind.example": ["v=spf1 mx"]}.get)
    browser = teammate()

    with unchanged(session):
        before = words_of(browser, PATH)
        reply = browser.post(f"{PATH}records")

    assert before.count("not checked") == 3
    assert reply.status_code == 200
    words = Page(reply.text).text()
    assert "SPF: is there TXT at northwind.example, begins with v=spf1" in words
    assert "DKIM: is missing TXT at _domainkey.northwind.example" in words
    assert "DMARC: is missing TXT at _dmarc.northwind.example" in words


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.ADMIN])
def test_six_made_up_people_come_by_one_button_and_go_by_another(teammate, session, role):
    browser = teammate(role)

    replies = [browser.post(f"{PATH}made-up") for _press in range(2)]

    assert [reply.status_code for reply in replies] == [303, 409]
    assert "They are here already." in replies[1].text
    page = browser.get(PATH).text
    if role is Role.RECRUITER:
        assert_kept("recruiter/setup/show.html", page, case="made up")
    pages = re.findall(r'href="(/team/applications/[^"]+)"', page)
    assert len(pages) == 6
    for path in pages:
        words = words_of(browser, path)
        assert "(made up)" in words
        assert "Nothing on it can be pressed" in words
    assert "3 lines are open" in words_of(browser, "/team/")
    assert messages(session) == []

    gone = [browser.post(f"{PATH}made-up/remove").status_code for _press in range(2)]

    assert gone == [303, 409]
    assert {browser.get(path).status_code for path in pages} == {404}
    assert "Six made-up people" in browser.get(PATH).text


def test_nobody_waits_for_the_database_while_dns_is_asked(teammate, app, config, monkeypatch):
    app.extensions["config"] = real = replace(config, demo=False)
    app.extensions["sessions"].configure(info={"config": real})
    pool, held = app.extensions["engine"].pool, []
    monkeypatch.setattr(records, "ask_dns", lambda _name: held.append(pool.checkedout()))
    browser, before = teammate(), pool.checkedout()

    assert browser.post(f"{PATH}records").status_code == 200
    assert set(held) == {before}


def test_reading_changes_nothing(teammate, session):
    browser = teammate()

    with unchanged(session):
        assert browser.get(PATH).status_code == 200
        assert browser.get(f"{PATH}test-mail").status_code == 405
        assert browser.get(f"{PATH}first-mail").status_code == 405
        assert browser.get(f"{PATH}records").status_code == 405
        assert browser.get(f"{PATH}made-up").status_code == 405
        assert browser.get(f"{PATH}made-up/remove").status_code == 405


def test_an_admin_lets_mail_leave_again_after_a_restore(teammate, make, session):
    with transaction(session):
        heartbeat.pause(session, clock.now())
    ada, robin = teammate(Role.ADMIN), teammate()
    assert "Let mail leave" in ada.get("/team/").text
    assert "Let mail leave" not in robin.get("/team/").text

    codes = [ada.post("/team/set-up/resume-mail").status_code for _press in range(2)]

    assert codes == [303, 303]
    assert "Mail does not leave" not in ada.get("/team/").text
    session.rollback()
    assert trail_of(session, "outbox") == ["mail.resumed"]
