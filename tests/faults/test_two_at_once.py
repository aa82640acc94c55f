"""Two at the same moment: one effect, and whoever comes second is told, kindly."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import cache, partial

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.hiring.actions import batches, releases
from portal.hiring.models import Application, EndingBatch, Job, TimelineEntry, TimelineKind
from portal.hiring.stages import Outcome, Status
from portal.mail.kinds import Letter
from portal.mail.models import Message
from portal.offers.outcomes import OfferOutcome
from portal.offers.queries import latest_offer
from portal.plumbing import clock, schema
from portal.plumbing.db import transaction
from tests.faults.racing import Meeting, meeting
from tests.forms import FORMS, Browsers, Sent, address, again, sendable
from tests.make import NOTE, Make
from tests.pages import Page
from tests.proof import examples
from tests.written import trail_of

__all__ = ["meeting"]

EACH_COUNTS: dict[str, set[str]] = {
    "entry.ask": {"link_requests"},
    "entry.open_link": {"candidate_sessions"},
    "signin.sign_in": {"team_sessions", "sign_in_attempts", "audit_entries"},
    "signin.forgot": {"sign_in_attempts", "team_invitations", "messages", "audit_entries"},
    "candidate.privacy.show": {"audit_entries"},
    "candidate.offers.declined": {"audit_entries", "messages"},  # the first is cancelled
    "candidate.withdrawals.withdrawn": {"audit_entries", "messages"},  # the first is cancelled
    "recruiter.applications.send_link": {"audit_entries"},
    "recruiter.applications.links_off": {"audit_entries"},
    "candidate.access.not_me": {"audit_entries"},
    "recruiter.batches.change": {"audit_entries"},
    "recruiter.batches.lines": {"audit_entries"},
    "recruiter.team.jobs": {"audit_entries"},
    "recruiter.jobs.add": {"jobs", "stages", "audit_entries"},
    "recruiter.posts.new": {"posts", "audit_entries"},
    "recruiter.team.invite_again": {"team_invitations", "messages", "audit_entries"},
    "recruiter.candidates.export": {"audit_entries"},
    "recruiter.feedback.export": {"audit_entries"},
    "recruiter.settings.company": {"audit_entries"},
    "recruiter.imports.index": {"import_runs", "import_lines"},
    "recruiter.imports.choose": {"import_lines"},
}
"""Where the second press is noted, or is a thing of its own, which reaches no candidate."""

RACES = 20


class Sending:
    """A form, ready to be sent by two at once."""

    def __init__(self, app: Flask, make: Make, endpoint: str) -> None:
        self.form = FORMS[endpoint]
        self.sent: Sent = self.form.ready(make)
        browser = Browsers(app, make).of(self.form, self.sent)
        self.browsers = [again(browser), again(browser)]
        self.path = address(app, endpoint, self.sent.parts)
        make.session.rollback()

    def act(self, number: int, more: dict[str, str] | None = None) -> Callable[[], TestResponse]:
        data = sendable(self.sent.data) | (more or {})
        return partial(self.browsers[number].post, self.path, data=data)


@pytest.mark.parametrize("endpoint", FORMS)
def test_a_form_sent_twice_at_once_is_one(
    endpoint: str, app: Flask, make: Make, session: Session, meeting: Meeting
) -> None:
    once = Sending(app, make, endpoint)
    before = counts(session)
    assert once.act(0)().status_code == once.form.done
    added_once = difference(before, counts(session))

    twice = Sending(app, make, endpoint)
    before = counts(session)
    replies = meeting.race(twice.act(0), twice.act(1))
    added = difference(before, counts(session))

    codes = sorted(reply.status_code for reply in replies)
    assert twice.form.done in codes
    assert codes[-1] <= 409, codes
    more = {table for table in added if added[table] != added_once[table]}
    assert more <= EACH_COUNTS.get(endpoint, set()), (codes, added, added_once)


def counts(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    session.rollback()
    found = session.execute(text(_how_many())).all()
    session.rollback()
    return {name.rpartition(".")[2]: number for name, number in found}


@cache
def _how_many() -> str:
    names = sorted(schema.tables().tables)
    return " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in names)  # noqa: S608


def difference(before: dict[str, int], after: dict[str, int]) -> Counter[str]:
    """The tables with more rows, or fewer, and by how many."""
    return Counter(
        {name: after[name] - before[name] for name in after if after[name] != before[name]}
    )


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        ("candidate.offers.accept", "This offer is no longer open."),
        ("candidate.offers.decline", "This offer is no longer open."),
        ("candidate.withdrawals.withdraw", "This application is closed already."),
        ("candidate.surveys.answer", "We have received your answer already."),
        ("recruiter.applications.update", "Somebody changed this application meanwhile."),
        ("recruiter.applications.longer", "Somebody changed this application meanwhile."),
        ("recruiter.endings.decide", "Somebody changed this application meanwhile."),
        ("recruiter.endings.tell", "Somebody changed this application meanwhile."),
        ("recruiter.offers.send", "Somebody changed this application meanwhile."),
        ("recruiter.steps.add", "Somebody changed this application meanwhile."),
        ("recruiter.posts.edit", "Somebody changed this post meanwhile."),
        ("recruiter.jobs.edit", "Somebody changed this job meanwhile."),
        ("recruiter.stages.change", "Somebody changed this job meanwhile."),
        ("recruiter.candidates.add", "has applied for this job already"),
    ],
)
def test_the_second_is_told_and_keeps_their_words(
    endpoint: str, words: str, app: Flask, make: Make, meeting: Meeting
) -> None:
    sending = Sending(app, make, endpoint)
    kept = sending.form.keeps[:1]
    others = [{name: f"What number {n} wrote in {name}." for name in kept} for n in (1, 2)]

    replies = meeting.race(sending.act(0, others[0]), sending.act(1, others[1]))

    assert codes_of(replies) == [303, 409]
    place = next(place for place, reply in enumerate(replies) if reply.status_code == 409)
    page = replies[place].text
    assert words in Page(page).text()
    is_same_person = endpoint == "recruiter.candidates.add"
    assert is_same_person or [text for text in others[place].values() if text not in page] == []


@pytest.mark.prove
def test_of_two_who_write_to_one_candidate_one_does(
    app: Flask, make: Make, session: Session, meeting: Meeting
) -> None:
    for _race in range(examples(RACES, 200)):
        sending = Sending(app, make, "recruiter.applications.update")
        sending.browsers[1] = Browsers(app, make).teammate(make.ada())
        other = sendable(sending.sent.data) | {"words": "Ada has another word for you, dear Sam."}

        replies = meeting.race(
            sending.act(0), partial(sending.browsers[1].post, sending.path, data=other)
        )

        assert codes_of(replies) == [303, 409]
        application = again_from(session, sending.sent)
        given = [update for update in application.updates if update.by_id]
        said = [line.words for line in human(session, application)]
        assert (len(given), said) == (1, [given[0].words])
        assert letters_about(session, application).count(Letter.UPDATE) == 1
        assert trail_of(session, application.ref).count("update.given") == 1
        loser = next(reply for reply in replies if reply.status_code == 409)
        assert given[0].words[:30] in loser.text


@pytest.mark.prove
def test_an_ending_never_crosses_an_answer(
    app: Flask, make: Make, session: Session, meeting: Meeting
) -> None:
    for _race in range(examples(RACES, 200)):
        accepting = Sending(app, make, "candidate.offers.accept")
        application = again_from(session, accepting.sent)
        robin = Browsers(app, make).teammate(make.robin())
        make.verdict(application)
        ending = {"way": "note", "words": NOTE, "looked": "y", "version": str(application.version)}
        path = address(app, "recruiter.endings.tell", {"ref": application.ref})
        session.rollback()

        told, accepted = meeting.race(partial(robin.post, path, data=ending), accepting.act(0))

        assert (told.status_code, accepted.status_code) == (409, 303)
        application = again_from(session, accepting.sent)
        assert (application.status, application.outcome) == (Status.JOINING, None)
        agree(session, application)


@pytest.mark.prove
def test_an_ending_never_crosses_an_offer(
    app: Flask, make: Make, session: Session, meeting: Meeting
) -> None:
    outcomes = Counter[str]()
    for _race in range(examples(RACES, 200)):
        offering = Sending(app, make, "recruiter.offers.send")
        application = again_from(session, offering.sent)
        make.verdict(application)
        version = str(again_from(session, offering.sent).version)
        ada = Browsers(app, make).teammate(make.ada())
        path = address(app, "recruiter.endings.tell", {"ref": application.ref})
        ending = {"way": "note", "words": NOTE, "looked": "y", "version": version}
        offering.sent.data["version"] = version
        session.rollback()

        replies = meeting.race(partial(ada.post, path, data=ending), offering.act(0))

        assert codes_of(replies) == [303, 409]
        what_waits_leaves(app)
        application = again_from(session, offering.sent)
        outcomes[str(application.status)] += 1
        agree(session, application)
    assert set(outcomes) <= {Status.OFFER, Status.CLOSED}


def what_waits_leaves(app: Flask) -> None:
    """Some days later, in everybody's working hours."""
    with clock.held_at(clock.now() + timedelta(days=5)):
        releases.release_due(app.extensions["sessions"])


