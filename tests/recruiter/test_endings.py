"""Deciding not to go on, reading what they will read, telling."""

from datetime import timedelta

import pytest

from portal.hiring.actions import releases
from portal.hiring.stages import EndingWay, Outcome
from portal.mail.kinds import Letter
from portal.plumbing import clock
from portal.team.rights import Role
from tests.make import MONDAY, NOTE, WORDS
from tests.pages import Page
from tests.recruiter.desk import FRIDAY, anew, ending_of, manager, unchanged, words_of
from tests.written import letters, trail_of

WAYS_IN = (
    "decide",
    "take-back",
    "ending",
    "ending/preview",
    "ending/tell",
    "ending/undo",
    "reopen",
    "lines/ask",
)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def path(application, act):
    return f"/team/applications/{application.ref}/{act}"


def decision_of(application, **more):
    return {"reason": "Not enough SQL", "version": str(application.version), **more}


def test_deciding_is_kept_and_tells_nobody(teammate, make, session, candidate):
    application, browser = make.application(stage="Interviews"), teammate()
    theirs = candidate(application)
    before = theirs.get(f"/me/applications/{application.ref}").text

    reply = browser.post(path(application, "decide"), data=decision_of(application))

    assert reply.status_code == 303
    anew(session)
    assert application.verdict().reason == "Not enough SQL"
    assert application.is_open()
    assert trail_of(session, application.ref).count("verdict.reached") == 1
    assert letters(session) == [Letter.INTRODUCTION]
    assert without_token(theirs.get(f"/me/applications/{application.ref}").text) == without_token(
        before
    )
    words = words_of(browser, f"/team/applications/{application.ref}")
    assert "Sam does not know yet, and nothing has changed outside." in words


def without_token(html):
    return [line for line in html.splitlines() if "csrf_token" not in line]


