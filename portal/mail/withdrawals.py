"""From what a candidate did about their own application to the letters that tell of it."""

from sqlalchemy.orm import Session

from portal.hiring.events import WithdrawalExplained, WithdrawalUndone, Withdrawn
from portal.hiring.models import Application, Withdrawal
from portal.mail.kinds import Letter
from portal.mail.outbox import cancel
from portal.mail.whom import tell, tell_owner


def withdrawn(session: Session, event: Withdrawn) -> None:
    """Thanks and a wish to the candidate; the team hears at once."""
    application, subject = _about(session, event)
    tell(session, application, Letter.WITHDRAWN, subject=subject)
    tell_owner(session, application, Letter.TEAM_WITHDRAWN, subject=subject)


def undone(session: Session, event: WithdrawalUndone) -> None:
    """The application goes on: both sides hear it."""
    application, subject = _about(session, event)
    tell(session, application, Letter.WITHDRAWAL_UNDONE, subject=subject)
    tell_owner(session, application, Letter.TEAM_WITHDRAWAL_UNDONE, subject=subject)


def explained(session: Session, event: WithdrawalExplained) -> None:
    """The team hears why, and hears it again where the candidate says more later."""
    application, subject = _about(session, event)
    given_at = session.get_one(Withdrawal, event.withdrawal_id).reasons_given_at
    letter = Letter.TEAM_WITHDRAWAL_REASONS
    cancel(session, subject, [letter], problem="They said more before this left.")
    tell_owner(session, application, letter, subject=subject, nth=f"{given_at:%Y%m%d%H%M%S%f}")


def _about(
    session: Session, event: Withdrawn | WithdrawalUndone | WithdrawalExplained
) -> tuple[Application, str]:
    return session.get_one(Application, event.application_id), str(event.withdrawal_id)