@pytest.mark.prove
def test_an_offer_is_never_both_accepted_and_declined(
    app: Flask, make: Make, session: Session, meeting: Meeting
) -> None:
    for _race in range(examples(RACES, 200)):
        accepting = Sending(app, make, "candidate.offers.accept")
        declining = accepting.path.removesuffix("accept") + "decline"

        replies = meeting.race(
            accepting.act(0), partial(accepting.browsers[1].post, declining, data={"sure": "y"})
        )

        assert codes_of(replies) == [303, 409]
        agree(session, again_from(session, accepting.sent))


@pytest.mark.prove
def test_an_ending_never_crosses_a_withdrawal(
    app: Flask, make: Make, session: Session, meeting: Meeting
) -> None:
    for _race in range(examples(RACES, 200)):
        withdrawing = Sending(app, make, "candidate.withdrawals.withdraw")
        withdrawing.sent.data.pop("also")
        robin = Browsers(app, make).teammate(make.robin())
        make.verdict(again_from(session, withdrawing.sent))
        application = again_from(session, withdrawing.sent)
        ending = {"way": "note", "words": NOTE, "looked": "y", "version": str(application.version)}
        path = address(app, "recruiter.endings.tell", {"ref": application.ref})
        session.rollback()

        replies = meeting.race(partial(robin.post, path, data=ending), withdrawing.act(0))

        assert codes_of(replies) in ([303, 303], [303, 409])
        what_waits_leaves(app)  # and is dropped: they were quicker
        application = again_from(session, withdrawing.sent)
        mailed = letters_about(session, application)
        assert application.outcome is Outcome.WITHDRAWN
        assert (Letter.ENDING in mailed, Letter.WITHDRAWN in mailed) == (False, True)


