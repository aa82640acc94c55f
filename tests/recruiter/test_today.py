"""Today: who waits for a word, in the order in which it is worked, and giving it on the spot."""

from datetime import timedelta

import pytest

from portal.hiring.actions import releases, updates, withdrawals
from portal.hiring.reasons import ReasonCode, Reasons
from portal.hiring.stages import EndingWay, Status
from portal.mail.kinds import Letter, MessageState
from portal.offers import actions as offers
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.make import MONDAY, WORDS
from tests.pages import Page
from tests.posted import messages
from tests.recruiter.desk import counted, ending_of, manager, unchanged, update_of, words_of

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def due_on(make, day, name="Sam Okafor", **more):
    """Somebody in interviews who was promised a word by that day."""
    with clock.held_at(MONDAY - 5 * DAY):
        application = make.application(candidate=make.candidate(name), stage="Interviews", **more)
        word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=day)
        with transaction(make.session):
            updates.give(make.session, application, make.robin(), word=word)
    return application


def headings(page):
    return [heading.text() for heading in Page(page).every("h2")]


def test_an_empty_queue_says_who_is_next(teammate, make):
    assert "Whoever is due a word within a week will stand here." in words_of(teammate(), "/team/")
    make.application()

    words = words_of(teammate(), "/team/")

    assert "Nobody is waiting. Next: 1 person on Monday 7 December." in words


def test_need_longer_opens_in_its_row_and_leads_back_to_the_same_day(teammate, make, session):
    application = due_on(make, MONDAY.date(), owner=make.robin())
    browser = teammate()
    form = next(
        one
        for one in Page(browser.get("/team/?whose=everyone").text).every("form")
        if (one.get("action") or "").endswith("/longer")
    )
    sent = {
        "version": str(application.version),
        "from": "today",
        "whose": "everyone",
        "why": "away",
        "words": "",
        "next_word": "2026-11-27",
        "other_day": "",
    }

    with unchanged(session):
        unsaid = browser.post(form.get("action"), data=sent | {"why": ""})
        own = browser.post(form.get("action"), data=sent | {"why": "own"})
    reply = browser.post(form.get("action"), data=sent)
    twice = browser.post(form.get("action"), data=sent)

    assert "Not a valid choice" in unsaid.text
    assert "Write what they will read." in own.text
    assert (reply.status_code, reply.location) == (303, "/team/?whose=everyone")
    assert twice.status_code == 409
    make.look_again()
    assert "somebody whose word we need is away" in application.updates[-1].words
    assert len(messages(session, Letter.EXTENDED)) == 1


def test_whoever_has_an_offer_is_not_asked_to_wait_in_a_row(teammate, make):
    make.offer()

    with clock.held_at(MONDAY + 5 * DAY):
        assert "Need longer for Sam" not in teammate().get("/team/").text


def test_rows_stand_under_late_today_tomorrow_and_this_week(teammate, make):
    monday = MONDAY.date()
    for name, day in (
        ("Sam Okafor", monday + 3 * DAY),
        ("Ken Ito", monday),
        ("Lina Haddad", monday + DAY),
        ("Tomás Rivera", monday - 3 * DAY),
    ):
        due_on(make, day, name)

    page = teammate().get("/team/").text

    assert headings(page) == ["Late", "Today", "Tomorrow", "This week"]
    names = [Page(page).text().index(name) for name in ("Tomás", "Ken", "Lina", "Sam Okafor")]
    assert names == sorted(names)
    assert "1 late · 1 today · 1 tomorrow · 1 this week" in Page(page).text()
    assert "3 days late" in page
    assert "Last word 5 days ago." in page


def test_a_day_ends_where_the_candidate_is(teammate, make):
    friday = MONDAY.date() - 3 * DAY
    due_on(make, friday, job=make.job(), owner=None)
    pacific = make.candidate("Moana Fale", zone="Pacific/Niue")
    with clock.held_at(MONDAY - 5 * DAY):
        application = make.application(candidate=pacific, stage="Interviews")
        word = updates.Word(Status.INTERVIEWING, WORDS, next_word_by=friday)
        with transaction(make.session):
            updates.give(make.session, application, make.robin(), word=word)

    with clock.held_at(MONDAY - 2 * DAY):  # Saturday 9:00 in Lisbon, Friday 22:00 on Niue
        words = words_of(teammate(), "/team/")

    assert "1 late · 1 today" in words
    assert words.index("Sam Okafor") < words.index("Today Moana Fale")


def test_nobody_who_was_never_introduced_is_late(teammate, make):
    with clock.held_at(MONDAY - 60 * DAY):
        make.application(introduced=False)

    page = teammate().get("/team/").text

    assert headings(page) == ["Set up Northwind", "Not introduced"]
    assert "1 candidate" in Page(page).text()


