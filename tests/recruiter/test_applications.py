"""One application: an update, a longer wait, a move, an introduction, memos, links, a look."""

from datetime import date, timedelta

import pytest

from portal.company.actions import set_holidays
from portal.hiring.models import Application, StepKind
from portal.hiring.promises import PromiseResult
from portal.hiring.stages import Status
from portal.links.models import MagicLink
from portal.mail.kinds import Letter
from portal.mail.letters import render
from portal.plumbing import clock
from portal.team.rights import Role
from tests.make import MONDAY, WORDS
from tests.pages import Page
from tests.posted import messages
from tests.recruiter.desk import FRIDAY, anew, counted, manager, unchanged, update_of, words_of
from tests.written import ledger_of, letters, trail_of

POSTS = ("update", "longer", "move", "introduce", "memos", "link", "links-off")


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(application: Application, act: str = "") -> str:
    return f"/team/applications/{application.ref}" + (f"/{act}" if act else "")


def test_the_page_says_who_where_and_by_when(teammate, make):
    application = make.application(stage="Interviews", candidate=make.candidate(zone="Asia/Tokyo"))
    make.step(application)

    words = words_of(teammate(), path(application))

    assert "Sam Okafor" in words
    assert "Backend Engineer · in interviews · Tokyo, 18:00 there now" in words
    assert "word by" in words
    assert "Meet the team" in words
    assert "You applied" in words
    assert "Introduction: mail leaves now" in words


def test_reading_it_changes_nothing(teammate, make, session):
    application, browser = make.application(), teammate()

    with unchanged(session):
        browser.get(path(application))
        browser.get(path(application, "as-candidate"))
        browser.get(path(application, "links-off"))
        browser.head(path(application))


def test_an_update_reaches_page_ledger_trail_and_outbox(teammate, make, session):
    application = make.application(stage="Interviews")

    reply = teammate().post(path(application, "update"), data=update_of(application))

    assert (reply.status_code, reply.location) == (303, path(application))
    anew(session)
    assert application.updates[-1].words == WORDS
    assert application.next_word_by == date(2026, 11, 27)
    assert ledger_of(session, application)[-2][1] is PromiseResult.KEPT
    assert trail_of(session, application.ref).count("update.given") == 1
    assert letters(session) == [Letter.INTRODUCTION, Letter.UPDATE]


def test_an_update_says_nothing_new_of_where_they_stand_unless_a_stage_is_chosen(
    teammate, make, session
):
    application = make.application(stage="Review")
    stage = make.stage(application.job, "Interviews")
    stage.sentence = "You will meet the team"
    session.commit()
    browser = teammate()

    browser.post(path(application, "update"), data=update_of(application))
    anew(session)
    before = application.status
    browser.post(path(application, "update"), data=update_of(application, stage=stage.ref))
    anew(session)

    assert (before, application.status) == (Status.IN_REVIEW, Status.INTERVIEWING)
    assert application.updates[-1].sentence == "You will meet the team"
    assert application.stage_id == stage.id
    assert [update.words for update in application.updates] == ["", WORDS, WORDS]


def test_an_update_keeps_the_heading_they_have(teammate, make, session):
    application = make.application(stage="Review")
    stage = make.stage(application.job, "Interviews")
    stage.sentence = "You will meet the team"
    session.commit()
    browser = teammate()
    browser.post(path(application, "update"), data=update_of(application, stage=stage.ref))
    anew(session)

    browser.post(path(application, "update"), data=update_of(application))

    anew(session)
    assert application.updates[-1].sentence == "You will meet the team"


def test_an_unmapped_stage_leaves_the_page_as_it_is(teammate, make, session):
    application = make.application(stage="Review")
    stage = make.stage(application.job, "Interviews")
    stage.status = None
    session.commit()

    teammate().post(path(application, "update"), data=update_of(application, stage=stage.ref))

    anew(session)
    assert (application.status, application.stage_id) == (Status.IN_REVIEW, stage.id)


