"""How templates stand with Meta, in the database; what stops one is noted for the admins."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.model import Language
from bot.storage import notices
from bot.storage.schema_costs import template_standings
from bot.templates.definitions import definitions
from bot.templates.filling import Named
from bot.templates.standing import Standing, TemplateEvent, after
from feeds.storage.upsert import insert_or

_table = template_standings


def note(connection: Connection, event: TemplateEvent, now: datetime) -> None:
    """Takes Meta's word on a template. One of ours that may no longer be used is noted for the admins.

    Templates that are not ours are left alone.
    """
    category = {one.name: one.category for one in definitions()}.get(event.name)
    if category is None:
        return
    known = standing(connection, event.name, event.language)
    new = after(known, event)
    if new == known:
        return
    values = asdict(new)
    insert = insert_or(connection, _table).values(name=event.name, language=event.language, **values)
    connection.execute(insert.on_conflict_do_update(index_elements=["name", "language"], set_=values))
    was_usable = known is not None and known.is_usable(category)
    if new.is_usable(category) or (not was_usable and new.status == "pending"):
        return
    why = new.status if new.status != "approved" else f"category {new.category}"
    key = f"template:{event.name}:{event.language}:{event.at.isoformat()}"
    notices.note(connection, key, "template", f"{event.name}/{event.language}/{why}/{new.reason}", now)


def standing(connection: Connection, name: str, language: Language) -> Standing | None:
    """What Meta last said; None when it never said anything."""
    row = connection.execute(
        sa.select(_table).where(_table.c.name == name, _table.c.language == language)
    ).one_or_none()
    if row is None:
        return None
    return Standing(row.status, row.category, row.status_at, row.category_at, row.reason)


def usable(connection: Connection) -> frozenset[Named]:
    """The templates that may be sent."""
    categories = {one.name: one.category for one in definitions()}
    rows = connection.execute(sa.select(_table)).all()
    return frozenset(
        (row.name, row.language)
        for row in rows
        if row.name in categories
        and Standing(row.status, row.category, row.status_at, row.category_at).is_usable(categories[row.name])
    )
