"""What closed rounds published, taken away: the page's figures, and nothing that runs."""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from portal.audit.models import AuditEntry
from portal.company.models import Department
from portal.integrations import figures
from portal.integrations.cells import safe_for_export
from portal.plumbing import clock
from portal.plumbing.db import transaction
from portal.plumbing.text import tidy
from portal.plumbing.words import gettext, spoken
from portal.surveys import jobs
from portal.surveys.analytics import rounds_shown
from portal.surveys.items import Item, ItemKind, Touchpoint
from portal.surveys.models import Round
from portal.team.rights import Role
from tests import corpus
from tests.asked import AFTER, AUTUMN, answer, crowd
from tests.pages import Page

PAGE = "/team/feedback/"
CSV, XLSX = f"{PAGE}export/csv", f"{PAGE}export/xlsx"
SCORES = (10, 9, 9, 9, 9, 9, 8, 7, 6, 0, 10, 10)
TRIGGERS = "=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20"


@pytest.fixture(autouse=True)
def _autumn():
    with clock.held_at(AUTUMN):
        yield


@pytest.fixture
def robin(teammate):
    return teammate(Role.RECRUITER)


def closed_round(make, session, scores=SCORES, words="Comment", job=None):
    for number, (invitation, score) in enumerate(
        zip(crowd(make, 14, job=job), scores, strict=False)
    ):
        given = {"recommend": str(score), "prepared": "4", "change": f"{words} {number}"}
        answer(session, invitation, given)
    with clock.held_at(AFTER):
        jobs.close_rounds(session)


def table(reply):
    assert reply.status_code == 200
    return list(csv.DictReader(io.StringIO(reply.data.decode())))


def sheet(reply):
    rows = load_workbook(io.BytesIO(reply.data)).active.iter_rows(values_only=True)
    header, *found = [["" if cell is None else cell for cell in row] for row in rows]
    return [dict(zip(header, row, strict=True)) for row in found]


def value(rows, figure, question="How likely are you to recommend applying here to a friend?"):
    return next(
        row["value"] for row in rows if (row["figure"], row["question"]) == (figure, question)
    )


def test_page_csv_and_spreadsheet_say_the_same(robin, make, session):
    closed_round(make, session)

    words = Page(robin.get(PAGE).text).text()
    taken, kept = table(robin.post(CSV)), sheet(robin.post(XLSX))

    assert (value(taken, "cnps"), value(kept, "cnps")) == ("50", 50)
    assert (value(taken, "cnps margin"), value(kept, "cnps margin")) == ("43", 43)
    assert "+50" in words
    assert "n 12 ±43" in words
    prepared = "The interviewers were prepared"
    assert (value(taken, "mean", prepared), value(kept, "mean", prepared)) == ("4", 4)
    assert "about\N{NO-BREAK SPACE}4\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}5" in robin.get(PAGE).text
    assert value(taken, "response", "") == value(kept, "response", "") == "86 %"
    assert "86 % of those asked" in words
    comments = [row["value"] for row in taken if row["figure"] == "comment"]
    assert comments == [row["value"] for row in kept if row["figure"] == "comment"]
    assert sorted(comments) == sorted(f"Comment {number}" for number in range(12))
    assert [tuple(row) for row in taken] == [tuple(row) for row in kept]


def test_a_score_below_nought_is_no_formula(robin, make, session):
    closed_round(make, session, scores=(0,) * 9 + (10,) * 3)

    taken, kept = robin.post(CSV), robin.post(XLSX)

    assert value(table(taken), "cnps") == "\N{MINUS SIGN}50"
    assert value(sheet(kept), "cnps") == -50


def test_few_answers_give_a_rough_mean_and_nothing_more(robin, make, session):
    closed_round(make, session, scores=(8, 8, 8, 9, 9))

    rows = table(robin.post(CSV))

    told = {row["figure"] for row in rows}
    assert told == {"mean", "answered", "response", "too few answers"}
    assert {row["bound"] for row in rows if row["figure"] == "mean"} == {"about"}


def test_a_question_without_a_figure_says_how_many_answered_it(robin, make, session):
    asked = (
        Item("again", ItemKind.YES_NO, "Would you apply again?"),
        Item("when", ItemKind.CHOICE, "When did you hear?", choices=("At once", "Later")),
    )
    answered(make, session, asked, {"again": "1", "when": "Later"}, count=8)

    words = Page(robin.get(PAGE).text).text()
    rows = table(robin.post(CSV))

    for item in asked:
        assert f"{item.words} – – 8" in words
        assert value(rows, "answers", item.words) == "8"
    assert rows == sheet_as_text(robin.post(XLSX))


def test_answers_and_questions_read_as_on_the_page(robin, make, session):
    asked = (
        Item("again", ItemKind.YES_NO, "Would you apply again?"),
        Item("when", ItemKind.CHOICE, "When did you hear?", choices=("At once", "Later")),
    )
    answered(make, session, asked, {"again": "1", "when": "Later"}, count=12)

    rows = table(robin.post(CSV))

    told = {(row["question"], row["answer"]) for row in rows if row["figure"] == "share"}
    assert told >= {
        ("Would you apply again?", "Yes"),
        ("Would you apply again?", "No"),
        ("When did you hear?", "At once"),
    }


