"""Jobs and their pipelines."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.company.models import Department
from portal.hiring.stage_plans import StagePlan
from portal.hiring.stages import Status
from portal.plumbing.db import Base
from portal.plumbing.text import words
from portal.plumbing.tokens import new_ref
from portal.team.models import Teammate


class Job(Base):
    """What people applied for."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    external_id: Mapped[str | None] = mapped_column(index=True)
    title: Mapped[str]
    found_by: Mapped[str] = mapped_column(default="")
    """The words of the title, for the search; they follow it by themselves."""
    location: Mapped[str] = mapped_column(default="")
    public_url: Mapped[str] = mapped_column(default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("teammates.id"), index=True)
    everyone_by: Mapped[date | None]
    """"Everyone hears by": the date of the first word for all who apply."""
    first_word_days: Mapped[int | None]
    """Or so many business days after applying."""
    is_restricted: Mapped[bool] = mapped_column(default=False, server_default=false())
    """What its candidates say is published with others' alone, never by itself."""
    created_at: Mapped[datetime]
    closing_at: Mapped[datetime | None]
    """When the team began to close it: it closes once nobody in it waits for a word."""
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    """Rises with every change of the job or one of its stages."""

    department: Mapped[Department | None] = relationship()
    lead: Mapped[Teammate | None] = relationship()
    stages: Mapped[list["Stage"]] = relationship(
        back_populates="job", order_by="Stage.position", cascade="all, delete-orphan"
    )

    @validates("title")
    def _follow(self, _field: str, title: str) -> str:
        self.found_by = " ".join(words(title))
        return title


class Stage(Base):
    """A step of the team's own pipeline. What candidates read is its status and sentence, never
    its name.
    """

    __tablename__ = "stages"
    __table_args__ = (UniqueConstraint("job_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    job_id: Mapped[int] = mapped_column(ForeignKey("jobs.id"))
    name: Mapped[str]
    position: Mapped[int]
    status: Mapped[Status | None]
    """Not mapped: may be entered, changes nothing outside, and warns the team."""
    sentence: Mapped[str] = mapped_column(default="")
    days: Mapped[int | None]

    job: Mapped[Job] = relationship(back_populates="stages")

    def plan(self) -> StagePlan:
        """What it is meant to be."""
        return StagePlan(self.name, self.status, self.sentence, self.days)


class StageTemplate(Base):
    """A set of stages that the team keeps, for the next job that is opened."""

    __tablename__ = "stage_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True, default=new_ref)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]

    stages: Mapped[list["TemplateStage"]] = relationship(
        order_by="TemplateStage.position", cascade="all, delete-orphan"
    )


class TemplateStage(Base):
    """One stage of such a set."""

    __tablename__ = "template_stages"
    __table_args__ = (UniqueConstraint("template_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("stage_templates.id"))
    name: Mapped[str]
    position: Mapped[int]
    status: Mapped[Status | None]
    sentence: Mapped[str] = mapped_column(default="")
    days: Mapped[int | None]

    def plan(self) -> StagePlan:
        """What it is meant to be."""
        return StagePlan(self.name, self.status, self.sentence, self.days)