def test_decided_twice_is_decided_once(teammate, make, session):
    application, browser = make.application(), teammate()
    sent = decision_of(application)

    first, second = (browser.post(path(application, "decide"), data=sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Somebody changed this application meanwhile" in second.text
    anew(session)
    assert len(application.verdicts) == 1


def test_a_decision_is_taken_back_without_a_trace_outside(teammate, make, session):
    application, browser = make.verdict(make.application()), teammate()

    replies = [browser.post(path(application, "take-back")) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 409]
    anew(session)
    assert application.verdict() is None
    assert trail_of(session, application.ref).count("verdict.taken_back") == 1
    assert letters(session) == [Letter.INTRODUCTION]
    assert "The decision was taken back." in words_of(
        browser, f"/team/applications/{application.ref}"
    )


def test_a_hiring_manager_decides_on_their_job_and_tells_nobody(teammate, make, session):
    application = make.application()
    jonas = manager(teammate, make, application.job)

    assert jonas.post(path(application, "decide"), data=decision_of(application)).status_code == 303
    anew(session)
    assert application.verdict() is not None
    with unchanged(session):
        for act in WAYS_IN[2:]:
            reply = jonas.post(path(application, act), data=ending_of(application))
            assert reply.status_code == 403
    assert jonas.get(path(application, "ending")).status_code == 403


def test_the_preview_is_what_they_will_read_and_sends_nothing(teammate, make, session):
    application, browser = make.verdict(make.application(stage="Interviews")), teammate()

    with unchanged(session):
        reply = browser.post(path(application, "ending/preview"), data=ending_of(application))

    page = Page(reply.text)
    assert "This is what Sam will read" in page.text()
    assert "We will not go on with your application" in page.text()
    assert NOTE in page.text()
    assert "Hello Sam," in page.text()
    assert "(their own link)" in page.text()
    anew(session)
    assert application.is_open()


def they_leave(sessions):
    with clock.held_at(MONDAY + timedelta(minutes=10)):
        assert releases.release_due(sessions) == 1


def test_the_preview_says_letter_for_letter_what_is_mailed(teammate, make, session, sessions):
    application, browser = make.verdict(make.application(stage="Interviews")), teammate()
    shown = browser.post(path(application, "ending/preview"), data=ending_of(application)).text
    letter = Page(shown).every("pre")[0].text()

    browser.post(path(application, "ending/tell"), data=ending_of(application))
    they_leave(sessions)

    assert letter == mailed(session)


def mailed(session):
    from portal.mail.letters import render
    from portal.mail.models import Message
    from portal.plumbing.db import transaction

    with transaction(session):
        message = session.query(Message).filter_by(letter=Letter.ENDING).one()
        text = render(session, message).text
    words = ["(their own link)" if "/l/" in word else word for word in text.split()]
    return " ".join(words)


def test_sent_back_from_the_preview_the_words_are_still_there(teammate, make):
    application, browser = make.verdict(make.application(stage="Interviews")), teammate()

    reply = browser.post(path(application, "ending"), data=ending_of(application))

    assert reply.status_code == 200
    assert Page(reply.text).every("textarea")[0].text() == NOTE


def test_what_is_told_waits_and_then_closes_and_mails_in_one(
    teammate, make, session, sessions, candidate
):
    application, browser = make.verdict(make.application(stage="Interviews")), teammate()
    theirs = candidate(application)
    before = theirs.get(f"/me/applications/{application.ref}").text

    reply = browser.post(path(application, "ending/tell"), data=ending_of(application))

    page = f"/team/applications/{application.ref}"
    assert (reply.status_code, reply.location) == (303, page)
    words = words_of(browser, page)
    assert "Leaves Monday 23 November at 09:10, as the clock is for Sam." in words
    assert "Nothing was sent yet, and nothing has changed outside." in words
    assert NOTE in words
    assert without_token(theirs.get(f"/me/applications/{application.ref}").text) == without_token(
        before
    )
    assert letters(session) == [Letter.INTRODUCTION]

    they_leave(sessions)

    anew(session)
    assert application.outcome is Outcome.NOT_SELECTED
    assert (application.ending.way, application.ending.words) == (EndingWay.NOTE, NOTE)
    assert trail_of(session, application.ref).count("ending.told") == 1
    assert letters(session) == [Letter.INTRODUCTION, Letter.ENDING]
    assert NOTE in candidate(application).get(f"/me/applications/{application.ref}").text


def test_until_they_leave_the_words_are_undone(teammate, make, session, sessions):
    application, browser = make.application(), teammate()
    make.held(application)

    replies = [browser.post(path(application, "ending/undo")) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 409]
    assert "Nothing is waiting to leave." in replies[1].text
    assert trail_of(session, application.ref).count("ending.taken_back") == 1
    with clock.held_at(MONDAY + timedelta(days=1)):
        assert releases.release_due(sessions) == 0
    assert letters(session) == [Letter.INTRODUCTION]
    assert "Sam does not know yet" in words_of(browser, f"/team/applications/{application.ref}")


def test_while_words_wait_no_others_are_written(teammate, make, session):
    application, browser = make.application(), teammate()
    make.held(application)
    anew(session)
    assert "Words wait to leave already." in words_of(browser, path(application, "ending"))

    with unchanged(session):
        reply = browser.post(path(application, "ending/tell"), data=ending_of(application))

    assert reply.status_code == 409
    assert NOTE in reply.text


def test_told_twice_is_told_once(teammate, make, session, sessions):
    application, browser = make.verdict(make.application()), teammate()
    sent = ending_of(application)

    first, second = (browser.post(path(application, "ending/tell"), data=sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    they_leave(sessions)
    assert letters(session).count(Letter.ENDING) == 1


def test_whoever_was_never_interviewed_may_be_told_by_mail(teammate, make, session):
    application, browser = make.verdict(make.application()), teammate()
    assert "A mail; a line of your own makes it better" in words_of(
        browser, path(application, "ending")
    )

    browser.post(path(application, "ending/tell"), data=ending_of(application, way="mail"))

    anew(session)
    assert application.waiting().way is EndingWay.MAIL


def test_whoever_was_interviewed_is_not(teammate, make, session):
    application, browser = make.verdict(make.application(stage="Interviews")), teammate()
    assert "a note of your own or a call, never a form letter" in words_of(
        browser, path(application, "ending")
    )

    with unchanged(session):
        for act in ("ending/preview", "ending/tell"):
            reply = browser.post(path(application, act), data=ending_of(application, way="mail"))
            assert "Write why: it stays on record." in reply.text
            assert NOTE in reply.text


def test_for_a_written_reason_they_get_a_mail_after_all(teammate, make, session, sessions):
    application, browser = make.verdict(make.application(stage="Interviews")), teammate()
    sent = ending_of(application, way="mail", mail_because="They asked for it in writing.")
    shown = browser.post(path(application, "ending/preview"), data=sent).text
    assert 'name="mail_because" value="They asked for it in writing."' in shown

    reply = browser.post(path(application, "ending/tell"), data=sent)

    assert reply.status_code == 303
    they_leave(sessions)
    anew(session)
    assert application.ending.way is EndingWay.MAIL
    assert trail_of(session, application.ref).count("ending.mailed_after_all") == 1
    assert "because: They asked for it in writing." in words_of(
        browser, f"/team/applications/{application.ref}"
    )
    assert "in writing." not in mailed(session)


def test_an_ending_by_call_is_told_at_once_in_two_lines_apart(teammate, make, session, candidate):
    application, browser = make.verdict(make.application(stage="Interviews")), teammate()
    sent = ending_of(application, way="call", memo="Took it well")
    shown = browser.post(path(application, "ending/preview"), data=sent).text
    assert "it stands on their page as soon as you tell it" in Page(shown).text()

    reply = browser.post(path(application, "ending/tell"), data=sent)

    assert reply.status_code == 303
    anew(session)
    assert application.ending.way is EndingWay.CALL
    page = candidate(application).get(f"/me/applications/{application.ref}").text
    assert "Thank you for taking our call" in page
    assert NOTE in page
    assert "Took it well" not in page
    assert "Took it well" in words_of(browser, f"/team/applications/{application.ref}")
    assert letters(session) == [Letter.INTRODUCTION, Letter.ENDING]


def test_what_is_fixed_is_the_same_in_letter_page_and_preview(
    teammate, make, session, sessions, candidate
):
    application, browser = make.verdict(make.application(stage="Interviews")), teammate()
    shown = browser.post(path(application, "ending/preview"), data=ending_of(application)).text
    browser.post(path(application, "ending/tell"), data=ending_of(application))
    they_leave(sessions)
    page = candidate(application).get(f"/me/applications/{application.ref}").text

    for fixed in (
        "Hello Sam,",
        "Thank you for your interest in working with us",
        "We wish you well in what comes next.",
    ):
        assert fixed in Page(page).text()
        assert fixed in mailed(session)
        assert Page(shown).text().count(fixed) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"Dear Anna, {NOTE}", "It greets “Anna”, and is for Sam Okafor."),
        (f"{NOTE} Charlie Byrne had more years.", "It names another candidate: Charlie Byrne."),
        (f"{NOTE} http://localhost/l/{'x' * 40}", "It holds the link of a candidate"),
    ],
)
def test_a_note_meant_for_somebody_else_is_refused_beside_the_field(
    teammate, make, session, words, said
):
    make.charlie()
    application, browser = make.verdict(make.application()), teammate()

    with unchanged(session):
        for act in ("ending/preview", "ending/tell"):
            reply = browser.post(path(application, act), data=ending_of(application, words=words))
            assert said in Page(reply.text).text()
            assert Page(reply.text).every("textarea")[0].text() == words


def test_a_teammate_may_be_named_though_a_candidate_has_that_name(teammate, make):
    make.application(candidate=make.candidate("Robin Keller"), job=make.job("Data Analyst"))
    application, browser = make.verdict(make.application()), teammate()
    sent = ending_of(application, words=f"{NOTE} Write to Robin Keller any time.")

    assert "Before you tell" in browser.post(path(application, "ending/preview"), data=sent).text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Thank you, Sam. It was close.", "It is shorter than 120 characters."),
        (NOTE, "The same words were written to somebody else."),
        (f"The candidate did well. {NOTE} Well.", "It speaks of them instead of to them."),
    ],
)
def test_what_is_worth_a_second_look_leaves_once_somebody_looked(
    teammate, make, session, words, said
):
    make.ending(make.application(candidate=make.candidate("Lina Haddad")))
    application, browser = make.verdict(make.application(stage="Interviews")), teammate()
    sent = ending_of(application, words=words)
    del sent["looked"]

    with unchanged(session):
        for act in ("ending/preview", "ending/tell"):
            reply = browser.post(path(application, act), data=sent)
            assert said in Page(reply.text).text()
            assert Page(reply.text).every("textarea")[0].text() == words
    shown = browser.post(path(application, "ending/preview"), data={**sent, "looked": "y"}).text
    assert 'name="looked" value="y"' in shown
    told = browser.post(path(application, "ending/tell"), data={**sent, "looked": "y"})

    assert told.status_code == 303


