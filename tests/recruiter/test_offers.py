"""Sending an offer."""

from datetime import date, timedelta

import pytest

from portal.hiring.stages import Outcome, Status
from portal.mail.kinds import Letter
from portal.offers.models import Offer
from portal.plumbing import clock
from portal.team.rights import Role
from tests.make import MONDAY, NOTE
from tests.pages import Page
from tests.recruiter.desk import anew, ending_of, manager, unchanged, update_of, words_of
from tests.written import letters, trail_of

GLAD = "We would be delighted if you joined us."


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def offer_of(application, **more):
    return {
        "words": GLAD,
        "answer_by": "2026-12-01",
        "starts_on": "2027-01-04",
        "label_0": "Salary",
        "value_0": "EUR 60,000 a year",
        "label_3": "Leave",
        "value_3": "30 days",
        "version": str(application.version),
        **more,
    }


def path(application):
    return f"/team/applications/{application.ref}/offer"


def test_an_offer_reaches_page_ledger_trail_and_outbox(teammate, make, session, candidate):
    application = make.application(stage="Decision")

    reply = teammate().post(path(application), data=offer_of(application))

    assert (reply.status_code, reply.location) == (303, f"/team/applications/{application.ref}")
    anew(session)
    offer = session.query(Offer).one()
    assert (offer.words, offer.answer_by, offer.starts_on) == (
        GLAD,
        date(2026, 12, 1),
        date(2027, 1, 4),
    )
    assert [(item.label, item.value) for item in offer.items] == [
        ("Salary", "EUR 60,000 a year"),
        ("Leave", "30 days"),
    ]
    anew(session)
    assert (application.status, application.next_word_by) == (Status.OFFER, date(2026, 12, 2))
    assert trail_of(session, offer.ref) == ["offer.sent"]
    assert letters(session) == [Letter.INTRODUCTION, Letter.OFFER]
    assert "60,000" not in candidate(application).get(f"/me/applications/{application.ref}").text


def test_the_start_may_be_open_and_the_terms_few(teammate, make, session):
    application = make.application(stage="Decision")
    sent = {"words": GLAD, "answer_by": "2026-12-01", "version": str(application.version)}

    assert teammate().post(path(application), data=sent).status_code == 303
    anew(session)
    offer = session.query(Offer).one()
    assert (offer.starts_on, offer.items) == (None, [])


def test_sent_twice_is_sent_once(teammate, make, session):
    application, browser = make.application(stage="Decision"), teammate()
    sent = offer_of(application)

    first, second = (browser.post(path(application), data=sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 409)
    assert letters(session).count(Letter.OFFER) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": " "}, "Say something with it."),
        ({"answer_by": ""}, "Say by when you need an answer."),
        ({"answer_by": "soon"}, "Not a valid date value."),
        ({"answer_by": "2026-11-22"}, "The answer-by date is over already."),
        ({"answer_by": "2028-01-01"}, "The answer-by date is too far away."),
        ({"starts_on": "2026-11-01"}, "The start date is over already."),
        ({"value_0": ""}, "A line of the terms needs both"),
        ({"label_5": "", "value_5": "a car"}, "A line of the terms needs both"),
        ({"label_0": "x" * 81}, "at most 80 fit here"),
    ],
)
def test_what_cannot_be_offered_comes_back_as_it_was_typed(teammate, make, session, typed, said):
    application, browser = make.application(stage="Decision"), teammate()
    sent = offer_of(application, **typed)

    with unchanged(session):
        reply = browser.post(path(application), data=sent)

    assert said in reply.text
    fields = {field.get("name"): field for field in Page(reply.text).fields()}
    for name in ("label_0", "value_0", "label_3", "value_3", "answer_by", "starts_on"):
        assert (fields[name].get("value") or "") == sent[name]
    assert fields["words"].text() == sent["words"].strip()


def test_lines_beyond_the_eighth_are_not_taken(teammate, make, session):
    application = make.application(stage="Decision")
    more = {f"label_{number}": "L" for number in range(40)}
    more |= {f"value_{number}": "V" for number in range(40)}

    teammate().post(path(application), data=offer_of(application, **more))

    anew(session)
    assert len(session.query(Offer).one().items) == 8


