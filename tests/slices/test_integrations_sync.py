"""The same file again: only what moved in it moves here, and nobody is told by it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.hiring.actions import applications, merging, stages, updates
from portal.hiring.models import Application, Candidate, StageMove
from portal.hiring.stages import Outcome, Status
from portal.integrations.models import ColumnMap
from portal.plumbing import clock
from portal.plumbing.db import transaction
from tests.importer import HEADER, Importer, rows

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAM = "A-1,Sam Okafor,sam@example.org,Backend Engineer,Interviews,active,2026-11-02"
CHARLIE = "A-2,Charlie Byrne,charlie@example.org,Data Analyst,Received,active,2026-11-03"


@pytest.fixture(autouse=True)
def monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def importer(engine, config, make):
    return Importer.on(engine, config)


def application_of(session, external_id):
    session.rollback()
    session.expire_all()
    return session.scalar(select(Application).where(Application.external_id == external_id))


def changes(importer, ref):
    return {
        change["field"]: (change["from"], change["to"])
        for row in importer.report(ref)["rows"]
        for change in row["changes"]
    }


def test_somebody_made_one_of_two_entries_is_found_by_both_ids(importer, make, session):
    header = f"{HEADER.replace('application_id', 'candidate_id')}"
    first, second = SAM.replace("A-1", "P-1"), SAM.replace("A-1", "P-7").replace("sam@", "s@")
    importer.bring_in(rows(first, second, header=header))
    kept, other = session.scalars(select(Candidate).order_by(Candidate.id)).all()
    with transaction(session):
        seen = merging.mark(kept, other)
        merging.merge(session, kept, make.robin(), other=other, taken=(), seen=seen)

    assert importer.plan(rows(first, second, header=header)).head["counts"]["unchanged"] == 2
    importer.bring_in(
        rows(
            first.replace("Backend Engineer", "Data Analyst"),
            second.replace("Backend Engineer", "Designer").replace("s@example.org", "new@x.org"),
            header=header,
        )
    )

    session.rollback()
    session.expire_all()
    assert session.scalars(select(Candidate)).all() == [kept]
    assert len(kept.applications) == 4


def test_the_same_file_again_changes_nothing_and_sends_nothing(importer):
    header = f"{HEADER},phone,Notes,interview_start,interview_end,interview_timezone"
    file = rows(
        f"{SAM},+351 1,Met at a meetup,2026-12-01T15:00,2026-12-01T15:45,Europe/Lisbon",
        f"{CHARLIE.replace('active', 'rejected')},,,,,",
        header=header,
    )
    importer.bring_in(file)
    before = importer.counts()

    ref = importer.bring_in(file, introduce=False, told=True)

    assert importer.report(ref)["counts"]["unchanged"] == 2
    assert importer.counts() == before


def test_the_same_file_without_ids_finds_the_same_people(importer):
    file = "Name,Email,Job,Stage\nSam Okafor,sam@example.org,Designer,Interviews\n"
    importer.bring_in(file)

    ref = importer.bring_in(file.replace("sam@", "SAM@"))

    assert importer.report(ref)["counts"]["unchanged"] == 1


def test_what_was_changed_here_is_not_changed_back_by_the_same_file(importer, session):
    file = rows(f"{SAM},+351 1", header=f"{HEADER},phone")
    importer.bring_in(file)
    sam = application_of(session, "A-1")
    with transaction(session):
        sam = session.get_one(Application, sam.id)
        sam.candidate.phone = "+49 2"
        sam.candidate.email = sam.candidate.email_key = "new@example.org"
        decision = next(stage for stage in sam.job.stages if stage.name == "Decision")
        stages.move(session, sam, None, stage=decision)

    ref = importer.bring_in(file, accept_proposals=True)

    assert importer.report(ref)["counts"]["unchanged"] == 1
    assert importer.report(ref)["proposals"] == []
    assert application_of(session, "A-1").stage.name == "Decision"


def test_who_moved_in_the_file_is_proposed_and_stays_until_somebody_accepts(importer, session):
    importer.bring_in(rows(SAM, CHARLIE))

    ref = importer.bring_in(rows(SAM.replace("Interviews", "Decision"), CHARLIE))

    found = importer.report(ref)
    assert found["counts"]["unchanged"] == 2
    assert found["proposals"] == [
        {
            "line": 2,
            "application_id": "A-1",
            "changes": [{"field": "stage", "from": "Interviews", "to": "Decision"}],
        }
    ]
    assert "1 moved on: tell them?" in found["sentences"]
    assert application_of(session, "A-1").stage.name == "Interviews"


def test_an_accepted_move_moves_the_stage_and_says_nothing(importer, session):
    importer.bring_in(rows(SAM))
    moved = rows(SAM.replace("Interviews", "Decision"))
    importer.bring_in(moved)

    importer.bring_in(moved, accept_proposals=True)

    sam = application_of(session, "A-1")
    assert sam.stage.name == "Decision"
    assert sam.status is Status.INTERVIEWING
    assert sam.next_word_by == date(2026, 11, 30)
    assert importer.counts()["messages"] == 0
    assert importer.counts()["updates"] == 1
    assert session.scalar(select(StageMove)).to_stage_id == sam.stage_id
    again = importer.bring_in(moved, accept_proposals=True)
    assert importer.report(again)["counts"]["unchanged"] == 1


def test_a_move_to_a_stage_that_is_not_mapped_holds_an_accepted_import_up(importer):
    importer.bring_in(rows(SAM))
    moved = rows(SAM.replace("Interviews", "Limbo"))

    assert importer.plan(moved).head["blocking"] == []
    assert importer.plan(moved, accept_proposals=True).head["blocking"] == ["Limbo"]


def test_who_is_rejected_in_the_file_and_open_here_is_decided_and_not_told(importer, session):
    importer.bring_in(rows(SAM))

    rejected = f"{SAM.replace('active', 'rejected')},No fit"
    importer.bring_in(rows(rejected, header=f"{HEADER},rejection_reason"), told=True)

    sam = application_of(session, "A-1")
    assert sam.is_open()
    assert sam.verdict().reason == "No fit"
    assert importer.counts()["messages"] == importer.counts()["endings"] == 0


def test_a_blank_cell_leaves_things_as_they_are_and_a_mark_clears_them(importer, session):
    header = f"{HEADER},phone,source,Owner"
    importer.bring_in(rows(f"{SAM},+351 1,Referral,robin@northwind.example", header=header))

    ref = importer.bring_in(rows(f"{SAM},\\N,,", header=header))

    sam = application_of(session, "A-1")
    assert changes(importer, ref) == {"phone": ("+351 1", None)}
    assert (sam.candidate.phone, sam.source) == ("", "Referral")


def test_the_owner_changes_with_the_file_and_the_trail_says_so(importer, make, session):
    robin, ada = make.robin(), make.ada()
    header = f"{HEADER},Owner"
    importer.bring_in(rows(f"{SAM},{robin.email}", header=header))

    importer.bring_in(rows(f"{SAM},{ada.email}", header=header))

    assert application_of(session, "A-1").owner_id == ada.id
    assert "application.owned" in set(session.scalars(select(AuditEntry.action)))


def test_a_name_is_corrected_and_the_greeting_with_it(importer, session):
    header = "application_id,first_name,last_name,email,job_title,stage"
    line = "A-1,Sam,Okafor,sam@example.org,Designer,Interviews"
    importer.bring_in(rows(line, header=header))

    ref = importer.bring_in(rows(line.replace("Sam,", "Samuel,"), header=header))

    person = application_of(session, "A-1").candidate
    assert (person.full_name, person.called) == ("Samuel Okafor", "Samuel")
    assert changes(importer, ref) == {"full_name": ("Sam Okafor", "Samuel Okafor")}
    assert "candidate.corrected" in set(session.scalars(select(AuditEntry.action)))


def test_another_address_is_asked_about_and_a_missing_one_filled_in(importer, session):
    importer.bring_in(rows(SAM, CHARLIE.replace("charlie@example.org", "")))

    ref = importer.bring_in(rows(SAM.replace("sam@", "other@"), CHARLIE))

    found = importer.report(ref)
    assert [(group["code"], group["lines"]) for group in found["warnings"]] == [
        ("other_address", [2])
    ]
    assert application_of(session, "A-1").candidate.email == "sam@example.org"
    assert application_of(session, "A-2").candidate.email == "charlie@example.org"


def test_somebody_added_by_hand_is_known_again_and_gets_the_ids(importer, make, session):
    sam = make.application(stage="Interviews")

    header = f"{HEADER},candidate_id"
    ref = importer.bring_in(rows(f"{SAM},C-1", header=header))

    assert importer.report(ref)["counts"]["update"] == 1
    found = application_of(session, "A-1")
    assert found.id == sam.id
    assert found.candidate.external_id == "C-1"


def test_somebody_elses_address_here_is_asked_about_and_never_merged(importer, make):
    make.application(candidate=make.candidate("Sofia Ågren", email="sam@example.org"))

    made = importer.plan(rows(SAM))

    assert [error["code"] for error in made.lines[0].doc["errors"]] == ["two_names"]


def test_an_id_that_belongs_to_somebody_else_here_is_refused(importer):
    importer.bring_in(rows(SAM))

    made = importer.plan(rows(CHARLIE.replace("A-2", "A-1")))

    assert [error["code"] for error in made.lines[0].doc["errors"]] == ["other_person"]


def test_who_is_closed_here_stays_closed(importer, make, session):
    importer.bring_in(rows(SAM.replace("active", "")))
    with transaction(session):
        sam = session.get_one(Application, application_of(session, "A-1").id)
        applications.close(session, sam, Outcome.WITHDRAWN)

    ref = importer.bring_in(
        rows(f"{SAM.replace('Interviews', 'Decision')},x", header=f"{HEADER},source"),
        accept_proposals=True,
    )

    assert application_of(session, "A-1").outcome is Outcome.WITHDRAWN
    assert "stage" not in changes(importer, ref)


def test_who_withdrew_in_the_file_and_is_open_here_is_looked_at_by_a_person(importer, session):
    importer.bring_in(rows(SAM))

    ref = importer.bring_in(rows(SAM.replace("active", "withdrawn")), accept_proposals=True)

    assert [group["code"] for group in importer.report(ref)["warnings"]] == ["ended_elsewhere"]
    assert application_of(session, "A-1").is_open()


def test_an_interview_moves_silently_only_before_the_introduction(importer, session):
    header = f"{HEADER},interview_start,interview_end,interview_timezone"
    line = f"{SAM},2026-12-01T15:00,2026-12-01T15:45,Europe/Lisbon"
    importer.bring_in(rows(line, header=header))
    moved = line.replace("12-01", "12-02")
    importer.bring_in(rows(moved, header=header))
    step = application_of(session, "A-1").steps[0]
    assert step.starts_at == datetime(2026, 12, 2, 15, tzinfo=UTC)
    with transaction(session):
        sam = session.get_one(Application, application_of(session, "A-1").id)
        applications.introduce(session, sam, None)
    mails = importer.counts()["messages"]

    ref = importer.bring_in(rows(line, header=header), accept_proposals=True)

    assert [group["code"] for group in importer.report(ref)["warnings"]] == ["interview_by_hand"]
    found = application_of(session, "A-1")
    assert [step.starts_at.day for step in found.steps] == [2]
    assert importer.counts()["messages"] == mails


def test_somebody_told_in_the_meantime_keeps_the_words_they_were_told(importer, make, session):
    importer.bring_in(rows(SAM))
    word = updates.Word(Status.DECIDING, "We are comparing notes.", next_word_by=date(2026, 11, 27))
    with transaction(session):
        sam = session.get_one(Application, application_of(session, "A-1").id)
        updates.give(session, sam, make.robin(), word=word)

    importer.bring_in(rows(SAM.replace("Interviews", "Review")), accept_proposals=True)

    sam = application_of(session, "A-1")
    assert sam.stage.name == "Review"
    assert (sam.status, sam.next_word_by) == (Status.DECIDING, date(2026, 11, 27))


def test_columns_and_stages_are_remembered_for_their_source(importer, session):
    file = "Person,Email,Job,Where,Stage\nSam Okafor,sam@example.org,Designer,x,Kaffee\n"
    importer.bring_in(
        file,
        source="ats",
        columns={"Person": "full_name", "Where": ""},
        stages={"Kaffee": "received"},
    )

    made = importer.plan(file.replace("sam@", "second@").replace("Sam", "Ken"), source="ats")

    kept = session.scalar(select(ColumnMap))
    assert (kept.columns, kept.stages) == (
        {"Person": "full_name", "Where": ""},
        {"Kaffee": "received"},
    )
    assert made.head["counts"]["create"] == 1
    assert made.head["blocking"] == []


def test_meanings_that_were_accepted_hold_the_next_time(importer):
    file = rows(SAM, CHARLIE.replace("Received", "Contacted"))
    importer.bring_in(file, source="ats", accept_proposals=True)

    again = importer.plan(file, source="ats")

    assert again.head["blocking"] == []
    assert again.head["counts"] | {"left_out": 1, "unchanged": 1} == again.head["counts"]
