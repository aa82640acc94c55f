"""The history of an application as the team reads it: what happened, and what was mailed."""

from datetime import datetime

from portal.hiring.models import Application
from portal.hiring.queries.history import HistoryLine, Line, history
from portal.mail.queries import MessageLine, messages_of
from portal.web.recruiter.labels import LETTERS, MAILS
from portal.web.recruiter.tells import VersionedForm
from portal.web.session import db


def lines_of(application: Application) -> list[HistoryLine]:
    """All of it, newest first."""
    mails = [_mail(message) for message in messages_of(db(), application.id)]
    return sorted([*history(db(), application), *mails], key=lambda line: line.at, reverse=True)


def since(lines: list[HistoryLine], moment: datetime | None) -> list[HistoryLine]:
    """What somebody of the team or the candidate did after that moment."""
    if moment is None:
        return []
    return [line for line in lines if line.at > moment and line.kind is not Line.MAIL]


def news_for(application: Application, form: VersionedForm) -> list[HistoryLine]:
    """What happened since a refused form was opened; nothing where it wasn't refused."""
    return since(lines_of(application), form.opened_at()) if form.form_errors else []


def _mail(message: MessageLine) -> HistoryLine:
    label = str(LETTERS.get(message.letter, message.letter.value))
    said = f"{label}: {MAILS[message.state]}"
    words = f"{said}. {message.problem}" if message.problem else said
    return HistoryLine(Line.MAIL, message.sent_at or message.created_at, words)
