"""Where an application stands, as its candidate sees it."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from portal.hiring.actions import updates
from portal.hiring.stages import Status
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY, NOTE, TELLABLE_STAGES, WORDS


@pytest.mark.parametrize("stage", TELLABLE_STAGES)
def test_every_status_shows_its_sentence_and_the_date(candidate, make, stage):
    with clock.held_at(MONDAY):
        application = make.application(stage=stage)

        page = candidate(application).get(f"/me/applications/{application.ref}").text

    assert application.updates[-1].sentence in page
    assert "You will hear from us by" in page


def test_an_update_is_read_on_the_page(candidate, make, session):
    application = make.application(stage="Interviews")
    with transaction(session):
        due = application.next_word_by
        word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=due)
        updates.give(session, application, make.robin(), word=word)

    page = candidate(application).get(f"/me/applications/{application.ref}").text

    assert WORDS in page


def test_a_late_promise_is_owned_up_to(candidate, make):
    application = make.late(stage="Interviews")

    page = candidate(application).get(f"/me/applications/{application.ref}").text

    assert "We owe you a word" in page
    assert "That is our fault and says nothing about your application." in page
    assert 'aria-current="step"' not in page


def test_a_step_ahead_says_what_who_and_when_in_their_own_time(candidate, make):
    with clock.held_at(MONDAY):
        sam = make.candidate(zone="America/New_York")
        step = make.step(
            make.application(candidate=sam, stage="Interviews"),
            starts_at=MONDAY + timedelta(days=2, hours=6),
        )

        application = make.session.get_one(type(sam.applications[0]), step.application_id)
        page = candidate(application).get(f"/me/applications/{application.ref}").text

    assert "Wed 25 Nov 10:00 to 10:45, New York time" in page
    assert "With Priya, Jonas" in page


def test_a_closed_application_shows_the_words_first(candidate, make):
    application = make.ending(make.application(stage="Interviews"))

    page = candidate(application).get(f"/me/applications/{application.ref}").text

    assert NOTE in page
    assert "unfortunately" not in page.lower()
    assert "You will hear from us" not in page


def test_home_goes_straight_to_the_only_application(candidate, make):
    application = make.application()

    reply = candidate(application).get("/me/")

    assert (reply.status_code, reply.location) == (303, f"/me/applications/{application.ref}")


def test_home_lists_several_applications_open_ones_first(candidate, make):
    sam = make.candidate()
    closed = make.ending(make.application(candidate=sam))
    open_one = make.application(candidate=sam, job=make.job("Data Analyst"))

    page = candidate(open_one).get("/me/").text

    assert page.index("Data Analyst") < page.index(closed.job.title)
    assert "your other application goes on as before" in page


def test_home_counts_what_is_closed_and_what_goes_on(candidate, make):
    sam = make.candidate()
    for title in ("One", "Two"):
        make.ending(make.application(candidate=sam, job=make.job(title)))
        last = make.application(candidate=sam, job=make.job(f"{title} more"))

    page = candidate(last).get("/me/").text

    assert "2 are closed; your other applications go on as before." in page


def test_nobody_reads_charlies_page(candidate, make):
    application, charlie = make.application(), make.charlie()
    browser = candidate(application)

    reply = browser.get(f"/me/applications/{charlie.ref}")
    missing = browser.get("/me/applications/nothinghere")

    assert (reply.status_code, reply.data) == (404, missing.data)


@pytest.mark.parametrize(
    ("stage", "most"),
    [("Received", 6), ("Interviews", 6), ("offer", 6), ("joining", 8), ("closed", 6)],
)
def test_a_page_takes_a_handful_of_statements(app, engine, candidate, make, stage, most):
    if stage == "offer":
        application = make.offer().application
    elif stage == "joining":
        application = make.accepted().application
    elif stage == "closed":
        application = make.ending()
    else:
        application = make.application(stage=stage)
    for number in range(20):
        make.post(f"Post {number}")
    browser, seen = candidate(application), []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    reply = browser.get(f"/me/applications/{application.ref}")
    event.remove(engine, "before_cursor_execute", note)

    assert reply.status_code == 200
    assert len([one for one in seen if one.startswith("SELECT")]) <= most, seen


def test_reading_writes_nothing(engine, candidate, make):
    application = make.application(stage="Interviews")
    browser, written = candidate(application), []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("SELECT", "BEGIN", "PRAGMA", "ATTACH", "SET", "SHOW")):
            written.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    for path in ("/me/", f"/me/applications/{application.ref}", "/me/data/", "/me/news/"):
        browser.get(path)
        browser.head(path)
    event.remove(engine, "before_cursor_execute", note)

    assert written == []
