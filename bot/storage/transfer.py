"""Copies a whole SQLite database into an empty PostgreSQL database, in one transaction: all of it, or nothing.

Rows are streamed with PostgreSQL's COPY, table by table in the order of their foreign keys, and counted on both sides
before the transaction ends. Leases are no data and stay behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.storage import leases as leases_table
from bot.storage.schema import metadata
from bot.storage.schema_leases import leases
from feeds.errors import StorageError

#: Rows fetched at a time.
_BATCH = 5_000
#: Where SQLite notes the last number of tables whose numbers never come back.
_SEQUENCES = "sqlite_sequence"


def why_not(connection: Connection) -> str | None:
    """Why this database can't be filled, as a sentence; None when it is empty and nobody works on it."""
    if leases_table.are_held(connection):
        return "A Kentongan works on the new database; stop it first."
    for table in _tables():
        if connection.scalar(sa.select(sa.literal(1)).select_from(table).limit(1)) is not None:
            return f"The new database is not empty ({table.name} has rows); name an empty one, or drop and create it."
    return None


def copy_all(
    connection: Connection, source: Connection, told: Callable[[str, int], None] = lambda _table, _rows: None
) -> dict[str, int]:
    """Copies every table of `source`; gives how many rows of each, and says so of each as it is done.

    Raises `StorageError` when the counts differ in the end.
    """
    last = _last_numbers(source)
    copied = {}
    for table in _tables():
        copied[table.name] = _copy(connection, source, table)
        _set_sequence(connection, table, last.get(table.name, 0))
        told(table.name, copied[table.name])
    for table in _tables():
        count = sa.select(sa.func.count()).select_from(table)
        there, here = source.scalar(count), connection.scalar(count)
        if not there == here == copied[table.name]:
            raise StorageError(f"{table.name}: {there} rows in the old database, {here} in the new one.")
    return copied


def _tables() -> Sequence[sa.Table]:
    return [table for table in metadata.sorted_tables if table is not leases]


def _copy(connection: Connection, source: Connection, table: sa.Table) -> int:
    names = [column.name for column in table.columns]
    columns = ", ".join(f'"{name}"' for name in names)
    # As SQLite has it: the types of our columns would make moments of numbers, which COPY would have to undo.
    rows = source.execution_options(yield_per=_BATCH).execute(
        sa.text(f'SELECT {columns} FROM "{table.name}"')  # noqa: S608 - names of our own
    )
    flags = [index for index, column in enumerate(table.columns) if isinstance(column.type, sa.Boolean)]
    count = 0
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for row in _as_postgres_wants(rows, flags):
            copy.write_row(row)
            count += 1
    return count


def _as_postgres_wants(rows: sa.CursorResult[Any], flags: Sequence[int]) -> Iterator[list[Any]]:
    """Truth values instead of 0 and 1; without the sign 0, which PostgreSQL keeps in no text."""
    for row in rows:
        values = [value.replace("\0", "") if isinstance(value, str) else value for value in row]
        for index in flags:
            if values[index] is not None:
                values[index] = bool(values[index])
        yield values


def _last_numbers(source: Connection) -> dict[str, int]:
    if not sa.inspect(source).has_table(_SEQUENCES):
        return {}
    return dict(source.execute(sa.text(f"SELECT name, seq FROM {_SEQUENCES}")).all())  # noqa: S608 - a constant


def _set_sequence(connection: Connection, table: sa.Table, last: int) -> None:
    """The next row gets a number that none had before."""
    column = table.autoincrement_column
    if column is None:
        return
    highest = max(last, connection.scalar(sa.select(sa.func.max(column))) or 0)
    sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, column.name)))
    if highest and sequence is not None:
        connection.execute(sa.select(sa.func.setval(sequence, highest)))