@pytest.mark.prove
def test_of_two_batches_for_the_same_people_each_person_is_in_one(
    app: Flask, make: Make, session: Session, meeting: Meeting
) -> None:
    for _race in range(examples(RACES, 200)):
        first = Sending(app, make, "recruiter.batches.begin")
        application, ada = again_from(session, first.sent), make.ada()
        with transaction(session):
            other = batches.draft(session, application.job, ada, words=NOTE.replace("two", "2"))
        path = address(
            app,
            "recruiter.batches.begin",
            {"ref": first.sent.parts["ref"], "batch_ref": other.ref},
        )
        browser = Browsers(app, make).teammate(ada)
        session.rollback()

        replies = meeting.race(first.act(0), partial(browser.post, path, data={"count": "1"}))

        assert set(codes_of(replies)) <= {303, 409}
        application = again_from(session, first.sent)
        assert len(application.endings) == 1
        assert trail_of(session, application.ref).count("ending.written") == 1


@pytest.mark.prove
def test_a_batch_taken_back_never_tells_whom_it_wrote_to(
    app: Flask, make: Make, session: Session, meeting: Meeting
) -> None:
    for _race in range(examples(RACES, 200)):
        beginning = Sending(app, make, "recruiter.batches.begin")
        undo = beginning.path.removesuffix("begin") + "take-back"

        meeting.race(beginning.act(0), partial(beginning.browsers[1].post, undo))

        application = again_from(session, beginning.sent)
        batch = session.scalars(_BATCHES).first()
        assert batch is not None
        assert batch.taken_back_at is not None
        assert application.waiting() is None
        assert application.is_open()


