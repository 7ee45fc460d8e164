"""The files of messages over HTTP: a picture is shown, everything else is saved, nothing of it can do anything."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.webchat import sessions
from bot.channels.webchat.encode import FILES, attached
from bot.channels.webchat.log import MessageLog
from bot.model import Attachment
from feeds.errors import StorageError

_ID = re.compile(r"[0-9]{1,18}")
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
#: A file is no page of ours: even one that a browser would draw may run nothing, load nothing and go nowhere.
_HEADERS = {
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "cache-control": "private, max-age=86400, immutable",
}


class ChatFiles:
    """Serves what was attached to the messages of a session, to the browser of that session alone."""

    def __init__(self, log: MessageLog) -> None:
        self._log = log

    def route(self) -> Route:
        """Where the files are."""
        return Route(f"/{FILES}{{at}}", self.serve, methods=["GET"], name="webchat-attachment")

    async def serve(self, request: Request) -> Response:
        """One file, named by the id of its message's event; a 404 for everything else, whoever asks."""
        session, at = sessions.read_session(request), request.path_params["at"]
        attachment = None
        if session is not None and _ID.fullmatch(at):
            try:
                rows = await self._log.since(session, int(at) - 1, 1)
            except StorageError:
                return Response("Service Unavailable", 503, _HEADERS | {"cache-control": "no-store"}, "text/plain")
            attachment = attached(rows[0][1]) if rows and rows[0][0] == int(at) else None
        if attachment is None:
            return Response("Not Found", 404, _HEADERS | {"cache-control": "no-store"}, "text/plain")
        return _file(attachment)


def _file(attachment: Attachment) -> Response:
    if attachment.is_picture:
        return Response(attachment.content, headers=_HEADERS, media_type=attachment.media_type)
    known = _TYPE.fullmatch(attachment.media_type) and not attachment.media_type.startswith("text/html")
    media_type = attachment.media_type if known else "application/octet-stream"
    named = f"attachment; filename*=UTF-8''{quote(attachment.name, safe='')}"
    return Response(attachment.content, headers=_HEADERS | {"content-disposition": named, "content-type": media_type})
