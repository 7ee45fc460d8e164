"""The connection to the Bot API: python-telegram-bot's `BaseRequest` on aiohttp.

python-telegram-bot's own backend slows down with every connection in its pool: 261 messages/s at 32 in flight, where
this one passed 3,700 on the same machine.

The token lives here and nowhere else. The library is given `HIDDEN` in its place and builds addresses with it; only
the method's name is taken from them. So the token can't stand in the library's logs, reprs or exceptions at any log
level, and errors of aiohttp, which do hold the whole address, are not chained to ours.
"""

from __future__ import annotations

import os
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter
from yarl import URL

from bot.channels.telegram.failures import NotSentError

#: What the library takes for the token.
HIDDEN: Final = "0:hidden"

#: Seconds to open a connection, the wait for a free one in the pool included.
CONNECT_TIMEOUT: Final = 10.0
#: Seconds without a byte from the server. A send that takes longer is in doubt, so the server is given time.
READ_TIMEOUT: Final = 25.0
#: Connections at once: 32 sends, answers to 32 people, and the long poll.
POOL_SIZE: Final = 100
#: Idle connections are closed by us well before the server does it (nginx: 75 s), because a request that meets a
#: connection just closed is a send in doubt.
KEEPALIVE: Final = 15.0

#: The one "parameter" of a request whose body is already encoded.
_READY: Final = ""

_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


class AiohttpRequest(BaseRequest):
    """Sends requests of the library to `api_url` with the true token. Uploads no files.

    Raises `NotSentError` when the server surely never saw the request, `TimedOut` when it may have and did not answer
    in time, `NetworkError` when the connection broke in between. Never follows a redirect: it would hand the token to
    another host.
    """

    __slots__ = ("_base", "_connect_timeout", "_pool_size", "_read_timeout", "_secret", "_session", "_urls")

    def __init__(
        self,
        *,
        token: str,
        api_url: str,
        connect_timeout: float = CONNECT_TIMEOUT,
        read_timeout: float = READ_TIMEOUT,
        pool_size: int = POOL_SIZE,
    ) -> None:
        self._base = f"{api_url.rstrip('/')}/bot{token}"
        # The part after the colon is the secret; a proxy that echoes the address may write the colon as %3A.
        self._secret = token.partition(":")[2] or token
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._pool_size = pool_size
        self._session: aiohttp.ClientSession | None = None
        self._urls: dict[str, URL] = {}

    @property
    def read_timeout(self) -> float:
        """Seconds without a byte from the server after which a request is given up."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Opens the pool. Does nothing when it is open: the library opens the same one for polling and for sending."""
        # Else RetryAfter warns, and gives a bare number. It is read at every use, so here is early enough.
        os.environ["PTB_TIMEDELTA"] = "1"
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._pool_size, keepalive_timeout=KEEPALIVE, ttl_dns_cache=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Closes all connections. Does nothing when there are none."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def call(self, method: str, body: str, *, read_timeout: float | None = None) -> Any:  # noqa: ANN401 - any JSON
        """Calls `method` with a form that is already encoded and gives the "result" of the answer.

        What all chats share is so encoded once for all of them. Nothing of it is logged by the library, whose own
        methods log every parameter. Raises `TelegramError`.
        """
        form = RequestData([RequestParameter(_READY, body, None)])
        limit = self._read_timeout if read_timeout is None else read_timeout
        try:
            return await self.post(method, form, read_timeout=limit)
        except (KeyError, TypeError):
            raise TelegramError("the answer has no result") from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Gives the status and the body of the server's answer; called by the library and by `call`.

        `write_timeout` and `pool_timeout` have no meaning of their own here: writing a message of a few kilobytes is
        part of connecting and reading, and waiting for a free connection is part of connecting.
        """
        del write_timeout, pool_timeout
        connect = self._connect_timeout if isinstance(connect_timeout, DefaultValue) else connect_timeout
        read = self._read_timeout if isinstance(read_timeout, DefaultValue) else read_timeout
        total = None if connect is None or read is None else connect + read
        limits = aiohttp.ClientTimeout(total=total, connect=connect, sock_read=read)
        # Raised here and not where it was caught, so that no context holds the address with the token.
        answer = await self._exchange(method, url.rpartition("/")[2], _body(request_data), limits)
        if isinstance(answer, TelegramError):
            raise answer
        return answer

    async def _exchange(
        self, verb: str, endpoint: str, body: bytes, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes] | TelegramError:
        if self._session is None:
            return NotSentError("the connection to the Bot API is not open")
        try:
            async with self._session.request(
                verb, self._url(endpoint), data=body, headers=_FORM, timeout=limits, allow_redirects=False
            ) as response:
                return response.status, self._without_secret(await response.read())
        except aiohttp.ConnectionTimeoutError:
            return NotSentError(f"no connection within {limits.connect} s")
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError, UnicodeError) as error:
            # UnicodeError: a host that is no name, found out when it is looked up.
            return NotSentError(self._said(error))
        except TimeoutError:
            return TimedOut(f"no answer within {limits.sock_read} s")
        # Whatever else it is, the request may have arrived.
        except Exception as error:
            return NetworkError(self._said(error))

    def _url(self, endpoint: str) -> URL:
        url = self._urls.get(endpoint)
        if url is None:
            # `encoded` keeps the colon of the token as it is.
            url = self._urls[endpoint] = URL(f"{self._base}/{endpoint}", encoded=True)
        return url

    def _said(self, error: Exception) -> str:
        return f"{type(error).__name__}: {error}".replace(self._secret, "…")

    def _without_secret(self, payload: bytes) -> bytes:
        """Takes the token out of an answer that echoes the address, as error pages of proxies do."""
        return payload.replace(self._secret.encode(), b"...")


def _body(data: RequestData | None) -> bytes:
    if data is None:
        return b""
    parameters = data.json_parameters
    body = parameters.get(_READY)
    return (urlencode(parameters) if body is None else body).encode("ascii")
