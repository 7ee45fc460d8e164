"""Meta's Graph API, as far as sending messages needs it. Knows no markup and no people.

The token lives here and nowhere else; it goes into one header and is blotted out of whatever the server says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final, Protocol
from urllib.parse import urlsplit

from bot.channels.whatsapp.failures import answered, refusal
from bot.channels.whatsapp.plain import length
from bot.errors import StartError
from bot.model import Failed, Outcome, Sent
from bot.people import Person
from bot.wire.connections import Reply, Wire
from bot.wire.errors import NotSentError, WireError

#: Released 2026-07-29; a version lives for two years at least
#: (https://developers.facebook.com/docs/graph-api/changelog/versions).
VERSION: Final = "v26.0"
#: Seconds to open a connection, the wait for a free one included.
CONNECT_TIMEOUT: Final = 10.0
#: Seconds for the whole answer. A send that takes longer is in doubt, so the server is given time.
READ_TIMEOUT: Final = 25.0
#: Idle connections are closed by us before the server does it: a request that meets a connection just closed is a send
#: in doubt.
KEEPALIVE: Final = 15.0
#: Units of what comes back with every receipt.
TRACKER_LIMIT: Final = 512

#: How the server names a message it has taken.
_NAMED: Final = re.compile(rb'"messages"\s*:\s*\[\s*\{[^}\]]*"id"\s*:\s*"([!-~]{1,512}?)"')


class Exchange(Protocol):
    """Connections to one server."""

    def open(self) -> None:
        """Allows requests."""

    def close(self) -> None:
        """Closes all connections."""

    async def exchange(self, request: bytes, *, connect: float | None, read: float | None) -> Reply:
        """Sends a request, whole, and gives status and body. Raises `WireError`."""


class GraphClient:
    """Sends for one business number. Never follows a redirect: it would hand the token to another host."""

    __slots__ = ("_business", "_number", "_post", "_secret", "_tail", "_wire", "server")

    def __init__(
        self,
        *,
        graph_url: str,
        phone_number_id: str,
        waba_id: str,
        access_token: str,
        pool_size: int,
        may_send: Callable[[], bool] = lambda: True,
        wire: Exchange | None = None,
    ) -> None:
        """`pool_size` requests may be under way at once. `wire` stands in for the connections in a simulation.

        `may_send` is asked at the last moment before each request; while it says no, nothing leaves.
        """
        parts = urlsplit(graph_url)
        host = parts.netloc.rpartition("@")[2]
        #: The server for people, without what may be secret in its address.
        self.server = f"{parts.scheme}://{host}"
        path = f"{parts.path.rstrip('/')}/{VERSION}"
        self._number = phone_number_id
        self._secret = access_token
        self._tail = f" HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Kentongan\r\nAuthorization: Bearer {access_token}\r\n"
        self._post = (
            f"POST {path}/{phone_number_id}/messages{self._tail}Content-Type: application/json\r\nContent-Length: "
        ).encode()
        self._business = f"GET {path}/{waba_id}/phone_numbers?fields=id&limit=100{self._tail}\r\n".encode()
        self._wire = wire or Wire(graph_url, pool_size=pool_size, keepalive=KEEPALIVE, may_send=may_send)

    def open(self) -> None:
        """Allows requests."""
        self._wire.open()

    def close(self) -> None:
        """Closes all connections; what is under way breaks off."""
        self._wire.close()

    async def introduce(self) -> None:
        """Asks whether the token, the account and the number belong together. Raises `StartError` with a sentence."""
        try:
            status, body = await self._ask(self._business)
        except WireError as error:
            raise StartError(
                f"WhatsApp can't be reached at {self.server} ({error}): check the network connection of this machine"
                " and [whatsapp] graph_url."
            ) from error
        if status != 200:
            failed = answered(status, body)
            raise StartError(
                f"WhatsApp at {self.server} refuses the start ({failed.detail}): check [whatsapp] access_token"
                " and waba_id."
            )
        try:
            numbers = {each["id"] for each in json.loads(body)["data"]}
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise StartError(f"WhatsApp at {self.server} gives no list of numbers; check graph_url.") from error
        if self._number not in numbers:
            raise StartError(
                "The number of [whatsapp] phone_number_id does not belong to the account of [whatsapp] waba_id; "
                "both stand in Meta's app dashboard under WhatsApp, API Setup."
            )

    async def send(self, person: Person, form: bytes, tracker: str = "") -> Outcome:
        """Sends one message; whatever may have reached the server and gave no clear answer is in doubt."""
        body = addressed(person, form, tracker)
        try:
            status, payload = await self._ask(b"%b%d\r\n\r\n%b" % (self._post, len(body), body))
        except NotSentError as error:
            return Failed("not_sent", str(error))
        except WireError as error:
            return Failed("in_doubt", str(error))
        if status == 200:
            named = _NAMED.search(payload)
            if named is not None:
                return Sent(named[1].decode().replace("\\/", "/"))
            return _unnamed(payload)
        return answered(status, payload)

    async def _ask(self, request: bytes) -> Reply:
        status, payload = await self._wire.exchange(request, connect=CONNECT_TIMEOUT, read=READ_TIMEOUT)
        # Error pages of proxies echo what they were sent.
        return status, payload.replace(self._secret.encode(), b"...")


def addressed(person: Person, form: bytes, tracker: str) -> bytes:
    """The whole body of a send. Pure.

    A person is named by the id where we know it: a number may belong to somebody else by now. Raises `ValueError` for
    a person with neither, and for a tracker that is too long.
    """
    if length(tracker) > TRACKER_LIMIT:
        raise ValueError(f"a tracker has at most {TRACKER_LIMIT} characters")
    whom = {"recipient": person.user_id} if person.user_id is not None else {"to": person.phone}
    if None in whom.values():
        raise ValueError("a person without id and number can't be written to")
    head = {"messaging_product": "whatsapp", "recipient_type": "individual", **whom}
    if tracker:
        head["biz_opaque_callback_data"] = tracker
    return json.dumps(head, separators=(",", ":"))[:-1].encode() + b"," + form + b"}"


def _unnamed(payload: bytes) -> Failed:
    """A 200 that names no message: an error object all the same, or nothing that we know."""
    try:
        error = json.loads(payload)["error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Failed("in_doubt", "the answer names no message")
    return refusal(error)
