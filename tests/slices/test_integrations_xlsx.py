"""Spreadsheet programs' own files: read like CSV, whatever stands in them, and in little memory."""

import csv
import io
import tracemalloc
import zipfile
import zlib
from contextlib import suppress
from datetime import datetime, time

import defusedxml
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from portal.integrations import report, spreadsheet, xlsx, xlsx_guard
from portal.plumbing import clock
from portal.plumbing.errors import Refusal
from tests.importer import HEADER, Importer
from tests.make import MONDAY
from tests.proof import examples
from tests.workbooks import PARTS, by_hand, by_openpyxl, by_xlsxwriter, cell, zipped
from tests.written import everything

MONDAY_THEN = datetime(2026, 11, 2)  # noqa: DTZ001  such files know no zones
PEOPLE = [
    HEADER.split(","),
    [
        "A-1",
        "Kim Larsen",
        "kim@example.org",
        "Backend Engineer",
        "Interviews",
        "active",
        "2026-11-02",
    ],
    ["A-2", "Bad Row", "nobody@", "Backend Engineer", "Interviews", "active", "03/04/2026"],
    ["A-3", "=1+1", "form@example.org", "Backend Engineer", "Received", "", ""],
]


@pytest.fixture(autouse=True)
def _monday():
    with clock.held_at(MONDAY):
        yield


@pytest.fixture
def importer(engine, config, make):
    return Importer.on(engine, config)


def rows_of(data):
    return list(spreadsheet.read(data).rows())


def names_in(data):
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def as_csv(rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()


def reported(importer, data):
    from portal.integrations.options import Options

    made, file = importer.plan(data), io.StringIO()
    head = report.as_json(made.head, Options(), import_id="", sha256="")
    report.write(file, head, made.lines)
    return file.getvalue()


@pytest.mark.parametrize("build", [by_openpyxl, by_xlsxwriter])
def test_the_report_is_that_of_the_same_list_as_csv(importer, build):
    wanted = reported(importer, as_csv(PEOPLE))
    plain = [[cell if cell != "=1+1" else "'=1+1" for cell in row] for row in PEOPLE]

    said = reported(importer, build(plain))

    sheet = ' "The first sheet was read; a formula counts as what it last gave.",\n '
    assert sheet in said
    assert said.replace('"xlsx"', '"utf-8"').replace(sheet, " ", 1).split() == wanted.split()


def test_the_same_file_again_changes_nothing(importer, session):
    data = by_xlsxwriter(PEOPLE)
    importer.bring_in(data)
    before = everything(session, but=("import_runs", "import_lines"))

    made = importer.plan(data)
    importer.bring_in(data)

    assert made.head["counts"]["unchanged"] == 2
    assert everything(session, but=("import_runs", "import_lines")) == before


@pytest.mark.parametrize("build", [by_openpyxl, by_xlsxwriter])
def test_cells_are_the_text_somebody_meant(build):
    row = [
        10000001,
        12.5,
        0.1,
        MONDAY_THEN,
        MONDAY_THEN.replace(hour=15, minute=30),
        True,
        "æ ✓",
    ]

    ((number, cells),) = rows_of(build([list("abcdefg"), row]))

    assert number == 2
    assert cells == [
        "10000001",
        "12.5",
        "0.1",
        "2026-11-02",
        "2026-11-02T15:30:00",
        "TRUE",
        "æ ✓",
    ]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (123, "00000", "00123"),
        (46328, "dd/mm/yyyy", "2026-11-02"),
        (46328, "[$-407]d. mmmm yyyy;@", "2026-11-02"),
        (46328.65, 'd"th of" mmm', "2026-11-02T15:36:00"),
        (0.5, "hh:mm", "12:00:00"),
        (59, "yyyy", "1900-02-28"),
        (61, "yyyy", "1900-03-01"),
        (1.5, "[h]:mm", "1.5"),
        (7, '0.00 "days"', "7"),
        (7, "[Red]0", "7"),
        (7, "General", "7"),
        (-1, "dd/mm/yyyy", "#VALUE!"),
        (-2, "dd/mm/yyyy hh:mm", "#VALUE!"),
        (2_958_466, "dd/mm/yyyy", "#VALUE!"),
        (1e15, "0", "1.000000E+15"),
    ],
)
def test_a_number_is_read_by_its_format(value, code, text):
    ((_number, cells),) = rows_of(by_openpyxl([["n", "x"], [value, "x"]], A2=code))

    assert cells[0] == text


