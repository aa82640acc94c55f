"""Plays the demo's story: each moment a transaction, and the mails of that moment with it."""

from threading import Event

from sqlalchemy.orm import Session, sessionmaker

from portal.hiring.actions import batch_writing
from portal.integrations.made_up.script import Script
from portal.mail.sending import drain
from portal.plumbing import clock
from portal.plumbing.db import transaction


def play(script: Script, sessions: sessionmaker[Session]) -> None:
    """All of it; then what is told to many is written for each of them."""
    with sessions() as session:
        for moment, scene in script.in_order():
            with clock.held_at(moment):
                with transaction(session):
                    scene(session)
                drain(sessions)
    with clock.held_at(script.now):
        batch_writing.work(sessions, Event())