def test_an_update_from_today_leads_back_there(teammate, make):
    application = make.application()

    reply = teammate().post(
        path(application, "update"), data=update_of(application, **{"from": "today"})
    )

    assert reply.location == "/team/"


def test_a_day_that_was_typed_counts_before_one_of_the_list(teammate, make, session):
    application = make.application()

    teammate().post(
        path(application, "update"), data=update_of(application, other_day="2026-12-02")
    )

    anew(session)
    assert application.next_word_by == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": "  "}, "Write what they will read."),
        ({"words": "x" * 5001}, "at most 5000 fit here"),
        ({"next_word": ""}, "Say by when the next word will come."),
        ({"next_word": "other"}, "Say by when the next word will come."),
        ({"next_word": "next year"}, "Say by when the next word will come."),
        ({"other_day": "32 May"}, "Not a valid date value."),
        ({"stage": "made-up"}, "Not a valid choice"),
        ({"next_word": "2026-11-28"}, "Nobody works on that day."),
        ({"next_word": "2026-11-20"}, "That day is over."),
    ],
)
def test_what_cannot_be_sent_comes_back_with_words_and_what_was_typed(
    teammate, make, session, typed, said
):
    application, browser = make.application(), teammate()
    sent = update_of(application, **{"words": "We would like to meet you.", **typed})

    with unchanged(session):
        reply = browser.post(path(application, "update"), data=sent)

    assert reply.status_code in {200, 409}
    assert said in reply.text
    assert sent["words"].strip() in reply.text


def test_a_stage_of_another_job_is_none_of_this_one(teammate, make, session):
    application, charlie = make.application(), make.charlie()
    stage = make.stage(charlie.job, "Interviews")
    sent, browser = update_of(application, stage=stage.ref), teammate()

    with unchanged(session):
        reply = browser.post(path(application, "update"), data=sent)

    assert "Not a valid choice" in reply.text


def test_an_update_sent_twice_is_given_once(teammate, make, session):
    application, browser = make.application(), teammate()
    sent = update_of(application)

    first, second = (browser.post(path(application, "update"), data=sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert letters(session).count(Letter.UPDATE) == 1


def test_the_second_of_two_teammates_is_told_what_the_first_said(teammate, make, session):
    application, ada, robin = make.application(), teammate(Role.ADMIN), teammate()
    opened = clock.now().isoformat()
    old = update_of(application, words="We are still reading.", opened=opened)
    with clock.held_at(MONDAY + timedelta(minutes=5)):
        robin.post(path(application, "update"), data=update_of(application, words="Good news."))

    with clock.held_at(MONDAY + timedelta(minutes=9)):
        refused = ada.post(path(application, "update"), data=old)

    assert refused.status_code == 409
    page = Page(refused.text)
    assert "Somebody changed this application meanwhile" in page.text()
    assert "New since you opened this page:" in page.text()
    assert page.text().index("Good news.") < page.text().index("What Sam will read")
    assert "We are still reading." in refused.text
    anew(session)
    assert application.updates[-1].words == "Good news."


def test_having_read_it_the_second_may_send_it_after_all(teammate, make, session):
    application, ada, robin = make.application(), teammate(Role.ADMIN), teammate()
    old = update_of(application, words="We are still reading.", opened=clock.now().isoformat())
    robin.post(path(application, "update"), data=update_of(application))
    refused = ada.post(path(application, "update"), data=old)
    inputs = Page(refused.text).every("input")
    shown = next(field for field in inputs if field.get("name") == "version")

    reply = ada.post(path(application, "update"), data={**old, "version": shown.get("value")})

    assert reply.status_code == 303
    anew(session)
    assert application.updates[-1].words == "We are still reading."


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 40, "\uff11"])
def test_a_form_that_does_not_know_what_it_saw_is_refused(teammate, make, session, version):
    application, browser = make.application(), teammate()

    with unchanged(session):
        reply = browser.post(
            path(application, "update"), data=update_of(application, version=version)
        )

    assert reply.status_code == 409


