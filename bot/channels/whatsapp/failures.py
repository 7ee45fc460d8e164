"""What Meta's refusals mean. Pure.

Goes by the code and never by the title, which Meta will take away
(https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes). The same codes come
with the answer of a send and later in a webhook, so both are read here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final, Literal

from bot.model import Failed

Kind = Literal["slow_down", "not_sent", "undelivered", "declined", "no_rights", "bad_message", "channel_down"]

#: Longest `detail`.
DETAIL_LIMIT: Final = 200
_SECOND: Final = timedelta(seconds=1)
_HOUR: Final = timedelta(hours=1)

#: The business number, or the app, goes too fast: nothing for so long.
_SLOW: Final[Mapping[int, timedelta]] = MappingProxyType(
    {130429: 5 * _SECOND, 131057: 60 * _SECOND, 80007: 300 * _SECOND, 4: 300 * _SECOND}
)
#: Meta failed and says so: again later.
_BROKEN: Final = (1, 2, 131000, 131016, 133004)
#: This person was written to too much: by us within six seconds, or by all businesses together within days.
_LATER: Final[Mapping[int, timedelta]] = MappingProxyType({131056: 6 * _SECOND, 131049: 24 * _HOUR})
#: The person can't be reached: no WhatsApp, an old one, ourselves, an experiment of Meta's, no tester of a test number.
_UNREACHED: Final = (131026, 131021, 130472, 131030)
_DECLINED: Final = (131050,)
#: Nothing but a template may go there until the person writes again.
_CLOSED: Final = (131047, 470)
#: The template, or the message, is wrong.
_TEMPLATE: Final = (132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068, 132069, 131062)
_MESSAGE: Final = (100, 131008, 131009, 131051, 131052, 131053, 135000)
#: The account, the number or the token may send nothing at all.
_STOPPED: Final = (
    *(190, 0, 3, 10, 33, 368, 131031, 130497, 131042, 131044, 131045, 131037, 133006, 133010, 133015, 133016),
    *(131063, 131064, *range(200, 300)),
)
#: Taken for spam: the account rests for an hour.
_SPAM: Final = (131048,)

_KINDS: Final[Mapping[int, tuple[Kind, timedelta | None]]] = MappingProxyType(
    {code: ("slow_down", wait) for code, wait in _SLOW.items()}
    | {code: ("not_sent", wait) for code, wait in _LATER.items()}
    | dict.fromkeys(_BROKEN, ("not_sent", None))
    | dict.fromkeys(_UNREACHED, ("undelivered", None))
    | dict.fromkeys(_DECLINED, ("declined", None))
    | dict.fromkeys(_CLOSED, ("no_rights", None))
    | dict.fromkeys((*_TEMPLATE, *_MESSAGE), ("bad_message", None))
    | dict.fromkeys(_STOPPED, ("channel_down", None))
    | dict.fromkeys(_SPAM, ("channel_down", _HOUR))
)


def window_closed(failed: Failed) -> bool:
    """Whether only a template may go there now."""
    return failed.kind == "no_rights"


def refusal(error: object) -> Failed:
    """Reads an error object of an answer or a webhook. One with a code that we don't know is the message's fault."""
    fields = error if isinstance(error, dict) else {}
    code = fields.get("code")
    number = code if isinstance(code, int) else -1
    kind, wait = _KINDS.get(number, ("bad_message", None))
    return Failed(kind, _detail(number, fields), retry_after=wait)


def answered(status: int, body: bytes) -> Failed:
    """Reads an answer that names no message.

    An error with a code says that nothing was sent. All else may have been: a page of a proxy, a 200 that is no JSON.
    """
    try:
        error = json.loads(body)["error"]
        known = isinstance(error["code"], int)
    except (ValueError, KeyError, TypeError, RecursionError):
        error, known = None, False
    if known and error["code"] in _KINDS:
        return refusal(error)
    if status == 429:
        return Failed("slow_down", "HTTP 429", retry_after=_SLOW[130429])
    if known and 400 <= status < 500:
        return refusal(error)
    if status in {401, 403}:
        return Failed("channel_down", f"HTTP {status}")
    return Failed("in_doubt", f"HTTP {status} without a word that we know")


def _detail(code: int, error: dict[str, Any]) -> str:
    """The code and what Meta says, on one line, short."""
    data = error.get("error_data")
    said = data.get("details") if isinstance(data, dict) else None
    text = " ".join(str(said or error.get("message") or error.get("title") or "").split())
    return f"{code} {text}".strip()[:DETAIL_LIMIT].encode(errors="replace").decode()
