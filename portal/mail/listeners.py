"""From what happened to the letter that tells of it. Each only writes rows, in the transaction of
what happened.

Nobody without an address is written to; of an ending Today then asks for a call.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.engagement.audience import readers_of
from portal.engagement.events import PostConfirmed, PostTakenBack
from portal.engagement.models import Post
from portal.hiring.events import (
    AddressChanged,
    EndingTold,
    Introduced,
    OtherTimesProposed,
    StepCancelled,
    StepChanged,
    StepSet,
    UpdateGiven,
    WithdrawalExplained,
    WithdrawalUndone,
    Withdrawn,
)
from portal.hiring.models import (
    Application,
    Candidate,
    Ending,
    Step,
    StepProposal,
)
from portal.hiring.models.people import Extras
from portal.hiring.stages import EndingWay
from portal.links.events import CodeDue, FreshLinkDue
from portal.mail import addresses, withdrawals, words
from portal.mail.kinds import Letter
from portal.mail.outbox import NewMessage, cancel, put
from portal.mail.whom import tell, tell_or_call, tell_owner, to_candidate, with_key
from portal.surveys.events import InvitationMade
from portal.surveys.models import Invitation
from portal.team.events import ResetAsked, TeammateInvited

_PLANS = (Letter.STEP_SET, Letter.STEP_CHANGED)


def ending_told(session: Session, event: EndingTold) -> None:
    """The words, in full, but to whoever was told elsewhere. Without an address we call."""
    ending = session.get_one(Ending, event.ending_id)
    application = session.get_one(Application, event.application_id)
    if ending.way is EndingWay.CALL:
        tell(session, application, Letter.ENDING, subject=ending.ref)
    elif ending.way is not EndingWay.ELSEWHERE:
        tell_or_call(session, application, Letter.ENDING, subject=ending.ref)


def step_set(session: Session, event: StepSet) -> None:
    """What, who, when; nothing is said where it was called off and is on again before they heard
    of either.
    """
    application = session.get_one(Application, event.application_id)
    step = session.get_one(Step, event.step_id)
    unheard = cancel(session, step.ref, [Letter.STEP_CANCELLED], problem="It is on again.")
    if application.introduced_at is not None and not unheard:
        tell(session, application, Letter.STEP_SET, subject=step.ref, nth=step.sequence)


def step_changed(session: Session, event: StepChanged) -> None:
    """What, who, when, now. What waits to be said of it says it as it is now, so that nobody reads
    both.
    """
    application = session.get_one(Application, event.application_id)
    step = session.get_one(Step, event.step_id)
    withdrawn = cancel(session, step.ref, _PLANS, problem="It changed again before this left.")
    letter = Letter.STEP_SET if Letter.STEP_SET in withdrawn else Letter.STEP_CHANGED
    if application.introduced_at is not None:
        tell(session, application, letter, subject=step.ref, nth=step.sequence)


def step_cancelled(session: Session, event: StepCancelled) -> None:
    """It will not take place; nothing is said to whoever never heard of it."""
    application = session.get_one(Application, event.application_id)
    step = session.get_one(Step, event.step_id)
    withdrawn = cancel(session, step.ref, _PLANS, problem="It was cancelled before this left.")
    if application.introduced_at is not None and Letter.STEP_SET not in withdrawn:
        tell(session, application, Letter.STEP_CANCELLED, subject=step.ref, nth=step.sequence)


def other_times_proposed(session: Session, event: OtherTimesProposed) -> None:
    """Whoever answers for it hears that they can't make it, and when they can."""
    application = session.get_one(Application, event.application_id)
    proposal = session.get_one(StepProposal, event.proposal_id)
    tell_owner(session, application, Letter.TEAM_CANT_MAKE_IT, subject=proposal.ref)


def fresh_link_due(session: Session, event: FreshLinkDue) -> None:
    """A link, for somebody at the door."""
    candidate = session.get_one(Candidate, event.candidate_id)
    to_candidate(
        session,
        candidate,
        letter=Letter.LINK,
        purpose=f"link:{event.request}:{candidate.ref}",
        subject=event.request,
    )


def code_due(session: Session, event: CodeDue) -> None:
    """A code, for somebody at the door."""
    to_candidate(
        session,
        session.get_one(Candidate, event.candidate_id),
        letter=Letter.CODE,
        purpose=f"code:{event.code_id}",
        subject=str(event.code_id),
        secret=event.code,
    )


def teammate_invited(session: Session, event: TeammateInvited) -> None:
    """A key to set a first password."""
    with_key(session, Letter.TEAM_INVITATION, teammate_id=event.teammate_id, key=event.key)


def reset_asked(session: Session, event: ResetAsked) -> None:
    """A key to set a new password."""
    with_key(session, Letter.TEAM_RESET, teammate_id=event.teammate_id, key=event.key)


def invitation_made(session: Session, event: InvitationMade) -> None:
    """How did we do? An extra."""
    invitation = session.get_one(Invitation, event.invitation_id)
    application = invitation.application
    if application.candidate.extras is not Extras.NONE:
        tell(session, application, Letter.SURVEY, subject=invitation.ref)


def post_confirmed(session: Session, event: PostConfirmed) -> None:
    """News for each of its readers, when it is published. An extra."""
    post = session.get_one(Post, event.post_id)
    news = [
        NewMessage(
            letter=Letter.NEWS,
            purpose=f"news:{post.ref}:{candidate_id}",
            candidate_id=candidate_id,
            subject=post.ref,
            due_at=post.publish_at,
        )
        for candidate_id in readers_of(session, post)
    ]
    put(session, *news)


def post_taken_back(session: Session, event: PostTakenBack) -> None:
    """What has not left stays here."""
    post = session.get_one(Post, event.post_id)
    cancel(session, post.ref, [Letter.NEWS], problem="The post was taken back.")


LISTENERS: tuple[tuple[type, Callable[[Session, Any], None]], ...] = (
    (Introduced, words.introduced),
    (UpdateGiven, words.update_given),
    (EndingTold, ending_told),
    (StepSet, step_set),
    (StepChanged, step_changed),
    (StepCancelled, step_cancelled),
    (Withdrawn, withdrawals.withdrawn),
    (WithdrawalUndone, withdrawals.undone),
    (WithdrawalExplained, withdrawals.explained),
    (AddressChanged, addresses.address_changed),
    (OtherTimesProposed, other_times_proposed),
    (FreshLinkDue, fresh_link_due),
    (CodeDue, code_due),
    (TeammateInvited, teammate_invited),
    (ResetAsked, reset_asked),
    (InvitationMade, invitation_made),
    (PostConfirmed, post_confirmed),
    (PostTakenBack, post_taken_back),
)
