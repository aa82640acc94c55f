"""Find Müller by Mueller, and the reverse."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TWO_FOR_ONE = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def upgrade() -> None:
    """Letter by letter: of three in a row, the last is left for the next time round."""
    for name in ("candidates", "jobs"):
        table = sa.table(name, sa.column("found_by", sa.String()))
        shorter = table.c.found_by
        for two, one in TWO_FOR_ONE:
            shorter = sa.func.replace(shorter, two, one)
        longer = sa.or_(*(table.c.found_by.contains(two) for two, _one in TWO_FOR_ONE))
        while op.get_bind().execute(table.update().where(longer).values(found_by=shorter)).rowcount:
            pass
