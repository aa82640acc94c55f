"""What each letter says: facts read right before it leaves, one module a resource. Raises Outdated
where nothing is left to say.
"""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from portal.mail.contents import (
    applications,
    doors,
    duties,
    extras,
    first_days,
    offers,
    questions,
    steps,
    team,
    trying,
    withdrawals,
)
from portal.mail.contents.basis import Links
from portal.mail.kinds import Letter
from portal.mail.models import Message

Content = Callable[[Session, Message, Links], dict[str, object]]

LETTER_TO_CONTENT: Mapping[Letter, Content] = {
    Letter.INTRODUCTION: applications.introduction,
    Letter.RECEIVED: applications.introduction,
    Letter.UPDATE: applications.update,
    Letter.EXTENDED: applications.update,
    Letter.LATE: applications.late,
    Letter.ENDING: applications.ending,
    Letter.STEP_SET: steps.ahead,
    Letter.STEP_CHANGED: steps.ahead,
    Letter.STEP_CANCELLED: steps.cancelled,
    Letter.STEP_REMINDER: steps.reminder,
    Letter.VERBAL_OFFER: offers.verbal,
    Letter.OFFER: offers.offer,
    Letter.OFFER_REMINDER: offers.reminder,
    Letter.OFFER_ACCEPTED: offers.answered,
    Letter.OFFER_DECLINED: offers.answered,
    Letter.THANKS: offers.thanks,
    Letter.ANSWER_UNDONE: offers.undone,
    Letter.WELCOME: offers.welcome,
    Letter.WITHDRAWN: withdrawals.withdrawn,
    Letter.WITHDRAWAL_UNDONE: withdrawals.undone,
    Letter.ANSWER: questions.answer,
    Letter.FIRST_DAY: first_days.first_day,
    Letter.FIRST_DAY_CANCELLED: first_days.cancelled,
    Letter.LINK: doors.link,
    Letter.CODE: doors.code,
    Letter.ADDRESS_CHANGED: doors.address_changed,
    Letter.NEWS: extras.news,
    Letter.SURVEY: extras.survey,
    Letter.SURVEY_REMINDER: extras.survey,
    Letter.DIGEST: extras.digest,
    Letter.TEAM_INVITATION: team.key,
    Letter.TEAM_RESET: team.key,
    Letter.TEAM_OFFER_ANSWERED: team.offer_answered,
    Letter.TEAM_ANSWER_UNDONE: team.answer_undone,
    Letter.TEAM_REASONS: team.reasons,
    Letter.TEAM_HAND_OVER: duties.hand_over,
    Letter.TEAM_WITHDRAWN: withdrawals.team_withdrawn,
    Letter.TEAM_WITHDRAWAL_UNDONE: withdrawals.team_undone,
    Letter.TEAM_WITHDRAWAL_REASONS: withdrawals.team_reasons,
    Letter.TEAM_CANT_MAKE_IT: team.cant_make_it,
    Letter.TEAM_QUESTION: questions.team_question,
    Letter.TEAM_START_CHANGE: first_days.start_change,
    Letter.TEAM_ASSURANCE: questions.team_question,
    Letter.TEAM_LATE: duties.late,
    Letter.TEAM_FAILURES: duties.failures,
    Letter.TEAM_THIRD_EXTENSION: duties.third_extension,
    Letter.TEAM_TEST: trying.test,
    Letter.TEAM_SAMPLE: trying.sample,
    Letter.TEAM_NOTE_ASKED: team.note_asked,
}
