"""Candidates read in their own language; people's words stay as they were written."""

import pytest

from portal.company.models import Company
from portal.hiring.actions import candidates, steps, updates
from portal.hiring.models import StepKind
from portal.hiring.stages import Outcome, Status
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.mail.models import Message
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.candidate.test_closed import ended
from tests.kept import assert_kept
from tests.make import MONDAY, NOTE, WORDS
from tests.markup import Page
from tests.posted import messages
from tests.slices import test_mail_letters as letters
from tests.written import trail_of

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}
CHOICE = {"extras": "usual", "time_zone": ""}


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def german(session, make):
    """A company that writes to its candidates in German."""
    session.get_one(Company, 1).locale = "de"
    session.commit()
    return make


def html_of(reply):
    return Page(reply.text).every("html")[0].get("lang")


def page_of(browser, application, **more):
    return browser.get(f"/me/applications/{application.ref}", **more).text


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("de-AT,de;q=0.9,en;q=0.5", "de"), ("en-GB,de;q=0.4", "en"), ("fr", "en"), ("", "en")],
)
@pytest.mark.parametrize("path", ["/", "/privacy", "/dates", "/sent", "/l/nonsense", "/me/"])
def test_a_door_speaks_what_the_browser_asks_for(client, path, asked, spoken):
    reply = client.get(path, headers={"Accept-Language": asked} if asked else {})

    assert html_of(reply) == spoken


@pytest.mark.parametrize("path", ["/team/sign-in", "/team/", "/team/nothing"])
def test_the_teams_pages_are_english(client, path):
    assert html_of(client.get(path, headers=GERMAN, follow_redirects=True)) == "en"


def test_who_is_in_reads_their_own_language_whatever_the_browser_asks_for(candidate, german):
    application = german.application()
    browser = candidate(application)

    for path in ("/me/", "/me/data/", "/privacy", "/dates"):
        assert html_of(browser.get(path, headers=ENGLISH, follow_redirects=True)) == "de"
    assert html_of(browser.get("/me/nothing", headers=ENGLISH)) == "en"


def test_nobody_hears_the_language_of_the_request_before(candidate, german, client):
    browser = candidate(german.application())

    browser.get("/me/", follow_redirects=True)

    assert html_of(client.get("/")) == "en"


def test_the_door_speaks_as_the_letter_did(client, german, session):
    message = messages(session, letters.link(german) or Letter.LINK)[-1]
    with transaction(session):
        text = render(session, session.get_one(Message, message.id)).text
    address = next(word for word in text.split() if "/l/" in word)

    reply = client.get(address.removeprefix("http://localhost"), headers=ENGLISH)

    assert html_of(reply) == "de"
    assert "Weiter" in reply.text


def test_a_candidate_chooses_their_language(candidate, make, session):
    application = make.application()
    browser = candidate(application)

    reply = browser.post("/me/data/", data=CHOICE | {"language": "de"}, follow_redirects=True)

    session.refresh(application.candidate)
    assert application.candidate.locale == "de"
    assert "Gespeichert." in reply.text
    assert html_of(reply) == "de"
    assert trail_of(session, application.candidate.ref)[-1] == "candidate.corrected"


@pytest.mark.parametrize("made_up", ["zz", "", "../de"])
def test_a_language_we_do_not_speak_comes_back_with_words(candidate, make, session, made_up):
    application = make.application()

    reply = candidate(application).post("/me/data/", data=CHOICE | {"language": made_up})

    session.refresh(application.candidate)
    assert application.candidate.locale == "en"
    assert "Not a valid choice." in reply.text


def test_a_language_we_may_learn_is_kept_while_nobody_chooses_another(make, session):
    candidate = make.candidate()
    candidate.locale = "pt-BR"
    session.commit()

    with transaction(session):
        candidates.choose(session, candidate.id, extras="none", time_zone="", language="en")
    assert candidate.locale == "pt-BR"

    with transaction(session):
        candidates.choose(session, candidate.id, extras="none", time_zone="", language="de")
    assert candidate.locale == "de"


def test_new_candidates_read_the_companys_language(german):
    assert german.candidate().locale == "de"


def test_what_the_team_wrote_stays_as_it_was_written(candidate, german):
    application = german.application(stage="Interviews")
    word = updates.Word(Status.DECIDING, WORDS, "You will hear soon, promised", MONDAY.date())
    with transaction(german.session):
        updates.give(german.session, application, german.robin(), word=word)

    page = page_of(candidate(application), application)

    assert WORDS in page
    assert '<h1 dir="auto">You will hear soon, promised</h1>' in page


