"""What runs when, one line each, and who runs it."""

from collections.abc import Callable
from threading import Event

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from portal.engagement.actions import pictures
from portal.hiring.actions import batch_writing, closing, releases, words
from portal.integrations import apply as imports
from portal.integrations import forgetting
from portal.links.requests import ANSWERING_JOB, handle_link_requests
from portal.mail import (
    carriers,
    mornings,
    offer_reminders,
    reminders,
    sending,
    survey_letters,
    survey_reminders,
)
from portal.mail.outbox import SENDING_JOB
from portal.plumbing import nightly
from portal.plumbing.db import transaction
from portal.plumbing.jobs import Crew, Job, Work
from portal.surveys import jobs as surveys

FIVE_MINUTES = 300
TEN_MINUTES = 600
A_MINUTE = 60
AN_HOUR = 3600
A_DAY = 24 * AN_HOUR


def _each_in_one(action: Callable[[Session], object]) -> Work:
    def work(sessions: sessionmaker[Session], _stopping: Event) -> None:
        with sessions() as session, transaction(session):
            action(session)

    return work


JOBS = (
    Job(SENDING_JOB, 10, sending.drain),
    Job(batch_writing.JOB, 5, batch_writing.work),
    Job(releases.JOB, 10, releases.release_due),
    Job("closing-jobs", A_MINUTE, _each_in_one(closing.close_emptied)),
    Job(ANSWERING_JOB, 10, _each_in_one(handle_link_requests)),
    Job("step-reminders", FIVE_MINUTES, reminders.work),
    Job(offer_reminders.JOB, TEN_MINUTES, offer_reminders.work),
    Job(imports.JOB, 5, imports.work),
    Job(forgetting.JOB, AN_HOUR, forgetting.work),
    Job(mornings.JOB, TEN_MINUTES, mornings.sweep),
    Job("survey-invitations", AN_HOUR, surveys.invite),
    Job("survey-reminders", AN_HOUR, survey_reminders.work),
    Job("survey-rounds", AN_HOUR, survey_letters.close),
    Job("backup", AN_HOUR, nightly.work),
    Job("forgotten-words", A_DAY, _each_in_one(words.forget)),
    Job("forgotten-pictures", A_DAY, _each_in_one(pictures.sweep)),
)


def crew(app: Flask) -> Crew:
    """Who runs all this for that app. Raises Misconfigured where mail could not leave."""
    config, sessions = app.extensions["config"], app.extensions["sessions"]
    carriers.carrier(config, sessions).close()
    made = Crew(config, sessions, JOBS)
    made.hear_nudges(sessions)
    return made


def start_beside_web(app: Flask) -> Crew:
    """For a web process that is up: pass nudges on, and work where nobody else does.

    With Redis the web only passes them on: `flask worker` works.
    """
    made = crew(app)
    if not app.extensions["config"].redis_url:
        made.start()
    return made
