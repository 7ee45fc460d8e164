"""`INSERT ... ON CONFLICT`, which SQLAlchemy spells once for each database."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

Insert = sqlite.Insert | postgresql.Insert


def insert_or(connection: Connection, table: sa.Table) -> Insert:
    """An insert that understands `on_conflict_do_nothing` and `on_conflict_do_update` on this database."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
