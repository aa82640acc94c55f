"""A cordial word to whoever declined, and until when they may be written to."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from portal.hiring.actions import withdrawals
from portal.hiring.models import TimelineEntry, TimelineKind
from portal.hiring.queries.scope import Scope
from portal.hiring.reasons import ReasonCode, Reasons, in_order_for
from portal.mail.kinds import Letter
from portal.offers import actions, thanks
from portal.offers.answers import recent_answers
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.offers import offer_view
from portal.standing.queries import application_view
from portal.team.rights import Actor, Role
from tests.make import MONDAY, WORDS
from tests.written import letters, refused, trail_of


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def scope_of(make):
    make.session.rollback()
    return Scope(Actor(make.robin().id, Role.RECRUITER))


def explain(session, offer, **more):
    with transaction(session):
        reasons = Reasons(ReasonCode.PAY, **more)
        actions.give_reasons(session, offer.application.candidate_id, offer.ref, reasons=reasons)


def test_whoever_declined_waits_for_a_word_with_what_we_missed(make, session):
    with clock.held_at(MONDAY - timedelta(days=40)):
        offer = make.offer()
    make.declined(offer)

    (row,) = thanks.to_thank(session, scope_of(make))

    assert (row.name, row.missed) == ("Sam Okafor", 1)
    assert "Thank you for telling us" in row.draft
    assert "Once we had promised you word by a day and were late." in row.draft
    assert "gladly write" not in row.draft
    assert "?" not in row.draft


def test_the_draft_knows_what_they_said_and_speaks_their_language(make, session):
    offer = make.declined()
    explain(session, offer, stay_in_touch=True)
    (row,) = thanks.to_thank(session, scope_of(make))
    assert "we have read it" in row.draft
    assert "we will gladly write" in row.draft
    assert "late" not in row.draft
    assert row.draft == thanks.draft_for(session, offer.application, offer.decision())

    offer.application.candidate.locale = "de"
    session.commit()

    assert thanks.to_thank(session, scope_of(make))[0].draft.startswith("Danke, dass Sie")


def test_the_word_is_sent_once_and_told(make, session):
    offer = make.thanked()

    seen = application_view(session, offer.application.candidate_id, offer.application.ref)
    assert seen.so_far[0].words == WORDS
    line = session.query(TimelineEntry).order_by(TimelineEntry.id.desc()).first()
    assert line.kind is TimelineKind.HUMAN
    assert letters(session)[-1] is Letter.THANKS
    assert trail_of(session, offer.ref)[-1] == "offer.thanked"
    assert thanks.to_thank(session, scope_of(make)) == []
    robin = make.robin()
    with refused(session, "saw to that already"):
        thanks.send(session, offer.application, robin, words=WORDS)


def test_once_we_wrote_the_answer_is_not_undone_by_a_click(make, session):
    offer = make.thanked()
    whose = offer.application.candidate_id

    assert application_view(session, whose, offer.application.ref).offer.undo_until is None
    assert offer_view(session, whose, offer.ref).undo_until is None
    with refused(session, "written to you since"):
        actions.undo_answer(session, whose, offer.ref)


def test_the_team_reads_until_when_it_may_be_undone_only_while_it_may(make, session):
    offer = make.declined()
    (before,) = recent_answers(session, scope_of(make))

    with transaction(session):
        thanks.send(session, offer.application, make.robin(), words=WORDS)

    (after,) = recent_answers(session, scope_of(make))
    assert before.undo_until == MONDAY + timedelta(hours=24)
    assert after.undo_until is None


def test_it_is_put_away_and_then_undone_as_before(make, session):
    offer = make.declined()
    with transaction(session):
        thanks.dismiss(session, offer.application, make.robin())

    assert trail_of(session, offer.ref)[-1] == "offer.thanks_dismissed"
    assert thanks.to_thank(session, scope_of(make)) == []
    assert letters(session).count(Letter.THANKS) == 0
    robin = make.robin()
    with refused(session, "saw to that already"):
        thanks.dismiss(session, offer.application, robin)
    with transaction(session):
        actions.undo_answer(session, offer.application.candidate_id, offer.ref)
    assert offer.is_open()


def test_nothing_is_written_to_whoever_took_it_back_or_without_words(make, session):
    offer, robin = make.declined(), make.robin()
    with refused(session, "Write what the candidate will read"):
        thanks.send(session, offer.application, robin, words="")
    with transaction(session):
        actions.undo_answer(session, offer.application.candidate_id, offer.ref)

    with refused(session, "took their answer back"):
        thanks.send(session, offer.application, robin, words=WORDS)


def test_the_database_wants_words(make, session):
    make.declined().decision().thanked_at = clock.now()

    with pytest.raises(IntegrityError):
        session.commit()


def test_staying_in_touch_has_an_end(make, session):
    offer = make.declined()
    whose = offer.application.candidate_id
    assert offer_view(session, whose, offer.ref).kept_until == date(2027, 5, 23)

    explain(session, offer, stay_in_touch=True)
    assert offer.decision().stay_in_touch_until == date(2027, 5, 23)
    (answer,) = recent_answers(session, scope_of(make))
    assert answer.stay_in_touch_until == date(2027, 5, 23)

    explain(session, offer)
    assert offer.decision().stay_in_touch_until is None


def test_withdrawn_it_has_the_same_end(make, session):
    application = make.withdrawn(make.application(stage="Interviews"))
    with transaction(session):
        reasons = Reasons(ReasonCode.PAY, stay_in_touch=True)
        withdrawals.explain(session, application.candidate_id, application.ref, reasons=reasons)

    assert application.withdrawal().stay_in_touch_until == date(2027, 5, 23)


def test_reasons_stand_in_an_order_of_each_ones_own(make):
    sam, charlie = make.offer(), make.charlie()

    mine = in_order_for(sam.application.ref)

    assert mine == in_order_for(sam.application.ref)
    assert any(in_order_for(f"{charlie.ref}{number}") != mine for number in range(3))


def test_after_a_month_nobody_is_asked_to_thank_any_more(make, session):
    with clock.held_at(MONDAY - timedelta(days=31)):
        make.declined()

    assert thanks.to_thank(session, scope_of(make)) == []
    with clock.held_at(MONDAY - timedelta(days=2)):
        assert len(thanks.to_thank(session, scope_of(make))) == 1
