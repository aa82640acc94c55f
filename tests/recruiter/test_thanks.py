"""A word to whoever declined, from Today or from its own page."""

import pytest

from portal.mail.kinds import Letter
from portal.plumbing import clock
from tests.make import MONDAY, WORDS
from tests.pages import Page
from tests.recruiter.desk import anew, manager, unchanged, words_of
from tests.written import letters


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(application):
    return f"/team/applications/{application.ref}/thanks"


def test_the_draft_stands_in_today_and_is_sent_from_there(teammate, make, session, candidate):
    offer, browser = make.declined(), teammate()
    page = browser.get("/team/").text
    assert path(offer.application) in page
    assert "We missed no promise to them." in Page(page).text()
    fields = {field.get("name"): field for field in Page(page).fields()}
    draft = fields["words"].text()
    assert draft.startswith("Thank you for telling us")

    reply = browser.post(path(offer.application), data={"words": draft, "from": "today"})

    assert (reply.status_code, reply.location) == (303, "/team/")
    assert letters(session)[-1] is Letter.THANKS
    assert path(offer.application) not in browser.get("/team/").text
    read = words_of(candidate(offer.application), f"/me/applications/{offer.application.ref}")
    assert "Thank you for telling us, and for the time you gave us." in read
    assert "Undo until" not in read


def test_sent_twice_it_is_sent_once(teammate, make, session):
    offer, browser = make.declined(), teammate()

    codes = [
        browser.post(path(offer.application), data={"words": WORDS}).status_code
        for _time in range(2)
    ]

    assert codes == [303, 409]
    assert letters(session).count(Letter.THANKS) == 1


@pytest.mark.parametrize(("words", "said"), [(" ", "Write what"), ("x" * 5001, "5001 characters")])
def test_bad_words_come_back_as_they_were_typed(teammate, make, session, words, said):
    offer, browser = make.declined(), teammate()

    with unchanged(session):
        reply = browser.post(path(offer.application), data={"words": words})

    assert said in reply.text
    assert words.strip() in reply.text


def test_it_is_put_away(teammate, make, session):
    offer, browser = make.declined(), teammate()

    codes = [browser.post(f"{path(offer.application)}/dismiss").status_code for _time in range(2)]

    assert codes == [303, 409]
    anew(session)
    assert offer.decision().thanks_dismissed_at == MONDAY
    assert "Nobody waits for such a word here." in words_of(browser, path(offer.application))


def test_looking_changes_nothing_and_shows_the_draft(teammate, make, session):
    offer, browser = make.declined(), teammate()

    with unchanged(session):
        assert "Thank you for telling us" in browser.get(path(offer.application)).text


def test_a_hiring_manager_writes_nothing(teammate, make, session):
    offer, charlie = make.declined(), make.charlie()
    jonas = manager(teammate, make, offer.application.job)

    with unchanged(session):
        for act in ("", "/dismiss"):
            sent = {"words": WORDS}
            assert jonas.post(path(offer.application) + act, data=sent).status_code == 403
            assert jonas.post(path(charlie) + act, data=sent).status_code == 404
