"""The PDF beside a draft, and its candidate who takes it away."""

from io import BytesIO

import pytest

from portal.offers import pdf
from portal.plumbing import clock
from tests.make import MONDAY, PDF
from tests.recruiter.desk import anew, manager, unchanged, words_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(application, act=""):
    return f"/team/applications/{application.ref}/offer/pdf{act}"


def handed_in(application, content=PDF, name="offer.pdf"):
    return {"file": (BytesIO(content), name), "version": str(application.version)}


def test_it_is_added_looked_at_sent_and_taken_away_after_the_code(
    teammate, make, session, candidate
):
    draft, browser = make.draft(), teammate()
    application = draft.application

    reply = browser.post(path(application), data=handed_in(application))

    assert (reply.status_code, reply.location) == (
        303,
        f"/team/applications/{application.ref}/offer",
    )
    assert "With it goes a PDF" in words_of(browser, reply.location)
    assert browser.get(path(application, "/file")).data == PDF
    offer = make.offer(application)
    theirs = f"/me/offers/{offer.ref}/pdf"
    early = candidate(application).get(theirs)
    assert (early.status_code, PDF in early.data) == (303, False)
    browser = candidate(application, code=True)
    assert theirs in browser.get(f"/me/offers/{offer.ref}").text
    got = browser.get(theirs)
    assert (got.data, got.content_type) == (PDF, "application/pdf")
    assert got.headers["Content-Disposition"] == 'attachment; filename="offer.pdf"'
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in got.headers["Cache-Control"]
    assert candidate(make.charlie(), code=True).get(theirs).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"hello", "not a PDF"),
        (PDF.replace(b"/Pages 2 0 R", b"/OpenAction << /S /JavaScript /JS (x) >>"), "scripts"),
        (PDF + b" " * 2000, "larger than 10 MB"),
    ],
)
def test_what_is_not_fit_is_refused_in_words(teammate, make, session, monkeypatch, content, said):
    monkeypatch.setattr(pdf, "BYTES_AT_MOST", 2000)
    draft, browser = make.draft(), teammate()

    with unchanged(session):
        reply = browser.post(path(draft.application), data=handed_in(draft.application, content))

    assert (reply.status_code, said in reply.text) == (409, True)


def test_another_is_not_put_in_its_place_from_a_page_that_is_stale(teammate, make, session):
    draft, browser = make.paper(), teammate()
    sent = {"file": (BytesIO(PDF + b" "), "offer.pdf"), "version": "1"}

    with unchanged(session):
        reply = browser.post(path(draft.application), data=sent)

    assert (reply.status_code, "Somebody changed this application" in reply.text) == (409, True)


def test_nothing_chosen_is_said(teammate, make, session):
    draft, browser = make.draft(), teammate()

    with unchanged(session):
        assert "Choose a file." in browser.post(path(draft.application)).text


def test_it_is_taken_away_by_the_team(teammate, make, session):
    draft, browser = make.paper(), teammate()

    seen = {"version": str(draft.application.version)}
    address = path(draft.application, "/remove")

    codes = [browser.post(address, data=seen).status_code for _time in range(2)]

    assert codes == [303, 303]
    anew(session)
    assert browser.get(path(draft.application, "/file")).status_code == 404


def test_looking_changes_nothing_and_is_for_whoever_may_tell(teammate, make, session):
    draft, charlie = make.paper(), make.charlie()
    jonas, robin = manager(teammate, make, draft.application.job), teammate()

    with unchanged(session):
        for act in ("", "/file"):
            assert robin.get(path(draft.application, act)).status_code == 200
            assert jonas.get(path(draft.application, act)).status_code == 403
            assert jonas.get(path(charlie, act)).status_code == 404
        for act in ("", "/remove"):
            sent = handed_in(draft.application)
            assert jonas.post(path(draft.application, act), data=sent).status_code == 403
