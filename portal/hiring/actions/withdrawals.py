"""The candidate's own end of an application: withdrawn, taken back, explained."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.audit import trail
from portal.hiring.actions import applications, explaining, ledger, steps, updates
from portal.hiring.events import WithdrawalExplained, WithdrawalUndone, Withdrawn
from portal.hiring.models import (
    Application,
    TimelineEntry,
    TimelineKind,
    Update,
    Withdrawal,
    WithdrawalReason,
)
from portal.hiring.reasons import Reasons
from portal.hiring.stages import Outcome, Status
from portal.hiring.undoing import is_undoable
from portal.plumbing import clock, events
from portal.plumbing.errors import Missing, Refusal
from portal.plumbing.kept import kept
from portal.plumbing.words import gettext as _
from portal.plumbing.words import noted

_OWN = select(Application).where(
    Application.ref == bindparam("ref"), Application.candidate_id == bindparam("candidate")
)
_OWN_ONES = (
    select(Application)
    .where(
        Application.ref.in_(bindparam("refs", expanding=True)),
        Application.candidate_id == bindparam("candidate"),
    )
    .order_by(Application.id)  # the order in which everybody locks, so nobody waits in a ring
)


def withdraw(session: Session, candidate_id: int, ref: str, *, also: Collection[str] = ()) -> None:
    """End the candidate's own application, and those `also` named with it; what lay ahead in them
    is cancelled. A verdict that nobody told changes nothing here.

    Raises Missing, or Refusal where one is closed already or has an offer that waits for an answer.
    """
    refs = {ref, *also}
    own = session.scalars(_OWN_ONES, {"refs": list(refs), "candidate": candidate_id}).all()
    if len(own) < len(refs):
        raise Missing
    for application in own:
        applications.hold(session, application)
        _withdraw(session, application)


def undo(session: Session, candidate_id: int, ref: str) -> None:
    """Take a withdrawal back: the application goes on where it stood, with its promise and with
    what lay ahead.

    Raises Missing, or Refusal after 24 hours, once the team has told them something since, or
    where the job closed meanwhile.
    """
    application = _held(session, candidate_id, ref)
    withdrawal = application.withdrawal()
    if withdrawal is None or not _is_undoable(application, withdrawal):
        raise Refusal(_("This can no longer be undone. Write to us: we will find a way."))
    if application.was_told_since(withdrawal.at):
        raise Refusal(
            _("We have written to you since. Answer us, and we will sort it out together.")
        )
    if application.job.closed_at is not None:
        raise Refusal(_("The role was closed meanwhile. Write to us: we will find a way."))
    word = _where_it_stood(
        application, ledger.due_again(session, application, answered_at=withdrawal.at)
    )
    withdrawal.taken_back_at = clock.now()
    application.outcome = application.closed_at = None
    application.next_word_by = word.next_word_by
    updates.tell(session, application, word)
    _note(session, application, noted("You took your withdrawal back"))
    trail.record(session, trail.CANDIDATE, "withdrawal.undone", subject=application.ref)
    session.flush()
    steps.bring_back(session, application, since=withdrawal.at)
    events.emit(session, WithdrawalUndone(application.id, withdrawal.id))


def explain(session: Session, candidate_id: int, ref: str, *, reasons: Reasons) -> None:
    """Record why, with the candidate's name. All of it is optional; given again, the last counts,
    but for an empty form, which says nothing and takes nothing back.

    Raises Missing where it was never withdrawn, Refusal where that was taken back, or for more
    than two more reasons.
    """
    application = _held(session, candidate_id, ref)
    withdrawal = application.withdrawal()
    if withdrawal is None:
        raise explaining.taken_back() if application.withdrawals else Missing
    rows = withdrawal.reasons
    if not explaining.keep(
        session, withdrawal, reasons, application=application, rows=rows, row=WithdrawalReason
    ):
        return
    trail.record(session, trail.CANDIDATE, "withdrawal.explained", subject=application.ref)
    session.flush()
    events.emit(session, WithdrawalExplained(application.id, withdrawal.id))


def _held(session: Session, candidate_id: int, ref: str) -> Application:
    application = session.scalar(_OWN, {"ref": ref, "candidate": candidate_id})
    if application is None:
        raise Missing
    applications.hold(session, application)
    return application


def _withdraw(session: Session, application: Application) -> None:
    if not application.is_open():
        raise Refusal(_("This application is closed already."))
    if application.status is Status.OFFER:
        raise Refusal(_("There is an offer for you. Decline it on its own page instead."))
    withdrawal = Withdrawal(
        application_id=application.id,
        after_acceptance=application.status is Status.JOINING,
        at=clock.now(),
    )
    session.add(withdrawal)
    applications.close(session, application, Outcome.WITHDRAWN)
    steps.call_off(session, application, actor=trail.CANDIDATE)
    updates.tell(session, application, updates.Word(Status.CLOSED))
    _note(session, application, noted("You withdrew your application"))
    trail.record(session, trail.CANDIDATE, "application.withdrawn", subject=application.ref)
    session.flush()
    events.emit(session, Withdrawn(application.id, withdrawal.id))


def _is_undoable(application: Application, withdrawal: Withdrawal) -> bool:
    is_closed_by_it = application.outcome is Outcome.WITHDRAWN
    return is_closed_by_it and is_undoable(withdrawal.at, clock.now())


def _where_it_stood(application: Application, due: date) -> updates.Word:
    """What was told last before the end: it is told again as it was."""
    before: Update = [one for one in application.updates if one.status is not Status.CLOSED][-1]
    return updates.Word(before.status, before.words, before.sentence, due)


def _note(session: Session, application: Application, words: str) -> None:
    session.add(
        TimelineEntry(
            application_id=application.id,
            kind=TimelineKind.CANDIDATE,
            **kept(words),
            at=clock.now(),
        )
    )