def test_who_is_decided_and_untold_is_to_be_told_today(teammate, make):
    make.verdict(make.application(stage="Interviews"))

    words = words_of(teammate(), "/team/")

    assert "They were interviewed: write a note." in words
    assert "tell today" in words


def test_an_interview_ahead_of_an_untold_decision_comes_first(teammate, make):
    make.verdict(make.application(candidate=make.candidate("Ken Ito")))
    application = make.application(stage="Interviews")
    make.step(application, starts_at=MONDAY + DAY)
    make.verdict(application)

    words = words_of(teammate(), "/team/")

    assert "Decided, interview on Tuesday 24 November: tell first." in words
    assert words.index("Sam Okafor") < words.index("Ken Ito")


def test_a_decision_that_was_told_or_taken_back_is_not_in_the_way(teammate, make):
    make.ending()

    assert "Nobody is waiting." in words_of(teammate(), "/team/")


def test_an_ending_that_waits_to_leave_needs_nobody_until_it_is_undone(teammate, make):
    application = make.verdict(make.application(stage="Interviews"))
    browser, path = teammate(), f"/team/applications/{application.ref}/ending"
    browser.post(f"{path}/tell", data=ending_of(application))
    assert "Nobody is waiting." in words_of(browser, "/team/")

    browser.post(f"{path}/undo")

    assert "tell today" in words_of(browser, "/team/")


def test_from_six_alike_there_is_one_row(teammate, make):
    job = make.job()
    with clock.held_at(MONDAY - 9 * DAY):
        for number in range(5):
            make.application(candidate=make.candidate(f"Person{number} Quill"), job=job)
    assert words_of(teammate(), "/team/").count("Quill") == 5
    with clock.held_at(MONDAY - 9 * DAY):
        make.application(candidate=make.candidate("Person6 Quill"), job=job)

    page = Page(teammate().get("/team/").text)

    assert "6 received" in page.text()
    assert "Quill" not in page.text()
    assert "6 this week" in page.text()


def test_the_link_of_a_group_leads_to_its_people(teammate, make):
    job, browser = make.job(), teammate()
    with clock.held_at(MONDAY - 9 * DAY):
        for number in range(7):
            make.application(candidate=make.candidate(f"Person{number} Quill"), job=job)
    link = next(
        found.get("href")
        for found in Page(browser.get("/team/").text).every("a")
        if found.text() == "7 received"
    )

    words = words_of(browser, link)

    assert "7 applications" in words


def test_people_in_interviews_are_never_a_group(teammate, make):
    job = make.job()
    for number in range(7):
        due_on(make, MONDAY.date(), f"Person{number} Quill", job=job)

    assert words_of(teammate(), "/team/").count("Quill") == 7


def test_mine_is_mine_and_everyones_is_everyones(teammate, make):
    due_on(make, MONDAY.date(), owner=make.ada())
    browser = teammate()

    assert "Nobody is waiting." in words_of(browser, "/team/")
    assert "Ada Lind" in words_of(browser, "/team/?whose=everyone")


def test_one_jobs_day_is_everyones_in_that_job(teammate, make):
    due_on(make, MONDAY.date(), owner=make.ada())
    due_on(make, MONDAY.date(), "Charlie Byrne", job=make.job("Data Analyst"))
    browser = teammate()
    job = next(
        option.get("value")
        for option in Page(browser.get("/team/").text).every("option")
        if option.text() == "Backend Engineer"
    )

    words = words_of(browser, f"/team/?job={job}")

    assert "showing all of Backend Engineer" in words
    assert "Ada Lind" in words
    assert "Charlie" not in words


def test_a_job_that_is_none_or_not_theirs_asks_for_nothing(teammate, make):
    application = due_on(make, MONDAY.date())
    other = make.job("Data Analyst")
    due_on(make, MONDAY.date(), "Charlie Byrne", job=other)
    jonas = manager(teammate, make, application.job)

    for ref in (other.ref, "2" * 16, "\N{SNOWMAN}"):
        words = words_of(jonas, f"/team/?whose=everyone&job={ref}")
        assert "showing everyone’s" in words
        assert "Charlie" not in words


def test_what_is_nobodys_says_so(teammate, make, session):
    application = due_on(make, MONDAY.date())
    application.owner_id = None
    session.commit()

    assert "in interviews · nobody’s yet" in words_of(teammate(), "/team/")


def test_a_word_given_in_one_jobs_day_leads_back_to_it(teammate, make):
    application = due_on(make, MONDAY.date())
    job, browser = application.job.ref, teammate()
    form = next(
        form
        for form in Page(browser.get(f"/team/?job={job}").text).every("form")
        if "update" in (form.get("action") or "")
    )

    reply = browser.post(
        form.get("action"), data={**update_of(application), "from": "today", "job": job}
    )

    assert reply.location == f"/team/?job={job}"


