"""Days counted back by the database, which each database writes in its own way."""

from datetime import date
from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class DaysBack(FunctionElement[date]):
    """`DaysBack(day, number)`: so many calendar days before that day."""

    type = Date()
    inherit_cache = True


@compiles(DaysBack, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **given: Any) -> str:
    day, number = (compiler.process(one, **given) for one in element.clauses)
    return f"date({day}, (-({number})) || ' days')"


@compiles(DaysBack, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **given: Any) -> str:
    day, number = (compiler.process(one, **given) for one in element.clauses)
    return f"(({day}) - ({number}))"
