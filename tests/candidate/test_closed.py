"""Every end has a page: the words first, then what they may do now."""

from datetime import timedelta

import pytest

from portal.hiring.actions import applications, endings
from portal.hiring.models import Ending
from portal.hiring.stages import EndingWay, Outcome
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing import sentences
from tests.kept import assert_kept
from tests.make import MONDAY, NOTE, Make
from tests.pages import Page
from tests.written import everything, trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def ended(make: Make, outcome: Outcome):
    """Somebody whose application ended that way."""
    if outcome is Outcome.WITHDRAWN:
        return make.withdrawn(with_page(make))
    if outcome is Outcome.DECLINED:
        return make.declined(make.offer(with_page(make))).application
    if outcome is Outcome.NOT_SELECTED:
        return make.ending(with_page(make))
    application = with_page(make)
    with transaction(make.session):
        if outcome is not Outcome.HIRED:
            ending = Ending(
                application_id=application.id,
                way=EndingWay.NOTE,
                outcome=outcome,
                words=NOTE,
                written_at=clock.now(),
                leaves_at=clock.now(),
                told_at=clock.now(),
                by_id=make.robin().id,
            )
            make.session.add(ending)
            make.session.flush()
            application.ending_id = ending.id
        applications.close(make.session, application, outcome)
    return application


def with_page(make: Make):
    job = make.job(public_url="https://northwind.example/jobs/backend")
    return make.application(job=job, stage="Interviews")


def page_of(candidate, application):
    return candidate(application).get(f"/me/applications/{application.ref}").text


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_has_a_page_of_its_own(candidate, make, outcome):
    application = ended(make, outcome)

    page = page_of(candidate, application)

    assert f'<h1 dir="auto">{sentences.closing(outcome)}</h1>' in page
    assert_kept("candidate/status/show.html", page, case=outcome.value)


@pytest.mark.parametrize("outcome", Outcome)
def test_no_closing_page_regrets_asks_to_rate_or_promises(candidate, make, outcome):
    page = page_of(candidate, ended(make, outcome))

    for word in ("unfortunately", "regret", "sorry", "survey", "how did we do", "hear from us"):
        assert word not in page.lower()
    for colour in ("badge ok", "badge late", "promise", 'class="error"', 'class="flash"'):
        assert colour not in page
    assert "we keep it until 23 May 2027" in page


@pytest.mark.parametrize("outcome", Outcome)
def test_the_job_is_passed_on_where_they_decided_while_it_is_open(candidate, make, outcome):
    application = ended(make, outcome)
    address = "https://northwind.example/jobs/backend"
    is_shown = address in page_of(candidate, application)
    application.job.closed_at = clock.now()
    make.session.commit()

    assert is_shown is (outcome in {Outcome.DECLINED, Outcome.WITHDRAWN})
    assert address not in page_of(candidate, application)


def test_whoever_was_called_reads_that_it_was_a_call(candidate, make, session):
    application = make.verdict(make.application(stage="Interviews"))
    with transaction(session):
        endings.write(session, application, make.robin(), way=EndingWay.CALL, words=NOTE)

    page = page_of(candidate, application)

    assert "Robin Keller, who also called you on Monday 23 November" in Page(page).text()


def test_yes_or_no_is_one_click_and_stays_open_to_change(candidate, make, session):
    application = make.ending()
    browser = candidate(application)

    reply = browser.post(f"/me/applications/{application.ref}/helpful", data={"answer": "no"})
    words = browser.get(reply.location).text
    browser.post(reply.location, data={"answer": "yes", "words": "It was plain."})

    make.look_again()
    assert (reply.status_code, reply.location) == (
        303,
        f"/me/applications/{application.ref}/helpful",
    )
    assert "Thank you. It helps us to tell people better." in words
    found = application.ending.reply
    assert (found.is_helpful, found.words) == (True, "It was plain.")
    assert trail_of(session, application.ref).count("ending.found_helpful") == 2
    page = page_of(candidate, application)
    assert "You said yes." in page
    assert 'value="no"' not in page


@pytest.mark.parametrize(
    "data", [{}, {"answer": "perhaps", "words": "kept"}, {"answer": "no", "words": "kept" * 600}]
)
def test_what_is_no_answer_comes_back_with_what_was_typed(candidate, make, session, data):
    application = make.ending()
    browser = candidate(application)
    before = everything(session)

    reply = browser.post(f"/me/applications/{application.ref}/helpful", data=data)

    assert reply.status_code == 200
    assert data.get("words", "") in reply.text
    assert "Something below needs another look" in reply.text
    assert everything(session) == before


def test_what_they_said_stands_in_the_form(candidate, make):
    application = make.ending()
    browser = candidate(application)
    path = f"/me/applications/{application.ref}/helpful"
    browser.post(path, data={"answer": "no", "words": "Too short."})

    page = browser.get(path).text

    assert "Too short.</textarea>" in page
    assert page.count("checked") == 1
    assert_kept("candidate/replies/helpful.html", candidate(application).get(path).text)


def test_later_roles_are_said_yes_to_and_taken_back(candidate, make):
    application = make.ending()
    browser, path = candidate(application), f"/me/applications/{application.ref}/later"

    assert_kept("candidate/replies/later.html", browser.get(path).text)
    reply = browser.post(path, data={"is_welcome": "y"})
    make.look_again()
    assert (reply.status_code, application.ending.reply.stay_in_touch) == (303, True)
    assert "We may write to you about later roles: change that" in page_of(candidate, application)
    assert "checked" in browser.get(path).text
    browser.post(path)
    make.look_again()
    assert application.ending.reply.stay_in_touch is False


@pytest.mark.parametrize("part", ["helpful", "later"])
def test_charlies_ending_is_not_there(candidate, make, session, part):
    application, charlie = make.ending(), make.ending(make.charlie())
    browser = candidate(application)
    before = everything(session)
    path = f"/me/applications/{charlie.ref}/{part}"

    replies = [browser.get(path), browser.post(path, data={"answer": "yes", "is_welcome": "y"})]

    assert [reply.status_code for reply in replies] == [404, 404]
    assert everything(session) == before


@pytest.mark.parametrize("part", ["helpful", "later"])
def test_a_held_ending_has_no_such_page(candidate, make, part):
    application = make.application()
    make.held(application)

    reply = candidate(application).get(f"/me/applications/{application.ref}/{part}")

    assert reply.status_code == 404


def test_the_team_reads_what_was_said(candidate, teammate, make):
    application = make.ending()
    browser = candidate(application)
    browser.post(
        f"/me/applications/{application.ref}/helpful",
        data={"answer": "no", "words": "It came six weeks late."},
    )
    browser.post(f"/me/applications/{application.ref}/later", data={"is_welcome": "y"})
    robin = teammate()

    page = Page(robin.get(f"/team/applications/{application.ref}").text).text()
    feedback = Page(robin.get("/team/feedback/").text).text()

    assert "Sam did not find this answer helpful." in page
    assert "It came six weeks late." in page
    assert "You may write to them about later roles." in page
    assert "0 of 1 said yes; 1 were told that we do not go on." in feedback
    assert "six weeks" not in feedback


def test_where_we_are_late_they_read_whom_to_ask(candidate, make):
    with clock.held_at(MONDAY - timedelta(days=30)):
        application = make.application()

    page = page_of(candidate, application)

    assert_kept("candidate/status/show.html", page, case="late")
