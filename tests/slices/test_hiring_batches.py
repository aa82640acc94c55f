"""Endings for many at once: who is ready, who is left out, written some at a time, taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from portal.hiring.actions import batch_writing, batches, closing, endings, verdicts
from portal.hiring.actions.releases import release_due
from portal.hiring.batches import WhyNot, at_random, words_for
from portal.hiring.models import Application, Ending, EndingBatch, EndingLine
from portal.hiring.queries.batch_people import people_in
from portal.hiring.queries.batches import progress
from portal.hiring.stages import EndingWay, Outcome
from portal.mail.kinds import Letter
from portal.offers import actions as offers
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.team.rights import Role
from tests.make import MONDAY, NOTE
from tests.written import letters, refused, trail_of

TEXT = (
    "We have read your application and will not go on with it; others had more years with large"
    " set-ups, which this team needs from the first week. Thank you for the time you gave us."
)
TEN = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


def decided(make, name="Sam Okafor", **more):
    return make.verdict(make.application(candidate=make.candidate(name), **more))


def several(make, count, *, job=None):
    job = job or make.job()
    return job, [decided(make, f"Person {number}", job=job) for number in range(count)]


def draft(make, job, **more):
    with transaction(make.session):
        return batches.draft(make.session, job, make.robin(), words=TEXT, **more)


def begin(make, batch, count):
    with transaction(make.session):
        batches.begin(make.session, batch, make.robin(), count=count)


def take_back(make, batch):
    with transaction(make.session):
        batches.take_back(make.session, batch, make.robin())


def sorted_now(make, batch):
    make.look_again()
    return batches.sorted_out(make.session, batch)


def written(make, sessions, job, count):
    """A batch of that job, begun and written."""
    batch = draft(make, job)
    begin(make, batch, count)
    assert batch_writing.go_on(sessions, batch.id)
    make.look_again()
    return batch


def why(make, batch):
    return {one: len(people) for one, people in sorted_now(make, batch).others.items()}


def test_a_draft_is_for_whoever_is_decided_and_untold(make, session):
    job, people = several(make, 2)
    make.application(candidate=make.candidate("Omar Said"), job=job)
    make.ending(decided(make, "Ines Moreau", job=job))

    batch = draft(make, job)

    assert [one.application_id for one in sorted_now(make, batch).ready] == [p.id for p in people]
    assert trail_of(session, batch.ref) == ["batch.drafted"]
    assert letters(session).count(Letter.ENDING) == 1


def test_it_may_be_for_some_of_them_only(make):
    job, people = several(make, 3)

    batch = draft(make, job, among={people[1].ref})

    assert [one.ref for one in sorted_now(make, batch).ready] == [people[1].ref]


def test_where_nobody_waits_there_is_no_draft(make, session):
    job, robin = make.job(), make.robin()

    with refused(session, "Nobody here waits to be told"):
        batches.draft(session, job, robin, words=TEXT)


def test_words_that_say_nothing_are_refused(make, session):
    job, _people = several(make, 1)

    with refused(session, "Write a line of your own"):
        batches.draft(session, job, make.robin(), words="N/A")
    batch = draft(make, job)
    with refused(session, "A placeholder is still unfilled"):
        batches.change(session, batch, make.robin(), words="Dear {{ name }}, no.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Dear Sam, " + TEXT, "It greets “Sam”"),
        (TEXT + " Ines Moreau was the better choice.", "It names another candidate: Ines Moreau"),
        (TEXT + " http://localhost/me/applications/abc", "the link of a candidate’s own page"),
    ],
)
def test_words_for_all_speak_to_no_one_of_them(make, session, words, said):
    job, _people = several(make, 1)
    decided(make, "Ines Moreau", job=job)
    batch, robin = draft(make, job), make.robin()

    with refused(session, said):
        batches.draft(session, job, robin, words=words)
    with refused(session, said):
        batches.change(session, batch, robin, words=words)


def test_a_line_of_their_own_is_not_for_somebody_else(make, session):
    job = make.job()
    sam, _ines = decided(make, job=job), decided(make, "Ines Moreau", job=job)
    batch, robin = draft(make, job), make.robin()

    with refused(session, "It greets “Ines”, and is for Sam Okafor"):
        own = {sam.ref: "Dear Ines, your talk stayed with us."}
        batches.change_lines(session, batch, robin, own=own, looked_at=[])


def test_the_same_draft_once_more_at_once_is_one(make, session):
    job, _people = several(make, 1)

    first, second = draft(make, job), draft(make, job)
    with clock.held_at(MONDAY + timedelta(minutes=5)):
        later = draft(make, job)

    assert (first.id, later.id != first.id) == (second.id, True)


def test_who_needs_a_look_is_not_told_before_somebody_looked(make):
    job, _people = several(make, 1)
    omar = make.candidate("Omar Said")
    decided(make, "Ines Moreau", job=job, stage="Interviews")
    make.verdict(make.application(candidate=omar, job=job))
    make.application(candidate=omar, job=make.job("Data Analyst"))
    for address in ("a@example.org", "b@example.org"):
        bjorn = make.candidate("Björn Ågren", email=address)
        make.verdict(make.application(candidate=bjorn, job=job))
    nobody = make.candidate("Lina Haddad", email="")
    make.verdict(make.application(candidate=nobody, job=job, introduced=False))

    batch = draft(make, job)

    assert len(sorted_now(make, batch).ready) == 1
    assert why(make, batch) == {
        WhyNot.INTERVIEWED: 1,
        WhyNot.ANOTHER_OPEN: 1,
        WhyNot.SAME_NAME: 2,
        WhyNot.NO_ADDRESS: 1,
    }
    assert not sorted_now(make, batch).out


def test_whoever_looked_lets_them_in(make, session):
    job = make.job()
    for address in ("a@example.org", "b@example.org"):
        bjorn = make.candidate("Björn Ågren", email=address)
        make.verdict(make.application(candidate=bjorn, job=job))
    batch = draft(make, job)
    refs = [one.ref for one in people_in(session, batch)]

    with transaction(session):
        batches.change_lines(
            session, batch, make.robin(), own={refs[0]: "", refs[1]: ""}, looked_at=refs[:1]
        )

    found = sorted_now(make, batch)
    assert ([one.ref for one in found.ready], len(found.look[WhyNot.SAME_NAME])) == (refs[:1], 1)
    assert trail_of(session, batch.ref) == ["batch.drafted", "batch.changed"]


def test_who_dropped_out_since_is_said_with_the_reason(make, session):
    job, (sam, omar, ines, ken) = several(make, 4)
    batch = draft(make, job)
    with transaction(session):
        verdicts.take_back(session, sam, make.robin())
    make.held(omar)
    make.ending(ines)
    make.offer(ken)

    assert sorted_now(make, batch).ready == []
    assert set(sorted_now(make, batch).out) == {
        WhyNot.NOT_DECIDED,
        WhyNot.WAITING,
        WhyNot.CLOSED,
        WhyNot.OFFER,
    }


def test_begun_it_is_written_and_nothing_leaves(make, session, sessions):
    job, people = several(make, 3)
    before = [application.next_word_by for application in people]

    batch = written(make, sessions, job, 3)

    waiting = session.scalars(select(Ending)).all()
    assert [one.words for one in waiting] == [TEXT] * 3
    assert {(one.way, one.outcome, one.batch_id) for one in waiting} == {
        (EndingWay.MAIL, Outcome.NOT_SELECTED, batch.id)
    }
    assert {one.leaves_at for one in waiting} == {MONDAY + TEN}
    assert [application.next_word_by for application in people] == before
    assert Letter.ENDING not in letters(session)
    assert (batch.written_at, batch.size) == (MONDAY, 3)
    assert trail_of(session, people[0].ref).count("ending.written") == 1
    assert trail_of(session, batch.ref) == ["batch.drafted", "batch.begun"]


def test_at_their_hour_each_is_told_once(make, session, sessions):
    job, people = several(make, 3)
    batch = written(make, sessions, job, 3)

    with clock.held_at(MONDAY + TEN):
        assert release_due(sessions) == 3
        assert release_due(sessions) == 0

    make.look_again()
    assert {application.outcome for application in people} == {Outcome.NOT_SELECTED}
    assert letters(session).count(Letter.ENDING) == 3
    assert progress(session, batch).told == 3


def test_it_is_begun_once(make, session):
    job, _people = several(make, 1)
    batch = draft(make, job)
    begin(make, batch, 1)

    with refused(session, "Somebody began this already"):
        batches.begin(session, batch, make.robin(), count=1)
    with refused(session, "Somebody began this already"):
        batches.change(session, batch, make.robin(), words=NOTE)


@pytest.mark.parametrize("count", [None, 0, 1, 3])
def test_the_number_must_be_right(make, session, count):
    job, _people = several(make, 2)
    batch = draft(make, job)

    with refused(session, "It is 2 people who are ready"):
        batches.begin(session, batch, make.robin(), count=count)


def test_nobody_ready_cannot_begin(make, session):
    job = make.job()
    decided(make, job=job, stage="Interviews")
    batch = draft(make, job)

    with refused(session, "Nobody of them is ready"):
        batches.begin(session, batch, make.robin(), count=0)


def test_a_line_of_their_own_stands_below_the_words(make, session, sessions):
    job, (sam, omar) = several(make, 2)
    batch = draft(make, job)
    with transaction(session):
        own = {sam.ref: "Your talk about queues stayed with us.", omar.ref: ""}
        batches.change_lines(session, batch, make.robin(), own=own, looked_at=[])

    begin(make, batch, 2)
    batch_writing.go_on(sessions, batch.id)

    make.look_again()
    said = {one.application_id: one.words for one in session.scalars(select(Ending))}
    assert said == {sam.id: f"{TEXT}\n\n{own[sam.ref]}", omar.id: TEXT}


def test_two_batches_never_write_to_the_same_people(make, session, sessions):
    job, _people = several(make, 2)
    first = draft(make, job)
    with clock.held_at(MONDAY + timedelta(minutes=1)):
        second = draft(make, job)
    for batch in (first, second):
        begin(make, batch, 2)

    for batch in (first, second):
        batch_writing.go_on(sessions, batch.id)

    make.look_again()
    assert progress(session, first).written == 2
    after = progress(session, second)
    assert (after.written, {one.why for one in after.left_out}) == (0, {WhyNot.WAITING})
    assert second.written_at is not None


def test_a_batch_of_one_lot_is_written_whole_however_slowly(make, session, sessions):
    job, _people = several(make, 3)
    batch = draft(make, job)
    begin(make, batch, 3)

    assert batch_writing.go_on(sessions, batch.id, seconds=-1)

    make.look_again()
    assert batch.written_at is not None


def test_killed_between_two_lots_it_goes_on_where_it_stopped(make, session, sessions, monkeypatch):
    monkeypatch.setattr(batch_writing, "AT_ONCE", 2)
    job, _people = several(make, 5)
    batch = draft(make, job)
    begin(make, batch, 5)

    assert not batch_writing.go_on(sessions, batch.id, seconds=-1)
    make.look_again()
    assert progress(session, batch).written == 2
    assert batch.written_at is None
    for _time in range(2):
        assert batch_writing.go_on(sessions, batch.id)

    make.look_again()
    assert progress(session, batch).written == 5
    assert session.scalar(select(func.count(func.distinct(Ending.application_id)))) == 5


def test_a_lot_that_fails_leaves_nothing_half_done(make, session, sessions, monkeypatch):
    job, _people = several(make, 2)
    batch = draft(make, job)
    begin(make, batch, 2)
    monkeypatch.setattr(batch_writing, "_ending", lambda *_given: {"way": "pigeon"})

    with pytest.raises(StatementError):
        batch_writing.go_on(sessions, batch.id)

    make.look_again()
    assert (progress(session, batch).written, batch.next_line) == (0, 0)


def test_the_job_that_runs_beside_the_pages_writes_it(make, session, sessions):
    from threading import Event

    job, _people = several(make, 2)
    batch = draft(make, job)
    begin(make, batch, 2)

    batch_writing.work(sessions, Event())

    make.look_again()
    assert progress(session, batch).written == 2


def test_who_withdraws_or_is_met_meanwhile_is_left_out(make, session, sessions):
    job, (sam, omar, ken) = several(make, 3)
    batch = draft(make, job)
    begin(make, batch, 3)
    make.step(sam, starts_at=MONDAY - timedelta(hours=1))
    make.ending(omar)

    batch_writing.go_on(sessions, batch.id)

    make.look_again()
    left_out = {one.ref: one.why for one in progress(session, batch).left_out}
    assert left_out == {sam.ref: WhyNot.INTERVIEWED, omar.ref: WhyNot.CLOSED}
    assert progress(session, batch).written == 1
    assert ken.waiting() is not None


def test_who_accepts_while_it_waits_is_dropped_and_the_team_reads_why(make, session, sessions):
    job, (sam, omar) = several(make, 2)
    batch = written(make, sessions, job, 2)
    offer = make.offer(sam)
    with transaction(session):
        offers.accept(session, sam.candidate_id, offer.ref)

    with clock.held_at(MONDAY + TEN):
        release_due(sessions)

    make.look_again()
    assert (sam.outcome, omar.outcome) == (None, Outcome.NOT_SELECTED)
    after = progress(session, batch)
    assert (after.told, after.waiting) == (1, 0)
    assert letters(session).count(Letter.ENDING) == 1


def test_taken_back_nothing_of_it_leaves(make, session, sessions):
    job, people = several(make, 3)
    batch = written(make, sessions, job, 3)

    with clock.held_at(MONDAY + timedelta(minutes=9)):
        take_back(make, batch)
    with clock.held_at(MONDAY + timedelta(days=3)):
        assert release_due(sessions) == 0

    make.look_again()
    assert [application.waiting() for application in people] == [None] * 3
    assert [application.outcome for application in people] == [None] * 3
    assert Letter.ENDING not in letters(session)
    assert trail_of(session, people[0].ref)[-1] == "ending.taken_back"
    assert trail_of(session, batch.ref)[-1] == "batch.taken_back"
    with refused(session, "taken back already"):
        batches.take_back(session, batch, make.robin())


def test_taken_back_in_the_middle_the_rest_is_never_written(make, session, sessions, monkeypatch):
    monkeypatch.setattr(batch_writing, "AT_ONCE", 2)
    job, _people = several(make, 4)
    batch = draft(make, job)
    begin(make, batch, 4)
    batch_writing.go_on(sessions, batch.id, seconds=-1)

    take_back(make, batch)
    batch_writing.go_on(sessions, batch.id)

    make.look_again()
    after = progress(session, batch)
    assert (after.written, after.taken_back, after.waiting) == (2, 2, 0)


def test_what_has_left_is_not_taken_back(make, session, sessions):
    job, people = several(make, 2)
    for one, zone in zip(people, ("Europe/Lisbon", "Asia/Tokyo"), strict=True):
        with transaction(session):
            session.get_one(Application, one.id).candidate.time_zone = zone
    batch = written(make, sessions, job, 2)
    with clock.held_at(MONDAY + TEN):
        release_due(sessions)
        take_back(make, batch)

    make.look_again()
    assert [application.outcome for application in people] == [Outcome.NOT_SELECTED, None]
    after = progress(session, batch)
    assert (after.told, after.taken_back) == (1, 1)


def test_nothing_is_left_to_take_back_once_all_were_told(make, session, sessions):
    job, _people = several(make, 1)
    batch = written(make, sessions, job, 1)
    with clock.held_at(MONDAY + TEN):
        release_due(sessions)

    make.look_again()
    with refused(session, "Nothing of it is waiting"):
        batches.take_back(session, batch, make.robin())


def test_many_wait_for_a_second_teammate(make, session, sessions, monkeypatch):
    monkeypatch.setattr(batches, "CONFIRMED_ABOVE", 2)
    job, _people = several(make, 3)
    batch, ada = draft(make, job), make.ada()
    begin(make, batch, 3)

    batch_writing.go_on(sessions, batch.id)
    make.look_again()
    assert (batch.is_asking(), progress(session, batch).written) == (True, 0)
    with refused(session, "somebody else has to confirm"):
        batches.confirm(session, batch, make.robin())
    with transaction(session):
        batches.confirm(session, batch, ada)
    batch_writing.go_on(sessions, batch.id)

    make.look_again()
    assert {one.leaves_at for one in session.scalars(select(Ending))} == {MONDAY + TEN}
    assert trail_of(session, batch.ref)[-1] == "batch.confirmed"
    with refused(session, "confirmed or taken back meanwhile"):
        batches.confirm(session, batch, ada)


def test_where_nobody_else_is_there_they_wait_an_hour(make, session, sessions, monkeypatch):
    monkeypatch.setattr(batches, "CONFIRMED_ABOVE", 2)
    monkeypatch.setattr("portal.hiring.holding.CONFIRMED_ABOVE", 2)
    make.teammate("Jonas Berg", role=Role.HIRING_MANAGER)
    job, _people = several(make, 3)

    batch = written(make, sessions, job, 3)

    assert (batch.confirmed_at, batch.confirmed_by) == (MONDAY, None)
    hour = MONDAY + timedelta(minutes=60)
    assert {one.leaves_at for one in session.scalars(select(Ending))} == {hour}


def test_where_the_job_closes_everybody_open_is_told(make, session, sessions):
    job, (sam,) = several(make, 1)
    omar = make.application(candidate=make.candidate("Omar Said"), job=job)
    ines = make.application(candidate=make.candidate("Ines Moreau"), job=job, stage="Interviews")
    with transaction(session):
        closing.close(session, job, make.robin())

    written(make, sessions, job, 2)
    with clock.held_at(MONDAY + TEN):
        release_due(sessions)

    make.look_again()
    assert (sam.outcome, omar.outcome) == (Outcome.NOT_SELECTED, Outcome.JOB_CLOSED)
    assert ines.is_open()


def test_the_letters_shown_are_the_same_at_each_look():
    people = list(range(50))

    first, again, other = (at_random(people, seed) for seed in ("abc", "abc", "abd"))

    assert first == again
    assert (len(first), other != first) == (3, True)
    assert at_random(people[:2], "abc") == [0, 1]


def test_nothing_is_added_where_there_is_no_line_of_their_own():
    assert words_for("For all.", "") == "For all."


def test_a_line_belongs_to_one_batch_once(make, session):
    from sqlalchemy.exc import IntegrityError

    job, (sam,) = several(make, 1)
    batch = draft(make, job)

    with pytest.raises(IntegrityError), transaction(session):
        session.add(EndingLine(batch_id=batch.id, application_id=sam.id))


def test_what_is_confirmed_was_begun(make, session):
    from sqlalchemy.exc import IntegrityError

    job, _people = several(make, 1)
    batch = draft(make, job)

    with pytest.raises(IntegrityError), transaction(session):
        session.get_one(EndingBatch, batch.id).confirmed_at = clock.now()


def test_an_ending_of_ones_own_is_refused_while_the_batch_waits(make, session, sessions):
    job, (sam,) = several(make, 1)
    written(make, sessions, job, 1)

    with refused(session, "Words for this candidate wait to leave already"):
        endings.write(session, sam, make.robin(), way=EndingWay.NOTE, words=NOTE)
