"""What time it is for the database: one clock for all who share it, whatever theirs say."""

from typing import Any

from sqlalchemy import Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class database_time(FunctionElement[float]):  # noqa: N801  stands in statements like func.now()
    """Seconds since 1970 at this moment, by the database's clock: within one transaction it goes
    on. What two hosts have to agree on (who holds what, until when) is counted in these.
    """

    type = Float()
    inherit_cache = True


@compiles(database_time, "sqlite")
def _on_sqlite(_element: Any, _compiler: Any, **_given: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(database_time, "postgresql")
def _on_postgresql(_element: Any, _compiler: Any, **_given: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) AS double precision)"