def test_we_need_longer_is_a_word_and_an_extended_promise(teammate, make, session):
    application = make.application(stage="Interviews")
    sent = {"why": "away", "next_word": FRIDAY, "version": str(application.version)}

    reply = teammate().post(path(application, "longer"), data=sent)

    assert reply.status_code == 303
    anew(session)
    assert "somebody whose word we need is away" in application.updates[-1].words
    assert ledger_of(session, application)[-2][1] is PromiseResult.EXTENDED
    assert trail_of(session, application.ref).count("update.given") == 1
    assert letters(session).count(Letter.EXTENDED) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"why": "own", "words": ""}, "Write what they will read."),
        ({"why": "because"}, "Not a valid choice"),
        ({"why": ""}, "Not a valid choice"),
        ({"next_word": "2026-11-29"}, "Nobody works on that day."),
    ],
)
def test_a_longer_wait_needs_a_reason_and_a_day(teammate, make, session, typed, said):
    application, browser = make.application(), teammate()
    sent = {"why": "away", "next_word": FRIDAY, "version": str(application.version), **typed}

    with unchanged(session):
        reply = browser.post(path(application, "longer"), data=sent)

    assert said in reply.text


def test_a_ready_sentence_goes_out_in_the_readers_language_and_own_words_as_written(
    teammate, candidate, make, session
):
    application = make.application(stage="Interviews")
    application.candidate.locale = "de"
    session.commit()
    robin, page = teammate(), f"/me/applications/{application.ref}"
    ready, sent = "Jemand, dessen Wort wir brauchen, ist gerade nicht da.", {"next_word": FRIDAY}

    robin.post(
        path(application, "longer"),
        data=sent | {"why": "away", "version": str(application.version)},
    )

    words = words_of(candidate(application), page)
    assert words.count(ready) == 2, "above, and in so far"
    assert "somebody whose word we need" not in words
    assert ready in render(session, messages(session, Letter.EXTENDED)[0]).text
    assert "somebody whose word we need is away" in words_of(robin, path(application))
    anew(session)
    own = {"why": "own", "words": "Jonas is ill.", "version": str(application.version)}
    robin.post(path(application, "longer"), data=sent | own)
    assert "Jonas is ill." in words_of(candidate(application), page)


def test_own_words_for_a_longer_wait_are_kept(teammate, make, session):
    application = make.application()
    own = "Priya broke her arm; we wait for her."
    sent = {"why": "own", "words": own, "next_word": FRIDAY, "version": str(application.version)}

    teammate().post(path(application, "longer"), data=sent)

    anew(session)
    assert application.updates[-1].words == own


def test_a_move_alone_tells_nobody(teammate, make, session):
    application = make.application(stage="Review")
    stage = make.stage(application.job, "Decision")
    sent = {"stage": stage.ref, "version": str(application.version)}
    browser = teammate()

    replies = [browser.post(path(application, "move"), data=sent) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 200]
    anew(session)
    assert (application.stage_id, application.status) == (stage.id, Status.IN_REVIEW)
    assert letters(session) == [Letter.INTRODUCTION]
    assert trail_of(session, application.ref).count("application.moved") == 1
    assert "Review → Decision" in words_of(browser, path(application))


