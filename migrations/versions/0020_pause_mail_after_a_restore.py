"""Let nothing leave after a restore before somebody says so."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail_heartbeat", sa.Column("paused_at", sa.DateTime(timezone=True)))