def test_questions_are_in_the_language_of_the_reader(make, session):
    closed_round(make, session)
    shown = rounds_shown(session, Touchpoint.INTERVIEWED, jobs=None)

    with spoken("de"):
        questions = {row[6] for row in figures.rows(Touchpoint.INTERVIEWED, shown)}
        expected = {gettext(item["words"]) for item in shown.chosen.items}

    assert expected < questions
    assert expected.isdisjoint(item["words"] for item in shown.chosen.items)


def test_two_jobs_of_one_title_are_told_apart(robin, make, session):
    cooks = [make.job("Cook", department=Department(name=name)) for name in ("Hall", "Bar")]
    cooks.append(make.job("Cook", department=cooks[0].department))
    for invitation in [one for job in cooks for one in crowd(make, 10, job=job)]:
        answer(session, invitation)
    with clock.held_at(AFTER):
        jobs.close_rounds(session)

    rows = table(robin.post(CSV))

    told = {(row["department"], row["job"]) for row in rows if row["part"] == "Cook"}
    assert told == {(job.department.name, str(job.id)) for job in cooks}
    assert {row["job"] for row in rows if row["part"] in {"everybody", "Hall", "Bar"}} == {""}
    assert rows == sheet_as_text(robin.post(XLSX))


def answered(make, session, asked, given, *, count):
    people = crowd(make, count)
    with transaction(session):
        version = session.query(Round).one().version
        version.items = [*version.items, *(item.to_json() for item in asked)]
    for invitation in people:
        answer(session, invitation, {"recommend": "9", **given})
    with clock.held_at(AFTER):
        jobs.close_rounds(session)


def sheet_as_text(reply):
    return [{key: str(cell) for key, cell in row.items()} for row in sheet(reply)]


def test_an_open_round_is_in_no_file(robin, make, session):
    for invitation in crowd(make, 14):
        answer(session, invitation)

    assert table(robin.post(CSV)) == []
    assert sheet(robin.post(XLSX)) == []


def test_no_words_run():
    given = [tidy(words) for words in (*corpus.everything(), *(f"{mark}1" for mark in TRIGGERS))]
    given = [words for words in given if words]

    file = figures.as_csv([("comment", words) for words in given]).decode()

    _header, *found = csv.reader(io.StringIO(file, newline=""))
    assert [cell for _comment, cell in found] == [safe_for_export(words) for words in given]
    assert [cell for _comment, cell in found if cell[0] in TRIGGERS] == []


def test_words_that_no_spreadsheet_can_hold_are_marked():
    file = figures.as_xlsx([("=1+1", "a\uffffb", "\uff1d1", "-2")])

    cells = next(load_workbook(io.BytesIO(file)).active.iter_rows(min_row=2, max_col=4))
    kept = ["'=1+1", "a\N{REPLACEMENT CHARACTER}b", "'\uff1d1", "'-2"]
    assert [cell.value for cell in cells] == kept
    assert {cell.data_type for cell in cells} == {"s"}


def test_each_takes_away_the_parts_they_see(robin, teammate, make, session):
    cook = make.job("Cook", department=Department(name="Kitchen"))
    driver = make.job("Driver", department=Department(name="Cars"))
    for invitation in [*crowd(make, 10, job=cook), *crowd(make, 11, job=driver)]:
        answer(session, invitation)
    with clock.held_at(AFTER):
        jobs.close_rounds(session)
    jonas = teammate(Role.HIRING_MANAGER)
    make.member(cook, make.teammate("Jonas Berg"))

    everything, theirs = table(robin.post(CSV)), table(jonas.post(CSV))

    assert {row["part"] for row in everything} == {"everybody", "Kitchen", "Cook", "Cars", "Driver"}
    assert {row["part"] for row in theirs} == {"everybody", "Cook"}
    assert [row for row in everything if row["part"] in {"everybody", "Cook"}] == theirs


def test_a_hiring_manager_without_a_job_takes_nothing_away(teammate):
    assert teammate(Role.HIRING_MANAGER).post(CSV).status_code == 403


@pytest.mark.parametrize("path", [f"{PAGE}export/exe", f"{CSV}?touchpoint=x", f"{CSV}?round=x"])
def test_a_made_up_address_is_not_there(robin, path):
    assert robin.post(path).status_code == 404


def test_taking_away_leaves_one_line_and_looking_leaves_none(robin, session):
    assert robin.get(CSV).status_code == 405
    assert exported(session) == 0

    reply = robin.post(f"{XLSX}?touchpoint=declined")

    assert exported(session) == 1
    name = f"feedback-{Touchpoint.DECLINED}.xlsx"
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def exported(session):
    session.rollback()
    lines = select(func.count(AuditEntry.id)).where(AuditEntry.action == "feedback.exported")
    return session.scalar(lines)