def test_days_counted_from_1904_are_the_same_days():
    ((_number, cells),) = rows_of(by_xlsxwriter([["a"], [MONDAY_THEN]], date_1904=True))

    assert cells == ["2026-11-02"]


def test_an_id_that_lost_its_digits_is_refused_by_its_cell(importer):
    rows = [PEOPLE[0], [12345678901234567890, *PEOPLE[1][1:]]]

    (line,) = importer.plan(by_xlsxwriter(rows)).lines

    assert [(error["code"]) for error in line.doc["errors"]] == ["number_id"]
    assert "Cell A2 holds “1.234568E+19”" in line.doc["errors"][0]["message"]


def test_a_formula_counts_as_what_it_gave_and_a_failed_one_is_named(importer):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for number, row in enumerate([*PEOPLE[:2], ["A-9", "", "omar@example.org", *PEOPLE[1][3:]]]):
        for place, value in enumerate(row):
            sheet.write_string(number, place, value)
    sheet.write_formula("B2", '="Kim"&" "&"Larsen"', None, "Kim Larsen")
    sheet.write_formula("B3", "=Z1/0", None, "#DIV/0!")
    book.close()

    good, bad = importer.plan(file.getvalue()).lines

    assert good.doc["values"]["full_name"] == "Kim Larsen"
    assert "Cell B3 holds “#DIV/0!”: a formula failed there." in str(bad.doc["errors"])


def test_a_formula_nobody_has_worked_out_is_blank():
    assert rows_of(by_openpyxl([["a", "b"], ["=1+1", "x"]])) == [(2, ["", "x"])]


def test_merged_cells_hold_their_text_once_and_blank_rows_keep_the_numbers():
    book = openpyxl.Workbook()
    book.active.append([])
    book.active.append(["Name", "Job"])
    book.active.append(["Sam", "Backend"])
    book.active.append(["Kim", None])
    book.active.merge_cells("B3:B4")
    book.active.append([])
    book.active.append(["Lina", "Data"])
    for row in range(7, 300):
        book.active.cell(row, 1).number_format = "0.00"
    file = io.BytesIO()
    book.save(file)

    sheet = spreadsheet.read(file.getvalue())

    assert sheet.headers == ("Name", "Job")
    assert list(sheet.rows()) == [(3, ["Sam", "Backend"]), (4, ["Kim"]), (6, ["Lina", "Data"])]


def test_the_first_sheet_that_is_shown_is_read():
    book = openpyxl.Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    book.create_chartsheet("Chart")
    book.create_sheet("List").append(["Name"])
    book.worksheets[1].append(["Sam"])
    book.create_sheet("Other").append(["other"])
    file = io.BytesIO()
    book.save(file)

    assert spreadsheet.read(file.getvalue()).headers == ("Name",)


def test_parts_of_a_text_are_one_text_and_how_to_say_it_is_none():
    sheet = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>Na</t></r><r><t xml:space="preserve">me </t>'
        "</r><rPh sb='0' eb='1'><t>ignored</t></rPh></is></c></row>"
        f'<row r="2">{cell("A2", "one_x000A_two_x0000_ _x005F_x_xD83D_")}</row>'
    )

    found = spreadsheet.read(by_hand(sheet))

    assert found.headers == ("Name",)
    assert list(found.rows()) == [(2, ["one\ntwo _x"])]


def test_prefixed_tags_and_cells_without_names_are_read():
    row = "<x:row><x:c t='str'><x:v>{}</x:v></x:c></x:row>"
    sheet = row.format("Name") + row.format("Sam")
    whole = f"<x:worksheet xmlns:x='{{}}'><x:sheetData>{sheet}</x:sheetData></x:worksheet>"

    assert rows_of(by_hand(sheet1=whole.format(SHEET_MAIN_NS))) == [(2, ["Sam"])]
    with pytest.raises(Refusal, match="broken or unusual"):
        spreadsheet.read(by_hand(sheet1=whole.format("http://purl.oclc.org/ooxml/another")))


# What means no good.

