"""Spreadsheet programs' own files: as two libraries write them, and as nobody should."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import openpyxl
import xlsxwriter

_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": (
        '<Types><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/texts.xml" ContentType="{_KINDS}.sharedStrings+xml"/></Types>'
    ),
    "xl/workbook.xml": (
        f'<workbook {_SHEET} xmlns:r="{_RELS}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships><Relationship Id="rId1" Type="{_RELS}/worksheet"'
        ' Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/texts.xml": f"<sst {_SHEET}/>",
    "xl/worksheets/sheet1.xml": f"<worksheet {_SHEET}><sheetData/></worksheet>",
}
"""The least such a file has, each part to be put in another's place."""


def by_openpyxl(rows: Iterable[Iterable[Any]], **formats: str) -> bytes:
    """A file with these rows; `formats` say how cells are shown, as `E2="dd/mm/yyyy"`."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for name, code in formats.items():
        book.active[name].number_format = code
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def by_xlsxwriter(rows: Iterable[Iterable[Any]], **options: Any) -> bytes:
    """The same by the other one, with texts in a list of their own."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, **options})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "d mmmm yyyy"})
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if hasattr(value, "year"):
                sheet.write_datetime(number, place, value, day)
            else:
                sheet.write(number, place, value)
    book.close()
    return file.getvalue()


def by_hand(sheet: str = "", **parts: str) -> bytes:
    """A file of these parts: `sheet` is what stands between `<sheetData>` and its end; others by
    the last word of their names.
    """
    given = {
        **PARTS,
        "xl/worksheets/sheet1.xml": (
            f"<worksheet {_SHEET}><sheetData>{sheet}</sheetData></worksheet>"
        ),
    }
    named = {name.rpartition("/")[2].removesuffix(".xml"): name for name in given}
    named["styles"] = "xl/styles.xml"
    return zipped({**given, **{named[name]: text for name, text in parts.items()}})


def zipped(parts: Mapping[str, str | bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packed) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return file.getvalue()


def cell(name: str, text: str) -> str:
    """One cell with text of its own."""
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'
