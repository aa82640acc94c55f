"""A round is published once and whole, or pools whole into the next; then what it was made from
goes."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from portal.audit.models import AuditEntry
from portal.company.models import Department
from portal.plumbing import clock, db
from portal.plumbing.db import transaction
from portal.plumbing.errors import Refusal
from portal.surveys import analytics, jobs, traces
from portal.surveys.actions import editing, forgetting, rounds
from portal.surveys.items import Item, ItemKind, Touchpoint, at_department, at_job
from portal.surveys.models import Comment, Round, Snapshot, Tally
from tests.asked import AFTER, AUTUMN, answer, asked, crowd, in_the_box

CLOSES = date(2027, 1, 14)
SPRING = AFTER + timedelta(days=90)


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


def close(session, moment=AFTER):
    with clock.held_at(moment):
        return jobs.close_rounds(session)


def answered(make, session, *, invited=12, scores=(9,) * 12, words="Tell me who comes."):
    people = crowd(make, invited)
    for number, (invitation, score) in enumerate(zip(people, scores, strict=False)):
        given = {"recommend": str(score), "prepared": "3", "change": f"{words} {number}"}
        answer(session, invitation, given)
    return people


def figures(session, key="recommend"):
    session.rollback()
    snapshot = session.scalars(select(Snapshot).order_by(Snapshot.id.desc())).first()
    return next(item["figures"] for item in snapshot.figures["items"] if item["key"] == key)


def trail_of(session):
    rows = select(AuditEntry.action).where(AuditEntry.action.like("round.%"))
    return session.scalars(rows.order_by(AuditEntry.id)).all()


def test_a_round_with_people_enough_is_published(make, session):
    answered(make, session, invited=14, scores=(10, 9, 9, 9, 9, 9, 8, 7, 6, 0, 10, 10))

    (closed,) = close(session)

    assert closed.closed_at == AFTER
    found = figures(session)
    assert (found["n"], round(found["cnps"], 1), round(found["margin"], 1)) == (12, 50.0, 43.2)
    assert figures(session, "prepared")["mean"] == 3
    assert figures(session, "courtesy") is None
    kept = closed.snapshot
    assert kept.figures["answered"] == 12
    assert kept.figures["response"]["share"] == pytest.approx(12 / 14)
    assert sorted(kept.comments["change"]) == sorted(f"Tell me who comes. {n}" for n in range(12))
    assert trail_of(session) == ["round.opened", "round.published", "round.forgotten"]


def test_departments_and_jobs_are_published_where_enough_answered(make, session):
    kitchen = Department(name="Kitchen")
    cook, waiter = (make.job(title, department=kitchen) for title in ("Cook", "Waiter"))
    driver = make.job("Driver")
    people = [*crowd(make, 6, job=cook), *crowd(make, 3, job=waiter), *crowd(make, 11, job=driver)]
    for invitation in people:
        answer(session, invitation)

    (closed,) = close(session)

    found, alone = closed.snapshot.parts
    assert (found["name"], found["parts"], found["items"]["recommend"]["n"]) == ("Kitchen", [], 9)
    assert (alone["name"], alone["items"]["on_time"]["n"]) == ("Driver", 11)
    assert figures(session)["n"] == 20


def test_a_restricted_job_is_counted_in_the_whole_and_listed_nowhere(make, session):
    quiet, loud = make.job("Next Director", is_restricted=True), make.job("Driver")
    for invitation in [*crowd(make, 6, job=quiet), *crowd(make, 7, job=loud)]:
        answer(session, invitation)

    (closed,) = close(session)

    assert figures(session)["n"] == 13
    assert closed.snapshot.parts == []  # all less the seven drivers would be the other six
    assert "Next Director" not in str((closed.snapshot.figures, closed.snapshot.parts))


@pytest.mark.parametrize("count", [3, 6])
def test_whoever_answered_for_a_restricted_job_can_not_be_worked_out_from_the_rest(
    make, session, count
):
    quiet, loud, small = (
        make.job(title, is_restricted=title == "Next Director")
        for title in ("Next Director", "Driver", "Cook")
    )
    crowds = [*crowd(make, count, job=quiet), *crowd(make, 7, job=loud), *crowd(make, 6, job=small)]
    for invitation in crowds:
        answer(session, invitation)

    (closed,) = close(session)

    assert figures(session)["n"] == 13 + count
    assert [part["name"] for part in closed.snapshot.parts] == ["Driver"]


def test_departments_of_restricted_jobs_alone_are_not_listed_either(make, session):
    board = Department(name="Board")
    quiet = make.job("Next Director", department=board, is_restricted=True)
    for invitation in [*crowd(make, 6, job=quiet), *crowd(make, 7, job=make.job("Driver"))]:
        answer(session, invitation)

    (closed,) = close(session)

    assert "Board" not in str((closed.snapshot.figures, closed.snapshot.parts))


@pytest.mark.parametrize(("loud", "published"), [(11, 11), (9, 0)])
def test_comments_about_restricted_jobs_are_not_published(make, session, loud, published):
    quiet, open_one = make.job("Next Director", is_restricted=True), make.job("Driver")
    for invitation in [*crowd(make, 6, job=quiet), *crowd(make, loud, job=open_one)]:
        is_quiet = invitation.application.job_id == quiet.id
        answer(session, invitation, {"recommend": "9", "change": f"Quiet: {is_quiet}"})

    (closed,) = close(session)

    assert closed.snapshot.comments == {"change": ["Quiet: False"] * published}


@pytest.mark.parametrize("in_department", [False, True])
@pytest.mark.parametrize("count", [0, 8])
@pytest.mark.parametrize("kind", [ItemKind.RATING, ItemKind.TEXT])
def test_what_restricted_jobs_alone_were_asked_is_left_out_words_and_all(
    make, session, in_department, count, kind
):
    board = Department(name="Board")
    quiet = make.job("Next Director", department=board, is_restricted=True)
    where = at_department(board.id) if in_department else at_job(quiet.id)
    people = [*crowd(make, 8, job=quiet), *crowd(make, 12, job=make.job("Driver"))]
    ask_too(session, people, Item("board", kind, "The board was kind", where=where))
    for number, invitation in enumerate(people):
        given = {"board": "5"} if number < count else {}
        answer(session, invitation, {"recommend": "9", **given})

    (closed,) = close(session)

    kept = closed.snapshot
    assert "board" not in str((kept.figures, kept.parts, kept.comments)).lower()


def test_a_question_of_a_department_stays_where_one_of_its_jobs_is_not_restricted(make, session):
    board = Department(name="Board")
    quiet, secretary = (
        make.job(title, department=board, is_restricted=title == "Next Director")
        for title in ("Next Director", "Secretary")
    )
    people = [*crowd(make, 8, job=quiet), *crowd(make, 12, job=secretary)]
    ask_too(
        session,
        people,
        Item("board", ItemKind.RATING, "The board was kind", where=at_department(board.id)),
    )
    for invitation in people:
        answer(session, invitation, {"board": "5"})

    (closed,) = close(session)

    assert figures(session, "board")["n"] == 20
    assert closed.snapshot.figures["items"][-1]["where"] == at_department(board.id)


def ask_too(session, people, item):
    with transaction(session):
        version = session.get_one(Round, people[0].round_id).version
        version.items = [*version.items, item.to_json()]


def test_a_round_is_not_closed_before_its_last_day_is_over(make, session):
    answered(make, session)

    assert close(session, datetime(2027, 1, 14, 23, 59, tzinfo=AFTER.tzinfo)) == []
    assert len(close(session, datetime(2027, 1, 15, 0, 0, tzinfo=AFTER.tzinfo))) == 1


def test_closing_again_does_nothing(make, session):
    answered(make, session)
    close(session)

    assert close(session) == []
    assert len(session.scalars(select(Snapshot)).all()) == 1
    assert trail_of(session).count("round.published") == 1


def test_with_its_clock_back_an_hour_a_closed_round_stays_closed(make, session):
    answered(make, session)
    (closed,) = close(session)

    assert close(session, AFTER - timedelta(days=2)) == []
    with clock.held_at(AFTER - timedelta(days=2)), pytest.raises(Refusal):
        answer(session, asked_in(session, closed))


def asked_in(session, round_):
    from portal.surveys.models import Invitation

    return session.scalars(select(Invitation).where(Invitation.round_id == round_.id)).first()


@pytest.mark.parametrize(("invited", "count"), [(7, 7), (12, 4), (8, 0)])
def test_too_few_pool_whole_into_the_next_and_nothing_is_said_of_them(
    make, session, invited, count
):
    answered(make, session, invited=invited, scores=(10,) * count)

    (closed,) = close(session)

    following = session.get_one(Round, closed.pooled_into_id)
    assert (following.opens_on, following.closed_at) == (date(2027, 1, 1), None)
    assert session.scalars(select(Snapshot)).all() == []
    shown = analytics.rounds_shown(session, Touchpoint.INTERVIEWED, jobs=None)
    assert (shown.rounds, shown.next_closes_on) == ((), date(2027, 4, 14))
    lines = ["round.opened", "round.opened", "round.pooled", "round.forgotten"]
    assert trail_of(session) == lines


def test_pooled_answers_are_published_with_the_next_round_and_only_there(make, session):
    answered(make, session, invited=6, scores=(10,) * 4, words="Autumn")
    close(session)
    with clock.held_at(AFTER):
        answered(make, session, invited=4, scores=(0,) * 3, words="Winter")

    (closed,) = close(session, SPRING)

    found = figures(session)
    assert (found["n"], found["mean"]) == (7, 5.5)
    assert closed.snapshot.figures["from"] == "2026-10-01"
    assert in_the_box(session) == (0, 0, 0)
    assert close(session, SPRING + timedelta(days=90)) == []


def test_a_round_may_pool_twice(make, session):
    answered(make, session, invited=4, scores=(10,) * 3)
    close(session)
    with clock.held_at(AFTER):
        answered(make, session, invited=2, scores=(8,))
    close(session, SPRING)
    with clock.held_at(SPRING):
        answered(make, session, invited=4, scores=(9,) * 4)

    (closed,) = close(session, SPRING + timedelta(days=91))

    assert figures(session)["n"] == 8
    session.rollback()
    pooled = session.scalars(select(Round).where(Round.pooled_into_id == closed.id)).all()
    assert len(pooled) == 2
    assert all(each.forgotten_at for each in [*pooled, closed])


def test_a_server_that_slept_for_a_year_pools_into_the_round_of_today(make, session):
    answered(make, session, invited=3, scores=(10,) * 3)

    (closed,) = close(session, AFTER + timedelta(days=365))

    assert session.get_one(Round, closed.pooled_into_id).opens_on == date(2028, 1, 1)


def test_the_round_pooled_into_asks_for_no_fewer_people_than_was_promised(make, session):
    people = answered(make, session, invited=6, scores=(10,) * 4)
    with transaction(session):
        session.get_one(Round, people[0].round_id).k = 8

    (closed,) = close(session)

    assert session.get_one(Round, closed.pooled_into_id).k == 8


def test_a_pooled_round_takes_no_more_answers(make, session):
    people = answered(make, session, invited=6, scores=(10,) * 4)
    close(session)

    with clock.held_at(AFTER), pytest.raises(Refusal, match="closed"):
        answer(session, people[5])


def test_fewer_than_ten_answers_give_no_comments_and_no_share(make, session):
    answered(make, session, invited=9, scores=(1,) * 9)

    (closed,) = close(session)

    assert closed.snapshot.comments == {"change": []}
    assert figures(session) == {
        "n": 9, "mean": 1.0, "cnps": None, "margin": None, "share": None, "shares": [],
        "is_rough": True,
    }  # fmt: skip


def test_key_ballots_tallies_and_comments_are_gone_after_closing(make, session, config, engine):
    answered(make, session, invited=12, scores=(10,) * 12, words="Zanzibar")
    assert list((config.folder / "round-keys").iterdir())

    (closed,) = close(session)

    assert in_the_box(session) == (0, 0, 0)
    assert list((config.folder / "round-keys").iterdir()) == []
    assert session.get_one(Round, closed.id).forgotten_at == AFTER
    if engine.dialect.name == "sqlite":
        kept = db.rounds_file(engine.url.database)
        for file in (kept, f"{kept}-wal"):
            with open(file, "rb") as opened:  # noqa: PTH123
                assert b"Zanzibar" not in opened.read()


def test_of_a_pooled_round_everything_but_its_answers_goes_at_once(make, session, config):
    people = answered(make, session, invited=6, scores=(10,) * 4)

    close(session)

    ballots, tallies, comments = in_the_box(session)
    assert (ballots, tallies > 0, comments) == (0, True, 4)
    assert not (config.folder / "round-keys" / people[0].round.ref).exists()


def test_what_waits_for_the_next_round_is_written_anew_and_once(make, session):
    people = answered(make, session, invited=6, scores=(10, 10, 9, 9))
    keys = set(session.scalars(select(Comment.key)))
    counted = {(each.item, each.value): each.n for each in session.scalars(select(Tally))}

    (closed,) = close(session)
    close(session)

    session.rollback()
    comments, tallies = session.scalars(select(Comment)).all(), session.scalars(select(Tally)).all()
    assert {each.round_id for each in [*comments, *tallies]} == {closed.pooled_into_id}
    assert keys.isdisjoint(each.key for each in comments)
    assert {(each.item, each.value): each.n for each in tallies} == counted
    assert session.get_one(Round, people[0].round_id).forgotten_at == AFTER


def test_killed_before_they_were_handed_on_the_answers_of_a_pooled_round_still_count(make, session):
    answered(make, session, invited=6, scores=(10,) * 4)
    with clock.held_at(AFTER), transaction(session):
        rounds.close_due(session, AFTER.date())
    with clock.held_at(AFTER):
        answered(make, session, invited=4, scores=(0,) * 3)

    (closed,) = close(session, SPRING)

    assert closed.snapshot is not None
    assert figures(session)["n"] == 7
    assert in_the_box(session) == (0, 0, 0)


def test_what_a_crash_after_publishing_left_goes_with_the_next_run(make, session):
    answered(make, session)
    with clock.held_at(AFTER), transaction(session):
        rounds.close_due(session, AFTER.date())
    assert in_the_box(session)[0] == 12

    assert close(session) == []

    assert in_the_box(session) == (0, 0, 0)
    assert len(session.scalars(select(Snapshot)).all()) == 1


def test_what_a_crash_after_forgetting_left_in_files_is_swept_with_the_next_run(make, session):
    answered(make, session)
    with clock.held_at(AFTER):
        with transaction(session):
            (closed,) = rounds.close_due(session, AFTER.date())
        with transaction(session):
            forgetting.forget(session)
    assert closed.forgotten_at is None

    close(session)

    session.rollback()
    assert session.get_one(Round, closed.id).forgotten_at == AFTER


def test_the_sweep_waits_for_whoever_is_reading(make, session, engine, config, monkeypatch):
    monkeypatch.setattr(traces, "_PATIENCE", text("SET lock_timeout = '100ms'"))
    answered(make, session)
    with db.sessions(engine, config)() as reader:
        reader.scalars(select(Tally)).all()
        (closed,) = close(session)
        assert session.get_one(Round, closed.id).forgotten_at is None

    close(session)

    session.rollback()
    assert session.get_one(Round, closed.id).forgotten_at == AFTER


def test_words_that_a_question_changed_to_are_those_published(make, session):
    people = answered(make, session)
    with transaction(session):
        version = session.get_one(Round, people[0].round_id).version
        version.items = [{**item, "words": item["words"].upper()} for item in version.items]

    (closed,) = close(session)

    assert closed.snapshot.figures["items"][0]["words"].startswith("HOW LIKELY")


def switch(make, *, on):
    with transaction(make.session):
        editing.switch(make.session, make.ada(), Touchpoint.INTERVIEWED, on=on)


def test_what_waits_where_nobody_is_asked_any_more_waits_for_one_round_and_is_let_go(make, session):
    answered(make, session, invited=6, scores=(10,) * 4)
    switch(make, on=False)
    (first,) = close(session)
    assert in_the_box(session)[2] == 4

    (second,) = close(session, SPRING)

    assert first.pooled_into_id == second.id
    assert (second.pooled_into_id, second.snapshot) == (None, None)
    assert in_the_box(session) == (0, 0, 0)
    assert second.forgotten_at == SPRING
    assert trail_of(session)[-2:] == ["round.dropped", "round.forgotten"]
    assert close(session, SPRING + timedelta(days=91)) == []
    assert len(session.scalars(select(Round)).all()) == 2


def test_switched_on_again_in_time_what_waits_goes_on_waiting(make, session):
    answered(make, session, invited=6, scores=(10,) * 4)
    switch(make, on=False)
    close(session)
    switch(make, on=True)

    (second,) = close(session, SPRING)

    assert second.pooled_into_id is not None
    assert "round.dropped" not in trail_of(session)


def test_where_somebody_was_asked_before_it_was_switched_off_the_answers_wait_on(make, session):
    answered(make, session, invited=6, scores=(10,) * 4)
    close(session)
    with clock.held_at(AFTER):
        answered(make, session, invited=1, scores=(10,))
    switch(make, on=False)

    (second,) = close(session, SPRING)

    assert second.pooled_into_id is not None
    assert in_the_box(session)[2] == 5


def test_what_waits_joins_a_later_round_in_which_people_were_asked(make, session):
    answered(make, session, invited=6, scores=(10,) * 4)
    close(session)
    with clock.held_at(SPRING - timedelta(days=5)):
        answered(make, session, invited=4, scores=(9,) * 4)
    switch(make, on=False)

    (second,) = close(session, SPRING)
    (third,) = close(session, SPRING + timedelta(days=91))

    assert second.pooled_into_id == third.id
    assert third.snapshot.figures["answered"] == 8


def test_what_was_asked_for_is_published_though_nobody_is_asked_any_more(make, session):
    answered(make, session)
    switch(make, on=False)

    (closed,) = close(session)

    assert closed.snapshot.figures["answered"] == 12


def test_an_empty_round_closes_and_pools(make, session):
    invitation = asked(make)

    (closed,) = close(session)

    assert closed.id == invitation.round_id
    assert closed.pooled_into_id is not None
