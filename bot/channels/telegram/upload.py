"""A message with a file, as the Bot API takes it: one `multipart/form-data` request (RFC 7578). Pure.

The file is sent anew to every chat: attachments are answers to one person, never broadcasts.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from bot.channels.telegram.markup import TelegramMessage
from bot.model import Attachment

#: Bytes of a picture and of a document that a bot may upload (core.telegram.org/bots/api#sending-files).
PICTURE_LIMIT: Final = 10_000_000
DOCUMENT_LIMIT: Final = 50_000_000

_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9.+-]+")


@dataclass(frozen=True, slots=True)
class Upload:
    """What is sent, and how."""

    method: str
    content_type: str
    body: bytes


def upload(encoded: TelegramMessage, attachment: Attachment, chat: dict[str, str]) -> Upload | str:
    """The request that sends `encoded` with its file to a chat; a sentence when Telegram would refuse the file."""
    limit = PICTURE_LIMIT if attachment.is_picture else DOCUMENT_LIMIT
    if not 0 < len(attachment.content) <= limit:
        return f"a file of {len(attachment.content)} bytes can't be sent"
    method, part = ("sendPhoto", "photo") if attachment.is_picture else ("sendDocument", "document")
    fields = chat | {"caption": encoded.html, "parse_mode": "HTML"}
    if encoded.reply_markup:
        fields["reply_markup"] = encoded.reply_markup
    # The digest of the content can't stand in it.
    boundary = hashlib.sha256(attachment.content).hexdigest()
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    )
    media_type = attachment.media_type if _TYPE.fullmatch(attachment.media_type) else "application/octet-stream"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{part}"; filename="{_file_name(attachment.name)}"\r\n'
        f"Content-Type: {media_type}\r\n\r\n"
    )
    body += head.encode() + attachment.content + f"\r\n--{boundary}--\r\n".encode()
    return Upload(method, f"multipart/form-data; boundary={boundary}", body)


def _file_name(name: str) -> str:
    """The name without what would end the quotation or the line; RFC 7578 knows no escape that all servers read."""
    return re.sub(r"[^\w. ()-]", "_", name)[:100] or "file"
