"""The demo shows what a team meets in a week, whatever day it is begun on."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.cli.demo import story
from portal.cli.demo.playing import play
from portal.engagement.models import ChecklistItem, FirstDay, PostPicture
from portal.engagement.touches import touches_of
from portal.hiring.actions import ledger
from portal.hiring.models import (
    Application,
    Candidate,
    Ending,
    EndingBatch,
    StepProposal,
    Withdrawal,
)
from portal.hiring.stages import Outcome
from portal.offers.models import Offer
from portal.offers.outcomes import OfferState
from portal.plumbing import clock
from portal.team.covers import away_now
from tests.make import MONDAY

HELD = Ending.told_at.is_(None) & Ending.taken_back_at.is_(None)
SATURDAY = MONDAY - timedelta(days=2)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # which is what it is shown on
@pytest.mark.parametrize("now", [MONDAY, SATURDAY], ids=["monday", "saturday"])
def test_it_shows_what_a_team_meets(session, sessions, now):
    play(story.tell(now), sessions)

    with clock.held_at(now):
        patient = session.scalars(
            select(Application).join(Candidate).where(Candidate.full_name == "Aisha Diallo")
        ).one()
        assert ledger.extensions(session, patient.id) == 3
        assert len(away_now(session)) == 1
        assert count(session, StepProposal, StepProposal.settled_at.is_(None)) == 1
        assert count(session, Withdrawal, Withdrawal.taken_back_at.is_(None)) == 1
        assert count(session, EndingBatch, EndingBatch.written_at.is_not(None)) == 1
        assert count(session, FirstDay, FirstDay.place != "") == 1
        assert count(session, ChecklistItem, ChecklistItem.done_at.is_not(None)) == 3
        assert count(session, Offer, Offer.state == OfferState.VERBAL) == 1
        assert count(session, Application, Application.outcome == Outcome.OFFER_LAPSED) == 1
        assert count(session, PostPicture, PostPicture.alt != "") == 1
        sofia = story.SITUATIONS["joining"].application(session)
        done = [one.settled_at is not None for one in touches_of(session, sofia)]
        assert done == [True, False, False, False]
        assert sofia.next_word_by >= now.date(), "nobody is late with whoever joins"
        assert count(session, Ending, HELD & (Ending.leaves_at > now)) == 4


def count(session, model, condition):
    return session.scalar(select(func.count()).select_from(model).where(condition))
