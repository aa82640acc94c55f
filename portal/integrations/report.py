"""What a plan says, for machines (JSON) and for whoever mends the file (CSV). Pure."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from portal.integrations import sentences, warnings
from portal.integrations.cells import CLEAR, safe_for_export
from portal.integrations.options import Options


def as_json(
    head: Mapping[str, Any], options: Options, *, import_id: str, sha256: str
) -> dict[str, Any]:
    """The report but for its rows, which `write` adds."""
    return {
        "import_id": import_id,
        "file_sha256": sha256,
        "encoding": head["encoding"],
        "columns": [_column(column) for column in head["columns"]],
        "counts": head["counts"],
        "stages_unmapped": head["stages_unmapped"],
        "notifications": {
            "emails_to_send": sentences.mails(head, options),
            "surveys_to_schedule": 0,
        },
        "warnings": [
            {**group, "rows": len(group["lines"]), "message": warnings.words(group)}
            for group in head["warnings"]
        ],
        "proposals": head["proposals"],
        "sentences": sentences.about(head, options),
    }


def write(file: TextIO, report: Mapping[str, Any], lines: Iterable[Any]) -> None:
    """The whole report, row after row, so that a long one needs no more memory than a short one."""
    file.write(json.dumps(report, ensure_ascii=False, indent=1).removesuffix("\n}"))
    file.write(',\n "rows": [')
    for number, line in enumerate(lines):
        file.write(",\n  " if number else "\n  ")
        file.write(json.dumps(row(line), ensure_ascii=False))
    file.write("\n ]\n}\n")


def row(line: Any) -> dict[str, Any]:
    """One line of the plan as the report shows it."""
    doc = line.doc
    changes = doc.get("changes", [])
    if line.action == "create":
        changes = [
            {"field": name, "from": None, "to": value}
            for name, value in doc["values"].items()
            if value != CLEAR
        ]
    return {
        "line": line.line,
        "action": line.action,
        "application_id": doc["id"],
        "changes": changes,
        "errors": doc.get("errors", []),
    }


def refused(headers: Sequence[str], lines: Iterable[Any]) -> str:
    """The refused rows as a CSV file, each with what is wrong with it, to be mended and handed in
    again.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([safe_for_export(header) for header in [*headers, "import_errors"]])
    for line in lines:
        wrong = "; ".join(_named(error) for error in line.doc["errors"])
        cells = [*line.doc["cells"], wrong]
        writer.writerow([safe_for_export(cell) for cell in cells])
    return file.getvalue()


def headers(head: Mapping[str, Any]) -> list[str]:
    """The headers of the columns whose cells may be shown."""
    return [column["header"] for column in head["columns"] if not column["is_never"]]


def _column(column: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: column[name] for name in ("header", "mapped_to", "by")}
    return {**shown, "why": "not imported on purpose"} if column["is_never"] else shown


def _named(error: Mapping[str, str]) -> str:
    return f"{error['column']}: {error['message']}" if error["column"] else error["message"]
