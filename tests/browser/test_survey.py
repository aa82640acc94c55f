"""One survey in a real browser: answered on a phone by keyboard, closed, and read by three people
with different rights; the page and both files say the same.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from portal.hiring.models import Job
from portal.links.actions import issue
from portal.links.models import Purpose
from portal.plumbing.db import transaction
from portal.surveys import jobs
from portal.surveys.models import Invitation
from portal.team.rights import Role
from tests.asked import AFTER, AUTUMN, answer, asked, crowd
from tests.browser.held import Held, held
from tests.browser.running import BROWSER_PATIENCE
from tests.databases import KINDS, fresh_url, let_go
from tests.make import PASSWORD

CELLS = "rows => rows.map(row => [...row.children].map(cell => cell.innerText.trim()))"
PHONE = {"width": 360, "height": 780}
COMMENT = "Tell me who will be in the room."
PEOPLE = {
    "Ada Lind": Role.ADMIN,
    "Robin Keller": Role.RECRUITER,
    "Jonas Berg": Role.HIRING_MANAGER,
}


@dataclass(frozen=True)
class Seen:
    """What one reader sees and takes away: `table` has a row for each question, with its mean and
    how many answered; `taken` are the rows of the CSV, `kept` those of the .xlsx."""

    score: str
    table: list[list[str]]
    comments: list[str]
    parts: set[str]
    taken: list[dict[str, str]]
    kept: list[dict[str, str]]

    def told(self, figure: str) -> list[dict[str, str]]:
        """The rows of that figure about everybody."""
        rows = [row for row in self.taken if row["part"] == "everybody"]
        return [row for row in rows if row["figure"] == figure]


@pytest.fixture(params=KINDS)
def at(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Held]:
    """The portal on the day after an interview."""
    url = fresh_url(request.param)
    with held(url, tmp_path, AUTUMN) as running:
        yield running
    let_go(url)


def test_a_survey_from_the_phone_to_three_readers(at: Held, chromium: Browser) -> None:
    with at.time():
        make = at.make
        cook, driver = make.job("Cook"), make.job("Driver")
        sam = asked(make, make.application(job=cook))
        link = f"{at.base}/l/{_token(at, sam)}"

    _answer_by_keyboard(_page(chromium), link)
    _others_answer_and_it_closes(at, cook, driver)
    seen = {name: _read(_page(chromium), at, name) for name in PEOPLE}

    ada, robin, jonas = seen.values()
    assert ada.parts == robin.parts == {"Cook", "Driver"}
    assert jonas.parts == {"Cook"}
    assert ada.score == robin.score == jonas.score
    assert ada.table == robin.table == jonas.table
    assert ada.comments == robin.comments == jonas.comments
    for one in seen.values():
        _page_and_files_agree(one)


def _page_and_files_agree(seen: Seen) -> None:
    assert seen.taken == seen.kept
    assert {row["part"] for row in seen.taken} == {"everybody", *seen.parts}
    assert [f"+{row['value']}" for row in seen.told("cnps")] == [seen.score]
    means = [
        [row["question"], float(row["value"]), row["bound"], row["answers"]]
        for row in seen.told("mean")
    ]
    few = [[row["question"], None, "", "–"] for row in seen.told("too few answers")]
    assert sorted(map(_figure, seen.table), key=str) == sorted([*means, *few], key=str)
    assert [row["value"] for row in seen.told("comment")] == seen.comments
    assert COMMENT in seen.comments


def _figure(row: list[str]) -> list[Any]:
    """A row of the page, as the files have it."""
    question, mean, *_satisfied, answers = row
    if mean == "too few answers to show":
        return [question, None, "", answers]
    about, number = re.fullmatch(
        r"(about )?([\d.]+) of \d+", mean.replace("\N{NO-BREAK SPACE}", " ")
    ).groups()
    return [question, float(number), (about or "").strip(), answers]


def _answer_by_keyboard(phone: Page, link: str) -> None:
    """From the link in the mail to the thanks, without a pointer."""
    phone.goto(link)
    _press(phone, phone.get_by_role("button", name="Continue"))
    score = phone.locator("[name=answer_recommend]").first
    score.focus()
    for _step in range(9):
        phone.keyboard.press("ArrowRight")
    assert phone.locator("[name=answer_recommend]:checked").input_value() == "9"
    phone.get_by_label("What is one thing we should change?").focus()
    phone.keyboard.type(COMMENT)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _press(phone, phone.get_by_role("button", name="Send"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")


def _others_answer_and_it_closes(at: Held, cook: Job, driver: Job) -> None:
    with at.time():
        people = [*crowd(at.make, 11, job=cook), *crowd(at.make, 12, job=driver)]
        for number, invitation in enumerate(people):
            answer(at.session, invitation, _given(number))
        at.make.member(cook, at.make.teammate("Jonas Berg", role=Role.HIRING_MANAGER))
    at.now = AFTER + timedelta(hours=1)
    with at.time():
        assert len(jobs.close_rounds(at.session)) == 1
        at.session.rollback()


def _given(number: int) -> dict[str, str]:
    """Answers of their own; the fewest say how courteous we were."""
    given = {"recommend": str((10, 9, 8, 3)[number % 4]), "prepared": str(1 + number % 5)}
    return given | {"change": f"Words {number}"} | ({"courtesy": "5"} if number < 3 else {})


def _read(page: Page, at: Held, name: str) -> Seen:
    """All of it, as that person gets it."""
    with at.time():
        email = at.make.teammate(name, role=PEOPLE[name]).email
        at.session.rollback()
    page.goto(f"{at.base}/team/feedback/")
    page.get_by_label("Mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1, name="Feedback")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    said = page.locator(".said p[dir=auto]").all_inner_texts()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Take it away as CSV").click()
    with page.expect_download() as kept:
        page.get_by_role("button", name="As .xlsx").click()
    return Seen(
        score=page.locator(".columns b").last.inner_text(),
        table=page.locator("#rounds table.stacks").first.locator("tbody tr").evaluate_all(CELLS),
        comments=[words.strip("“”") for words in said],
        parts=set(page.locator("article details summary bdi").all_inner_texts()),
        taken=_csv(taken.value.path()),
        kept=_xlsx(kept.value.path()),
    )


def _csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Path(path).read_bytes().decode())))


def _xlsx(path: Path) -> list[dict[str, str]]:
    rows = load_workbook(io.BytesIO(Path(path).read_bytes())).active.iter_rows(values_only=True)
    header, *found = [["" if cell is None else str(cell) for cell in row] for row in rows]
    return [dict(zip(header, row, strict=True)) for row in found]


def _press(page: Page, button: Any) -> None:
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _page(chromium: Browser) -> Page:
    context = chromium.new_context(viewport=PHONE)
    context.set_default_timeout(BROWSER_PATIENCE)
    return context.new_page()


def _token(at: Held, invitation: Invitation) -> str:
    """What the mail carries."""
    with transaction(at.session):
        return issue(
            at.session,
            invitation.candidate_id,
            Purpose.SURVEY,
            subject=invitation.ref,
            expires_at=AFTER,
        )
