"""Statements that run thousands of times a second: spelled once for each database, handed plain numbers and texts.

SQLAlchemy's own execution spends three times what SQLite does on an update of 25 rows: it looks up the statement and
converts every value. Here the statement is still written with it, so that it is the same on both databases, and
then given to the driver as text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

from feeds.storage.schema import EPOCH, MILLISECOND

#: Puts values into the order in which a driver with nameless parameters wants them.
_Pick = Callable[[tuple[Any, ...]], tuple[Any, ...]]


class Prepared:
    """A statement with named parameters. Values are given as tuples in the order of `names`, moments as `stored`."""

    def __init__(self, statement: sa.Select[Any] | sa.Update, *names: str) -> None:
        self._statement = statement
        self._names = names
        self._spelled: dict[str, tuple[str, _Pick | None, dict[str, Any]]] = {}

    def rows(self, connection: Connection, values: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
        """Runs it once and gives all rows, their values as the driver has them."""
        sql, pick, fixed = self._spell(connection.dialect)
        return connection.exec_driver_sql(sql, self._one(values, pick, fixed)).all()

    def many(self, connection: Connection, values: Sequence[tuple[Any, ...]]) -> None:
        """Runs it for each of `values`, of which there is at least one."""
        sql, pick, fixed = self._spell(connection.dialect)
        connection.exec_driver_sql(sql, [self._one(one, pick, fixed) for one in values])

    def _one(self, values: tuple[Any, ...], pick: _Pick | None, fixed: dict[str, Any]) -> Any:  # noqa: ANN401 - a driver's parameters
        if pick is None:
            return fixed | dict(zip(self._names, values, strict=True))
        return pick((*values, *fixed.values())) if fixed else pick(values)

    def _spell(self, dialect: Dialect) -> tuple[str, _Pick | None, dict[str, Any]]:
        spelled = self._spelled.get(dialect.name)
        if spelled is None:
            compiled = self._statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
            fixed = {name: value for name, value in compiled.params.items() if name not in self._names}
            pick = None
            if compiled.positional:
                places = [*self._names, *fixed]
                pick = _picker([places.index(name) for name in compiled.positiontup or ()])
            spelled = self._spelled[dialect.name] = (str(compiled), pick, fixed)
        return spelled


def _picker(order: Sequence[int]) -> _Pick:
    if len(order) == 1:
        only = order[0]
        return lambda row: (row[only],)
    return itemgetter(*order)


def stored(moment: datetime) -> int:
    """A moment as the database keeps it."""
    return (moment - EPOCH) // MILLISECOND


def restored(number: int) -> datetime:
    """The moment that the database keeps as `number`."""
    return EPOCH + number * MILLISECOND