def test_what_is_whose_owner_is_away_is_also_the_covers(teammate, make):
    ada = make.ada()
    due_on(make, MONDAY.date(), owner=ada)
    make.absence(ada, make.robin(), days=2)

    words = words_of(teammate(), "/team/")

    assert "Sam Okafor" in words
    assert "You cover for Ada Lind until Tuesday 24 November." in words
    with clock.held_at(MONDAY + 2 * DAY):
        words = words_of(teammate(), "/team/")
    assert "Sam Okafor" not in words
    assert "You cover" not in words


def test_the_cover_of_a_lead_sees_what_the_lead_does(teammate, make, session):
    application = due_on(make, MONDAY.date() - 3 * DAY, owner=make.teammate("Mira Holm"))
    application.job.lead_id = make.ada().id
    session.commit()
    assert "Sam Okafor" not in words_of(teammate(), "/team/")

    make.absence(make.ada(), make.robin())

    assert "Sam Okafor" in words_of(teammate(), "/team/")


def test_an_answer_and_a_mail_that_failed_reach_the_cover(teammate, make, session):
    ada = make.ada()
    make.accepted(make.offer(make.application(stage="Decision", owner=ada)))
    message = messages(session, Letter.OFFER)[0]
    message.state, message.problem = MessageState.FAILED, "Nobody of that name."
    session.commit()
    browser = teammate()
    assert "Sam Okafor" not in words_of(browser, "/team/")

    make.absence(ada, make.robin())

    words = words_of(browser, "/team/")
    assert "Nobody of that name." in words
    assert "accepted" in words


def test_what_is_nobodys_is_everybodys(teammate, make, session):
    application = due_on(make, MONDAY.date())
    application.owner_id = None
    session.commit()

    assert "Sam Okafor" in words_of(teammate(), "/team/")


def test_the_lead_sees_what_was_late_the_day_before(teammate, make, session):
    application = due_on(make, MONDAY.date() - 3 * DAY, owner=make.ada())
    application.job.lead_id = make.robin().id
    session.commit()

    with clock.held_at(MONDAY - 2 * DAY):
        assert "Sam Okafor" not in words_of(teammate(), "/team/")
    assert "Sam Okafor" in words_of(teammate(), "/team/")


def test_answers_to_offers_stand_with_their_reasons(teammate, make, session):
    offer = make.declined()
    make.accepted(
        make.offer(make.application(candidate=make.candidate("Ken Ito"), stage="Decision"))
    )
    with transaction(session):
        offers.give_reasons(
            session,
            offer.application.candidate_id,
            offer.ref,
            reasons=Reasons(
                ReasonCode.PAY, [ReasonCode.GROWTH], "Berlin paid more.", stay_in_touch=True
            ),
        )

    words = words_of(teammate(), "/team/")

    assert "Pay or bonus · Room to learn and grow" in words
    assert "Berlin paid more." in words
    assert "You may write to them about later roles until" in words
    assert "May be undone until Tue 24 Nov 09:00" in words
    assert "accepted" in words


def test_withdrawals_of_the_last_days_stand_with_their_reasons(teammate, make, session):
    application = make.withdrawn()
    with clock.held_at(MONDAY - 8 * DAY):
        make.withdrawn(make.application(candidate=make.candidate("Ken Ito")))
    with transaction(session):
        withdrawals.explain(
            session,
            application.candidate_id,
            application.ref,
            reasons=Reasons(ReasonCode.NO_REPLY, [], "Four weeks.", stay_in_touch=True),
        )

    words = words_of(teammate(), "/team/")

    assert "Withdrew. I waited too long for a word Four weeks." in words
    assert "May be undone until Tue 24 Nov 09:00" in words
    assert "Ken Ito" not in words


def test_an_answer_of_last_week_is_gone(teammate, make):
    with clock.held_at(MONDAY - 8 * DAY):
        make.declined()

    assert "Answers to offers" not in words_of(teammate(), "/team/")


def test_whoever_a_mail_did_not_reach_stands_first_until_something_does(teammate, make, session):
    application, browser = due_on(make, MONDAY.date()), teammate()
    failed = messages(session, Letter.UPDATE)[0]
    failed.state, failed.problem = MessageState.FAILED, "The mailbox is full."
    session.commit()

    words = words_of(browser, "/team/")

    assert "Not reached Sam Okafor" in words
    assert "Update: mail failed. The mailbox is full." in words
    assert "Not reached" not in words_of(manager(teammate, make, application.job), "/team/")
    later = messages(session, Letter.INTRODUCTION)[0]
    later.state, later.sent_at = MessageState.SENT, MONDAY
    session.commit()
    assert "Not reached" not in words_of(browser, "/team/")


