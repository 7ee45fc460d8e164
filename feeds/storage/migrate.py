"""Brings a database to the newest schema. The only importer of Alembic, and only when there is work for it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from feeds.errors import StorageError
from feeds.storage import schema

_HERE = Path(__file__).parent / "migrations"
#: Alembic's own table.
_VERSION = sa.table("alembic_version", sa.column("version_num"))


@dataclass(frozen=True, slots=True)
class Branch:
    """One package's line of migrations: its label, the folder of its versions and the newest of them."""

    label: str
    folder: Path
    revision: str


FEEDS = Branch("feeds", _HERE / "versions", schema.REVISION)


def is_current(connection: Connection, *branches: Branch) -> bool:
    """Whether the database has the newest revision of every branch. Asks the database only; loads no migration."""
    if not sa.inspect(connection).has_table(_VERSION.name):
        return False
    present = set(connection.scalars(sa.select(_VERSION.c.version_num)))
    return {branch.revision for branch in branches} <= present


def migrate(connection: Connection, *branches: Branch) -> None:
    """Runs what is missing, branch by branch in the order given: later ones may stand on the tables of earlier ones.

    All of it is in the transaction of `connection`: it is whole, or it did not happen. Raises `StorageError` for a
    database that a newer version has made.
    """
    from alembic import command  # noqa: PLC0415 - 40 MB that a running service does not need
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", os.pathsep.join(str(branch.folder) for branch in branches))
    config.attributes["connection"] = connection
    try:
        for branch in branches:
            command.upgrade(config, f"{branch.label}@head")
    except CommandError as error:
        raise StorageError(f"This database was made by another version of Kentongan: {error}.") from error
