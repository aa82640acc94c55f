"""On which day somebody begins, for statements that join `FirstDay` to an application."""

from sqlalchemy import and_, func

from portal.engagement.models import FirstDay
from portal.hiring.models import Application
from portal.offers.models import Offer

IS_PLANNED = and_(FirstDay.application_id == Application.id, FirstDay.called_off_at.is_(None))
"""That day, and not one that was called off: there is at most one."""
STARTS_ON = func.coalesce(FirstDay.starts_on, Offer.starts_on)
"""As planned, else as offered."""
