"""Meta's management API for message templates: list and create. At the operator's own address, followed nowhere else.

Expected trouble is a sentence (`GraphError`); the token is in no error and no log.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.errors import BotError

#: Meta keeps a version for two years; this one came on 29 July 2026.
VERSION = "v26.0"
#: Seconds for one request.
_TIME_LIMIT = 30.0
#: Pages of a hundred templates; an account has at most 6,000.
_MOST_PAGES = 60


class GraphError(BotError):
    """The management API could not be asked, or refused. Its text says why."""


class TemplateApi:
    """One WhatsApp Business Account's templates; use it as an async context manager."""

    def __init__(self, graph_url: str, waba_id: str, token: str) -> None:
        self._url = f"{graph_url}/{VERSION}/{waba_id}/message_templates"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=_TIME_LIMIT)
        self._session = aiohttp.ClientSession(headers=self._headers, timeout=timeout, trust_env=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def list_all(self) -> tuple[Mapping[str, Any], ...]:
        """Every template of the account, with name, language, status and category. Raises `GraphError`."""
        found: list[Mapping[str, Any]] = []
        query = {"fields": "name,language,status,category", "limit": "100"}
        for _ in range(_MOST_PAGES):
            answer = await self._ask("GET", params=query)
            rows = answer.get("data")
            found += [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
            paging = answer.get("paging")
            after = paging.get("cursors", {}).get("after") if isinstance(paging, Mapping) and "next" in paging else None
            if not after:
                break
            query["after"] = str(after)
        return tuple(found)

    async def create(self, request: Mapping[str, Any]) -> str:
        """Asks for a template; gives its status, "PENDING" as a rule. Raises `GraphError`."""
        answer = await self._ask("POST", json=request)
        return str(answer.get("status", "PENDING"))

    async def _ask(self, method: str, **what: Any) -> Mapping[str, Any]:  # noqa: ANN401 - aiohttp's own arguments
        assert self._session is not None  # noqa: S101 - used as a context manager
        try:
            async with self._session.request(method, self._url, allow_redirects=False, **what) as response:
                answer = await response.json(content_type=None)
        except TimeoutError as error:
            raise GraphError(f"Meta did not answer within {_TIME_LIMIT:g} s.") from error
        except (aiohttp.ClientError, OSError) as error:
            raise GraphError(f"Meta can't be reached: {type(error).__name__}.") from error
        except ValueError as error:
            raise GraphError("Meta's answer is not JSON.") from error
        if not isinstance(answer, Mapping):
            raise GraphError("Meta's answer is not what its documentation says.")
        fault = answer.get("error")
        if isinstance(fault, Mapping) or response.status != 200:
            code, why = (fault.get("code"), fault.get("message")) if isinstance(fault, Mapping) else (None, None)
            raise GraphError(f"Meta refused (HTTP {response.status}, code {code}): {str(why)[:200]}")
        return answer
