"""The survey page: answered once, without a name unless one is given, and nothing typed is lost."""

import sqlite3
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.audit.trail import entries_about
from portal.plumbing import clock
from portal.surveys.items import Item, ItemKind
from portal.surveys.models import Ballot, Change, Invitation, NamedResponse, Version
from tests.asked import AUTUMN, answer, asked, in_the_box, tally, without_noise
from tests.kept import assert_kept
from tests.pages import Page
from tests.recruiter.desk import unchanged

GIVEN = {"answer_recommend": "9", "answer_prepared": "4", "answer_change": "Say who will be there."}


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


@pytest.fixture
def invitation(make):
    return asked(make)


@pytest.fixture
def sam(candidate, invitation):
    return candidate(invitation.application)


def address(invitation, end=""):
    return f"/me/surveys/{invitation.ref}{end}"


def test_a_candidate_answers(sam, invitation, session):
    reply = sam.post(address(invitation), data=GIVEN)

    assert (reply.status_code, reply.location) == (303, address(invitation, "/thanks"))
    assert "has arrived" in sam.get(reply.location).text
    assert tally(session, "recommend") == {"9": 1}
    assert in_the_box(session) == (1, 3, 1)


def test_true_words_about_anonymity_stand_above_the_first_field(sam, invitation):
    page = Page(sam.get(address(invitation)).text)

    words = page.text()
    assert "Not stored with your name." in words
    assert "at least 5 people answered" in words
    assert "whoever runs this server could find out who wrote what" in words
    assert words.index("Not stored with your name") < words.index("How likely are you")
    assert len([field for field in page.fields() if field.get("type") == "radio"]) == 12 + 5 * 6


def test_a_second_answer_reads_already_received_and_keeps_what_was_typed(sam, invitation, session):
    sam.post(address(invitation), data=GIVEN)

    again = sam.post(address(invitation), data={**GIVEN, "answer_recommend": "0"})

    assert again.status_code == 409
    assert "received your answer already" in again.text
    assert "Say who will be there." in again.text
    assert tally(session, "recommend") == {"9": 1}
    assert "received your answer already" in sam.get(address(invitation)).text


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({}, 409, "no answer yet"),
        ({"answer_recommend": "11"}, 200, "another look"),
        ({"answer_prepared": "<b>"}, 200, "another look"),
        ({"answer_change": "x" * 20_000}, 200, "at most 2000"),
    ],
)
def test_what_can_not_be_is_sent_back_with_words_and_everything_kept(
    sam, invitation, session, given, status, words
):
    reply = sam.post(address(invitation), data={"answer_on_time": "", **given})

    assert (reply.status_code, words in reply.text) == (status, True)
    assert given.get("answer_change", "")[:2000] in reply.text
    assert in_the_box(session) == (0, 0, 0)


def test_twenty_thousand_characters_come_back_to_the_last_one(sam, invitation):
    words = "".join(f"{number:05d}" for number in range(4000))

    reply = sam.post(address(invitation), data={**GIVEN, "answer_change": words})

    assert "at most 2000" in reply.text
    assert words in reply.text
    assert in_page(reply.text, "answer_recommend", "9")


def test_a_chosen_score_is_taken_back(sam, invitation, session):
    sam.post(address(invitation), data={**GIVEN, "answer_recommend": ""})

    assert tally(session, "recommend") == {}
    assert tally(session, "prepared") == {"4": 1}


def test_what_is_wrong_with_a_score_is_tied_to_its_group(sam, invitation):
    page = Page(sam.post(address(invitation), data={"answer_recommend": "11"}).text)

    (group,) = (one for one in page.every("fieldset") if one.get("aria-invalid"))
    told = (group.get("aria-describedby") or "").split()
    (error,) = (one for one in page.every("small") if one.get("id") in told)
    assert "Not a valid choice" in error.text()