def test_an_introduction_is_sent_once(teammate, make, session):
    application, browser = make.application(introduced=False), teammate()
    assert "Not introduced yet" in words_of(browser, path(application))

    replies = [browser.post(path(application, "introduce")) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert letters(session) == [Letter.INTRODUCTION]
    assert trail_of(session, application.ref).count("application.introduced") == 1


def test_nobody_without_an_address_is_introduced(teammate, make, session):
    application = make.application(candidate=make.candidate(email=""), introduced=False)
    browser = teammate()

    with unchanged(session):
        reply = browser.post(path(application, "introduce"))

    assert reply.status_code == 409
    assert "There is no mail address to write to." in reply.text


def test_a_memo_is_the_teams_alone(teammate, make, session, candidate):
    application = make.application()

    reply = teammate().post(path(application, "memos"), data={"words": "Ask about queues."})

    assert reply.status_code == 303
    anew(session)
    assert [memo.words for memo in application.memos] == ["Ask about queues."]
    assert trail_of(session, application.ref).count("memo.added") == 1
    assert "queues" not in candidate(application).get(f"/me/applications/{application.ref}").text
    assert letters(session) == [Letter.INTRODUCTION]


def test_an_empty_memo_is_none(teammate, make, session):
    application, browser = make.application(), teammate()

    with unchanged(session):
        reply = browser.post(path(application, "memos"), data={"words": " \n "})

    assert "Write something first." in reply.text


def test_a_link_is_sent_again(teammate, make, session):
    application, browser = make.application(), teammate()

    replies = [browser.post(path(application, "link")) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert letters(session) == [Letter.INTRODUCTION, Letter.LINK]
    assert "links.sent" in trail_of(session, application.candidate.ref)


def test_before_the_introduction_there_is_no_link_to_send(teammate, make, session):
    application, browser = make.application(introduced=False), teammate()

    with unchanged(session):
        reply = browser.post(path(application, "link"))

    assert reply.status_code == 409
    assert "Introduce them first" in reply.text


def test_links_are_turned_off_by_a_ticked_box_alone(teammate, make, session, candidate):
    application, browser = make.application(), teammate()
    theirs = candidate(application)
    with unchanged(session):
        assert browser.post(path(application, "links-off")).status_code == 200

    reply = browser.post(path(application, "links-off"), data={"sure": "y"})

    assert reply.status_code == 303
    anew(session)
    assert all(link.revoked_at for link in session.query(MagicLink))
    assert theirs.get(f"/me/applications/{application.ref}").status_code == 401
    assert trail_of(session, application.candidate.ref).count("links.turned_off") == 1


def test_a_teammate_sees_the_page_as_the_candidate_does(teammate, make, candidate):
    application = make.application(stage="Interviews")
    make.verdict(application)

    shown = teammate().get(path(application, "as-candidate")).text
    theirs = candidate(application).get(f"/me/applications/{application.ref}").text

    assert "This is what Sam sees." in shown
    assert Page(shown).every("h1")[0].text() == Page(theirs).every("h1")[0].text()
    assert "Not enough SQL" not in shown


def test_nothing_on_that_page_can_be_pressed(teammate, make):
    application = make.application(stage="Interviews")
    make.step(application, kind=StepKind.TASK)
    page = Page(teammate().get(path(application, "as-candidate")).text)

    pressed = [
        button
        for button in page.every("button")
        if not any(
            around.name == "fieldset" and around.get("disabled") is not None
            for around in button.inside
        )
    ]

    assert pressed == []


def test_nobody_is_there_for_a_stranger(teammate, make):
    browser = teammate()
    make.application()

    assert browser.get("/team/applications/made-up").status_code == 404
    assert {browser.post(f"/team/applications/made-up/{act}").status_code for act in POSTS} == {404}


def test_a_hiring_manager_sees_the_jobs_they_are_on_and_no_others(teammate, make):
    application, charlie = make.application(), make.charlie()
    jonas = manager(teammate, make, application.job)

    assert jonas.get(path(application)).status_code == 200
    assert jonas.get(path(charlie)).status_code == 404
    assert jonas.get(path(charlie, "as-candidate")).status_code == 404
    assert jonas.get(path(charlie)).text == jonas.get(path(application) + "x").text
    assert {jonas.post(path(charlie, act)).status_code for act in POSTS} == {404}


@pytest.mark.parametrize("act", [act for act in POSTS if act != "memos"])
def test_a_hiring_manager_tells_nobody_anything(teammate, make, session, act):
    application = make.application()
    jonas = manager(teammate, make, application.job)

    with unchanged(session):
        reply = jonas.post(path(application, act), data=update_of(application, sure="y"))

    assert reply.status_code == 403


def test_a_hiring_manager_is_shown_no_button_that_is_not_theirs(teammate, make):
    application = make.application(stage="Interviews")
    make.step(application)
    jonas = manager(teammate, make, application.job)

    page = Page(jonas.get(path(application)).text)

    forms = {form.get("action").rpartition("/")[2] for form in page.every("form")}
    assert forms == {"sign-out", "decide", "second-choice", "memos"}


def test_another_application_is_named_to_whoever_may_see_it(teammate, make):
    application = make.application()
    other = make.application(candidate=application.candidate, job=make.job("Data Analyst"))
    jonas = manager(teammate, make, application.job)

    assert "also: Data Analyst" in words_of(teammate(), path(application))
    assert "Data Analyst" not in words_of(jonas, path(application))
    assert jonas.get(path(other)).status_code == 404


def test_a_closed_application_shows_what_was_said_and_takes_no_more(teammate, make, session):
    application = make.ending()
    browser = teammate()

    words = words_of(browser, path(application))
    assert "Closed: not selected" in words
    assert "Give an update" not in words

    with unchanged(session):
        reply = browser.post(path(application, "update"), data=update_of(application))
    assert reply.status_code == 409


def test_charlie_is_untouched_by_what_is_done_to_sam(teammate, make, session):
    application, charlie = make.application(), make.charlie()
    before = (charlie.version, charlie.next_word_by, len(charlie.updates))

    teammate().post(path(application, "update"), data=update_of(application))

    anew(session)
    assert (charlie.version, charlie.next_word_by, len(charlie.updates)) == before


def test_the_page_costs_the_same_with_a_long_history(teammate, make, engine):
    application, browser = make.application(stage="Interviews"), teammate()
    make.step(application)
    browser.post(path(application, "memos"), data={"words": "One"})
    with counted(engine) as few:
        browser.get(path(application))
    for number in range(20):
        browser.post(path(application, "memos"), data={"words": f"Memo {number}"})
        make.step(application, title=f"Step {number}")

    with counted(engine) as many:
        browser.get(path(application))

    assert len(many) == len(few) <= 28


def test_beside_the_update_stands_how_much_they_heard_lately(teammate, make):
    application, browser = make.application(), teammate()
    browser.post(path(application, "update"), data=update_of(application))

    assert "In the last 7 days: 0 extras, 1 word from us." in words_of(browser, path(application))


def test_a_stage_that_says_something_else_meanwhile_is_read_again(teammate, make, session):
    application, browser = make.application(), teammate()
    shown = Page(browser.get(path(application)).text)
    anew(session)
    stage = make.stage(application.job, "Interviews")
    read = next(one.get("value") for one in shown.every("input") if one.get("name") == "sentences")
    stage.sentence = "Others were faster"
    session.commit()
    sent = {**update_of(application), "stage": stage.ref, "sentences": read}

    with unchanged(session):
        reply = browser.post(path(application, "update"), data=sent)

    assert "Somebody changed what stages say meanwhile." in reply.text
    assert "Others were faster" in reply.text
    again = Page(reply.text)
    read = next(one.get("value") for one in again.every("input") if one.get("name") == "sentences")
    reply = browser.post(path(application, "update"), data={**sent, "sentences": read})
    assert reply.status_code == 303


def test_the_days_a_form_offers_are_the_job_s_own(teammate, make):
    job = make.job(first_word_days=4)
    application = make.late(candidate=make.candidate("Ines Moreau"), job=job, stage="Review")

    page = Page(teammate().get(path(application)).text)

    days = [one for one in page.every("input") if one.get("name") == "next_word"]
    assert next(one.get("value") for one in days if one.get("checked") is not None) == "2026-11-27"


def test_what_was_promised_for_a_day_off_is_not_offered_again(teammate, make, session):
    application = make.application(stage="Review")
    set_holidays(session, {application.next_word_by: "A day off"}, by="admin")
    session.commit()

    assert "as promised" not in teammate().get(path(application)).text
