"""Whom figures count: nobody whom a team tries Candor with."""

from sqlalchemy import select

from portal.hiring.models import Application, Candidate
from portal.hiring.models.people import IS_MADE_UP

IS_REAL = Application.candidate_id.not_in(select(Candidate.id).where(IS_MADE_UP))
