"""The values of a configuration: each read, or refused with a sentence that says what to write. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, SecretStr

from bot.consent import LEAST_KEY
from feeds.regions.gazetteer import regency_named

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"(\d{1,6})\s*([smhd])")
_SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,256}")
#: What would say something else in a policy, or nothing.
_NO_ORIGIN = re.compile(r"[^A-Za-z0-9.:/\[\]*-]")
_BOT_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{20,100}")


def read_duration(value: object) -> timedelta:
    """A span of time: a number and s, m, h or d. Raises `ValueError` with what to write instead."""
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(str(value).strip())
    if match is None:
        raise ValueError('write a number and s, m, h or d, for example "15m" or "48h"')
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def read_web_address(value: str) -> str:
    """A full web address. Raises `ValueError` with what to write instead."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("write a full web address that begins with https:// (or http://)")
    return value


def read_base_address(value: str) -> str:
    """One without the slash at its end. Raises `ValueError` with what to write instead."""
    return read_web_address(value).rstrip("/")


def read_origins(values: tuple[str, ...]) -> tuple[str, ...]:
    """Scheme and host of pages. Raises `ValueError` with what to write instead."""
    for value in values:
        parts = urlsplit(read_web_address(value))
        if f"{parts.scheme}://{parts.netloc}" != value or parts.username is not None or _NO_ORIGIN.search(value):
            raise ValueError(f'write scheme and host alone, for example "https://kabupaten.example", not "{value}"')
    return tuple(value.lower() for value in values)


def read_listen(value: str) -> str:
    """An address and a port. Raises `ValueError` with what to write instead."""
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise ValueError('write an address and a port, for example "127.0.0.1:8080"')
    return value


def read_timezone(value: str) -> str:
    """The name of a zone. Raises `ValueError` with what to write instead."""
    if value not in available_timezones():
        raise ValueError('write a zone such as "Asia/Jakarta" (WIB), "Asia/Makassar" (WITA) or "Asia/Jayapura" (WIT)')
    return value


def read_host_and_port(values: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses with their ports. Raises `ValueError` with what to write instead."""
    for value in values:
        read_listen(value)
    return values


def read_bot_token(value: SecretStr) -> SecretStr:
    """A bot's token. Raises `ValueError` with what to write instead."""
    if not _BOT_TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("this is no bot token; @BotFather gives one that looks like 123456789:ABC...")
    return value


def read_webhook_secret(value: SecretStr | None) -> SecretStr | None:
    """What Telegram takes for one. Raises `ValueError` with what to write instead."""
    if value is not None and not _SECRET_TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("use 1 to 256 of the characters A-Z a-z 0-9 _ and -")
    return value


def read_consent_key(value: SecretStr) -> SecretStr:
    """Long enough, or none. Raises `ValueError` with what to write instead."""
    if 0 < len(value.get_secret_value()) < LEAST_KEY:
        raise ValueError(f"use at least {LEAST_KEY} characters, or leave it out")
    return value


def read_number(value: str) -> str:
    """One of Meta's numbers. Raises `ValueError` with what to write instead."""
    if not (value.isascii() and value.isdigit()):
        raise ValueError("this is a number, as it stands in Meta's app dashboard under WhatsApp, API Setup")
    return value


def read_header_secret(value: SecretStr) -> SecretStr:
    """A secret that may stand in a header. Raises `ValueError` with what to write instead."""
    secret = value.get_secret_value()
    if not secret or any(not " " < character < "\x7f" for character in secret):
        raise ValueError("this is empty, or holds blanks or other signs than letters, digits and punctuation")
    return value


def read_database_url(value: str) -> str:
    """A database that we know. Raises `ValueError` with what to write instead."""
    scheme = value.partition("://")[0].partition("+")[0]
    if scheme not in {"sqlite", "postgresql", "postgres"} or "://" not in value:
        raise ValueError('write "sqlite:///kentongan.db" or "postgresql://user:password@host/name"')
    return value


def read_regency(value: str) -> str:
    """The code of a regency, by its code or its name. Raises `ValueError` with what to write instead."""
    code = regency_named(value) if value else ""
    if code is None:
        raise ValueError('write a code or a name, for example "16.03", "Kabupaten Muara Enim" or "Kota Magelang"')
    return code


Duration = Annotated[timedelta, BeforeValidator(read_duration)]
WebAddress = Annotated[str, AfterValidator(read_web_address)]
#: One that paths are put behind.
BaseAddress = Annotated[str, AfterValidator(read_base_address)]