def test_a_mail_may_be_short_and_the_same_for_many(teammate, make):
    application, browser = make.verdict(make.application()), teammate()
    sent = ending_of(application, way="mail", words="Thank you, Sam.")
    del sent["looked"]

    assert browser.post(path(application, "ending/tell"), data=sent).status_code == 303


def test_beside_the_note_stand_what_helps_and_the_lines_of_the_team(teammate, make, session):
    application, browser = make.verdict(make.application(stage="Interviews")), teammate()
    jonas = manager(teammate, make, application.job)
    whom = make.teammate("Jonas Berg")
    words = words_of(browser, path(application, "ending"))
    assert "What went well? What decided it? What next?" in words

    asked = browser.post(path(application, "lines/ask"), data={"whom": whom.ref})

    assert (asked.status_code, asked.location) == (303, path(application, "ending"))
    assert "Jonas Berg was asked on Monday 23 November." in words_of(
        browser, path(application, "ending")
    )
    assert "What went well?" in words_of(jonas, path(application, "lines"))
    given = [jonas.post(path(application, "lines"), data={"words": n}) for n in ("Queues!", "More")]
    assert [reply.status_code for reply in given] == [303, 409]
    assert "Queues! Jonas Berg" in words_of(browser, path(application, "ending"))
    anew(session)
    assert trail_of(session, application.ref)[-2:] == ["note_lines.asked", "note_lines.given"]