def in_page(html, name, value):
    """Whether that number stands chosen there."""
    chosen = [
        one
        for one in Page(html).fields()
        if one.get("name") == name and one.get("checked") is not None
    ]
    return [one.get("value") for one in chosen] == [value]


def test_of_two_tabs_the_first_counts_and_the_second_loses_nothing(sam, invitation, session):
    first, second = (sam.get(address(invitation)).text for _tab in range(2))
    assert "How likely are you" in first
    assert "How likely are you" in second

    sam.post(address(invitation), data=GIVEN)
    reply = sam.post(address(invitation), data={**GIVEN, "answer_change": "And say it sooner."})

    assert "received your answer already" in reply.text
    assert "And say it sooner." in reply.text
    assert in_the_box(session) == (1, 3, 1)


def test_questions_that_change_meanwhile_change_no_survey_somebody_was_asked(
    sam, invitation, session
):
    sam.get(address(invitation))
    survey = invitation.round.version.survey
    other = Item("parking", ItemKind.YES_NO, "Did you find a place to park?").to_json()
    survey.versions.append(Version(number=2, items=[other], created_at=clock.now()))
    session.commit()

    reply = sam.post(address(invitation), data=GIVEN)

    assert reply.status_code == 303
    assert tally(session, "recommend") == {"9": 1}


def test_words_for_a_question_that_is_not_there_are_refused_and_kept(sam, invitation, session):
    """A page that somebody saved, or one of another survey."""
    reply = sam.post(
        address(invitation), data={"answer_recommend": "9", "answer_gone": "Nobody said hello."}
    )

    assert reply.status_code == 409
    assert "belongs to no question here" in reply.text
    assert "Nobody said hello." in reply.text
    assert in_page(reply.text, "answer_recommend", "9")
    assert in_the_box(session) == (0, 0, 0)


def test_hostile_words_come_back_as_words(sam, invitation):
    hostile = "<script>alert(1)</script>\u202e\x00"

    reply = sam.post(address(invitation), data={"answer_change": hostile, "answer_recommend": "99"})

    assert "<script>alert" not in reply.text
    assert "&lt;script&gt;alert" in reply.text


def test_an_answer_with_a_name_is_the_teams_to_read(sam, invitation, session):
    sam.post(address(invitation), data={**GIVEN, "with_name": "y"})

    session.rollback()
    kept = session.scalars(select(NamedResponse)).one()
    assert kept.answers == {
        "recommend": "9",
        "prepared": "4",
        "change": "Say who will be there.",
    }
    assert tally(session, "recommend") == {}


def sent_again(page):
    """What a page that was shown in place of the form sends, and where to."""
    (form,) = (one for one in page.every("form") if str(one.get("action")).endswith("/again"))
    fields = [one for one in page.every("input") if any(around is form for around in one.inside)]
    sent = {one.get("name"): one.get("value") for one in fields if one.get("name") != "csrf_token"}
    return form.get("action"), sent


def test_after_a_session_ended_the_form_comes_back_filled_in_and_nothing_is_kept(
    candidate, client, invitation, session
):
    reply = client.post(address(invitation), data=GIVEN)

    assert reply.status_code == 401
    assert in_the_box(session) == (0, 0, 0)
    where, sent = sent_again(Page(reply.text))
    assert (where, sent) == (address(invitation, "/again"), GIVEN)
    assert sent_again(Page(client.post(where, data=sent).text)) == (where, sent)
    sam = candidate(invitation.application)
    with unchanged(session):
        page = sam.post(where, data=sent).text
    assert in_page(page, "answer_recommend", "9")
    assert in_page(page, "answer_prepared", "4")
    assert "Say who will be there." in page
    assert in_the_box(session) == (0, 0, 0)
    assert sam.post(address(invitation), data=sent).status_code == 303


