"""Let a company say what its candidates read, and keep sentences of ours for every language."""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("company") as batch:
        batch.add_column(sa.Column("locale", sa.String(), nullable=False, server_default="en"))
    with op.batch_alter_table("company") as batch:
        batch.alter_column("locale", existing_type=sa.String(), server_default=None)
    op.add_column("timeline_entries", sa.Column("said", sa.JSON(), nullable=True))
