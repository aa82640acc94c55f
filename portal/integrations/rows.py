"""One row of a file as values by field, with what is wrong with it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from portal.integrations import cells, interviews, stage_words
from portal.integrations.cells import CLEAR, BadCell
from portal.integrations.columns import Column
from portal.integrations.dates import BadDate, Reader
from portal.integrations.spreadsheet import cell_name
from portal.plumbing.addresses import address_key
from portal.plumbing.words import gettext as _

_PAST = ("applied_at", "stage_changed_at", "rejected_at", "hired_at")
_DAYS = ("offer_sent_on", "offer_expires_on", "start_date")


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: the header of the column, a code for machines, words for people."""

    column: str
    code: str
    message: str


@dataclass
class Row:
    """One row: blank cells are not in `values`, a cleared one is CLEAR, dates are ISO, moments in
    UTC.
    """

    line: int
    values: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    email_key: str = ""
    more_addresses: int = 0

    def get(self, name: str) -> str:
        """What the file says, nothing where it is blank or to be cleared."""
        said = self.values.get(name, "")
        return "" if said == CLEAR else said

    def moment(self, name: str) -> datetime | None:
        """The moment that field holds, if it holds one."""
        said = self.get(name)
        return datetime.fromisoformat(said) if said else None

    @property
    def name(self) -> str:
        """The whole name."""
        parts = (self.get("first_name"), self.get("last_name"))
        return self.get("full_name") or " ".join(part for part in parts if part)

    @property
    def called(self) -> str:
        """How letters greet: by the first name where one is given, else by the whole."""
        return self.get("first_name") or self.name

    @property
    def name_key(self) -> str:
        """What two spellings of one name share."""
        return self.name.casefold()

    @property
    def title_key(self) -> str:
        """What two spellings of one job share."""
        return self.get("job_title").casefold()


class RowReader:
    """Reads the rows of one file. `now` is when it is read: nobody applied after that."""

    def __init__(self, columns: Sequence[Column], dates: Reader, now: datetime) -> None:
        self._columns = [column for column in columns if column.field]
        self._headers = {column.field: column.header for column in self._columns}
        self._width = len(columns)
        self._dates = dates
        self._now = now

    def read(self, line: int, raw: Sequence[str], *, is_cut: bool = False) -> Row:
        """That row. `is_cut`: nothing follows it, so where cells are missing the file was cut
        off.
        """
        row = Row(line)
        if any(cell.strip() for cell in raw[self._width :]):
            words = _(
                "This row has more cells than the header: is a separator inside a text without"
                " quotes?"
            )
            row.problems.append(Problem("", "too_many_cells", words))
        if is_cut and len(raw) < self._width:
            row.problems.append(
                Problem("", "cut_off", _("The file ends in the middle of this row."))
            )
        for column in self._columns:
            if column.place < len(raw):
                self._take(row, column, raw[column.place])
        self._check_whole(row)
        return row

    def header(self, name: str) -> str:
        """What the file calls that field; the field's own name where it has no such column."""
        return self._headers.get(name, name)

    def refuse(self, row: Row, name: str, *, code: str, words: str) -> None:
        """Note what is wrong with a field of that row."""
        row.problems.append(Problem(self.header(name), code, words))

    def _take(self, row: Row, column: Column, raw: str) -> None:
        try:
            kept = cells.text(column.field, raw)
            if kept == CLEAR:
                kept = _cleared(column.field)
            elif kept:
                kept = self._converted(row, column, kept)
        except (BadCell, BadDate) as error:
            row.problems.append(Problem(column.header, error.code, error.words))
            return
        if kept:
            row.values[column.field] = kept

    def _converted(self, row: Row, column: Column, kept: str) -> str:
        name, where = column.field, cell_name(column.place, row.line)
        cells.check_result(kept, where)
        if name in cells.IDS:
            cells.check_id(kept, where)
        if name == "email":
            kept, row.more_addresses = cells.addresses(kept)
            row.email_key = address_key(kept)
        if name in _PAST:
            return self._past(kept)
        if name in _DAYS:
            return self._dates.day(kept).isoformat()
        if name == "locale":
            return cells.language(kept)
        return cells.link(kept) if name == "interview_url" else kept

    def _past(self, text: str) -> str:
        """A day counts wherever it has begun somewhere: the file may come from east of us."""
        moment = self._dates.moment(text)
        if (moment - self._now).days >= 1:
            raise BadDate("future_date", _("“%(text)s” lies ahead.", text=text))
        return moment.isoformat()

    def _check_whole(self, row: Row) -> None:
        bad = {problem.column for problem in row.problems}
        for names, code, words in _missing(row):
            column = next((name for name in names if name in self._headers), names[0])
            if self.header(column) not in bad:
                self.refuse(row, column, code=code, words=words)
        if any(self.header(name) in bad for name in interviews.FIELDS):
            return
        try:
            row.values.update(interviews.times(row.values, self._dates))
        except interviews.BadInterview as error:
            self.refuse(row, error.field, code=error.code, words=error.words)


def standing(row: Row, mapped: stage_words.Target | None) -> str:
    """`active`, `rejected`, `withdrawn` or `hired`: what the file says of that row, its stage
    mapped to `mapped`.

    Raises BadCell where it contradicts itself or says too little.
    """
    said = row.get("status")
    meant = stage_words.status_meant(said) if said else _unsaid(row)
    if meant is None:
        raise BadCell(
            "unknown_status",
            _("“%(word)s” is no status we know: active, hired, rejected or withdrawn.", word=said),
        )
    if meant == "archived":
        return _archived(row, said)
    end = mapped.value if mapped in stage_words.ENDS else ""
    if not said:
        return end if end and meant == "active" else meant
    if end and end != meant:
        raise BadCell(
            "contradiction",
            _(
                "The status says “%(status)s”, the stage “%(stage)s”.",
                status=said,
                stage=row.get("stage"),
            ),
        )
    return meant


def pair_key(row: Row) -> str:
    """The name by which a file knows this application."""
    if row.get("application_id"):
        return f"id:{row.get('application_id')}"
    job = f"job:{row.get('job_id')}" if row.get("job_id") else f"title:{row.title_key}"
    if row.get("candidate_id"):
        return f"person:{row.get('candidate_id')}|{job}"
    return f"mail:{row.email_key}|{row.name_key}|{job}"


def _unsaid(row: Row) -> str:
    if row.get("rejected_at") or row.get("rejection_reason"):
        return stage_words.end_in(row.get("rejection_reason")) or "rejected"
    return "hired" if row.get("hired_at") else "active"


def _archived(row: Row, said: str) -> str:
    reason = row.get("rejection_reason")
    if not reason:
        raise BadCell(
            "needs_reason",
            _("“%(word)s” needs a reason: hired, withdrawn or not selected?", word=said),
        )
    return stage_words.end_in(reason) or "rejected"


def _cleared(name: str) -> str:
    if name in cells.MAY_BE_CLEARED:
        return CLEAR
    raise BadCell("cannot_clear", _("This can’t be cleared from a file."))


def _missing(row: Row) -> Iterator[tuple[tuple[str, ...], str, str]]:
    if not row.name:
        yield ("full_name", "first_name", "last_name"), "missing_name", _("The name is missing.")
    if not (row.get("job_title") or row.get("job_id")):
        yield ("job_title", "job_id"), "missing_job", _("The job is missing.")
    has_id = row.get("application_id") or row.get("candidate_id")
    if not row.get("email") and not (has_id and row.name):
        yield ("email",), "missing_email", _("The mail address is missing.")