def test_whoever_was_not_asked_finds_no_page_to_answer(teammate, make, session):
    application, browser = make.verdict(make.application()), teammate()

    assert browser.get(path(application, "lines")).status_code == 404
    with unchanged(session):
        assert browser.post(path(application, "lines"), data={"words": "x"}).status_code == 404


def test_an_empty_answer_comes_back_with_words(teammate, make, session):
    application, browser = make.verdict(make.application()), teammate()
    make.lines_asked(application, make.robin())

    with unchanged(session):
        reply = browser.post(path(application, "lines"), data={"words": " "})

    assert "Write something first." in reply.text


def test_in_a_closed_job_the_page_says_why_nobody_is_opened_again(teammate, make, session):
    application = make.ending(make.application(stage="Interviews"))
    application.job.closing_at = application.job.closed_at = clock.now()
    session.commit()
    browser, stage = teammate(), make.stage(application.job, "Interviews").ref

    page = browser.get(path(application, "reopen")).text
    reply = browser.post(path(application, "reopen"), data=reopening(application, stage=stage))

    assert "The job is closed: nobody is in it." in page
    assert "<textarea" not in page
    assert reply.status_code == 409
    assert WORDS in reply.text
    shown = browser.get(f"/team/applications/{application.ref}").text
    assert path(application, "reopen") not in shown


def reopening(application, **more):
    return {"words": WORDS, "next_word": FRIDAY, "version": str(application.version), **more}


