"""How Alembic meets our tables. Run by portal.plumbing.schema, which brings the connection."""

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Enum, text

from portal.plumbing import schema
from portal.plumbing.db import ROUNDS, UTCDateTime


def render_item(kind: str, item: Any, _: AutogenContext) -> str | bool:
    """House types as what they are underneath: a migration stays as it was when ours change."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def include_name(name: str | None, kind: str, _: Any) -> bool:
    """Our own two schemas: PostgreSQL may hold somebody else's too. Not the index for words, which
    no model can say.
    """
    if kind == "schema":
        return name in {None, ROUNDS}
    return "_fts" not in (name or "")


def is_whole(ctx: Any, **_: Any) -> None:
    """Foreign keys were off: refuse the migration, before it is kept, that left one dangling."""
    if ctx.dialect.name == "sqlite":
        dangling = ctx.connection.execute(text("PRAGMA foreign_key_check")).all()
        if dangling:
            raise RuntimeError(f"The migration left rows that point at nothing: {dangling[:5]}")


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=schema.tables(),
    include_schemas=True,
    include_name=include_name,
    render_item=render_item,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=True,
    on_version_apply=is_whole,
)
with context.begin_transaction():
    context.run_migrations()
