"""A month in which three recruiters post whatever they can think of, and nobody who joins is
written to more often than the budget allows: what doesn't fit comes in a digest, or is read on the
page.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import product

import pytest

from portal.company.calendar import Calendar
from portal.engagement.actions import posts
from portal.engagement.models import Audience
from portal.mail.kinds import EXTRAS, MessageState
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.standing.news import news
from tests.make import MONDAY
from tests.posted import messages, text_of
from tests.proof import examples
from tests.slices.test_engagement_budget import Postbox, check_the_budget, worked_until

DAY = timedelta(days=1)
A_MONTH = 30
JOINERS = examples(5, 500)
RECRUITERS = ("Robin Keller", "Mira Holm", "Priya Nair")
ZONES = (
    "Europe/Lisbon",
    "America/New_York",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Pacific/Kiritimati",
)


@pytest.mark.prove
def test_a_month_of_eager_posting_is_too_much_for_nobody(session, sessions, make):
    box = Postbox()
    with clock.held_at(MONDAY - DAY):
        every_job = [make.job("Backend Engineer"), make.job("Data Analyst")]
        joiners = [joins(make, number, every_job[number % 2]) for number in range(JOINERS)]
        people = [make.teammate(name) for name in RECRUITERS]

    titles = a_month_of_posts(session, sessions, box, people=people, every_job=every_job)

    end = worked_until(sessions, box, MONDAY + (A_MONTH + 25) * DAY)
    rows, mails = messages(session), read_by(box)
    assert [one.problem for one in rows if one.letter in EXTRAS and not is_seen_to(one)] == []
    for person, zone, email, job_id in joiners:
        sent = [one.sent_at for one in rows if one.candidate_id == person and is_sent_extra(one)]
        check_the_budget(sent, zone, Calendar())
        assert len(sent) > 5
        assert {mails[email][title] for title in titles[job_id]} <= {0, 1}, "nothing comes twice"
        with clock.held_at(end):
            assert {one.title for one in news(session, person)} == titles[job_id]


def a_month_of_posts(session, sessions, box, *, people, every_job):
    """Each recruiter posts every other day, weekends too: for all, or for one job. The titles, by
    job.
    """
    titles = defaultdict(set)
    for day, (nth, who) in product(range(A_MONTH), enumerate(people)):
        if (day + nth) % 2:
            moment = worked_until(sessions, box, MONDAY + day * DAY + nth * timedelta(hours=3))
            job = None if day % 3 else every_job[nth % 2]
            with clock.held_at(moment):
                title = write(session, who, f"News-{day}-{nth}-", job)
            for each in [job] if job else every_job:
                titles[each.id].add(title)
    return titles


def is_sent_extra(message):
    """Whether it left, and is one that the budget counts."""
    return message.sent_at is not None and message.letter in EXTRAS


def is_seen_to(message):
    """Whether it was mailed, by itself or in a digest, or too old to be; nothing waits for ever."""
    if message.state is MessageState.CANCELLED:
        return message.joined_id is not None
    return message.state in {MessageState.SENT, MessageState.STALE}


def joins(make, number, job):
    """Somebody who accepted; their id, zone, address and job."""
    zone, email = ZONES[number % len(ZONES)], f"joiner{number}@example.org"
    candidate = make.candidate(f"Joiner{number} Quill", email=email, zone=zone)
    application = make.application(candidate=candidate, job=job, stage="Decision")
    make.accepted(make.offer(application))
    return candidate.id, zone, email, job.id


def write(session, who, title, job):
    """A piece of news, confirmed at once."""
    session.rollback()
    draft = posts.Draft(title, "We did something again.", Audience.JOINING, job)
    with transaction(session):
        posts.confirm(session, posts.write(session, who, draft=draft), who)
    return title


def read_by(box):
    """How often each line was read, by address."""
    lines = defaultdict(Counter)
    for recipient, mail in box.taken:
        lines[recipient].update(text_of(mail).splitlines())
    return lines
