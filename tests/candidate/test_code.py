"""The code before terms and answers: sent by a press, entered once a session."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.links.events import CodeDue
from portal.links.models import CandidateSession, StepUpCode
from portal.plumbing.db import transaction
from portal.plumbing.events import listen, type_to_listeners
from tests.kept import assert_kept
from tests.make import Make

HOME = "/me/"


@pytest.fixture
def sent(session: Session) -> Iterator[list[CodeDue]]:
    """The codes that were mailed."""
    del session
    heard: list[CodeDue] = []

    def hear(_session: Session, event: CodeDue) -> None:
        heard.append(event)

    listen(CodeDue, hear)
    yield heard
    type_to_listeners[CodeDue].remove(hear)


@pytest.fixture
def sam(candidate, make: Make) -> FlaskClient:
    """Sam's browser, without a code."""
    return candidate(make.application())


def test_reading_the_page_sends_nothing(sam, session, sent):
    reply = sam.get("/me/code/?next=/me/data/")

    assert "Send me a code" in reply.text
    assert "s•••@e•••.org" in reply.text
    assert "sam@example.org" not in reply.text
    assert sent == []
    assert session.query(StepUpCode).count() == 0
    assert sam.get("/me/code/send").status_code == 405


def test_a_press_sends_a_code_and_entering_it_goes_on(sam, session, sent):
    reply = sam.post("/me/code/send", data={"next": "/me/data/"})
    assert (reply.status_code, reply.location) == (303, "/me/code/?next=/me/data/")
    assert "We have sent a code of eight digits" in sam.get(reply.location).text

    entered = sam.post("/me/code/", data={"code": sent[0].code, "next": "/me/data/"})

    assert (entered.status_code, entered.location) == (303, "/me/data/")
    assert session.query(CandidateSession).one().has_code


def test_a_wrong_code_is_counted_and_says_so(sam, session, sent):
    sam.post("/me/code/send")
    wrong = f"{(int(sent[0].code) + 1) % 10**8:08d}"

    reply = sam.post("/me/code/", data={"code": wrong, "next": "/me/data/"})

    assert reply.status_code == 409
    assert "That is not the code" in reply.text
    assert 'value="/me/data/"' in reply.text
    assert session.query(StepUpCode).one().tries == 1


def test_five_wrong_tries_end_a_code(sam, session, sent):
    sam.post("/me/code/send")
    wrong = f"{(int(sent[0].code) + 1) % 10**8:08d}"
    for _ in range(5):
        sam.post("/me/code/", data={"code": wrong})

    reply = sam.post("/me/code/", data={"code": sent[0].code})

    assert reply.status_code == 409
    assert "Send me a code" in reply.text
    assert not session.query(CandidateSession).one().has_code


def test_sending_a_form_twice_enters_once(sam, sent):
    sam.post("/me/code/send")
    data = {"code": sent[0].code, "next": "/me/data/"}

    first, second = sam.post("/me/code/", data=data), sam.post("/me/code/", data=data)

    assert first.location == second.location == "/me/data/"


def test_a_code_asked_for_in_one_browser_opens_nothing_in_another(sam, candidate, make, sent):
    application = make.application(candidate=make.candidate("Kim Okafor"))
    here, there = candidate(application), candidate(application)
    here.post("/me/code/send")

    assert there.post("/me/code/", data={"code": sent[0].code}).status_code == 409
    assert here.post("/me/code/", data={"code": sent[0].code}).status_code == 303


def test_charlie_s_code_opens_nothing_of_sam_s(sam, candidate, make, sent):
    charlie = candidate(make.charlie())
    charlie.post("/me/code/send")

    assert sam.post("/me/code/", data={"code": sent[0].code}).status_code == 409


def test_too_many_codes_are_refused_in_words(candidate, make, sent):
    application = make.application()
    for _ in range(6):
        candidate(application).post("/me/code/send")

    reply = candidate(application).post("/me/code/send", data={"next": "/me/data/"})

    assert reply.status_code == 409
    assert "several codes" in reply.text
    assert len(sent) == 6


@pytest.mark.parametrize(
    "target",
    ["//e.x", "/\\e.x", "https:e.x", "https://e.x/me/", "%2f%2fe.x", "/\te.x", "/me/\n/e.x", "/",
     "/me", "/team/", "javascript:alert(1)", "/mean", "\x00", "/me/../../e.x\\"],
)  # fmt: skip
def test_onward_never_leaves_the_face(sam, sent, target):
    sam.post("/me/code/send", data={"next": target})

    reply = sam.post("/me/code/", data={"code": sent[0].code, "next": target})

    assert reply.status_code == 303
    assert reply.location in {HOME, "/me"}


@pytest.mark.parametrize(
    "data",
    [{}, {"code": ""}, {"code": "x" * 5000}, {"code": "\x00"}, {"code": ["1", "2"]}, {"cod": "1"}],
)
def test_bad_fields_are_sent_back(sam, session, sent, data):
    sam.post("/me/code/send")

    reply = sam.post("/me/code/", data=data)

    assert reply.status_code in {200, 409}
    assert not session.query(CandidateSession).one().has_code


def test_an_offer_is_behind_the_code(candidate, make, session, sent):
    offer = make.offer()
    browser = candidate(offer.application)
    page = f"/me/offers/{offer.ref}"

    asked = browser.get(page)
    assert (asked.status_code, asked.location) == (303, f"/me/code/?next={page}")
    pressed = browser.post(f"{page}/accept", data={"sure": "y"})
    assert pressed.status_code == 403
    assert "Nothing was changed" in pressed.text

    browser.post("/me/code/send", data={"next": page})
    entered = browser.post("/me/code/", data={"code": sent[0].code, "next": page})
    assert entered.location == page
    assert browser.get(page).status_code == 200


def test_the_second_browser_of_a_forwarded_link_needs_a_code_of_its_own(candidate, make):
    offer = make.offer()
    with_code = candidate(offer.application, code=True)
    without = candidate(offer.application)

    assert with_code.get(f"/me/offers/{offer.ref}").status_code == 200
    assert without.get(f"/me/offers/{offer.ref}").status_code == 303


def test_a_form_sent_without_a_code_brings_its_words_back(candidate, make):
    offer = make.offer()
    browser = candidate(offer.application)

    reply = browser.post(
        f"/me/offers/{offer.ref}/decline",
        data={"comment": "A long explanation of why, typed once."},
    )

    assert reply.status_code == 403
    assert "A long explanation of why" in reply.text


def test_a_session_that_was_ended_asks_for_nothing(sam, session, sent):
    with transaction(session):
        session.query(CandidateSession).one().is_ended = True

    assert sam.post("/me/code/send").status_code == 401
    assert sent == []


def test_the_words_of_the_code_are_kept(sam, candidate, make, sent):
    assert_kept("candidate/code/show.html", sam.get("/me/code/").text)
    sam.post("/me/code/send")
    assert_kept("candidate/code/show.html", sam.get("/me/code/").text, case="out")
    offer = make.offer(make.application(candidate=make.candidate("Kim Okafor"), stage="Decision"))
    refused = candidate(offer.application).post(f"/me/offers/{offer.ref}/accept")
    assert_kept("candidate/access/_no_code.html", refused.text)
