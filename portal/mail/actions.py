"""What a person decides about a message: that it is tried again, that it stays, that it left.

A worker may have it in hand at the same moment: each looks at the row again, held.
"""

from sqlalchemy.orm import Session

from portal.audit import trail
from portal.mail.kinds import ASKED_FOR, EXTRAS, Letter, MessageState, use_by
from portal.mail.models import Message
from portal.mail.outbox import SENDING_JOB
from portal.plumbing import clock, jobs
from portal.plumbing.errors import Refusal
from portal.plumbing.words import gettext as _
from portal.team.models import Teammate

_STUCK = (MessageState.FAILED, MessageState.STALE, MessageState.UNSURE)
_WAITS = (MessageState.QUEUED, MessageState.RETRY)
_ONCE_ONLY = frozenset(
    {Letter.CODE, Letter.TEAM_INVITATION, Letter.TEAM_RESET, Letter.ADDRESS_CHANGED}
)
"""What carried a code, a key or an address that is kept nowhere any more."""


def send_again(session: Session, message: Message, by: Teammate) -> None:
    """Let a worker take it once more, under the same Message-ID; what it says is read again then.

    What waits already stays as it is. Raises Refusal for what left, leaves just now or isn't
    wanted, and for what can't be made again.
    """
    _hold(session, message)
    if message.state in _WAITS:
        return
    if message.state not in _STUCK:
        raise Refusal(_why_not(message.state))
    _check(message)
    now = clock.now()
    message.state, message.due_at, message.attempts = MessageState.QUEUED, now, 0
    message.problem, message.lease = "", ""
    if message.letter not in EXTRAS:
        message.use_by = use_by(message.letter, now)
    trail.record(session, by.ref, "message.sent_again", subject=message.ref)
    session.flush()
    jobs.nudge(session, SENDING_JOB)


def call_off(session: Session, message: Message, by: Teammate) -> None:
    """Let it stay here. A second time does nothing.

    Raises Refusal for an ending, whose words stand on their page already, and for what left or
    failed, unless nobody is owed it.
    """
    _hold(session, message)
    if message.state is MessageState.CANCELLED:
        return
    if not may_stay(message):
        raise Refusal(_why_not(message.state))
    if message.letter is Letter.ENDING:
        raise Refusal(
            _("They read these words on their page already. Open the application again instead.")
        )
    message.state, message.secret = MessageState.CANCELLED, ""
    message.problem = f"Called off by {by.name}."
    trail.record(session, by.ref, "message.called_off", subject=message.ref)
    session.flush()


def may_stay(message: Message) -> bool:
    """Whether it waits; or is stuck, and nothing that anybody is owed."""
    if message.state in _STUCK:
        return message.letter in EXTRAS | ASKED_FOR
    return message.state in {*_WAITS, MessageState.HELD}


def mark_as_sent(session: Session, message: Message, by: Teammate) -> None:
    """Somebody knows that it left, which we can't. A second time does nothing.

    Raises Refusal for any other message.
    """
    _hold(session, message)
    if message.state is MessageState.SENT:
        return
    if message.state is not MessageState.UNSURE:
        raise Refusal(_("Only a mail that may have left can be marked as sent."))
    message.state, message.sent_at = MessageState.SENT, clock.now()
    message.problem = f"Marked as sent by {by.name}."
    trail.record(session, by.ref, "message.marked_as_sent", subject=message.ref)
    session.flush()


def _hold(session: Session, message: Message) -> None:
    session.refresh(message, with_for_update={"of": Message})


def _check(message: Message) -> None:
    """Whether it would leave at all."""
    if message.letter in _ONCE_ONLY:
        raise Refusal(_("What it carried is kept nowhere any more. Send a new one instead."))
    if message.letter in EXTRAS and message.use_by < clock.now():
        raise Refusal(_("It is too late to be of use."))
    person = message.candidate or message.teammate
    if person is None or not person.email:
        raise Refusal(_("There is no address to write to."))
    refused = message.candidate is not None and message.candidate.email_refused_at is not None
    if refused and message.letter not in ASKED_FOR:
        raise Refusal(_("Nobody is reached at this address. Correct it first, or call."))


def _why_not(state: MessageState) -> str:
    """What stands in the way of it, where it isn't among those that may be changed."""
    return {
        MessageState.SENT: _("It has left already."),
        MessageState.SENDING: _("It is leaving just now. Look again in a few minutes."),
        MessageState.HELD: _("It is held back, and leaves when its time comes."),
        MessageState.CANCELLED: _("It is not needed any more."),
    }.get(state, _("It does not leave by itself any more."))