def test_what_stands_in_the_history_is_read_in_either_language(candidate, teammate, german):
    application = german.application(stage="Interviews")
    task = german.step(application, kind=StepKind.TASK, title="A small task")
    browser = candidate(application)
    browser.post(f"/me/steps/{task.ref}/done")

    theirs = page_of(browser, application)
    ours = teammate().get(f"/team/applications/{application.ref}").text

    assert "Erledigt: A small task" in theirs
    assert "Sie haben sich beworben" in theirs
    assert "Done: A small task" in ours
    assert "You applied" in ours
    assert "Erledigt" not in ours


def test_other_times_are_read_with_the_days_of_either_language(candidate, teammate, german):
    letters.cant_make_it(german)
    application = german.session.get_one(steps.Application, 1)

    theirs = page_of(candidate(application), application)
    ours = teammate().get(f"/team/applications/{application.ref}").text

    assert "Passt nicht: Meet the team. Andere Zeiten: Montag, 30. November, 09:00 Uhr" in theirs
    assert "Can’t make it: Meet the team. Other times: Monday 30 November, 09:00" in ours


def test_a_refusal_is_read_in_their_language(candidate, german):
    application = german.application()

    reply = candidate(application).post(
        f"/me/applications/{application.ref}/questions", data={"words": " "}
    )

    assert "Bitte schreiben Sie Ihre Frage." in reply.text or "Dieses Feld" in reply.text


def test_the_team_sees_their_page_in_their_language(teammate, german):
    application = german.application()

    page = teammate().get(f"/team/applications/{application.ref}/as-candidate").text

    assert "Ihre Bewerbung ist bei uns" in page
    assert "This is what Sam sees" in page


def test_an_ending_is_shown_before_it_leaves_in_their_language(teammate, german):
    application = german.verdict()

    page = (
        teammate()
        .post(
            f"/team/applications/{application.ref}/ending/preview",
            data={"way": "note", "words": NOTE, "looked": "y"},
        )
        .text
    )

    assert "Wir führen Ihre Bewerbung nicht weiter" in page
    assert "<p>Guten Tag Sam,</p>" in page
    assert "This is what Sam will read" in page


STATUSES = {
    "received": lambda make: make.application(),
    "in_review": lambda make: make.application(stage="Review"),
    "interviewing": lambda make: make.step(make.application(stage="Interviews")),
    "deciding": lambda make: make.application(stage="Decision"),
    "on_hold": lambda make: make.application(stage="On hold"),
    "offer": lambda make: make.offer(),
    "joining": lambda make: make.accepted(),
    "late": lambda make: make.late(),
}


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_in_german(candidate, german, status):
    made = STATUSES[status](german)
    whose = getattr(made, "application", made)
    whose = whose if hasattr(whose, "ref") and hasattr(whose, "timeline") else None
    application = whose or german.session.get_one(steps.Application, made.application_id)

    page = page_of(candidate(application), application)

    assert_kept("candidate/status/show.html", page, case=f"{status}.de")


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_in_german(candidate, german, outcome):
    application = ended(german, outcome)

    page = page_of(candidate(application), application)

    assert_kept("candidate/status/show.html", page, case=f"{outcome.value}.de")
    assert "leider" not in page.lower()


@pytest.mark.parametrize("page", ["show", "accept", "decline"])
def test_an_offer_in_german(candidate, german, page):
    offer = german.offer()
    path = f"/me/offers/{offer.ref}" + ("" if page == "show" else f"/{page}")

    reply = candidate(offer.application, code=True).get(path)

    assert_kept(f"candidate/offers/{page}.html", reply.text, case="de")


@pytest.mark.parametrize(
    ("letter", "case", "situation"),
    letters.FOR_CANDIDATES,
    ids=[f"{letter} {case}".strip() for letter, case, _situation in letters.FOR_CANDIDATES],
)
def test_a_letter_in_german(session, german, letter, case, situation):
    situation(german)

    said = letters.written(session, letter)

    words = f"Subject: {said.subject}\n\n{said.text}"
    words = letters.re.sub(r"^\d{4} \d{4}$", "1234 5678", words, flags=letters.re.MULTILINE)
    assert_kept(f"mail/candidate/{letter.value}.txt", words, case=f"{case}.de".strip("."))
    assert "leider" not in said.text.lower()
