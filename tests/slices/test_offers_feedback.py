"""Why offers were declined: live, named, and only of the jobs one is on."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.hiring.reasons import ReasonCode, Reasons, Said
from portal.offers import actions, feedback
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.asked import AUTUMN

READER = "somebody"
SINCE = AUTUMN - timedelta(days=365)


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


def declined(make, name="Sam Okafor", *, job=None, comment="", reasons=()):
    application = make.application(
        candidate=make.candidate(name), job=job or make.job(), stage="Decision"
    )
    offer = make.declined(make.offer(application))
    if reasons or comment:
        main, *more = [*reasons, None]
        said = Reasons(
            main=main, more=[code for code in more if code], comment=comment, stay_in_touch=False
        )
        with transaction(make.session):
            actions.give_reasons(make.session, application.candidate_id, offer.ref, reasons=said)
    return offer


def counts(found):
    return {reason.code: (reason.main, reason.named) for reason in found.reasons}


def test_reasons_are_counted_by_what_mattered_most(make, session):
    declined(make, "Ken Ito", reasons=[ReasonCode.PAY, ReasonCode.GROWTH])
    declined(make, "Zoë Byrne", reasons=[ReasonCode.PAY])
    declined(make, "Mo Silent")
    declined(make, "Ida Closed", reasons=[ReasonCode.PREFER_NOT_TO_SAY])

    found = feedback.declined(session, since=SINCE, jobs=None)

    assert (found.people, found.silent) == (4, 1)
    assert counts(found) == {
        ReasonCode.PAY: (2, 2),
        ReasonCode.GROWTH: (0, 1),
        ReasonCode.PREFER_NOT_TO_SAY: (1, 1),
    }
    shares = {reason.code: reason.share for reason in found.reasons}
    assert shares[ReasonCode.PAY] == 1
    assert shares[ReasonCode.PREFER_NOT_TO_SAY] is None


def test_an_answer_taken_back_and_one_of_long_ago_are_not_counted(make, session):
    offer = declined(make, reasons=[ReasonCode.PAY])
    with transaction(session):
        actions.undo_answer(session, offer.application.candidate_id, offer.ref)
    with clock.held_at(SINCE - timedelta(days=1)):
        declined(make, "Ken Ito", reasons=[ReasonCode.PAY])

    assert feedback.declined(session, since=SINCE, jobs=None) == Said(0, 0, ())


def test_words_come_with_who_said_them_and_the_promises_missed(make, session):
    with clock.held_at(AUTUMN - timedelta(days=60)):
        application = make.application(candidate=make.candidate("Ken Ito"), stage="Decision")
    offer = make.declined(make.offer(application))
    said = Reasons(
        main=ReasonCode.PROCESS_SLOW, more=[], comment="Eleven days.", stay_in_touch=False
    )
    with transaction(session):
        actions.give_reasons(session, application.candidate_id, offer.ref, reasons=said)

    with transaction(session):
        page = feedback.read_words(session, READER, since=SINCE, jobs=None)

    (words,) = page.words
    assert (words.name, words.called, words.comment) == ("Ken Ito", "Ken", "Eleven days.")
    assert words.application_ref == application.ref
    assert (words.reasons, words.missed) == ((ReasonCode.PROCESS_SLOW,), 1)


def test_a_hiring_manager_reads_of_their_own_jobs_only(make, session):
    theirs, other = make.job(), make.job("Data Analyst")
    declined(make, "Ken Ito", job=theirs, reasons=[ReasonCode.PAY], comment="Pay.")
    declined(make, "Zoë Byrne", job=other, reasons=[ReasonCode.LOCATION], comment="Far.")

    found = feedback.declined(session, since=SINCE, jobs=frozenset({theirs.id}))
    with transaction(session):
        page = feedback.read_words(session, READER, since=SINCE, jobs={theirs.id})

    assert list(counts(found)) == [ReasonCode.PAY]
    assert [words.comment for words in page.words] == ["Pay."]
    assert feedback.declined(session, since=SINCE, jobs=frozenset()).people == 0


def test_words_come_in_pages(make, session):
    job = make.job()
    for number in range(11):
        declined(make, f"Person{number} Example", job=job, comment=f"Words {number}")

    with transaction(session):
        first = feedback.read_words(session, READER, since=SINCE, jobs=None)
        second = feedback.read_words(session, READER, since=SINCE, jobs=None, page=2)

    assert [len(first.words), first.has_more] == [10, True]
    assert [words.comment for words in second.words] == ["Words 0"]
    assert not second.has_more


def test_opening_the_words_is_one_line_in_the_trail(make, session):
    robin = make.robin()
    with transaction(session):
        feedback.read_words(session, robin.ref, since=SINCE, jobs=None)

    lines = session.scalars(select(AuditEntry).where(AuditEntry.action == "feedback.read")).all()
    assert [(line.actor, line.subject) for line in lines] == [(robin.ref, "feedback")]
