"""Remember of each promise whether a word that we need longer settled it, in time or too late."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ASKED_LONGER = sa.text("asked_longer")


def upgrade() -> None:
    op.drop_index("ix_promises_extended", "promises")
    op.add_column("promises", sa.Column("asked_longer", sa.Boolean(), nullable=True))
    asked = sa.table("promises", sa.column("asked_longer"), sa.column("result"))
    op.execute(asked.update().values(asked_longer=sa.func.coalesce(asked.c.result == "extended", False)))
    with op.batch_alter_table("promises") as batch:
        batch.alter_column("asked_longer", existing_type=sa.Boolean(), nullable=False)
    op.create_index(
        "ix_promises_asked_longer",
        "promises",
        ["application_id", "id"],
        unique=False,
        sqlite_where=ASKED_LONGER,
        postgresql_where=ASKED_LONGER,
    )
