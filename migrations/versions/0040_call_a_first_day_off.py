"""A first day is called off where they do not join after all."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "first_days", sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True)
    )