def test_a_form_whose_token_is_gone_comes_back_filled_in(app, sam, invitation, session):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        reply = sam.post(address(invitation), data={**GIVEN, "csrf_token": "old"})
        where, sent = sent_again(Page(reply.text))
        page = sam.post(where, data=sent)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert (reply.status_code, page.status_code, sent) == (400, 200, GIVEN)
    assert in_page(page.text, "answer_recommend", "9")
    assert in_the_box(session) == (0, 0, 0)


def test_no_thanks_can_be_taken_back_in_one_click(sam, invitation, session):
    reply = sam.post(address(invitation, "/no-thanks"))

    assert reply.location == address(invitation, "/no-thanks")
    assert "answer after all" in sam.get(reply.location).text
    session.rollback()
    assert session.get_one(Invitation, invitation.id).said_no_at == AUTUMN
    assert "You may still answer" in sam.get(address(invitation)).text

    sam.post(address(invitation, "/after-all"))

    session.rollback()
    assert session.get_one(Invitation, invitation.id).said_no_at is None
    actions = [line.action for line in entries_about(session, invitation.ref)]
    assert actions == ["survey.invited", "survey.refused", "survey.refusal_undone"]


def test_no_thanks_after_an_answer_says_that_it_was_received(sam, invitation, session):
    answer(session, invitation)

    reply = sam.post(address(invitation, "/no-thanks"))

    words = Page(reply.text).text()
    assert reply.status_code == 409
    assert "We have received your answer already. Thank you!" in words
    assert "To your page" in words
    assert "no longer possible" not in words


def test_what_was_changed_is_read_beside_the_questions_and_after_an_answer(
    sam, invitation, session
):
    said = "Names of who you meet come first."
    session.add(Change(round_id=invitation.round_id, words=said, at=AUTUMN))
    session.commit()

    for end in ("", "/thanks"):
        assert said in sam.get(address(invitation, end)).text


def test_a_closed_round_says_so_and_keeps_what_was_typed(candidate, invitation, session):
    with clock.held_at(AUTUMN + timedelta(days=53)):
        sam = candidate(invitation.application)
        page, reply = sam.get(address(invitation)), sam.post(address(invitation), data=GIVEN)

    assert "is closed now" in page.text
    assert reply.status_code == 409
    assert "Say who will be there." in reply.text
    assert in_the_box(session) == (0, 0, 0)


def test_a_round_without_its_key_says_so(sam, invitation, config):
    for file in (config.folder / "round-keys").iterdir():
        file.unlink()

    reply = sam.post(address(invitation), data=GIVEN)

    assert "a file is missing on our side" in sam.get(address(invitation)).text
    assert reply.status_code == 409
    assert "Say who will be there." in reply.text


@pytest.mark.parametrize("end", ["", "/thanks", "/no-thanks"])
def test_somebody_elses_survey_is_not_there(candidate, make, invitation, end):
    charlie = candidate(make.charlie())

    assert charlie.get(address(invitation, end)).status_code == 404


@pytest.mark.parametrize("end", ["", "/no-thanks", "/after-all"])
def test_nobody_can_answer_for_somebody_else(candidate, make, session, invitation, end):
    charlie = candidate(make.charlie())

    assert charlie.post(address(invitation, end), data=GIVEN).status_code == 404
    assert in_the_box(session) == (0, 0, 0)
    session.rollback()
    assert session.get_one(Invitation, invitation.id).said_no_at is None


def test_reading_the_page_spends_nothing(sam, invitation, session):
    for _each in range(3):
        sam.get(address(invitation))
        sam.head(address(invitation))

    assert session.scalars(select(Ballot)).all() == []


def test_the_home_page_says_the_same_before_and_after_an_answer(sam, invitation, session):
    """A teammate may look at it as the candidate does: it must not say who answered."""
    home = f"/me/applications/{invitation.application.ref}"
    before = without_noise(sam.get(home).text)

    answer(session, invitation)

    assert without_noise(sam.get(home).text) == before
    assert address(invitation) in before


