"""You have the job, by word of mouth: written down by us, or said by the candidate."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from portal.engagement.actions import assurances, questions
from portal.engagement.models import Question, QuestionKind
from portal.hiring.models import TimelineEntry, TimelineKind
from portal.hiring.promises import PromiseResult
from portal.hiring.queries.scope import Scope
from portal.hiring.stages import Outcome, Status
from portal.mail.kinds import Letter
from portal.offers import actions, verbal
from portal.offers.models import Offer
from portal.offers.outcomes import OfferOutcome, OfferState
from portal.offers.unwritten import unwritten
from portal.offers.verbal import Said
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing
from portal.standing.news import news
from portal.standing.queries import application_view
from portal.standing.questions import questions as asked_by
from portal.team.rights import Actor, Role
from tests.make import MONDAY
from tests.written import ledger_of, letters, refused, trail_of

TODAY = MONDAY.date()
PRIYA = Said("Priya Nair", TODAY - timedelta(days=3))


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def say(session, application, by, said=PRIYA, **more):
    with transaction(session):
        return verbal.say(session, application, by, said=said, **more)


def claim(session, application, said=PRIYA, words=""):
    whose = application.candidate_id
    with transaction(session):
        return assurances.claim(session, whose, application.ref, said=said, words=words)


def seen_by(session, application):
    session.rollback()
    return application_view(session, application.candidate_id, application.ref)


def test_what_was_said_stands_on_the_page_and_promises_the_written_offer(make, session):
    application = make.application(stage="Decision")

    offer = say(session, application, make.robin())

    seen = seen_by(session, application)
    assert (seen.status, seen.sentence) == (Status.OFFER, "We would like you to join")
    assert (seen.offer.said_by, seen.offer.said_on) == ("Priya Nair", date(2026, 11, 20))
    assert (seen.offer.answer_by, seen.next_word_by) == (None, date(2026, 11, 26))
    assert [result for _day, result in ledger_of(session, application)] == [
        PromiseResult.KEPT,
        None,
    ]
    assert trail_of(session, offer.ref) == ["offer.said"]
    assert letters(session)[-1] is Letter.VERBAL_OFFER
    assert "Priya Nair told you on Friday 20 November" in seen.so_far[0].words
    line = session.query(TimelineEntry).order_by(TimelineEntry.id.desc()).first()
    assert line.kind is TimelineKind.HUMAN


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said("", TODAY), "Write who said it"),
        (Said("x" * 121, TODAY), "too long for a name"),
        (Said("Priya", TODAY + timedelta(days=1)), "still to come"),
        (Said("Priya", TODAY - timedelta(days=400)), "a year ago"),
    ],
)
def test_who_and_when_have_to_be_possible(make, session, said, words):
    application, robin = make.application(stage="Decision"), make.robin()

    with refused(session, words):
        verbal.say(session, application, robin, said=said)
    with refused(session, words):
        whose = application.candidate_id
        assurances.claim(session, whose, application.ref, said=said, words="")


def test_it_is_said_once_and_only_while_there_is_no_offer(make, session):
    robin = make.robin()
    for offer in (make.verbal(), make.offer(make.application(candidate=make.candidate("Ana B")))):
        with refused(session, "There is an offer already"):
            verbal.say(session, offer.application, robin, said=PRIYA)
    closed = make.ending(make.application(candidate=make.candidate("Bo C")))
    with refused(session, "closed"):
        verbal.say(session, closed, robin, said=PRIYA)


def test_a_stale_form_says_nothing(make, session):
    application, robin = make.application(stage="Decision"), make.robin()

    with refused(session, "Somebody changed"):
        verbal.say(session, application, robin, said=PRIYA, seen=application.version - 1)


def test_the_database_wants_who_and_when(make, session):
    application = make.application(stage="Decision")
    session.add(
        Offer(application_id=application.id, state=OfferState.VERBAL, created_at=clock.now())
    )

    with pytest.raises(IntegrityError):
        session.commit()


def test_the_written_offer_takes_its_place(make, session):
    said = make.verbal()

    written = make.offer(said.application)

    session.expire_all()
    assert said.decision().outcome is OfferOutcome.SUPERSEDED
    seen = seen_by(session, said.application)
    assert (seen.offer.ref, seen.sentence) == (written.ref, "You have an offer")
    assert [result for _day, result in ledger_of(session, said.application)][1] is (
        PromiseResult.KEPT
    )


def test_a_late_written_offer_stays_a_missed_promise(make, session):
    said = make.verbal()

    with clock.held_at(MONDAY + timedelta(days=7)):
        make.offer(said.application)

    assert [result for _day, result in ledger_of(session, said.application)][1] is (
        PromiseResult.MISSED
    )


def test_there_is_nothing_to_accept_before_it_is_written(make, session):
    said = make.verbal()

    with refused(session, "written offer comes first"):
        actions.accept(session, said.application.candidate_id, said.ref)


def test_it_may_be_declined_and_that_undone(make, session):
    said = make.verbal()
    due = said.application.next_word_by
    make.declined(said)
    assert said.application.outcome is Outcome.DECLINED

    with transaction(session):
        actions.undo_answer(session, said.application.candidate_id, said.ref)

    seen = seen_by(session, said.application)
    assert (seen.sentence, seen.next_word_by) == ("We would like you to join", due)
    assert letters(session).count(Letter.VERBAL_OFFER) == 1, "once for one assurance"
    assert letters(session).count(Letter.ANSWER_UNDONE) == 1


def test_whoever_has_only_our_word_reads_no_news(make, session):
    make.post()
    said = make.verbal()
    whose = said.application.candidate_id
    assert (seen_by(session, said.application).news, news(session, whose)) == ([], [])

    make.offer(said.application)

    assert len(seen_by(session, said.application).news) == 1
    assert len(news(session, whose)) == 1


def test_today_names_who_has_no_written_offer_yet(make, session):
    said = make.verbal()
    scope = Scope(Actor(make.robin().id, Role.RECRUITER))

    (row,) = unwritten(session, scope)
    assert (row.name, row.said_by, row.due, row.is_late) == (
        "Sam Okafor",
        "Priya Nair",
        date(2026, 11, 26),
        False,
    )
    with clock.held_at(MONDAY + timedelta(days=7)):
        assert unwritten(session, scope)[0].is_late
    make.offer(said.application)
    assert unwritten(session, scope) == []


def test_a_claim_has_its_own_promise_and_reaches_the_team(make, session):
    application = make.application(stage="Decision")
    promised = ledger_of(session, application)

    question = claim(session, application, words="She rang me at noon.")

    assert (question.kind, question.answer_by) == (QuestionKind.TOLD, date(2026, 11, 24))
    assert ledger_of(session, application) == promised
    assert letters(session)[-1] is Letter.TEAM_ASSURANCE
    assert trail_of(session, question.ref) == ["assurance.claimed"]
    (seen,) = asked_by(session, application.candidate_id, application.ref)
    assert seen.words == (
        "I was told that I have the job: by Priya Nair, on Friday 20 November."
        "\n\nShe rang me at noon."
    )


def test_a_claim_made_twice_is_one(make, session):
    application = make.application(stage="Decision")

    first, second = claim(session, application), claim(session, application, words="Hello?")

    assert first.id == second.id
    assert letters(session).count(Letter.TEAM_ASSURANCE) == 1


def test_a_claim_is_refused_where_it_stands_written_and_hidden_from_strangers(make, session):
    said, charlie = make.verbal(), make.charlie()
    whose, ref = said.application.candidate_id, said.application.ref

    with refused(session, "written down already"):
        assurances.claim(session, whose, ref, said=PRIYA, words="")
    with pytest.raises(Missing), transaction(session):
        assurances.claim(session, charlie.candidate_id, ref, said=PRIYA, words="")
    closed = make.ending(make.application(candidate=make.candidate("Bo C")))
    with refused(session, "closed"):
        assurances.claim(session, closed.candidate_id, closed.ref, said=PRIYA, words="")
    with refused(session, "too long"):
        words = "x" * 2001
        assurances.claim(session, charlie.candidate_id, charlie.ref, said=PRIYA, words=words)


def test_confirmed_it_is_a_verbal_offer(make, session):
    question = make.claim()

    with transaction(session):
        offer = assurances.confirm(session, question, make.robin(), said=PRIYA)

    assert (offer.state, offer.said_by) == (OfferState.VERBAL, "Priya Nair")
    assert question.settled_at == MONDAY
    assert trail_of(session, question.ref) == ["assurance.claimed", "assurance.confirmed"]
    assert letters(session)[-1] is Letter.VERBAL_OFFER
    with refused(session, "answered already"):
        assurances.confirm(session, question, make.robin(), said=PRIYA)


def test_only_a_claim_is_confirmed(make, session):
    question, robin = make.question(), make.robin()

    with refused(session, "answered already"):
        assurances.confirm(session, question, robin, said=PRIYA)


def test_put_right_it_is_an_answer(make, session):
    question = make.claim()

    make.answer(question, "Not yet: we decide on Friday.")

    assert question.application.status is Status.DECIDING
    assert letters(session)[-1] is Letter.ANSWER
    robin = make.robin()
    with refused(session, "answered already"):
        assurances.confirm(session, question, robin, said=PRIYA)


def test_a_claim_is_not_waved_away(make, session):
    question, robin = make.claim(), make.robin()

    with refused(session, "Confirm it, or put it right"):
        questions.settle(session, question, robin)


@pytest.mark.parametrize("act", ["verbal", "offer"])
def test_a_claim_is_settled_by_whatever_says_so(make, session, act):
    question = make.claim()

    getattr(make, act)(question.application)

    session.expire_all()
    assert session.get_one(Question, question.id).settled_at == MONDAY
