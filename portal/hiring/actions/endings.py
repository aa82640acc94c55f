"""Telling a candidate that we do not go on: written first, told once it has left."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.company import queries as company
from portal.hiring import holding, notes
from portal.hiring.actions import applications, ledger, steps, updates
from portal.hiring.events import EndingTold
from portal.hiring.holding import Dropped
from portal.hiring.models import Application, Ending, EndingBatch, TimelineEntry, TimelineKind
from portal.hiring.queries import note_facts
from portal.hiring.stages import OF_OFFERS, EndingWay, Outcome, Status
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.kept import kept
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted
from portal.team.models import Teammate

TRIES = 2
"""After so many calls that reached nobody a note takes the place of a call, and says so."""


def write(  # noqa: PLR0913  each says one thing of what is written
    session: Session,
    application: Application,
    by: Teammate,
    *,
    way: EndingWay,
    words: str,
    outcome: Outcome = Outcome.NOT_SELECTED,
    batch: EndingBatch | None = None,
    leaves_at: datetime | None = None,
    mail_because: str = "",
    seen: int | None = None,
) -> Ending:
    """Say that we do not go on, in words the candidate will read. They wait until `leaves_at`, and
    until then nothing outside changes; what was said in a call is told at once.

    Whoever was interviewed gets a note of their own or a call; a mail only for the reason in
    `mail_because`, which stays on record. Raises Refusal without a verdict (unless the whole job
    closes), for words that say nothing or are meant for somebody else, a closed application, words
    that wait already, or where somebody else changed it since `seen`.
    """
    applications.hold(session, application, seen)
    now = clock.now()
    at_once = now if way is EndingWay.CALL else None
    is_note = way is EndingWay.NOTE
    ending = Ending(
        application_id=application.id,
        batch_id=batch.id if batch else None,
        way=way,
        outcome=outcome,
        words=words,
        words_mark=notes.mark(words, note_facts.reader_of(application)) if is_note else "",
        mail_because=mail_because if way is EndingWay.MAIL else "",
        tried_to_call=is_note and _tried_to_call(application),
        written_at=now,
        leaves_at=at_once or leaves_at or leaving(session, application),
        by_id=by.id,
    )
    _check(application, ending)
    note_facts.check(session, application, words)
    session.add(ending)
    application.version += 1
    trail.record(session, by.ref, "ending.written", subject=application.ref)
    if ending.mail_because and application.was_interviewed(now):
        trail.record(session, by.ref, "ending.mailed_after_all", subject=application.ref)
    session.flush()
    if at_once:
        release(session, ending)
    return ending


def leaving(session: Session, application: Application) -> datetime:
    """When words written now would leave."""
    is_promised = application.introduced_at is not None
    return holding.leaves_at(
        clock.now(),
        ledger.zone_of(session, application),
        company.calendar(session),
        due=application.next_word_by if is_promised else None,
    )


def take_back(session: Session, application: Application, by: Teammate) -> None:
    """Undo what is written and has not left; nobody outside notices. Raises Refusal where nothing
    waits.
    """
    applications.hold(session, application)
    if not stop(session, application, by):
        raise Refusal(_("Nothing is waiting to leave."))


def stop(session: Session, application: Application, by: Teammate) -> bool:
    """Let what waits not leave, if anything does; the caller holds the application."""
    ending = application.waiting()
    if ending is None:
        return False
    ending.taken_back_at = clock.now()
    application.version += 1
    trail.record(session, by.ref, "ending.taken_back", subject=application.ref)
    session.flush()
    return True


def overtake(session: Session, application: Application) -> None:
    """The offer was answered, or followed by another, before words that end it had left: they are
    dropped. The caller holds the application.
    """
    ending = application.waiting()
    if ending is not None and ending.outcome in OF_OFFERS:
        ending.dropped_because = Dropped.ANSWERED
        _drop(session, application, ending)


def release(session: Session, ending: Ending) -> bool:
    """Tell what was written: the close, the page, the promise and the mail change together. Whether
    it was told.

    What it was written for is read again first: where that no longer holds it is dropped, and a
    line says so to the team. What was told, taken back or dropped meanwhile stays as it is.
    """
    application = session.get_one(Application, ending.application_id)
    applications.hold(session, application)
    session.refresh(ending, with_for_update=True)
    if not ending.is_waiting():
        return False
    ending.dropped_because = _in_the_way(application, ending)
    if ending.dropped_because is not None:
        _drop(session, application, ending)
        return False
    _tell(session, application, ending)
    return True


def _check(application: Application, ending: Ending) -> None:
    if ending.way is EndingWay.ELSEWHERE:
        raise Refusal(_("Tell them by a call, a note or a mail."))
    why = _in_the_way(application, ending)
    if why is not None:
        raise Refusal(_refusal(application, why))
    if application.waiting() is not None:
        raise Refusal(
            _(
                "Words for this candidate wait to leave already."
                " Take them back before you write others."
            )
        )


def _in_the_way(application: Application, ending: Ending) -> Dropped | None:
    """What keeps us from telling this candidate that way, as things are now."""
    is_mail = ending.way is EndingWay.MAIL and not ending.mail_because
    is_mail = is_mail and ending.outcome is not Outcome.OFFER_LAPSED
    has_offer = application.status in (Status.OFFER, Status.JOINING)
    ends_offer = ending.outcome in OF_OFFERS
    in_the_way = {
        Dropped.CLOSED: not application.is_open(),
        Dropped.NOT_DECIDED: _is_undecided(application, ending.outcome),
        Dropped.OFFER: has_offer and not ends_offer,
        Dropped.ANSWERED: ends_offer and not has_offer,
        Dropped.INTERVIEWED: is_mail and application.was_interviewed(clock.now()),
    }
    return next((why for why, is_so in in_the_way.items() if is_so), None)


def _is_undecided(application: Application, outcome: Outcome) -> bool:
    """Whether there is nothing to tell: no verdict, and the job does not close either, or not any
    more.
    """
    job = application.job
    closes = job.closing_at is not None or job.closed_at is not None
    needs_one = {Outcome.NOT_SELECTED: True, Outcome.JOB_CLOSED: not closes}.get(outcome, False)
    return needs_one and application.verdict() is None


def _tried_to_call(application: Application) -> bool:
    """Whether we called often enough in vain, since we decided, for a note to say so."""
    verdict = application.verdict()
    if verdict is None:
        return False
    since = [call for call in application.calls if call.at >= verdict.decided_at]
    return sum(not call.was_reached for call in since) >= TRIES and not any(
        call.was_reached for call in since
    )


def _refusal(application: Application, why: Dropped) -> str:
    name = application.candidate.full_name
    return {
        Dropped.CLOSED: _("This application is closed already."),
        Dropped.NOT_DECIDED: _("Decide first, then tell."),
        Dropped.OFFER: _("There is an offer. Take it back first."),
        Dropped.ANSWERED: _("There is no offer that could end so."),
        Dropped.INTERVIEWED: _("%(name)s was interviewed: write a note of your own.", name=name),
    }[why]


def _tell(session: Session, application: Application, ending: Ending) -> None:
    ending.told_at = clock.now()
    ledger.keep(session, application)
    application.ending_id = ending.id
    applications.close(session, application, ending.outcome)
    word = updates.Word(Status.CLOSED, ending.words)
    updates.tell(session, application, word, by=ending.by)
    _note(session, application, noted("Our decision"), by=ending.by)
    trail.record(session, trail.SYSTEM, "ending.told", subject=application.ref)
    session.flush()
    events.emit(session, EndingTold(application.id, ending.id))
    steps.call_off(session, application, actor=trail.SYSTEM)


def _drop(session: Session, application: Application, ending: Ending) -> None:
    ending.dropped_at = clock.now()
    application.version += 1
    said: dict[Dropped | None, str] = {
        Dropped.CLOSED: _("The ending that waited was not told: this closed before it left."),
        Dropped.NOT_DECIDED: _("The ending that waited was not told: nothing is decided now."),
        Dropped.OFFER: _("The ending that waited was not told: there is an offer now."),
        Dropped.ANSWERED: _(
            "The ending of the offer was not told: they answered first, or got another."
        ),
        Dropped.INTERVIEWED: _(
            "The ending that waited was not told: somebody spoke with them meanwhile, and a mail"
            " is not enough."
        ),
    }
    _note(session, application, said[ending.dropped_because])
    trail.record(session, trail.SYSTEM, "ending.dropped", subject=application.ref)
    session.flush()


def _note(
    session: Session, application: Application, words: str, *, by: Teammate | None = None
) -> None:
    """A line of "so far": what a person of ours told them, or else what only the team may know."""
    session.add(
        TimelineEntry(
            application_id=application.id,
            kind=TimelineKind.HUMAN if by else TimelineKind.FACT,
            **kept(words),
            is_told=by is not None,
            at=clock.now(),
            by_id=by.id if by else None,
        )
    )