def test_every_page_of_it_reads_as_it_was_reviewed(sam, invitation):
    ends = {"show": "", "thanks": "/thanks", "refused": "/no-thanks"}
    for name, end in ends.items():
        page = sam.get(address(invitation, end)).text
        assert_kept(f"candidate/surveys/{name}.html", page)

    sam.post(address(invitation), data=GIVEN)

    page = sam.get(address(invitation)).text
    assert_kept("candidate/surveys/show.html", page, case="received")


@contextmanager
def busy(engine, *, where, times):
    """Statements of that kind find the database busy so many times."""
    left = [times]

    def refuse(_connection, _cursor, statement, *_more):
        if where in statement and left[0]:
            left[0] -= 1
            raise OperationalError(statement, {}, sqlite3.OperationalError("locked"))

    event.listen(engine, "before_cursor_execute", refuse)
    yield
    event.remove(engine, "before_cursor_execute", refuse)


@pytest.mark.parametrize("named", [{}, {"with_name": "y"}])
def test_an_answer_whose_counting_finds_the_database_busy_is_tried_again_and_counted_once(
    engine, sam, invitation, session, named
):
    table = "survey_named_responses" if named else "survey_tallies"
    with busy(engine, where=f"INSERT INTO {table}" if named else table, times=2):
        reply = sam.post(address(invitation), data={**GIVEN, **named})

    assert (reply.status_code, reply.location) == (303, address(invitation, "/thanks"))
    assert in_the_box(session) == ((1, 0, 0) if named else (1, 3, 1))
    assert len(session.scalars(select(NamedResponse)).all()) == len(named)
    assert tally(session, "recommend") == ({} if named else {"9": 1})


def test_an_answer_that_stays_uncounted_is_said_to_be_lost(engine, sam, invitation, session):
    with busy(engine, where="survey_tallies", times=9):
        reply = sam.post(address(invitation), data=GIVEN)

    words = Page(reply.text).text()
    assert reply.status_code == 503
    assert "It got lost on our side" in words
    assert "We can’t take it again" in words
    assert "Say who will be there." in words
    assert "nothing was changed" not in words
    assert in_the_box(session) == (1, 0, 0)


def test_an_answer_is_never_tried_again_after_it_may_be_kept(
    engine, sam, invitation, session, monkeypatch
):
    keep, kept = Session.commit, []

    def commit(self):
        keep(self)
        kept.append(self)
        if len(kept) == 2:
            raise OperationalError("COMMIT", {}, sqlite3.OperationalError("gone"))

    monkeypatch.setattr(Session, "commit", commit)
    reply = sam.post(address(invitation), data=GIVEN)

    assert reply.status_code == 503
    assert "It may have got lost" in Page(reply.text).text()
    assert tally(session, "recommend") == {"9": 1}


def test_a_database_that_is_busy_before_an_answer_is_taken_gives_the_form_back_filled_in(
    engine, sam, invitation, session
):
    with busy(engine, where="survey_ballots", times=9):
        reply = sam.post(address(invitation), data=GIVEN)

    assert reply.status_code == 503
    where, sent = sent_again(Page(reply.text))
    assert sent == GIVEN
    assert in_page(sam.post(where, data=sent).text, "answer_recommend", "9")
    assert sam.post(address(invitation), data=sent).status_code == 303
    assert tally(session, "recommend") == {"9": 1}


@pytest.mark.parametrize("why", ["received", "closed", "paused"])
def test_words_typed_before_a_session_ended_are_shown_where_they_can_not_be_sent_any_more(
    candidate, invitation, session, config, why
):
    days = 53 if why == "closed" else 0
    if why == "received":
        answer(session, invitation)
    if why == "paused":
        next((config.folder / "round-keys").iterdir()).unlink()

    with clock.held_at(AUTUMN + timedelta(days=days)):
        page = candidate(invitation.application).post(address(invitation, "/again"), data=GIVEN)

    assert page.status_code == 200
    assert "Say who will be there." in Page(page.text).text()