GOOD = by_xlsxwriter(PEOPLE)
OLD = b"\xd0\xcf\x11\xe0" + b"\0" * 40
HEAD = f'<row r="1">{cell("A1", "Name")}</row>'
SHEET, TEXTS = (f'<{tag} xmlns="{SHEET_MAIN_NS}">{{}}</{tag}>' for tag in ("worksheet", "sst"))
DOCTYPE = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            b"\xd0\xcf\x11\xe0" + b"\0" * 40 + "EncryptedPackage".encode("utf-16-le"),
            "by a password",
        ),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old spreadsheet file"),
        (zipped({"content.xml": "<a/>"}), "neither CSV nor .xlsx"),
        (b"PK\x03\x04" + b"\0" * 30, "broken or unusual"),
        (by_openpyxl(PEOPLE)[:-300], "broken or unusual"),
        (by_hand(), "The file is empty."),
        (by_hand(HEAD), "no row below it"),
        (by_hand(workbook=f"{DOCTYPE}{PARTS['xl/workbook.xml']}"), "broken or unusual"),
        (by_hand(sheet1=f"{DOCTYPE}<worksheet>&b;&c;</worksheet>"), "broken or unusual"),
        (by_hand(workbook="<workbook><sheets/></workbook>"), "broken or unusual"),
        (by_hand(f'{HEAD}<row r="1048577"/>'), "broken or unusual"),
        (by_hand(f'{HEAD}<row r="1"/>'), "broken or unusual"),
        (by_hand(f'{HEAD}<row r="2"><c r="A2" t="s"><v>-1</v></c></row>'), "broken or unusual"),
        (by_hand(f'{HEAD}<row r="2"><c r="A2" t="s"><v>7</v></c></row>'), "broken or unusual"),
        (by_hand(f'{HEAD}<row r="2"><c r="ZZZZZZ2"><v>7</v></c></row>'), "broken or unusual"),
        (by_hand(f'{HEAD}<row r="2"><c r="A2"><v>1e999</v></c></row>'), "broken or unusual"),
        (by_hand(f'{HEAD}<row r="2">{cell("A2", "x" * 140_000)}</row>'), "broken or unusual"),
        (by_hand(f'<row r="1">{cell("XFD1", "Name")}</row>'), "more than 100 columns"),
        (by_hand(f'{HEAD}<row a="{"x" * 3_000_000}"/>'), "unpacks to far more"),
        (by_hand(workbook=f"<a>{' ' * 9_000_000}</a>"), "unpacks to far more"),
        (by_hand(f"{HEAD}<row>{'<c/>' * 500_000}</row>"), "unpacks to far more"),
        (by_hand(f"{HEAD}{'<row/>' * 200_000}"), "unpacks to far more"),
        (by_hand(HEAD, styles=f"<a>{'<b/>' * 500_000}</a>"), "unpacks to far more"),
        (zipped({**PARTS, **{f"{n}.xml": "" for n in range(1_000)}}), "unpacks to far more"),
        (zipped(PARTS, zipfile.ZIP_BZIP2), "broken or unusual"),
        (by_hand(f'{HEAD}<row r="2"><row r="999999999999999"/></row>'), "broken or unusual"),
        (by_hand(f'{HEAD}<row r="999999999999999"/>'), "broken or unusual"),
    ],
    ids=range(27),
)
def test_what_is_no_list_is_refused_in_one_line(data, said):
    with pytest.raises(Refusal, match=said) as refused:
        spreadsheet.read(data)

    assert "\n" not in str(refused.value)


def test_a_size_that_lies_is_found_out():
    data = bytearray(by_hand(HEAD + "<row/>" * 10_000))
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")

    with pytest.raises(Refusal, match="broken or unusual"):
        spreadsheet.read(bytes(data))


def test_a_sheet_that_unpacks_to_too_much_is_refused_unread(monkeypatch):
    monkeypatch.setattr(xlsx_guard, "WHOLE", 1_000_000)

    with pytest.raises(Refusal, match="unpacks to far more"):
        spreadsheet.read(by_hand(HEAD + "<row/>" * 200_000))


def test_a_list_of_texts_that_unpacks_to_too_much_is_refused_unread():
    with pytest.raises(Refusal, match="unpacks to far more"):
        spreadsheet.read(by_hand(HEAD, texts=" " * (64 * 1024 * 1024 + 1)))


def test_rows_are_read_one_by_one():
    data = by_hand(HEAD + f"<row>{'<c><v>1</v></c>' * 20}</row>" * 10_000)
    tracemalloc.start()
    count = sum(1 for _row in xlsx.rows(data))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 10_001
    assert peak < 5_000_000


