"""What a candidate is told: words, where it stands, by when the next word comes."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications, ledger, proposals
from portal.hiring.actions import stages as pipeline
from portal.hiring.events import ExtendedAgain, UpdateGiven
from portal.hiring.models import Application, Stage, TimelineEntry, TimelineKind, Update
from portal.hiring.mornings import THIRD
from portal.hiring.patience import is_ready_made
from portal.hiring.stages import TELLABLE, Status, counts_as_interviewed, sentence
from portal.plumbing import clock, events
from portal.plumbing.errors import Refusal
from portal.plumbing.kept import kept
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate


@dataclass(frozen=True)
class Word:
    """What is to be said: `sentence` is the heading, empty for the status's own; no date once it
    is closed.
    """

    status: Status
    words: str = ""
    sentence: str = ""
    next_word_by: date | None = None


def give(
    session: Session,
    application: Application,
    by: Teammate,
    *,
    word: Word,
    seen: int | None = None,
    as_extended: bool = False,
) -> Update:
    """Tell the candidate: page, timeline, promise and mail change together.

    `as_extended`: a word that we need longer. Raises Refusal without words, for a closed
    application, a status that an update can't say, a date that is no promise, or where somebody
    else changed the application since `seen`.
    """
    applications.hold(session, application, seen)
    return give_held(session, application, by, word=word, as_extended=as_extended)


def give_held(
    session: Session,
    application: Application,
    by: Teammate,
    *,
    word: Word,
    as_extended: bool = False,
) -> Update:
    """The same for a caller who holds the application already. What it refuses it refuses before
    anything is written.
    """
    _check(session, application, word)
    was_late = ledger.keep(session, application, as_extended=as_extended)
    proposals.settle_all(session, application)
    update = tell(session, application, word, by=by)
    session.add(
        TimelineEntry(
            application_id=application.id,
            kind=TimelineKind.HUMAN,
            **(kept(word.words) if is_ready_made(word.words) else {"words": word.words}),
            at=update.at,
            by_id=by.id,
        )
    )
    trail.record(session, by.ref, "update.given", subject=application.ref)
    session.flush()
    events.emit(session, UpdateGiven(application.id, update.id, as_extended, was_late))
    if as_extended and ledger.extensions(session, application.id) >= THIRD:
        events.emit(session, ExtendedAgain(application.id))
    return update


def give_and_move(
    session: Session,
    application: Application,
    by: Teammate,
    *,
    word: Word,
    stage: Stage,
    seen: int | None = None,
) -> Update:
    """Tell the candidate, and put the application into that stage: both or neither.

    Raises Refusal for whatever `give` or the move refuses.
    """
    update = give(session, application, by, word=word, seen=seen)
    pipeline.move(session, application, by, stage=stage)
    return update


def tell(
    session: Session, application: Application, word: Word, *, by: Teammate | None = None
) -> Update:
    """Write down what is shown from now on, and promise the next word. The caller holds the
    application and has settled the promise before; what letters hear is the caller's event.
    """
    update = Update(
        application_id=application.id,
        status=word.status,
        sentence=word.sentence or sentence(word.status),
        words=word.words,
        next_word_by=word.next_word_by,
        at=clock.now(),
        by_id=by.id if by else None,
    )
    session.add(update)
    application.status = word.status
    application.interviewed = application.interviewed or counts_as_interviewed(word.status)
    application.introduced_at = application.introduced_at or update.at
    application.version += 1
    if word.next_word_by is not None:
        application.next_word_by = word.next_word_by
        ledger.promise(session, application, word.next_word_by)
    session.flush()
    return update


def _check(session: Session, application: Application, word: Word) -> None:
    if not application.is_open():
        raise Refusal(_("This application is closed."))
    if not word.words:
        raise Refusal(_("Write what the candidate will read."))
    if word.status not in TELLABLE and word.status is not application.status:
        raise Refusal(_("An update can’t say that. Offers and endings have forms of their own."))
    if application.status in (Status.OFFER, Status.JOINING) and word.status in TELLABLE:
        raise Refusal(
            _("There is an offer. Answer it, or take it back, before saying something else.")
        )
    if word.next_word_by is None:
        raise Refusal(_("Say by when the next word will come."))
    ledger.check(session, application, word.next_word_by, status=word.status)
