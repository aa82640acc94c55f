"""What was imported: each run with its plan, what was last read of whom, and how a source names its
columns.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.plumbing.db import Base
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate


class ImportState(StrEnum):
    """How far a run has come: read in, planned, its lines being written, introductions going out,
    over.
    """

    READING = "reading"
    PLANNED = "planned"
    APPLYING = "applying"
    INTRODUCING = "introducing"
    DONE = "done"


class ImportRun(Base):
    """One file, its plan, and how far it was applied: `next_line` moves on in the transaction that
    writes a batch (and counts applications while introductions go out).
    """

    __tablename__ = "import_runs"
    __table_args__ = (Index("ix_import_runs_file", "file_sha256", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    source: Mapped[str]
    file_name: Mapped[str] = mapped_column(default="")
    file_sha256: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The file as it was read, without what is never imported, so that it can be planned again.
    Gone once applied.
    """
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    """What holds for the whole file; its lines stand in `import_lines`."""
    state: Mapped[ImportState] = mapped_column(default=ImportState.READING)
    next_line: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"))

    by: Mapped[Teammate | None] = relationship()


class ImportLine(Base):
    """One planned line of a run. Needed until it is applied, or its mistake mended."""

    __tablename__ = "import_lines"
    __table_args__ = (Index("ix_import_lines_action", "run_id", "action", "line"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    action: Mapped[str]
    doc: Mapped[dict[str, Any]] = mapped_column(JSON)


class ImportedApplication(Base):
    """What a file last said about an application, under the name the file gives it (`key`).

    So the same file again changes nothing, whatever was changed here since.
    """

    __tablename__ = "imported_applications"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"), index=True)
    """The run that brought it in."""
    seen: Mapped[dict[str, Any]] = mapped_column(JSON)


class ColumnMap(Base):
    """How one source names its columns and stages, as somebody confirmed it."""

    __tablename__ = "column_maps"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(unique=True)
    columns: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Field by header; an empty field leaves the column out."""
    stages: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Target by the stage's word."""