@pytest.mark.prove
def test_a_job_is_never_deleted_under_somebody_who_comes_in(
    app: Flask, make: Make, session: Session, meeting: Meeting
) -> None:
    for _race in range(examples(RACES, 200)):
        adding = Sending(app, make, "recruiter.candidates.add")
        session.rollback()
        job = session.scalars(select(Job).order_by(Job.id.desc()).limit(1)).one()
        path = address(app, "recruiter.jobs.remove", {"ref": job.ref})
        sent, number = {"sure": "y", "version": str(job.version)}, job.id
        session.rollback()

        replies = meeting.race(adding.act(0), partial(adding.browsers[1].post, path, data=sent))

        codes = [reply.status_code for reply in replies]
        session.rollback()
        session.expire_all()
        applied = session.scalars(select(Application).where(Application.job_id == number)).all()
        is_there = session.get(Job, number) is not None
        assert (codes, is_there, len(applied)) in (
            ([303, 409], True, 1),
            ([409, 303], False, 0),
            ([404, 303], False, 0),
            ([200, 303], False, 0),
        )


@pytest.mark.prove
def test_a_stage_is_never_taken_from_under_somebody_who_is_moved_there(
    app: Flask, make: Make, session: Session, meeting: Meeting
) -> None:
    for _race in range(examples(RACES, 200)):
        moving = Sending(app, make, "recruiter.applications.move")
        application = again_from(session, moving.sent)
        stage = make.stage(application.job, "Interviews")
        parts = {"ref": application.job.ref, "stage_ref": stage.ref}
        path = address(app, "recruiter.stages.remove", parts)
        sent, number = {"version": str(application.job.version)}, stage.id
        session.rollback()

        moved, removed = meeting.race(
            moving.act(0), partial(moving.browsers[1].post, path, data=sent)
        )

        application = again_from(session, moving.sent)
        is_there = application.stage_id == number
        assert (moved.status_code, removed.status_code) in (
            {(303, 409)} if is_there else {(409, 303), (404, 303), (200, 303)}
        )


def agree(session: Session, application: Application) -> None:
    """What the team sees, what the candidate reads and what was mailed tell one story."""
    offer = latest_offer(session, application.id)
    decision = offer.decision() if offer else None
    letters = letters_about(session, application)
    last = application.updates[-1]
    story = {
        "accepted": decision is not None and decision.outcome is OfferOutcome.ACCEPTED,
        "declined": decision is not None and decision.outcome is OfferOutcome.DECLINED,
        "ended": application.ending_id is not None,
    }
    assert letters.count(Letter.OFFER) == int(offer is not None)
    assert letters.count(Letter.OFFER_ACCEPTED) == int(story["accepted"])
    assert letters.count(Letter.OFFER_DECLINED) == int(story["declined"])
    assert letters.count(Letter.ENDING) == int(story["ended"])
    assert sum(story.values()) <= 1
    assert last.status is application.status
    assert application.outcome is _OUTCOMES[next((name for name in story if story[name]), "open")]
    assert (application.next_word_by is None) is (application.outcome is not None)
    assert len([one for one in application.promises if one.settled_at is None]) == int(
        application.is_open()
    )


_OUTCOMES = {
    "open": None,
    "accepted": None,
    "declined": Outcome.DECLINED,
    "ended": Outcome.NOT_SELECTED,
}


def again_from(session: Session, sent: Sent) -> Application:
    """The application as it is now."""
    session.rollback()
    session.expire_all()
    assert sent.whose is not None
    return session.get_one(Application, sent.whose.id)


def human(session: Session, application: Application) -> list[TimelineEntry]:
    """The lines of people of ours who spoke."""
    return [line for line in application.timeline if line.kind is TimelineKind.HUMAN]


def letters_about(session: Session, application: Application) -> list[Letter]:
    """What was mailed to that candidate."""
    return list(session.scalars(_LETTERS.where(Message.application_id == application.id)))


def codes_of(replies: list[TestResponse]) -> list[int]:
    return sorted(reply.status_code for reply in replies)


_LETTERS = select(Message.letter).order_by(Message.id)
_BATCHES = select(EndingBatch).order_by(EndingBatch.id.desc())
