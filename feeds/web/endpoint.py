"""An endpoint that speaks OpenAI's protocol for chat completions, at the address that the operator configured.

Not guarded like a stranger's address: the operator named it, and it is often on the same machine. It is asked
nothing else, follows no redirect, and is never sent anything but published news.
"""

from __future__ import annotations

import json
from types import TracebackType
from typing import Self

import aiohttp

from feeds.model import FetchFailed

#: Seconds for one answer, and bytes of it.
TIME_LIMIT = 60.0
MOST_BYTES = 256 * 1024
#: Tokens that the model may answer with; three sentences have about a hundred.
_MOST_TOKENS = 300


class ChatEndpoint:
    """Asks a model; use it as an async context manager.

    Args:
        url: The base address, as in "http://127.0.0.1:11434/v1".
        model: The model's name there.
        key: The bearer token, "" for none; it is never logged.
        time_limit: Seconds for one answer.
    """

    def __init__(self, url: str, model: str, key: str = "", *, time_limit: float = TIME_LIMIT) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        self._key = key
        self._time_limit = time_limit
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        self._session = aiohttp.ClientSession(
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=self._time_limit),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def write(self, instruction: str, text: str) -> str | FetchFailed:
        """What the model answers; the least random answer it has. Expected trouble of every kind is a value."""
        assert self._session is not None  # noqa: S101 - used as a context manager
        payload = {
            "model": self._model,
            "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": text}],
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
        }
        try:
            async with self._session.post(self._url, json=payload, allow_redirects=False) as answer:
                if answer.status != 200:
                    return FetchFailed("status", f"the endpoint answered {answer.status}", answer.status)
                body = await _body(answer.content)
        except TimeoutError:
            return FetchFailed("timeout", f"no answer within {self._time_limit:g} s")
        except aiohttp.InvalidURL:
            return FetchFailed("bad_url", "the endpoint's address can't be asked")
        except (aiohttp.ClientError, OSError) as error:
            return FetchFailed("refused", type(error).__name__)
        return _content(body)


async def _body(stream: aiohttp.StreamReader) -> bytes:
    """At most one byte more than is read."""
    pieces = bytearray()
    async for piece in stream.iter_chunked(16 * 1024):
        pieces += piece
        if len(pieces) > MOST_BYTES:
            break
    return bytes(pieces)


def _content(body: bytes) -> str | FetchFailed:
    if len(body) > MOST_BYTES:
        return FetchFailed("too_big", f"an answer of more than {MOST_BYTES} bytes")
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return FetchFailed("protocol", "no answer of a chat completion")
    return content if isinstance(content, str) else FetchFailed("protocol", "the answer is no text")
