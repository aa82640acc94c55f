"""What the team calls things: statuses, outcomes, kinds of steps and letters."""

from flask import Blueprint

from portal.hiring.batches import WhyNot
from portal.hiring.holding import Dropped
from portal.hiring.models import StepKind
from portal.hiring.models.people import Situation
from portal.hiring.stages import Outcome, Status
from portal.mail.kinds import Letter, MessageState
from portal.mail.records import Known
from portal.plumbing.words import lazy as _l
from portal.surveys.items import Touchpoint
from portal.surveys.waiting import Why

STATUSES = {
    Status.RECEIVED: _l("received"),
    Status.IN_REVIEW: _l("in review"),
    Status.INTERVIEWING: _l("in interviews"),
    Status.DECIDING: _l("being decided"),
    Status.ON_HOLD: _l("on hold"),
    Status.OFFER: _l("offer"),
    Status.JOINING: _l("joining"),
    Status.CLOSED: _l("closed"),
}
OUTCOMES = {
    Outcome.HIRED: _l("hired"),
    Outcome.NOT_SELECTED: _l("not selected"),
    Outcome.DECLINED: _l("declined"),
    Outcome.WITHDRAWN: _l("withdrew"),
    Outcome.JOB_CLOSED: _l("job closed"),
    Outcome.OFFER_LAPSED: _l("offer lapsed"),
    Outcome.OFFER_RESCINDED: _l("offer taken back"),
}
SITUATIONS = {
    Situation.RECEIVED: _l("applied a few days ago"),
    Situation.INTERVIEWING: _l("in interviews"),
    Situation.LATE: _l("waits for a word that is late"),
    Situation.OFFER: _l("has an offer"),
    Situation.JOINING: _l("is joining"),
    Situation.NOT_SELECTED: _l("not selected, after an interview"),
}
STEP_KINDS = {
    StepKind.INTERVIEW: _l("Interview"),
    StepKind.TASK: _l("Task"),
    StepKind.DOCUMENT: _l("Document"),
}
LETTERS = {
    Letter.INTRODUCTION: _l("Introduction"),
    Letter.LINK: _l("Link"),
    Letter.RECEIVED: _l("Received, once more"),
    Letter.UPDATE: _l("Update"),
    Letter.EXTENDED: _l("Need longer"),
    Letter.LATE: _l("Late word"),
    Letter.STEP_SET: _l("Step"),
    Letter.STEP_CHANGED: _l("Changed step"),
    Letter.STEP_CANCELLED: _l("Cancelled step"),
    Letter.STEP_REMINDER: _l("Reminder"),
    Letter.ENDING: _l("Ending"),
    Letter.VERBAL_OFFER: _l("Verbal offer"),
    Letter.OFFER: _l("Offer"),
    Letter.OFFER_REMINDER: _l("Reminder of an offer"),
    Letter.OFFER_ACCEPTED: _l("Thanks for accepting"),
    Letter.OFFER_DECLINED: _l("Thanks after declining"),
    Letter.THANKS: _l("A word after declining"),
    Letter.ANSWER_UNDONE: _l("Answer taken back"),
    Letter.WELCOME: _l("Welcome"),
    Letter.WITHDRAWN: _l("Thanks after withdrawing"),
    Letter.WITHDRAWAL_UNDONE: _l("Withdrawal taken back"),
    Letter.ANSWER: _l("Answer"),
    Letter.FIRST_DAY: _l("First day"),
    Letter.FIRST_DAY_CANCELLED: _l("Cancelled first day"),
    Letter.ADDRESS_CHANGED: _l("Another address"),
    Letter.NEWS: _l("News"),
    Letter.SURVEY: _l("Survey"),
    Letter.SURVEY_REMINDER: _l("Reminder of a survey"),
    Letter.DIGEST: _l("Extras together"),
    Letter.CODE: _l("Code"),
}
TOUCHPOINTS = {
    Touchpoint.APPLIED: _l("After applying"),
    Touchpoint.INTERVIEWED: _l("After an interview"),
    Touchpoint.NOT_SELECTED: _l("After we said no"),
    Touchpoint.WITHDREW: _l("After withdrawing"),
    Touchpoint.DECLINED: _l("After declining"),
    Touchpoint.ACCEPTED: _l("After accepting"),
    Touchpoint.NEW_HIRE: _l("After the first weeks"),
}
ASKED_WHEN = {
    Touchpoint.APPLIED: _l("1 to 3 days after we introduced ourselves"),
    Touchpoint.INTERVIEWED: _l("after the interview, at most 3 days later"),
    Touchpoint.NOT_SELECTED: _l("1 to 3 days after they were told"),
    Touchpoint.WITHDREW: _l("1 or 2 days later; never why, which they may say with their name"),
    Touchpoint.DECLINED: _l("1 or 2 days later; never why, which they may say with their name"),
    Touchpoint.ACCEPTED: _l("2 to 3 days later"),
    Touchpoint.NEW_HIRE: _l("14 to 30 days after the first day"),
}
NOT_ASKED = {
    Why.DUE: _l("asked within the hour"),
    Why.SAID_NO: _l("said no to this survey"),
    Why.ASKED_BEFORE: _l("was asked in the last six months"),
    Why.ACTIVE_ELSEWHERE: _l("still active in another application"),
    Why.NO_EXTRAS: _l("wants no extras"),
    Why.NO_ADDRESS: _l("has no address"),
    Why.ADDRESS_REFUSED: _l("the address was refused: correct it first"),
    Why.NO_KEY: _l("waits: the open round can take no answers, flask doctor says why"),
}
DROPPED = {
    Dropped.CLOSED: _l("This closed before it left."),
    Dropped.OFFER: _l("There is an offer now. Take the decision back, or the offer."),
    Dropped.ANSWERED: _l(
        "They answered the offer first, or got another: look where it stands now."
    ),
    Dropped.NOT_DECIDED: _l("Nothing is decided now."),
    Dropped.INTERVIEWED: _l(
        "Somebody spoke with them meanwhile: a mail is not enough, write a note or call."
    ),
}
MAILS = {
    MessageState.HELD: _l("mail held back"),
    MessageState.QUEUED: _l("mail leaves now"),
    MessageState.SENDING: _l("mail leaves now"),
    MessageState.SENT: _l("mail sent"),
    MessageState.RETRY: _l("mail delayed, we try again"),
    MessageState.FAILED: _l("mail failed"),
    MessageState.CANCELLED: _l("mail not needed any more"),
    MessageState.STALE: _l("mail too old to send"),
    MessageState.UNSURE: _l("mail may have been sent"),
}
KNOWN = {
    Known.THERE: _l("is there"),
    Known.MISSING: _l("is missing"),
    Known.TWICE: _l("is there twice, so that others believe neither"),
    Known.NOT_CHECKED: _l("not checked"),
}
WHY_NOT = {
    WhyNot.INTERVIEWED: _l("interviewed: a call or a note of their own"),
    WhyNot.ANOTHER_OPEN: _l("have another application open here, which goes on"),
    WhyNot.SAME_NAME: _l("the same name more than once"),
    WhyNot.NO_ADDRESS: _l("no mail address: call"),
    WhyNot.WAITING: _l("words wait to leave already"),
    WhyNot.OFFER: _l("there is an offer"),
    WhyNot.NOT_DECIDED: _l("nothing is decided any more"),
    WhyNot.CLOSED: _l("closed meanwhile"),
}
"""Why somebody is not told with many others."""


def status_words(status: Status) -> str:
    """ "in interviews"."""
    return str(STATUSES[status])


def outcome_words(outcome: Outcome) -> str:
    """ "not selected"."""
    return str(OUTCOMES[outcome])


def kind_words(kind: StepKind) -> str:
    """ "Interview"."""
    return str(STEP_KINDS[kind])


def hang_on(bp: Blueprint) -> None:
    """Give templates these words as filters."""
    for words in (status_words, outcome_words, kind_words):
        bp.add_app_template_filter(words)
