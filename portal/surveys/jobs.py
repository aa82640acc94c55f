"""What the schedule runs for surveys. Each opens its own transactions; killed anywhere, the next
run goes on."""

from threading import Event

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from portal.plumbing.db import transaction
from portal.surveys import traces
from portal.surveys.actions import forgetting, invitations, rounds
from portal.surveys.models import Round
from portal.surveys.queries import today


def invite(sessions: sessionmaker[Session], stopping: Event) -> None:
    """Every hour: ask those for whom it is time, a hundred in a transaction."""
    with sessions() as session:
        while not stopping.is_set():
            with transaction(session):
                asked = invitations.invite_due(session)
            if not asked:
                return


def close_rounds(session: Session) -> list[Round]:
    """Close what is due, and let go of what closed rounds were made from: publish, then forget,
    then sweep; gives the rounds closed now."""
    with transaction(session):
        closed = rounds.close_due(session, today(session))
    with transaction(session):
        gone = forgetting.forget(session)
    engine = session.get_bind()
    if gone and isinstance(engine, Engine) and traces.sweep(engine):
        with transaction(session):
            forgetting.forgotten(session, gone)
    return closed
