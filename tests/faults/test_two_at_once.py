"""Two send the same at the same moment: one wins, the other is told, and nothing happens twice."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.hiring.models import Ending, Update
from portal.hiring.stages import Outcome, Status
from portal.mail.models import Letter, Message
from portal.offers.outcomes import OfferOutcome
from tests.make import NOTE, WORDS

RACES = 5


def at_once(*acts: Callable[[], TestResponse]) -> list[int]:
    """The status that each was answered with."""
    start, answers = Barrier(len(acts)), [0] * len(acts)

    def run(number: int, act: Callable[[], TestResponse]) -> None:
        start.wait()
        answers[number] = act().status_code

    threads = [Thread(target=run, args=numbered) for numbered in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def letters(session, letter: Letter) -> int:
    return len(session.scalars(select(Message).where(Message.letter == letter)).all())


@pytest.mark.parametrize("race", range(RACES))
def test_accept_and_decline_from_two_devices(candidate, make, session, race):
    offer = make.offer()
    phone, desk = (candidate(offer.application, code=True) for _ in range(2))
    path = f"/me/offers/{offer.ref}"

    answers = at_once(
        lambda: phone.post(f"{path}/accept", data={"sure": "y"}),
        lambda: desk.post(f"{path}/decline", data={"sure": "y"}),
    )

    make.look_again()
    decision, accepted = offer.decision(), letters(session, Letter.OFFER_ACCEPTED)
    assert answers == [303, 409]
    assert accepted + letters(session, Letter.OFFER_DECLINED) == 1
    assert (decision.outcome is OfferOutcome.ACCEPTED) == (accepted == 1)
    assert (offer.application.status is Status.JOINING) == (accepted == 1)


@pytest.mark.parametrize("race", range(RACES))
def test_two_teammates_tell_one_candidate(teammate, make, session, race):
    application = make.verdict(make.application(stage="Interviews"))
    robin, ada = teammate("recruiter"), teammate("admin")
    seen = {"version": application.version, "way": "note", "words": NOTE}
    path = f"/team/applications/{application.ref}/ending/tell"

    answers = at_once(*(lambda who=who: who.post(path, data=seen) for who in (robin, ada)))

    make.look_again()
    assert answers[0] == 303
    assert answers[1] in (409, 303)
    assert application.outcome is Outcome.NOT_SELECTED
    assert len(session.scalars(select(Ending)).all()) == 1
    assert letters(session, Letter.ENDING) == 1


@pytest.mark.parametrize("race", range(RACES))
def test_two_teammates_give_one_update(teammate, make, session, race):
    application = make.application(stage="Interviews")
    robin, ada = teammate("recruiter"), teammate("admin")
    path = f"/team/applications/{application.ref}/update"
    due = application.next_word_by.isoformat()
    typed = {"version": application.version, "words": WORDS, "next_word": due, "stage": ""}

    answers = at_once(*(lambda who=who: who.post(path, data=typed) for who in (robin, ada)))

    make.look_again()
    told = session.scalars(select(Update).where(Update.words == WORDS)).all()
    assert answers == [303, 409]
    assert len(told) == 1
    assert letters(session, Letter.UPDATE) == 1
