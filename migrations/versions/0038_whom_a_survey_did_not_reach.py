"""An invitation whose letter reached nobody is not counted as asked; and whoever started is found
by the first day that was planned.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_UNREACHED = sa.text("unreached_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("survey_invitations", sa.Column("unreached_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_survey_invitations_unreached",
        "survey_invitations",
        ["unreached_at", "id"],
        sqlite_where=_UNREACHED,
        postgresql_where=_UNREACHED,
    )
    op.create_index(
        "ix_survey_invitations_unreached_in",
        "survey_invitations",
        ["round_id"],
        sqlite_where=_UNREACHED,
        postgresql_where=_UNREACHED,
    )
    op.create_index("ix_first_days_starts_on", "first_days", ["starts_on"])