def test_there_is_one_open_offer_at_a_time(teammate, make, session):
    offer, browser = make.offer(), teammate()
    sent = offer_of(offer.application)

    with unchanged(session):
        reply = browser.post(path(offer.application), data=sent)

    assert (reply.status_code, "There is an open offer already." in reply.text) == (409, True)
    assert "Offer…" not in words_of(browser, f"/team/applications/{offer.application.ref}")


def test_the_second_of_two_teammates_reads_what_was_said_before_they_offer(teammate, make, session):
    application = make.application(stage="Decision")
    ada, robin = teammate(Role.ADMIN), teammate()
    old = offer_of(application, opened=clock.now().isoformat())
    with clock.held_at(MONDAY.replace(minute=5)):
        robin.post(
            f"/team/applications/{application.ref}/update",
            data=update_of(application, words="We need another week."),
        )

    with clock.held_at(MONDAY.replace(minute=9)), unchanged(session):
        reply = ada.post(path(application), data=old)

    assert reply.status_code == 409
    assert "We need another week." in reply.text


def test_a_hiring_manager_offers_nothing(teammate, make, session):
    application, charlie = make.application(stage="Decision"), make.charlie()
    jonas, robin = manager(teammate, make, application.job), teammate()

    with unchanged(session):
        assert jonas.get(path(application)).status_code == 403
        assert jonas.post(path(application), data=offer_of(application)).status_code == 403
        assert jonas.post(path(charlie), data=offer_of(charlie)).status_code == 404
        assert robin.get("/team/applications/made-up/offer").status_code == 404


def test_reading_the_form_changes_nothing(teammate, make, session):
    application, browser = make.application(), teammate()

    with unchanged(session):
        assert browser.get(path(application)).status_code == 200


def test_a_draft_is_kept_and_stands_in_the_form_again(teammate, make, session, candidate):
    application, browser = make.application(stage="Decision"), teammate()
    sent = offer_of(application, answer_by="", words="Half a")

    reply = browser.post(f"{path(application)}/draft", data=sent)

    assert (reply.status_code, reply.location) == (303, f"/team/applications/{application.ref}")
    page = Page(browser.get(path(application)).text)
    fields = {field.get("name"): field for field in page.fields()}
    assert fields["words"].text() == "Half a"
    assert (fields["label_1"].get("value"), fields["value_1"].get("value")) == ("Leave", "30 days")
    assert "An offer is being drafted." in words_of(
        browser, f"/team/applications/{application.ref}"
    )
    read = words_of(candidate(application), f"/me/applications/{application.ref}")
    assert "offer" not in read.lower()
    anew(session)
    assert letters(session) == [Letter.INTRODUCTION]
    assert trail_of(session, session.query(Offer).one().ref) == ["offer.drafted"]


def test_a_draft_that_cannot_be_kept_comes_back_as_it_was_typed(teammate, make, session):
    application, browser = make.application(stage="Decision"), teammate()
    sent = offer_of(application, value_0="")

    with unchanged(session):
        reply = browser.post(f"{path(application)}/draft", data=sent)

    assert "A line of the terms needs both" in reply.text
    fields = {field.get("name"): field for field in Page(reply.text).fields()}
    assert fields["words"].text() == GLAD
    old = offer_of(application, version=str(application.version - 1))
    with unchanged(session):
        reply = browser.post(f"{path(application)}/draft", data=old)
    assert (reply.status_code, GLAD in reply.text) == (409, True)


