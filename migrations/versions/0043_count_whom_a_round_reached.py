"""A round counts whom it reached as it asks them; and what it published is kept as it is written:
squeezing ten thousand comments took PostgreSQL longer than everything else at closing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_ROUNDS = sa.table("survey_rounds", sa.column("id"), sa.column("delivered"))
_INVITATIONS = sa.table(
    "survey_invitations", sa.column("id"), sa.column("round_id"), sa.column("unreached_at")
)
_REACHED = (
    sa.select(sa.func.count(_INVITATIONS.c.id))
    .where(_INVITATIONS.c.round_id == _ROUNDS.c.id, _INVITATIONS.c.unreached_at.is_(None))
    .scalar_subquery()
)


def upgrade() -> None:
    op.add_column(
        "survey_rounds", sa.Column("delivered", sa.Integer(), nullable=False, server_default="0")
    )
    op.execute(sa.update(_ROUNDS).values(delivered=_REACHED))
    with op.batch_alter_table("survey_rounds") as batch:
        batch.alter_column("delivered", server_default=None)
    op.drop_index("ix_survey_invitations_unreached_in", table_name="survey_invitations")
    if op.get_context().dialect.name == "postgresql":
        for column in ("figures", "parts", "comments"):
            op.execute(f"ALTER TABLE survey_snapshots ALTER COLUMN {column} SET STORAGE EXTERNAL")
