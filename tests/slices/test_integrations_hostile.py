"""Files and cells that mean no good: answered in words or kept as they are, never a traceback."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.hiring.models import Application, Candidate
from portal.integrations import report, spreadsheet
from portal.integrations.cells import safe_for_export
from portal.plumbing.errors import Refusal
from portal.plumbing.text import one_line
from tests import corpus
from tests.importer import Importer
from tests.proof import examples

FORMULAS = "=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20"
HEADER = "Name,Email,Job,Stage,Source\n"


@pytest.fixture
def importer(engine, config, make):
    return Importer.on(engine, config)


@settings(max_examples=examples(200, 5000), deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_sheet_or_refused_in_one_line(data):
    try:
        sheet = spreadsheet.read(data)
    except Refusal as refusal:
        said = str(refusal)
    else:
        said = " ".join(cell for _number, row in sheet.rows() for cell in row[:0])

    assert "\n" not in said


@settings(max_examples=examples(200, 5000), deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=5), min_size=1, max_size=5))
def test_what_was_written_is_read_again_at_the_same_place(table):
    numbered = [(place + 2, row) for place, row in enumerate(table) if any(map(str.strip, row))]
    clean = [(n, [c.replace("\0", "").replace("\r", "\n") for c in row]) for n, row in numbered]
    clean = [(n, _plain(row)) for n, row in clean if any(c.strip() for c in _plain(row))]
    if not clean:
        return

    sheet = spreadsheet.read(spreadsheet.write(["one", "two"], clean))

    assert [(n, row) for n, row in sheet.rows()] == clean


@pytest.mark.parametrize("words", [f"{mark}1+1" for mark in FORMULAS] + ["plain", "", "'", "a=b"])
def test_no_cell_we_export_is_taken_for_a_formula(words):
    shown = safe_for_export(words)

    assert shown[:1] not in set(FORMULAS) or not words
    assert shown.removeprefix("'") == words.removeprefix("'")


def test_every_naughty_string_is_kept_as_text(importer, session):
    strings = [one for one in corpus.some(examples(120, 600)) if "\0" not in one]
    file = io.StringIO()
    csv.writer(file).writerows(
        [f"{words}", f"p{n}@example.org", "Designer", "Received", words]
        for n, words in enumerate(strings)
    )
    text = HEADER + file.getvalue().encode("utf-8", "replace").decode()

    importer.bring_in(text)

    kept = {one.candidate.email: one for one in session.scalars(select(Application))}
    for number, words in enumerate(strings):
        one = kept.get(f"p{number}@example.org")
        if one is not None:
            wanted = one_line(words.encode("utf-8", "replace").decode())
            assert one.candidate.full_name == _read(wanted)


def test_the_refused_rows_come_back_as_they_were(importer):
    formula, phone = '=HYPERLINK("http://evil.example")', "+351 21 555"
    line = f'"{formula.replace(chr(34), chr(34) * 2)}",nobody@,Designer,Received,{phone}\n'
    made = importer.plan(HEADER + line)

    refused = report.refused(report.headers(made.head), made.lines)

    row = list(csv.reader(io.StringIO(refused)))[1]
    assert row[:5] == [f"'{formula}", "nobody@", "Designer", "Received", f"'{phone}"]
    again = importer.plan(refused.replace("nobody@", "somebody@example.org"))
    assert again.lines[0].doc["values"]["full_name"] == formula
    assert again.lines[0].doc["values"]["source"] == phone


def test_nobody_is_brought_in_from_a_file_with_too_many_rows_or_columns(importer, session):
    many_columns = ",".join(f"c{n}" for n in range(101)) + "\nx\n"
    many_rows = HEADER + "x,x@example.org,Job,Received,\n" * 100_001

    for text, said in ((many_columns, "more than 100 columns"), (many_rows, "more than 100,000")):
        with pytest.raises(Refusal, match=said):
            importer.plan(text)

    assert session.scalars(select(Candidate)).all() == []


def _plain(row):
    return [cell.encode("utf-8", "ignore").decode() for cell in row]


def _read(words):
    """A mark of our own exports is taken off, and the word that clears is no name."""
    return words[1:] if words[:1] == "'" and words[1:2] in set(FORMULAS) else words
