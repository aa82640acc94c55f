"""What a candidate says of how they were told."""

from datetime import timedelta

import pytest

from portal.hiring.actions import replies
from portal.hiring.models import Ending
from portal.hiring.queries.replies import Helpful, helpful
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.errors import Missing
from tests.make import MONDAY
from tests.written import everything, trail_of

LONG_AGO = MONDAY - timedelta(days=365)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def say(session, application, *, is_helpful, words=None):
    with transaction(session):
        replies.say(
            session,
            application.candidate_id,
            application.ref,
            is_helpful=is_helpful,
            words=words,
        )


def test_one_row_for_an_ending_that_may_be_changed(make, session):
    application = make.ending()
    say(session, application, is_helpful=False, words="Too short.")
    say(session, application, is_helpful=True)

    reply = application.ending.reply
    assert (reply.is_helpful, reply.words, reply.at) == (True, "Too short.", MONDAY)
    assert trail_of(session, application.ref).count("ending.found_helpful") == 2


def test_the_same_again_changes_nothing(make, session):
    application = make.ending()
    say(session, application, is_helpful=True, words="")
    before = everything(session)

    say(session, application, is_helpful=True, words="")

    assert everything(session) == before


def test_words_are_taken_back_by_an_empty_field(make, session):
    application = make.ending()
    say(session, application, is_helpful=True, words="Thank you.")
    say(session, application, is_helpful=True, words="")

    assert application.ending.reply.words == ""


def test_staying_in_touch_is_said_and_taken_back(make, session):
    application, said = make.ending(), []
    for is_welcome in (True, True, False):
        with transaction(session):
            replies.stay_in_touch(
                session, application.candidate_id, application.ref, is_welcome=is_welcome
            )
        said.append(application.ending.reply.stay_in_touch)

    assert said == [True, True, False]
    assert application.ending.reply.is_helpful is None
    assert trail_of(session, application.ref).count("ending.stay_in_touch_set") == 2


@pytest.mark.parametrize("how", ["open", "withdrawn", "declined", "only held", "somebody else's"])
def test_where_no_ending_was_told_there_is_nothing_to_say(make, session, how):
    ways = {
        "open": make.application,
        "withdrawn": make.withdrawn,
        "declined": lambda: make.declined().application,
        "only held": lambda: make.session.get_one(Ending, make.held().id) and make.application(),
        "somebody else's": lambda: make.ending(make.charlie()),
    }
    application, charlie = ways[how](), make.application()
    whose = charlie.candidate_id if how == "somebody else's" else application.candidate_id

    with pytest.raises(Missing), transaction(session):
        replies.say(session, whose, application.ref, is_helpful=True)
    with pytest.raises(Missing), transaction(session):
        replies.stay_in_touch(session, whose, application.ref, is_welcome=True)


def test_the_figure_counts_who_was_told_who_said_and_who_said_yes(make, session):
    job, other = make.job("One"), make.job("Two")
    told = [
        make.ending(make.application(candidate=make.candidate(f"Person{number} Example"), job=one))
        for number, one in enumerate((job, job, job, other))
    ]
    for application, is_helpful in zip(told, (True, False, None, True), strict=True):
        if is_helpful is not None:
            say(session, application, is_helpful=is_helpful)
    with clock.held_at(LONG_AGO - timedelta(days=1)):
        say(session, make.ending(), is_helpful=True)

    assert helpful(session, since=LONG_AGO, jobs=None) == Helpful(told=4, said=3, yes=2)
    assert helpful(session, since=LONG_AGO, jobs={job.id}) == Helpful(told=3, said=2, yes=1)
    assert helpful(session, since=LONG_AGO, jobs=frozenset()) == Helpful(0, 0, 0)
