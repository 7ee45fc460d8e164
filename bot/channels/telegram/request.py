"""The connection to the Bot API: python-telegram-bot's `BaseRequest` on our own connections (`wire`).

python-telegram-bot's own backend slows down with every connection in its pool: 261 messages/s at 32 in flight.
What a broadcast sends goes past the library (docs/decisions/024); only refusals are read by it, so that an error
means the same whoever asked.

The token lives here and nowhere else. The library is given `HIDDEN` in its place and builds addresses with it; only
the method's name is taken from them. So the token can't stand in the library's logs, reprs or exceptions at any log
level.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.failures import NotSentError
from bot.channels.telegram.upload import Upload
from bot.wire import errors as wire
from bot.wire.connections import Reply, Wire

#: What the library takes for the token.
HIDDEN: Final = "0:hidden"

#: Seconds to open a connection, the wait for a free one in the pool included.
CONNECT_TIMEOUT: Final = 10.0
#: Seconds for the whole answer. A send that takes longer is in doubt, so the server is given time.
READ_TIMEOUT: Final = 25.0
#: Connections at once beside those of the broadcast: answers to 32 people, and the long poll.
POOL_SIZE: Final = 100
#: Idle connections are closed by us well before the server does it (nginx: 75 s), because a request that meets a
#: connection just closed is a send in doubt.
KEEPALIVE: Final = 15.0

#: How the server begins when it has sent a message; another order of the fields is read as JSON.
_NAMED: Final = re.compile(rb'\{"ok":true,"result":\{"message_id":([0-9]{1,19})[,}]')

#: Paths of files as the server gives them, "documents/file_7.opml".
_FILE_PATH: Final = re.compile(r"[\w./-]{1,256}", re.ASCII)


class BotApiRequest(BaseRequest):
    """Sends requests of the library to `api_url` with the true token; sends and fetches files.

    Raises `NotSentError` when the server surely never saw the request, `TimedOut` when it may have and did not answer
    in time, `NetworkError` when the connection broke in between. Never follows a redirect: it would hand the token to
    another host.
    """

    __slots__ = ("_connect_timeout", "_files", "_headers", "_heads", "_path", "_read_timeout", "_secret", "_wire")

    def __init__(
        self,
        *,
        token: str,
        api_url: str,
        connect_timeout: float = CONNECT_TIMEOUT,
        read_timeout: float = READ_TIMEOUT,
        pool_size: int = POOL_SIZE,
        may_send: Callable[[], bool] = lambda: True,
    ) -> None:
        parts = urlsplit(api_url)
        self._path = f"POST {parts.path.rstrip('/')}/bot{token}/"
        self._files = f"GET {parts.path.rstrip('/')}/file/bot{token}/"
        self._headers = f" HTTP/1.1\r\nHost: {parts.netloc.rpartition('@')[2]}\r\nUser-Agent: {self.USER_AGENT}\r\n"
        # The part after the colon is the secret; a proxy that echoes the address may write the colon as %3A.
        self._secret = token.partition(":")[2] or token
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._wire = Wire(api_url, pool_size=pool_size, keepalive=KEEPALIVE, may_send=may_send)
        self._heads: dict[str, bytes] = {}

    @property
    def read_timeout(self) -> float:
        """Seconds for an answer, after which a request is given up."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Opens the pool. Does nothing when it is open: the library opens the same one for polling and for sending."""
        # Else RetryAfter warns, and gives a bare number. It is read at every use, so here is early enough.
        os.environ["PTB_TIMEDELTA"] = "1"
        self._wire.open()

    async def shutdown(self) -> None:
        """Closes all connections. Does nothing when there are none."""
        self._wire.close()

    async def call(self, method: str, body: bytes, *, read_timeout: float | None = None) -> Any:  # noqa: ANN401 - any JSON
        """Calls `method` with a form that is already encoded and gives the "result" of the answer.

        What all chats share is so encoded once for all of them. Nothing of it is logged by the library, whose own
        methods log every parameter. Raises `TelegramError`.
        """
        limit = self._read_timeout if read_timeout is None else read_timeout
        status, payload = await self._exchange(self._form_head(method), body, self._connect_timeout, limit)
        return await _result(status, payload)

    async def send_message(self, body: bytes) -> str:
        """Calls `sendMessage` and gives the message's number; of an answer of a kilobyte it is all that we need."""
        head = self._form_head("sendMessage")
        status, payload = await self._exchange(head, body, self._connect_timeout, self._read_timeout)
        named = _NAMED.match(payload) if status == 200 else None
        return named[1].decode() if named else str((await _result(status, payload))["message_id"])

    async def upload(self, upload: Upload) -> str:
        """Sends a message with a file and gives the message's number. Raises `TelegramError`."""
        head = f"{self._path}{upload.method}{self._headers}Content-Type: {upload.content_type}\r\nContent-Length: "
        status, payload = await self._exchange(head.encode(), upload.body, self._connect_timeout, self._read_timeout)
        return str((await _result(status, payload))["message_id"])

    async def fetch(self, file_id: str) -> bytes:
        """The content of a file that somebody sent; raises `TelegramError`.

        Asked of the server of `api_url` and of no other: what stands in its answer is a path, never an address.
        """
        path = str((await self.call("getFile", urlencode({"file_id": file_id}).encode())).get("file_path", ""))
        if not _FILE_PATH.fullmatch(path) or ".." in path:
            raise TelegramError("the file has no path that can be asked for")
        request = f"{self._files}{path}{self._headers}\r\n".encode()
        status, content = await self._wire.exchange(request, connect=self._connect_timeout, read=self._read_timeout)
        if status != 200:
            raise TelegramError(f"the file is not given: {status}")
        return content

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> Reply:
        """Gives the status and the body of the server's answer; called by the library.

        `write_timeout` and `pool_timeout` have no meaning of their own here: writing a message of a few kilobytes is
        part of connecting and reading, and waiting for a free connection is part of connecting.
        """
        del method, write_timeout, pool_timeout
        connect = self._connect_timeout if isinstance(connect_timeout, DefaultValue) else connect_timeout
        read = self._read_timeout if isinstance(read_timeout, DefaultValue) else read_timeout
        body = b"" if request_data is None else urlencode(request_data.json_parameters).encode("ascii")
        return await self._exchange(self._form_head(url.rpartition("/")[2]), body, connect, read)

    def _form_head(self, method: str) -> bytes:
        """What stands before the length of a form; the same for every chat."""
        head = self._heads.get(method)
        if head is None:
            kind = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            head = self._heads[method] = f"{self._path}{method}{self._headers}{kind}".encode()
        return head

    async def _exchange(self, head: bytes, body: bytes, connect: float | None, read: float | None) -> Reply:
        request = b"%b%d\r\n\r\n%b" % (head, len(body), body)
        try:
            status, payload = await self._wire.exchange(request, connect=connect, read=read)
        except wire.NotSentError as error:
            raise NotSentError(str(error)) from None
        except wire.NoAnswerError as error:
            raise TimedOut(str(error)) from None
        except wire.WireError as error:
            raise NetworkError(str(error)) from None
        # Error pages of proxies echo the address.
        return status, payload.replace(self._secret.encode(), b"...")


async def _result(status: int, payload: bytes) -> Any:  # noqa: ANN401 - any JSON
    """The "result" of an answer; raises what the library says of all others."""
    if status == 200:
        try:
            return json.loads(payload)["result"]
        except (ValueError, KeyError, TypeError, RecursionError):
            pass  # the library says what is wrong with it
    try:
        return await _Answered(status, payload).post("")
    except (KeyError, TypeError, AttributeError):
        raise TelegramError("the answer has no result") from None


class _Answered(BaseRequest):
    """An answer that is already there, to be read by the library: what a refusal means is decided in one place."""

    __slots__ = ("_reply",)

    def __init__(self, status: int, payload: bytes) -> None:
        self._reply = (status, payload)

    @property
    def read_timeout(self) -> float:
        """Nothing is waited for."""
        return 0.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(self, *_args: object, **_kwargs: object) -> Reply:
        """The answer."""
        return self._reply
