"""`kentongan whatsapp ...`: templates at Meta, and posters."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from bot.app.news import open_news, utc_now
from bot.cli.console import fail, finish, read_config, show, show_json, show_table
from bot.config import Config
from bot.consent import is_tag
from bot.graph import TemplateApi
from bot.invites import Invitation, telegram_link, typed, whatsapp_link
from bot.qr import qr_code
from bot.storage import templates as templates_table
from bot.templates.definitions import creation_request, definition
from bot.templates.filling import all_named
from bot.templates.standing import Standing, after, read_listed
from feeds.classify.rules import load_rules


def templates(path: Path, *, create: bool, as_json: bool) -> None:
    """Lists our templates as Meta has them, creates those that are missing; exits 1 when one may not be used."""
    config = read_config(path)
    rows = finish(_templates(config, create=create))
    if as_json:
        show_json(rows)
    else:
        heads = ("NAME", "LANGUAGE", "CATEGORY", "STATUS", "USABLE")
        show_table(heads, [(r["name"], r["language"], r["category"], r["status"], _yes(r["usable"])) for r in rows])
        if any(row["status"] == "missing" for row in rows):
            show("Create what is missing: kentongan whatsapp templates --create")
    if not all(row["usable"] for row in rows):
        raise SystemExit(1)


async def _templates(config: Config, *, create: bool) -> list[dict[str, Any]]:
    section = config.whatsapp
    if section is None:
        fail("There is no [whatsapp] section in the configuration.", code=2)
    base = f"{config.web.public_url}/" if config.web and config.web.public_url else None
    async with (
        TemplateApi(section.graph_url, section.waba_id, section.access_token.get_secret_value()) as api,
        open_news(config) as news,
    ):
        listed = _by_name(await api.list_all())
        if create:
            for name, language in all_named():
                if (name, language) not in listed:
                    await api.create(creation_request(definition(name), language, base))
            listed = _by_name(await api.list_all())
        now = utc_now()
        rows = []
        for name, language in all_named():
            event = None if (name, language) not in listed else read_listed(listed[name, language], now)
            standing: Standing | None = None
            if event is not None:
                await news.database.write(templates_table.note, event, now)
                standing = after(None, event)
            one = definition(name)
            rows.append(
                {
                    "name": name,
                    "language": language,
                    "category": standing.category if standing and standing.category else one.category,
                    "status": standing.status if standing else "missing",
                    "usable": standing is not None and standing.is_usable(one.category),
                }
            )
        return rows


def _by_name(rows: tuple[Mapping[str, Any], ...]) -> dict[tuple[object, object], Mapping[str, Any]]:
    return {(row.get("name"), row.get("language")): row for row in rows}


def _yes(value: object) -> str:
    return "yes" if value else "NO"


def invite(path: Path, *, topic: str, tag: str, telegram: str, out: Path | None) -> None:
    """Prints the link of a poster, or writes its code as PNG or SVG."""
    config = read_config(path)
    topics = load_rules(config.news.rules).names
    if topic and topic not in topics:
        fail(f"There is no topic {topic!r}. Topics: {', '.join(sorted(topics))}.", code=2)
    if tag and not is_tag(tag):
        fail("A tag has 1 to 30 of a-z, 0-9 and -, for example puskesmas-rawa.", code=2)
    invitation = Invitation(topic or None, tag)
    try:
        link = telegram_link(telegram, invitation) if telegram else whatsapp_link(_phone(config), invitation)
    except ValueError as error:
        fail(f"{error}", code=2)
    if out is None:
        show(link)
        return
    kinds: dict[str, Literal["png", "svg"]] = {".png": "png", ".svg": "svg"}
    kind = kinds.get(out.suffix.lower())
    if kind is None:
        fail("Name a file that ends in .png or .svg.", code=2)
    try:
        out.write_bytes(qr_code(link, kind))
    except OSError as error:
        fail(f"{out} can't be written: {error.strerror}.", code=1)
    show(f"{out}: {link} (the person sends: {typed(invitation)})")


def _phone(config: Config) -> str:
    if config.whatsapp is None or not config.whatsapp.phone:
        fail("Write [whatsapp] phone into the configuration, for example 628123456789.", code=2)
    return config.whatsapp.phone