def test_a_word_is_given_on_the_spot(teammate, make):
    application, browser = due_on(make, MONDAY.date()), teammate()
    page = Page(browser.get("/team/").text)
    form = next(form for form in page.every("form") if "update" in (form.get("action") or ""))
    fields = {
        field.get("name"): field.get("value")
        for field in page.every("input")
        if form in field.inside
        and field.get("type") in {"hidden", "radio"}
        and (field.get("type") == "hidden" or field.get("checked") is not None)
    }

    reply = browser.post(form.get("action"), data={**fields, "words": WORDS})

    assert (reply.status_code, reply.location) == (303, "/team/")
    assert "Sent: it stands on their page now." in words_of(browser, "/team/")
    assert form.get("action") == f"/team/applications/{application.ref}/update"


def test_the_days_to_choose_are_written_out(teammate, make):
    due_on(make, MONDAY.date())

    words = words_of(teammate(), "/team/")

    assert "tomorrow: Tuesday 24 November" in words
    assert "3 working days: Thursday 26 November" in words
    assert "5 working days: Monday 30 November" in words


def test_reading_it_changes_nothing(teammate, make, session):
    due_on(make, MONDAY.date())
    browser = teammate()

    with unchanged(session):
        browser.get("/team/")
        browser.get("/team/?whose=everyone")


def test_a_hiring_manager_sees_their_jobs_and_tells_nobody(teammate, make):
    application = due_on(make, MONDAY.date())
    due_on(make, MONDAY.date(), "Charlie Byrne", job=make.job("Data Analyst"))
    jonas = manager(teammate, make, application.job)

    page = jonas.get("/team/?whose=everyone").text

    assert "Sam Okafor" in page
    assert "Charlie" not in page
    assert "/update" not in page


def test_a_hiring_manager_on_no_job_sees_nobody(teammate, make):
    due_on(make, MONDAY.date())

    assert "Nobody is waiting." in words_of(manager(teammate, make), "/team/?whose=everyone")


def test_what_waits_to_leave_stands_there_with_undo(teammate, make, session):
    application, browser = make.application(candidate=make.candidate("Lina Haddad")), teammate()
    make.held(application)

    words = words_of(browser, "/team/")

    assert "Waits to leave Lina Haddad" in words
    assert "Leaves Mon 23 Nov at 09:10, as the clock is for them. Nothing was sent yet." in words
    browser.post(f"/team/applications/{application.ref}/ending/undo")
    assert "Waits to leave" not in words_of(browser, "/team/")


def test_what_was_not_told_after_all_stands_there_until_somebody_looks(
    teammate, make, session, sessions
):
    application, browser = make.application(candidate=make.candidate("Lina Haddad")), teammate()
    make.held(application, way=EndingWay.MAIL)
    make.step(application, starts_at=MONDAY + timedelta(minutes=5))
    later = MONDAY + timedelta(minutes=10)
    with clock.held_at(later):
        releases.release_due(sessions)

    with clock.held_at(later):
        words = words_of(browser, "/team/")
        assert "Written, and not told after all Lina Haddad" in words
        assert "a mail is not enough, write a note or call." in words
        make.held(application)
        assert "not told after all" not in words_of(browser, "/team/")


@pytest.mark.parametrize("whose", ["", "everyone"])
def test_it_costs_the_same_for_one_and_for_many(teammate, make, engine, whose):
    def somebody(number):
        due_on(make, MONDAY.date(), f"Person{number} Quill")
        make.verdict(make.application(candidate=make.candidate(f"Decided{number} Quill")))
        make.declined(
            make.offer(
                make.application(candidate=make.candidate(f"No{number} Quill"), stage="Decision")
            )
        )
        make.application(candidate=make.candidate(f"New{number} Quill"), introduced=False)
        make.withdrawn(make.application(candidate=make.candidate(f"Left{number} Quill")))

    browser = teammate()
    somebody(0)
    with counted(engine) as one:
        browser.get(f"/team/?whose={whose}")
    for number in range(1, 12):
        somebody(number)

    with counted(engine) as many:
        browser.get(f"/team/?whose={whose}")

    assert len(many) == len(one) <= 32


def test_a_word_to_sam_leaves_charlie_waiting(teammate, make):
    sam = due_on(make, MONDAY.date())
    due_on(make, MONDAY.date(), "Charlie Byrne", job=make.job("Data Analyst"))
    browser = teammate()

    browser.post(f"/team/applications/{sam.ref}/update", data=update_of(sam))

    words = words_of(browser, "/team/")
    assert words.index("Today Charlie Byrne") < words.index("This week Sam Okafor")
