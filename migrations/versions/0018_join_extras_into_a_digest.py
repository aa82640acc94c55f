"""Let a digest carry several extras, and find messages by their state."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

JOINED = sa.text("joined_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("messages") as batch:
        batch.add_column(sa.Column("joined_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_messages_joined_id_messages"), "messages", ["joined_id"], ["id"]
        )
    op.create_index("ix_messages_state", "messages", ["state", "id"], unique=False)
    op.create_index(
        "ix_messages_joined",
        "messages",
        ["joined_id"],
        unique=False,
        sqlite_where=JOINED,
        postgresql_where=JOINED,
    )