def test_a_size_that_lies_with_its_sum_right_is_found_out():
    data = bytearray(by_hand(HEAD, texts=TEXTS.format("<si/>" * 10_000)))
    at = data.rindex(b"xl/texts.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    begun = TEXTS.format("<si/>" * 10_000).encode()[:100]
    data[at + 16 : at + 20] = zlib.crc32(begun).to_bytes(4, "little")
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")

    with pytest.raises(Refusal, match="broken or unusual"):
        spreadsheet.read(bytes(data))


def test_the_same_sheet_listed_a_thousand_times_is_read_once(monkeypatch):
    listed = '<sheet name="B" sheetId="2" state="hidden" r:id="rId1"/>' * 1_000
    book = PARTS["xl/workbook.xml"].replace("<sheets>", f"<sheets>{listed}")
    opened = []
    real = xlsx_guard.Archive.open
    monkeypatch.setattr(
        xlsx_guard.Archive, "open", lambda *given: opened.append(given[1]) or real(*given)
    )

    rows_of(by_hand(f"{HEAD}<row>{cell('A2', 'Sam')}</row>", workbook=book))

    assert opened.count("xl/worksheets/sheet1.xml") == 2


def test_what_follows_the_rows_harms_nothing():
    after = '<autoFilter ref="nonsense"/><extLst><ext uri="x"/></extLst>'
    data = by_openpyxl(PEOPLE)
    parts = {name: zipfile.ZipFile(io.BytesIO(data)).read(name) for name in names_in(data)}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("</sheetData>", f"</sheetData>{after}")

    assert rows_of(zipped(parts)) == rows_of(data)


def test_a_sheet_that_lies_about_its_size_is_read_whole():
    lie = SHEET.format(f'<dimension ref="A1:A1"/><sheetData>{HEAD}<row>{{}}</row></sheetData>')

    assert rows_of(by_hand(sheet1=lie.format(cell("B2", "Sam")))) == [(2, ["", "Sam"])]


def test_the_library_reads_with_the_parser_that_refuses_entities():
    assert openpyxl.DEFUSEDXML
    with pytest.raises(defusedxml.EntitiesForbidden):
        list(iterparse(io.BytesIO(f"{DOCTYPE}<x>&b;</x>".encode())))


def test_one_long_text_in_every_cell_is_too_much():
    long = [["x" * 32_000] * 100] * 25

    with pytest.raises(Refusal, match="too much text"):
        spreadsheet.read(by_xlsxwriter([["Name"], *long]))


def test_more_rows_than_may_be_are_refused_before_the_end():
    with pytest.raises(Refusal, match="more than 100,000"):
        spreadsheet.read(by_hand(HEAD + '<row><c t="str"><v>x</v></c></row>' * 100_001))


@pytest.mark.parametrize("filling", ["<x/>", "<row/>", "<c/>", "<!-- x -->", "<row><v>x</v></row>"])
def test_what_fills_a_file_fills_no_memory(filling):
    data = by_hand(f"{HEAD}<row>{cell('A2', 'Sam')}</row>" + filling * (4_000_000 // len(filling)))
    tracemalloc.start()
    with suppress(Refusal):
        list(xlsx.rows(data))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 2_000_000


@settings(max_examples=examples(100, 5000), deadline=None)
@given(st.data())
def test_a_good_file_cut_or_with_bytes_turned_is_read_or_refused(data):
    name = data.draw(st.sampled_from(names_in(GOOD)))
    parts = {one: zipfile.ZipFile(io.BytesIO(GOOD)).read(one) for one in names_in(GOOD)}
    harmed = bytearray(parts[name])
    for _turn in range(data.draw(st.integers(0, 4))):
        harmed[data.draw(st.integers(0, len(harmed) - 1))] = data.draw(st.integers(0, 255))
    parts[name] = bytes(harmed[: data.draw(st.integers(0, len(harmed)))])
    whole = bytearray(zipped(parts if data.draw(st.booleans()) else {**parts, name: harmed}))
    if data.draw(st.booleans()):
        whole[data.draw(st.integers(4, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    said = ""
    try:
        spreadsheet.read(bytes(whole))
    except Refusal as refusal:
        said = str(refusal)

    assert "\n" not in said


@settings(max_examples=examples(60, 3000), deadline=None)
@given(st.text(max_size=300), st.integers(0, 400), st.binary(max_size=8))
def test_any_damage_is_refused_in_one_line(words, place, damage):
    data = bytearray(by_hand(f"{HEAD}<row>{cell('A2', 'Sam')}</row>{words}"))
    data[place : place + len(damage)] = damage

    said = ""
    try:
        spreadsheet.read(b"PK\x03\x04" + bytes(data[4:]))
    except Refusal as refusal:
        said = str(refusal)

    assert "\n" not in said


def test_an_hour_alone_is_no_day():
    ((_number, cells),) = rows_of(by_openpyxl([["a"], [time(15, 30)]]))

    assert cells == ["15:30:00"]