def test_a_told_ending_is_opened_again(teammate, make, session, candidate):
    application, browser = make.ending(make.application(stage="Interviews")), teammate()
    anew(session)
    stage = make.stage(application.job, "Interviews").ref
    assert "Go on with Sam after all" in words_of(browser, path(application, "reopen"))
    sent = reopening(application, stage=stage)

    replies = [browser.post(path(application, "reopen"), data=sent) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 409]
    assert WORDS in replies[1].text
    anew(session)
    assert application.is_open()
    page = candidate(application).get(f"/me/applications/{application.ref}").text
    assert "You are in interviews" in page
    assert WORDS in page
    assert "Our decision" in page
    words = words_of(browser, f"/team/applications/{application.ref}")
    assert "Opened again after it was told." in words
    assert NOTE in words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": " "}, "Write what they will read."),
        ({"next_word": ""}, "Say by when the next word will come."),
        ({"next_word": "2026-11-20"}, "That day is over"),
        ({"stage": "nowhere"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_opened_comes_back_as_it_was_typed(teammate, make, session, typed, said):
    application, browser = make.ending(make.application(stage="Interviews")), teammate()
    anew(session)
    stage = make.stage(application.job, "Interviews").ref
    sent = reopening(application, stage=stage) | typed

    with unchanged(session):
        reply = browser.post(path(application, "reopen"), data=sent)

    assert said in Page(reply.text).text()
    assert Page(reply.text).every("textarea")[0].text() == sent["words"].strip()


@pytest.mark.parametrize("act", ["ending/preview", "ending/tell"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": " "}, "Write your part."),
        ({"words": "N/A"}, "Write a line of your own"),
        ({"words": "Dear {{ name }}, thank you."}, "A placeholder is still unfilled."),
        ({"words": "x" * 5001}, "at most 5000 fit here"),
        ({"way": "elsewhere"}, "Not a valid choice"),
        ({"way": "pigeon"}, "Invalid Choice"),
    ],
)
def test_what_cannot_be_told_comes_back_as_it_was_typed(teammate, make, session, act, typed, said):
    application, browser = make.verdict(make.application()), teammate()
    sent = ending_of(application, **typed)

    with unchanged(session):
        reply = browser.post(path(application, act), data=sent)

    assert said in reply.text
    assert Page(reply.text).every("textarea")[0].text() == sent["words"].strip()


def test_nothing_is_told_that_was_not_decided(teammate, make, session):
    application, browser = make.application(), teammate()
    assert "Decide first, then tell." in words_of(browser, path(application, "ending"))

    with unchanged(session):
        for act in ("ending/preview", "ending/tell"):
            reply = browser.post(path(application, act), data=ending_of(application))
            assert reply.status_code == 409
            assert "Decide first, then tell." in reply.text


def test_the_second_of_two_teammates_reads_what_happened_before_they_tell(teammate, make, session):
    application = make.verdict(make.application())
    ada, robin = teammate(Role.ADMIN), teammate()
    old = ending_of(application, opened=(clock.now()).isoformat())
    robin.post(path(application, "take-back"))
    anew(session)
    with clock.held_at(MONDAY.replace(minute=5)):
        robin.post(path(application, "decide"), data=decision_of(application, reason="Too junior"))

    with clock.held_at(MONDAY.replace(minute=9)), unchanged(session):
        reply = ada.post(path(application, "ending/tell"), data=old)

    assert reply.status_code == 409
    assert "New since you opened this page:" in reply.text
    assert "Too junior" in reply.text


def test_reading_the_form_changes_nothing(teammate, make, session):
    application, browser = make.verdict(make.application()), teammate()

    with unchanged(session):
        browser.get(path(application, "ending"))


def test_nobody_else_is_found(teammate, make):
    charlie = make.charlie()
    jonas = manager(teammate, make, make.job())

    assert {jonas.post(path(charlie, act)).status_code for act in WAYS_IN} == {404}
    browser = teammate()
    assert {browser.post(f"/team/applications/made-up/{act}").status_code for act in WAYS_IN} == {
        404
    }


def test_without_an_address_they_read_it_on_their_page_alone(teammate, make):
    nobody = make.candidate(email="")
    application = make.verdict(make.application(candidate=nobody, introduced=False))

    reply = teammate().post(path(application, "ending/preview"), data=ending_of(application))

    assert "There is no address to write to" in reply.text
