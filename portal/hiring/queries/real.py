"""Whom figures, letters and surveys are about: nobody whom a team tries Candor with."""

from sqlalchemy import select

from portal.hiring.models import Application, Candidate
from portal.hiring.models.people import IS_MADE_UP

IS_REAL = Candidate.made_up_as.is_(None)
IS_REAL_ALONE = Application.candidate_id.not_in(select(Candidate.id).where(IS_MADE_UP))
"""The same where the statement doesn't join `Candidate`."""
