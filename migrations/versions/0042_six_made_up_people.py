"""Six made-up people, whom a team may try Candor with."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("candidates", sa.Column("made_up_as", sa.String(length=32), nullable=True))
    op.create_index(
        "uq_candidates_made_up_as",
        "candidates",
        ["made_up_as"],
        unique=True,
        sqlite_where=sa.text("made_up_as IS NOT NULL"),
        postgresql_where=sa.text("made_up_as IS NOT NULL"),
    )
    op.create_index("ix_second_choices_application", "second_choices", ["application_id"])
