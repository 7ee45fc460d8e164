"""Answers of an HTTP/1.1 server, read from bytes. Pure.

By RFC 9112: a length, chunks, or all until the end. What is neither is a broken line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

#: Bytes of an answer, its head included; a hundred updates are less than one MB.
ANSWER_LIMIT: Final = 16 * 1024 * 1024
#: Bytes of the head of an answer.
HEAD_LIMIT: Final = 64 * 1024
_STATUS: Final = re.compile(rb"HTTP/1\.([01]) (\d{3})(?: [^\r\n]*)?\r\n")
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*(?=\r\n)")
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding:[ \t]*chunked[ \t]*(?=\r\n)")
_CLOSE: Final = re.compile(rb"\r\nconnection:[ \t]*close[ \t]*(?=\r\n)")
_CHUNK: Final = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]*\r\n")


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer that is complete."""

    status: int
    body: bytes
    #: Whether the connection can take another request.
    kept: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """More must come; not worth another look before there are `until` bytes."""

    until: int = 0


def read_answer(buffer: bytes, *, ended: bool, at: int = 0) -> Whole | Missing | str:
    """Reads an HTTP/1.1 answer. Pure. A string says why it is none; `ended` means that no more bytes come."""
    split = buffer.find(b"\r\n\r\n", at)
    if split < 0:
        return "the head of the answer is too long" if len(buffer) - at > HEAD_LIMIT else Missing()
    line = _STATUS.match(buffer, at)
    if line is None:
        return "the answer is not HTTP"
    status = int(line[2])
    if status < 200:
        # "Continue" and early hints stand before the answer itself.
        return read_answer(buffer, ended=ended, at=split + 4)
    head = buffer[at : split + 2].lower()
    start = split + 4
    kept = line[1] == b"1" and _CLOSE.search(head) is None
    if status in {204, 304}:
        return Whole(status, b"", kept and len(buffer) == start)
    if b"\r\ntransfer-encoding:" in head:
        return _chunks(buffer, start, status, kept=kept) if _CHUNKED.search(head) else "an unknown transfer encoding"
    if b"\r\ncontent-length:" not in head:
        return Whole(status, buffer[start:], kept=False) if ended else _more(buffer, 0)
    return _counted(buffer, start, status, head, kept=kept)


def _counted(buffer: bytes, start: int, status: int, head: bytes, *, kept: bool) -> Whole | Missing | str:
    length = _LENGTH.search(head)
    if length is None:
        return "the answer has no readable length"
    end = start + int(length[1])
    if len(buffer) < end:
        return _more(buffer, end)
    return Whole(status, buffer[start:end], kept and len(buffer) == end)


def _more(buffer: bytes, until: int) -> Missing | str:
    return "the answer is too long" if max(len(buffer), until) > ANSWER_LIMIT else Missing(until)


def _chunks(buffer: bytes, at: int, status: int, *, kept: bool) -> Whole | Missing | str:
    parts: list[bytes] = []
    while True:
        size = _CHUNK.match(buffer, at)
        if size is None:
            return Missing() if b"\r\n" not in buffer[at : at + 1024] and len(buffer) - at < 1024 else "a broken chunk"
        length = int(size[1], 16)
        if length == 0:
            # Trailers, which nobody sends, end like a head.
            end = buffer.find(b"\r\n\r\n", size.end() - 2)
            if end < 0:
                return _more(buffer, 0)
            return Whole(status, b"".join(parts), kept and len(buffer) == end + 4)
        at = size.end() + length
        if len(buffer) < at + 2:
            return _more(buffer, at + 2)
        if buffer[at : at + 2] != b"\r\n":
            return "a broken chunk"
        parts.append(buffer[size.end() : at])
        at += 2
