"""Every sample file, read and planned: the report must be the one that is kept beside it, and a
file that can't be used says so in one line.
"""

import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.integrations import report, runs, spreadsheet
from portal.integrations.options import Options
from portal.plumbing import clock
from portal.plumbing.errors import Refusal

HERE = Path(__file__).parent
SAMPLES = sorted((HERE / "samples").iterdir())
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_is_reported_as_expected(sample, session, make):
    make.robin()

    with clock.held_at(MONDAY):
        made = reported(session, sample.read_bytes())

    expected = HERE / "expected" / f"{sample.name}.json"
    if os.environ.get("SNAPSHOTS") == "write":
        expected.write_text(made, encoding="utf-8")
    assert "\n" not in json.loads(made).get("unusable", "")
    assert json.loads(made) == json.loads(expected.read_text(encoding="utf-8"))


def test_no_expectation_is_left_without_its_sample():
    kept = {path.stem for path in (HERE / "expected").iterdir()}

    assert kept == {sample.name for sample in SAMPLES}


def reported(session, data):
    """The report with the import's id put to a constant; for an unusable file, the line it gets."""
    try:
        sheet = spreadsheet.read(data)
        made, options = runs.plan_for(session, sheet, Options())
    except Refusal as refusal:
        return json.dumps({"unusable": str(refusal)}, ensure_ascii=False) + "\n"
    head = report.as_json(made.head, options, import_id="normalised", sha256=sheet.sha256)
    file = io.StringIO()
    report.write(file, head, made.lines)
    return file.getvalue()
