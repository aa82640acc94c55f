"""Two people at one application: the second sees what the first did, and nothing typed is lost."""

import pytest

from portal.hiring.actions import updates
from portal.hiring.models import Application
from portal.plumbing.db import transaction
from tests.forms import FORMS, Browsers, Sent, address, sendable, working_day
from tests.pages import Page
from tests.recruiter.desk import unchanged

QUICKER = "Ada was quicker and told them this."
VERSIONED = (
    "recruiter.applications.update",
    "recruiter.applications.longer",
    "recruiter.applications.move",
    "recruiter.owners.change",
    "recruiter.endings.decide",
    "recruiter.endings.tell",
    "recruiter.offers.send",
    "recruiter.steps.add",
    "recruiter.steps.change",
    "recruiter.steps.cancel",
)
"""Every form on the page of an application that somebody else's change may cross."""


def ada_is_quicker(make, sent: Sent) -> None:
    """She tells them something while the form stands open."""
    make.look_again()
    application = make.session.get_one(Application, sent.whose.id)
    ada = make.ada()
    word = updates.Word(application.status, QUICKER, "", working_day(make, 2))
    with transaction(make.session):
        updates.give(make.session, application, ada, word=word)
    make.session.rollback()


def carried(page: Page) -> dict[str, str]:
    """What a form of that page carries along: from which version it was made, and when."""
    return {
        field.get("name"): field.get("value")
        for field in page.every("input")
        if field.get("name") in {"version", "opened"}
    }


@pytest.mark.parametrize("endpoint", VERSIONED)
def test_the_second_sees_what_the_first_did_and_sends_again(endpoint, app, make, session) -> None:
    form = FORMS[endpoint]
    sent = form.ready(make)
    browser, path = Browsers(app, make).of(form, sent), address(app, endpoint, sent.parts)
    ada_is_quicker(make, sent)

    with unchanged(session):
        reply = browser.post(path, data=sendable(sent.data))

    page = Page(reply.text)
    assert reply.status_code == 409
    assert "New since you opened this page:" in page.text()
    assert QUICKER in page.text()
    assert [name for name in form.keeps if str(sent.data[name]) not in reply.text] == []
    again = browser.post(path, data=sendable(sent.data | carried(page)))
    assert again.status_code == form.done


@pytest.mark.parametrize("endpoint", VERSIONED)
def test_who_saw_all_there_is_is_not_held_up(endpoint, app, make) -> None:
    form = FORMS[endpoint]
    sent = form.ready(make)
    browser, path = Browsers(app, make).of(form, sent), address(app, endpoint, sent.parts)

    assert browser.post(path, data=sendable(sent.data)).status_code == form.done


def test_a_memo_crosses_nobodys_way(app, make) -> None:
    endpoint = "recruiter.applications.add_memo"
    form = FORMS[endpoint]
    sent = form.ready(make)
    browser = Browsers(app, make).of(form, sent)
    ada_is_quicker(make, sent)

    reply = browser.post(address(app, endpoint, sent.parts), data=sent.data)

    assert reply.status_code == 303
