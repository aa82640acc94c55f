"""Letters to teammates: a key to come in, an answer to an offer, the reasons for a no."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.company.queries import company
from portal.hiring.models import Application, NoteLines, StepProposal
from portal.hiring.reasons import words_for
from portal.hiring.undoing import undo_until
from portal.mail.contents.basis import Links, Outdated, our_links
from portal.mail.contents.offers import decision_of
from portal.mail.models import Message
from portal.offers.outcomes import OfferOutcome, may_undo
from portal.plumbing import clock
from portal.plumbing.settings import settings
from portal.plumbing.tokens import fingerprint
from portal.team.models import TeamInvitation, Teammate

_LINES = select(NoteLines).where(NoteLines.ref == bindparam("ref"))
_PROPOSAL = select(StepProposal).where(StepProposal.ref == bindparam("ref"))
_KEY = select(TeamInvitation).where(TeamInvitation.key_hash == bindparam("key_hash"))


def key(session: Session, message: Message, links: Links) -> dict[str, object]:
    """A one-use key to set a password."""
    teammate = teammate_of(message)
    behind = session.scalar(_KEY, {"key_hash": fingerprint(message.secret)})
    if behind is None or behind.used_at is not None or behind.expires_at < clock.now():
        raise Outdated("The key was used, replaced, or is too old.")
    return {
        "teammate": teammate.name,
        "link": links.team(f"password/{message.secret}"),
        "until": behind.expires_at,
        "zone": company(session).time_zone,
    }


def offer_answered(session: Session, message: Message, links: Links) -> dict[str, object]:
    """What a candidate answered, and until when it may be taken back."""
    decision = decision_of(session, message)
    if decision.taken_back_at is not None:
        raise Outdated("The answer was taken back before this left.")
    undo = may_undo(decision.outcome, decision.decided_at, clock.now())
    return {
        **about(session, message, links),
        "is_yes": decision.outcome is OfferOutcome.ACCEPTED,
        "undo_until": undo_until(decision.decided_at) if undo else None,
    }


def answer_undone(session: Session, message: Message, links: Links) -> dict[str, object]:
    """They took it back: the offer is open again. Outdated once they answered anew."""
    decision = decision_of(session, message)
    if not decision.offer.is_open():
        raise Outdated("The offer was answered again before this left.")
    is_yes = decision.outcome is OfferOutcome.ACCEPTED
    return {
        **about(session, message, links),
        "is_yes": is_yes,
        "answer_by": decision.offer.answer_by,
    }


def reasons(session: Session, message: Message, links: Links) -> dict[str, object]:
    """Why an offer was declined, in the candidate's own words and with their name."""
    decision = decision_of(session, message)
    if decision.taken_back_at is not None:
        raise Outdated("The answer was taken back before this left.")
    return {
        **about(session, message, links),
        "main": [words_for(reason.code) for reason in decision.reasons if reason.rank == 1],
        "more": [words_for(reason.code) for reason in decision.reasons if reason.rank > 1],
        "comment": our_links(settings(session).base_url).sub("(…)", decision.comment),
        "stay_in_touch": decision.stay_in_touch,
    }


def cant_make_it(session: Session, message: Message, links: Links) -> dict[str, object]:
    """A candidate can't come, and when they can. Outdated once it is answered."""
    proposal = session.scalar(_PROPOSAL, {"ref": message.subject})
    if proposal is None or proposal.settled_at is not None:
        raise Outdated("It was answered before this left.")
    return {
        **about(session, message, links),
        "step": proposal.step,
        "times": (proposal.first_at, proposal.second_at),
        "words": our_links(settings(session).base_url).sub("(…)", proposal.words),
    }


def note_asked(session: Session, message: Message, links: Links) -> dict[str, object]:
    """Somebody would like two lines before they write to a candidate."""
    lines = session.scalar(_LINES, {"ref": message.subject})
    application = session.get_one(Application, message.application_id)
    if lines is None or lines.answered_at is not None or not application.is_open():
        raise Outdated("The lines are not needed any more.")
    return {
        **about(session, message, links),
        "asked_by": lines.asked_by.name if lines.asked_by else "",
        "link": links.team(f"applications/{application.ref}/lines"),
    }


def teammate_of(message: Message) -> Teammate:
    """Whom the letter goes to. Raises Outdated once they are not on the team any more."""
    teammate = message.teammate
    if teammate is None:
        raise ValueError("This letter is for teammates.")
    if teammate.disabled_at is not None:
        raise Outdated("They are not on the team any more.")
    return teammate


def about(session: Session, message: Message, links: Links) -> dict[str, object]:
    """Whom it is about, for what job, and where that stands. Raises Outdated."""
    application = session.get(Application, message.application_id)
    if application is None:
        raise Outdated("The application is gone.")
    return {
        "teammate": teammate_of(message).name,
        "candidate": application.candidate.full_name,
        "job": application.job.title,
        "link": links.team(f"applications/{application.ref}"),
        "zone": company(session).time_zone,
    }