def test_a_draft_is_thrown_away(teammate, make, session):
    draft, browser = make.draft(), teammate()

    seen = {"version": str(draft.application.version)}
    address = f"{path(draft.application)}/draft/drop"

    replies = [browser.post(address, data=seen) for _time in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    anew(session)
    assert session.query(Offer).all() == []


@pytest.mark.parametrize("act", ["draft/drop", "pdf/remove"])
def test_from_a_page_that_is_stale_nothing_is_thrown_away(teammate, make, session, act):
    draft, browser = make.paper(), teammate()
    sent = offer_of(draft.application, version=str(draft.application.version - 1))
    sent["opened"] = (MONDAY - timedelta(hours=1)).isoformat()

    with unchanged(session):
        reply = browser.post(f"{path(draft.application)}/{act}", data=sent)

    assert reply.status_code == 409
    said = Page(reply.text)
    assert "Somebody changed this application meanwhile" in said.text()
    assert "New since you opened this page" in said.text()
    fields = {field.get("name"): field for field in said.fields()}
    assert (fields["words"].text(), fields["value_0"].get("value")) == (GLAD, sent["value_0"])
    again = {"version": str(draft.application.version)}
    assert f'name="version" value="{again["version"]}"' in reply.text
    assert browser.post(f"{path(draft.application)}/{act}", data=again).status_code == 303


def test_another_offer_replaces_the_first_once_somebody_says_so(teammate, make, session):
    offer, browser = make.offer(), teammate()
    address = path(offer.application)
    assert "It takes the place of the offer they have" in words_of(browser, address)

    reply = browser.post(address, data=offer_of(offer.application, instead="y"))

    assert reply.status_code == 303
    assert letters(session).count(Letter.OFFER) == 2


def test_an_offer_is_ended_from_the_form_of_endings(teammate, make, session, candidate):
    with clock.held_at(MONDAY - timedelta(days=20)):
        offer = make.offer()
    application, browser = offer.application, teammate()
    address = f"/team/applications/{application.ref}/ending"
    assert address in browser.get(f"/team/applications/{application.ref}").text
    page = Page(browser.get(address).text)
    assert "It has lapsed: the answer-by date is over" in page.text()
    sent = ending_of(application, becomes="offer_lapsed", way="mail")

    shown = browser.post(f"{address}/preview", data=sent)
    assert "Our offer is no longer open" in Page(shown.text).text()
    assert 'name="becomes" value="offer_lapsed"' in shown.text
    reply = browser.post(f"{address}/tell", data=sent)

    assert reply.status_code == 303
    read = words_of(candidate(application), f"/me/applications/{application.ref}")
    assert "You can still answer." in read
    anew(session)
    assert application.waiting().outcome is Outcome.OFFER_LAPSED


def test_one_that_was_accepted_is_taken_back_by_call(teammate, make, session):
    offer, browser = make.accepted(), teammate()
    sent = ending_of(offer.application, becomes="offer_rescinded", way="call")

    reply = browser.post(f"/team/applications/{offer.application.ref}/ending/tell", data=sent)

    assert reply.status_code == 303
    anew(session)
    assert offer.application.outcome is Outcome.OFFER_RESCINDED


@pytest.mark.parametrize("becomes", ["", "offer_lapsed", "hired", "nonsense"])
def test_an_offer_ends_only_as_it_may(teammate, make, session, becomes):
    offer, browser = make.offer(), teammate()
    sent = ending_of(offer.application, becomes=becomes)

    with unchanged(session):
        reply = browser.post(f"/team/applications/{offer.application.ref}/ending/tell", data=sent)

    assert reply.status_code in {200, 409}
    assert NOTE in reply.text


def test_whoever_started_is_welcomed_once(teammate, make, session, candidate):
    offer, browser = make.started_today(), teammate()
    application = offer.application
    address = f"/team/applications/{application.ref}/started"
    assert "Have they started?" in words_of(browser, "/team/")
    assert address in browser.get(f"/team/applications/{application.ref}").text
    sent = {"version": str(application.version)}
    with unchanged(session):
        assert browser.get(address).status_code == 200
        assert browser.post(address, data=sent).status_code == 200

    replies = [browser.post(address, data={**sent, "sure": "y"}) for _time in range(2)]

    assert [reply.status_code for reply in replies] == [303, 409]
    assert letters(session).count(Letter.WELCOME) == 1
    read = words_of(candidate(application), f"/me/applications/{application.ref}")
    assert "Welcome: you are one of us" in read


def test_a_hiring_manager_drafts_and_confirms_nothing(teammate, make, session):
    offer, charlie = make.started_today(), make.charlie()
    jonas = manager(teammate, make, offer.application.job)
    mine = f"/team/applications/{offer.application.ref}"
    other = f"/team/applications/{charlie.ref}"

    with unchanged(session):
        for act in ("offer/draft", "offer/draft/drop", "started"):
            assert jonas.post(f"{mine}/{act}").status_code == 403
            assert jonas.post(f"{other}/{act}").status_code == 404
