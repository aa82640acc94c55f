"""Feedback: declines live and with names, ratings of closed rounds only."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from portal.audit.models import AuditEntry
from portal.company.models import Department
from portal.hiring.models.people import Situation
from portal.hiring.reasons import ReasonCode, Reasons
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.surveys import jobs, release
from portal.surveys.actions import editing
from portal.surveys.items import Touchpoint
from portal.team.rights import Role
from tests.asked import AFTER, AUTUMN, answer, asked, crowd, without_noise
from tests.kept import assert_kept
from tests.pages import Page
from tests.slices.test_hiring_replies import say
from tests.slices.test_hiring_withdrawals import left
from tests.slices.test_offers_feedback import declined

PAGE = "/team/feedback/"


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


@pytest.fixture
def robin(teammate):
    return teammate(Role.RECRUITER)


def text(browser, path=PAGE):
    reply = browser.get(path)
    assert reply.status_code == 200
    return Page(reply.text).text()


def rated(make, session, scores=(10, 9, 9, 9, 9, 9, 8, 7, 6, 0, 10, 10)):
    for number, (invitation, score) in enumerate(zip(crowd(make, 14), scores, strict=False)):
        given = {"recommend": str(score), "prepared": "4", "change": f"Comment {number}"}
        answer(session, invitation, given)


def close(session):
    with clock.held_at(AFTER):
        jobs.close_rounds(session)


def test_an_empty_page_says_what_will_appear(robin):
    words = text(robin)

    assert "the reasons appear here at once" in words
    assert "opens with the first who is asked" in words


def test_withdrawals_stand_apart_from_declines_with_their_words(robin, make):
    left(make, "Ken Ito", reasons=Reasons(ReasonCode.NO_REPLY, comment="Four weeks."))
    make.withdrawn(make.accepted().application)

    words = text(robin)

    assert "No offer was declined." in words
    assert "2 candidates, 1 of them after accepting an offer" in words
    assert "I waited too long for a word" in words
    assert "“Four weeks.” I waited too long for a word Ken Ito · Backend Engineer" in words


def test_reasons_and_words_are_live_and_named(robin, make):
    offer = declined(
        make, "Ken Ito", reasons=[ReasonCode.PAY, ReasonCode.GROWTH], comment="Berlin paid more."
    )

    reply = robin.get(PAGE)

    words = Page(reply.text).text()
    assert "Pay or bonus" in words
    assert "“Berlin paid more.”" in words
    assert "Ken Ito · Backend Engineer · 23 November 2026" in words
    assert f"/team/applications/{offer.application.ref}" in reply.text


def test_of_the_offers_that_were_answered_or_lapsed_so_many_were_accepted(robin, make):
    for number in range(2):
        person = make.candidate(f"Joiner{number} Example")
        make.accepted(make.offer(make.application(candidate=person)))
    declined(make, "Ken Ito")
    make.offer(make.charlie())

    words = text(robin).replace("\N{NO-BREAK SPACE}", " ")

    assert "Accepted: 67 %, 2 of 3 that were answered or lapsed." in words


def test_an_open_round_shows_its_date_and_nothing_else(robin, make, session):
    asked(make, make.application(candidate=make.candidate("Ada First")))
    before = without_noise(robin.get(PAGE).text)

    rated(make, session)

    assert without_noise(robin.get(PAGE).text) == before
    assert "14 January 2027" in before
    assert "Comment" not in before


def test_a_closed_round_shows_score_n_interval_items_and_comments(robin, make, session):
    rated(make, session)
    close(session)

    reply = robin.get(PAGE)

    words = Page(reply.text).text()
    assert "+50" in words
    assert "n 12 ±43" in words
    assert "Q4 2026" in words
    assert "86 % of those asked" in words
    assert "12 comments, in no order" in words
    assert all(f"“Comment {number}”" in words for number in range(12))
    assert "too few answers to show" in words
    assert '<rect x="12" width="36" y="50.0" height="50.0"/>' in reply.text


def test_a_round_that_pooled_is_named_nowhere(robin, make, session):
    for invitation in crowd(make, 12)[:4]:
        answer(session, invitation, {"recommend": "3", "change": "Quiet words"})
    close(session)

    reply = robin.get(PAGE)

    assert "Quiet words" not in reply.text
    assert "Q4 2026" not in reply.text
    assert "14 April 2027" in reply.text


def test_the_same_answer_from_all_never_reads_as_all(robin, make, session):
    rated(make, session, scores=(0,) * 12)
    close(session)

    words = text(robin)

    assert "91 % or more" in words
    assert "100 %" not in words
    assert "\N{MINUS SIGN}92" in words


def test_few_answers_give_a_rough_mean_and_no_comment(robin, make, session):
    rated(make, session, scores=(8, 8, 8, 9, 9))
    close(session)

    words = text(robin)

    assert "n 5, about 8.5 of 10" in words
    assert "about 4 of 5" in words
    assert "Comment 0" not in words
    assert "Too few people wrote something" in words


def test_an_older_round_can_be_opened_and_a_made_up_one_is_not_there(robin, make, session):
    rated(make, session)
    close(session)
    assert '#rounds">Q4' not in robin.get(PAGE).text

    with clock.held_at(AFTER):
        rated(make, session, scores=(9,) * 10)
    with clock.held_at(AFTER + timedelta(days=90)):
        jobs.close_rounds(session)
    ref = robin.get(PAGE).text.partition("&amp;round=")[2][:16]

    assert "12 comments" in text(robin, f"{PAGE}?round={ref}")
    assert robin.get(f"{PAGE}?round=nobody").status_code == 404


def test_an_answer_with_a_name_stands_there_at_once_with_a_way_back(robin, make, session):
    invitation = asked(make, make.application(candidate=make.candidate("Zoë Byrne")))
    answer(session, invitation, {"recommend": "2", "change": "You were late."}, is_named=True)

    reply = robin.get(PAGE)

    assert "Zoë Byrne" in reply.text
    assert "You were late." in reply.text
    assert f"/team/applications/{invitation.application.ref}" in reply.text


def test_hostile_words_stay_words(robin, make):
    declined(make, "Ken <b>Ito</b>", comment='<script>alert(1)</script>"onload=', reasons=[])

    reply = robin.get(PAGE)

    assert "<script>alert" not in reply.text
    assert "&lt;script&gt;" in reply.text
    assert "<b>Ito" not in reply.text


def test_a_hiring_manager_reads_declines_of_their_jobs_and_no_named_ratings(
    teammate, make, session
):
    jonas = teammate(Role.HIRING_MANAGER)
    theirs, other = make.job(), make.job("Data Analyst")
    make.member(theirs, make.teammate("Jonas Berg"))
    declined(make, "Ken Ito", job=theirs, comment="Theirs.", reasons=[ReasonCode.PAY])
    declined(make, "Zoë Byrne", job=other, comment="Not theirs.", reasons=[ReasonCode.LOCATION])
    about = asked(make, make.application(candidate=make.candidate("Ida Named"), job=theirs))
    answer(session, about, {"change": "Jonas was rude."}, is_named=True)

    words = text(jonas)

    assert "Theirs." in words
    assert "Not theirs." not in words
    assert "The place or the way there" not in words
    assert "Jonas was rude." not in words


def test_a_closed_round_is_shown_by_department_and_job_as_far_as_one_sees_them(
    robin, teammate, make, session
):
    cook = make.job("Cook", department=Department(name="Kitchen"))
    driver = make.job("Driver", department=Department(name="Cars"))
    for invitation in [*crowd(make, 10, job=cook), *crowd(make, 11, job=driver)]:
        answer(session, invitation)
    close(session)
    jonas = teammate(Role.HIRING_MANAGER)
    make.member(cook, make.teammate("Jonas Berg"))

    all_of_it, theirs = text(robin), text(jonas)

    assert "Kitchen cNPS +90, n 10" in all_of_it
    assert "Driver cNPS +91, n 11" in all_of_it
    assert "Cook cNPS +90, n 10" in theirs
    assert [words for words in ("Driver", "Cars", "Kitchen") if words in theirs] == []


def test_made_up_people_stand_nowhere_on_it(robin, make, session):
    before = without_noise(robin.get(PAGE).text)
    told = make.ending(make.application(candidate=make.candidate("Omar Said"), stage="Decision"))
    say(session, told, is_helpful=False, words="Made up.")
    offer = declined(make, "Ken Ito", reasons=[ReasonCode.PAY], comment="Made up.")
    gone = left(make, "Noor Said", reasons=Reasons(ReasonCode.NO_REPLY, comment="Made up."))
    for application, one in zip((told, offer.application, gone), Situation, strict=False):
        application.candidate.made_up_as = one
    session.commit()

    assert without_noise(robin.get(PAGE).text) == before


def test_a_job_beside_few_others_has_no_score(robin, make, session):
    cook, waiter = make.job("Cook"), make.job("Waiter")
    for invitation in [*crowd(make, 12, job=cook), *crowd(make, 5, job=waiter)]:
        answer(session, invitation)
    close(session)

    words = text(robin).replace("\N{NO-BREAK SPACE}", " ")

    assert "Cook cNPS –, n 12, about 10 of 10" in words
    assert "Waiter cNPS –, n 5, about 10 of 10" in words


def test_a_hiring_manager_without_a_job_may_not(teammate):
    assert teammate(Role.HIRING_MANAGER).get(PAGE).status_code == 403


def test_nobody_gets_in_without_signing_in(client):
    assert client.get(PAGE).status_code in {302, 401}


def test_opening_the_words_writes_one_line_and_looking_for_the_page_writes_none(robin, session):
    robin.head(PAGE)
    assert reads(session) == 0

    robin.get(PAGE)

    assert reads(session) == 1


@pytest.mark.parametrize("number", ["0", "-3", "x", "99999999999999999999"])
def test_a_made_up_page_number_is_no_fault(robin, number):
    assert robin.get(f"{PAGE}?page={number}").status_code == 200


def reads(session):
    session.rollback()
    lines = select(func.count(AuditEntry.id)).where(AuditEntry.action == "feedback.read")
    return session.scalar(lines)


def test_the_page_asks_the_database_as_often_for_one_as_for_twenty(robin, make, session, engine):
    job = make.job()
    declined(make, "Person Example", job=job, comment="Words", reasons=[ReasonCode.PAY])
    left(make, "Another Example", job=job, reasons=Reasons(comment="Words"))
    asked_for_one = statements(robin, engine)
    for number in range(19):
        left(make, f"Leaver{number} Example", job=job, reasons=Reasons(comment="Words"))
        declined(make, f"Person{number} Example", job=job, comment="Words")
    rated(make, session)
    close(session)

    assert statements(robin, engine) == asked_for_one
    assert asked_for_one <= 19


def statements(browser, engine):
    said = []

    def note(*given):
        said.append(given[2])

    browser.get(PAGE)
    event.listen(engine, "before_cursor_execute", note)
    browser.get(PAGE)
    event.remove(engine, "before_cursor_execute", note)
    return len([one for one in said if one.startswith("SELECT")])


def test_the_page_reads_as_it_was_reviewed(robin, make, session, monkeypatch):
    monkeypatch.setattr(release, "comments", lambda words, *_limits: sorted(words))
    assert_kept("recruiter/feedback/show.html", robin.get(PAGE).text, case="empty")
    declined(make, "Ken Ito", reasons=[ReasonCode.PAY, ReasonCode.GROWTH], comment="Too little.")
    declined(make, "Zoë Byrne", reasons=[ReasonCode.PAY])
    declined(make, "Mo Silent")
    rated(make, session)
    close(session)

    assert_kept("recruiter/feedback/show.html", robin.get(PAGE).text)


def test_the_operator_closes_rounds_by_hand(app, make, session):
    rated(make, session)

    with clock.held_at(AFTER):
        runs = [app.test_cli_runner().invoke(args=["close-rounds"]) for _each in range(2)]

    assert [run.exit_code for run in runs] == [0, 0]
    assert runs[0].output == "interviewed 2026-10-01: published\n1 closed.\n"
    assert runs[1].output == "0 closed.\n"


def test_what_was_let_go_is_said_once_nobody_is_asked_any_more(robin, app, make, session):
    for invitation in crowd(make, 6)[:4]:
        answer(session, invitation, {"recommend": "3", "change": "Quiet words"})
    with transaction(session):
        editing.switch(session, make.ada(), Touchpoint.INTERVIEWED, on=False)
    close(session)
    before = text(robin)

    with clock.held_at(AFTER + timedelta(days=90)):
        run = app.test_cli_runner().invoke(args=["close-rounds"])

    words = text(robin)
    deleted = "What was answered before 15 April 2027 was too few to show"
    assert "interviewed 2027-01-01: deleted, since nobody is asked there any more" in run.output
    assert "14 April 2027" in before
    assert deleted not in before
    assert deleted in words
    assert "Nobody is asked here now." in words
    assert "round closes on" not in words
    with transaction(session):
        editing.switch(session, make.ada(), Touchpoint.INTERVIEWED, on=True)
    with clock.held_at(AFTER + timedelta(days=91)):
        rated(make, session)
    with clock.held_at(AFTER + timedelta(days=190)):
        jobs.close_rounds(session)
    assert deleted not in text(robin)
