"""restrict jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "jobs", sa.Column("is_restricted", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
