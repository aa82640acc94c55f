"""Answers are counted once, and nothing says whose they were."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import inspect, select, text

from portal.audit.models import AuditEntry
from portal.plumbing import clock, db
from portal.plumbing.db import ROUNDS, transaction
from portal.plumbing.errors import Missing, Refusal
from portal.surveys import queries
from portal.surveys.actions import answers
from portal.surveys.models import Comment, Invitation, NamedResponse
from portal.surveys.queries import State
from tests.asked import AUTUMN, HAPPY, answer, asked, crowd, in_the_box, tally


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


def key_file(config):
    (file,) = (config.folder / "round-keys").iterdir()
    return file


def test_an_answer_is_counted_item_by_item(make, session):
    first, second = crowd(make, 2)

    answer(session, first)
    answer(session, second, {"recommend": "10", "on_time": ""})

    assert tally(session, "recommend") == {"10": 2}
    assert tally(session, "on_time") == {"5": 1}
    assert tally(session, "*") == {"": 2}
    assert session.scalars(select(Comment.words)).all() == [HAPPY["change"]]


def test_a_second_answer_is_refused_and_changes_nothing(make, session):
    invitation = asked(make)
    answer(session, invitation)
    before = in_the_box(session)

    with pytest.raises(Refusal, match="received your answer already"):
        answer(session, invitation, {"recommend": "0"})

    assert in_the_box(session) == before
    assert tally(session, "recommend") == {"10": 1}


def test_two_devices_at_once_count_once(make, session, engine, config):
    invitation = asked(make)
    them = (invitation.candidate_id, invitation.ref)
    session.rollback()
    gate, said = Barrier(2), []

    def submit():
        with db.sessions(engine, config)() as own, clock.held_at(AUTUMN):
            gate.wait()
            slip = answers.Slip(HAPPY)
            try:
                with transaction(own):
                    answers.spend(own, *them, slip=slip)
                with transaction(own):
                    answers.count(own, slip)
                said.append("thanks")
            except Refusal:
                said.append("received")

    threads = [Thread(target=submit) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["received", "thanks"]
    assert tally(session, "recommend") == {"10": 1}


def test_a_crash_between_spending_and_counting_loses_the_answer_and_never_doubles_it(make, session):
    invitation = asked(make)
    slip = answers.Slip(HAPPY)
    with transaction(session):
        answers.spend(session, invitation.candidate_id, invitation.ref, slip=slip)
    del slip

    with pytest.raises(Refusal, match="received"):
        answer(session, invitation)

    assert in_the_box(session) == (1, 0, 0)


def test_a_crash_before_the_ballot_is_kept_leaves_everything_to_be_done_again(
    make, session, monkeypatch
):
    invitation = asked(make)
    slip = answers.Slip(HAPPY)

    def die(*_anything):
        raise KeyboardInterrupt

    monkeypatch.setattr(session, "commit", die)
    with pytest.raises(KeyboardInterrupt), transaction(session):
        answers.spend(session, invitation.candidate_id, invitation.ref, slip=slip)
    monkeypatch.undo()

    answer(session, invitation)

    assert in_the_box(session) == (1, 3, 1)


def test_a_slip_is_counted_once_and_only_after_its_ballot_was_spent(make, session):
    invitation = asked(make)
    slip = answers.Slip(HAPPY)
    with pytest.raises(ValueError, match="ballot"), transaction(session):
        answers.count(session, slip)
    with transaction(session):
        answers.spend(session, invitation.candidate_id, invitation.ref, slip=slip)
    with transaction(session):
        answers.count(session, slip)

    with pytest.raises(ValueError, match="once"), transaction(session):
        answers.count(session, slip)

    assert tally(session, "recommend") == {"10": 1}


def test_an_answer_that_can_not_be_spends_no_ballot(make, session):
    invitation = asked(make)

    with pytest.raises(Refusal, match="no such answer"):
        answer(session, invitation, {"recommend": "12"})

    assert in_the_box(session) == (0, 0, 0)


def test_somebody_elses_invitation_is_missing(make, session):
    invitation = asked(make)

    with pytest.raises(Missing), transaction(session):
        answers.spend(
            session, make.charlie().candidate_id, invitation.ref, slip=answers.Slip(HAPPY)
        )


def test_a_closed_round_takes_no_answers(make, session):
    invitation = asked(make)

    with clock.held_at(AUTUMN + timedelta(days=53)), pytest.raises(Refusal, match="closed"):
        answer(session, invitation)

    assert in_the_box(session) == (0, 0, 0)


def test_a_round_that_closes_between_spending_and_counting_counts_nothing(make, session):
    invitation = asked(make)
    slip = answers.Slip(HAPPY)
    with transaction(session):
        answers.spend(session, invitation.candidate_id, invitation.ref, slip=slip)
    with transaction(session):
        session.get_one(Invitation, invitation.id).round.closed_at = clock.now()

    with pytest.raises(Refusal, match="closed"), transaction(session):
        answers.count(session, slip)

    assert in_the_box(session) == (1, 0, 0)


@pytest.mark.parametrize("harm", ["gone", "cut short"])
def test_without_its_key_the_round_takes_no_answers_and_says_so(make, session, config, harm):
    invitation = asked(make)
    key_file(config).unlink() if harm == "gone" else key_file(config).write_bytes(b"half")

    with pytest.raises(Refusal, match="a file is missing"):
        answer(session, invitation)

    view = queries.survey_view(session, invitation.candidate_id, invitation.ref)
    assert view.state is State.PAUSED
    assert in_the_box(session) == (0, 0, 0)


def test_the_key_is_a_file_that_only_we_can_read(make, config):
    asked(make)

    assert key_file(config).stat().st_mode & 0o777 == 0o600
    assert key_file(config).parent.stat().st_mode & 0o777 == 0o700


def test_the_page_of_an_invitation_says_where_it_stands(make, session):
    invitation = asked(make)
    them = (invitation.candidate_id, invitation.ref)
    view = queries.survey_view(session, *them)
    assert (view.state, view.k, view.comment_limit) == (State.OPEN, 5, 10)
    assert [item.key for item in view.items][:2] == ["recommend", "on_time"]

    answer(session, invitation)

    assert queries.survey_view(session, *them).state is State.RECEIVED
    with clock.held_at(AUTUMN + timedelta(days=53)):
        assert queries.survey_view(session, *them).state is State.CLOSED
    assert queries.survey_view(session, make.charlie().candidate_id, invitation.ref) is None


def test_an_answer_with_a_name_is_kept_for_the_team_and_outside_the_round(make, session):
    invitation = asked(make)

    answer(session, invitation, is_named=True)

    kept = session.scalars(select(NamedResponse)).one()
    assert (kept.invitation_id, kept.answers) == (invitation.id, HAPPY)
    assert in_the_box(session) == (1, 0, 0)
    actions = session.scalars(select(AuditEntry.action)).all()
    assert actions.count("survey.answered_with_name") == 1
    with pytest.raises(Refusal, match="received"):
        answer(session, invitation)


def test_nothing_near_an_answer_says_who_when_or_where_from(engine):
    tables = {
        name: {column["name"] for column in inspect(engine).get_columns(name, schema=ROUNDS)}
        for name in inspect(engine).get_table_names(schema=ROUNDS)
    }

    assert tables == {
        "survey_ballots": {"round_id", "mark"},
        "survey_tallies": {"round_id", "job_id", "item", "value", "n"},
        "survey_comments": {"key", "round_id", "job_id", "item", "words"},
    }


def test_answering_leaves_no_mark_on_anything_else(make, session, engine):
    """Every row of every table in the backup is the same before and after."""
    invitation = asked(make)
    session.rollback()
    before = everything(engine)

    answer(session, invitation)

    assert everything(engine) == before


def test_rows_of_answers_keep_no_order(make, session, engine):
    if engine.dialect.name == "sqlite":
        kept = "SELECT sql FROM rounds.sqlite_master WHERE type = 'table'"
        with engine.connect() as connection:
            statements = connection.scalars(text(kept)).all()
        assert len(statements) == 3
        assert all("WITHOUT ROWID" in statement for statement in statements)
        return
    unlogged = (
        "SELECT relpersistence FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE nspname = 'rounds' AND relkind = 'r'"
    )
    with engine.connect() as connection:
        assert connection.scalars(text(unlogged)).all() == ["u", "u", "u"]


def everything(engine):
    found = {}
    with engine.connect() as connection:
        for name in inspect(engine).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{name}"')).all()  # noqa: S608
            found[name] = sorted(str(row) for row in rows)
    return found
