"""Reads what a page posts, and says in Indonesian why a request is refused."""

from __future__ import annotations

import asyncio
import json
import math
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse

from feeds.text.normalise import plain_text

MAX_TEXT = 1_000
MAX_LABEL = 100
MAX_BODY_BYTES = 8 * 1024


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not served: a status, a code for programs and a sentence for the visitor."""

    status: int
    code: str
    sentence: str
    wait: timedelta | None = None

    def response(self) -> JSONResponse:
        """The refusal as JSON; `Retry-After` in whole seconds when waiting helps."""
        response = JSONResponse({"error": self.code, "message": self.sentence}, status_code=self.status)
        if self.wait is not None:
            response.headers["retry-after"] = str(_seconds(self.wait))
        response.headers["cache-control"] = "no-store"
        return response


@dataclass(frozen=True, slots=True)
class Said:
    """What a visitor says."""

    #: What it means to the bot: typed, or what the pressed button says. 1 to 1,000 characters.
    text: str
    #: What the visitor sees as the own words: the button's label, or the text.
    shown: str


FOREIGN = Refusal(403, "foreign", "Pesan hanya diterima dari halaman Kentongan. Buka halamannya, lalu kirim dari sana.")
NO_SESSION = Refusal(403, "no_session", "Muat ulang halaman ini, dan izinkan kuki untuk situs ini.")
NOT_JSON = Refusal(400, "not_json", "Pesan tidak terbaca. Muat ulang halaman, lalu coba lagi.")
WRONG_TYPE = Refusal(415, "wrong_type", "Pesan harus dikirim sebagai application/json.")
EMPTY = Refusal(400, "empty", "Pesan masih kosong. Tulis dulu, lalu kirim.")
TOO_LONG = Refusal(400, "too_long", "Pesan terlalu panjang. Paling banyak 1.000 karakter.")
TOO_BIG = Refusal(413, "too_big", "Kiriman terlalu besar. Paling banyak 1.000 karakter.")
TOO_SLOW = Refusal(408, "too_slow", "Kiriman terputus di tengah jalan. Coba kirim lagi.")
MANY_PAGES = Refusal(
    429,
    "many_pages",
    "Percakapan ini sudah terbuka di lima tab. Tutup salah satunya, lalu muat ulang.",
    timedelta(seconds=30),
)
CLOSED = Refusal(503, "closed", "Layanan sedang dimulai ulang. Coba lagi beberapa saat lagi.", timedelta(seconds=5))
FULL = Refusal(503, "full", "Pengunjung sedang sangat ramai. Coba lagi beberapa saat lagi.", timedelta(seconds=30))
BROKEN = Refusal(503, "broken", "Layanan sedang terganggu. Coba lagi beberapa saat lagi.", timedelta(seconds=15))


def too_fast(wait: timedelta) -> Refusal:
    """The visitor speaks faster than one person reads."""
    return Refusal(429, "too_fast", f"Pesan terlalu cepat. Coba lagi {_seconds(wait)} detik lagi.", wait)


async def read_said(request: Request, seconds: float) -> Said | Refusal:
    """What a request says: JSON `{"text": ..., "label": ...}` of at most 8 KiB that arrives within `seconds`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return WRONG_TYPE
    try:
        async with asyncio.timeout(seconds):
            body = await _body(request)
    except (TimeoutError, ClientDisconnect):
        return TOO_SLOW
    return TOO_BIG if body is None else parse_said(body)


def parse_said(body: bytes) -> Said | Refusal:
    """What a body says. `label` is optional and only shown; unknown fields are ignored. Pure."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):  # not JSON, not UTF-8, a number of 5,000 digits, 8,000 brackets
        return NOT_JSON
    text = data.get("text") if isinstance(data, dict) else None
    label = data.get("label", "") if isinstance(data, dict) else None
    if not isinstance(text, str) or not isinstance(label, str):
        return NOT_JSON
    if len(text) > MAX_TEXT or len(label) > MAX_LABEL:
        return TOO_LONG
    text = plain_text(text)
    if not text.strip():
        return EMPTY
    return Said(text, plain_text(label).strip() or text)


async def _body(request: Request) -> bytes | None:
    """The body, None as soon as it is larger than we read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _seconds(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))
