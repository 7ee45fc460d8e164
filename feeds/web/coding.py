"""Collecting a body within its limits and undoing its content coding, as it arrives.

The HTTP client's own decompression is switched off: a kilobyte of brotli can stand for two gigabytes, and some clients
decode before they count. Here gzip is the only coding, and never more is decoded than the limit and a block.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from feeds.model import FetchFailed
from feeds.web.words import one_line

#: Asks zlib for the gzip format (RFC 1952) with its header, length and checksum, and nothing else.
_GZIP = 31
_BLOCK = 256 * 1024


def read_coding(values: Iterable[str]) -> bool | FetchFailed:
    """Reads the Content-Encoding fields of an answer: True for gzip, False for none.

    Anything that we did not ask for is refused, chains ("gzip, gzip") too: they multiply what a bomb can do.
    """
    codings = [coding.strip().lower() for value in values for coding in value.split(",")]
    codings = [coding for coding in codings if coding not in {"", "identity"}]
    if not codings:
        return False
    if codings in (["gzip"], ["x-gzip"]):
        return True
    return FetchFailed("coding", f"a content coding we did not ask for: {one_line(', '.join(codings), 40)}")


class Body:
    """Gathers the pieces of one body. The first trouble is final: give up at once.

    Args:
        gzip: Whether the pieces are gzip; otherwise they are kept as they are.
        raw_bytes: Bytes that may arrive.
        decoded_bytes: Bytes that they may become.
        ratio: Decoded bytes that each arrived byte may stand for, judged from `ratio_from` decoded bytes on.
        ratio_from: See `ratio`; small bodies of blanks pack well without malice.
    """

    def __init__(self, *, gzip: bool, raw_bytes: int, decoded_bytes: int, ratio: int, ratio_from: int) -> None:
        self._inflate = zlib.decompressobj(_GZIP) if gzip else None
        self._raw_bytes = raw_bytes
        self._decoded_bytes = decoded_bytes
        self._ratio = ratio
        self._ratio_from = ratio_from
        self._raw = 0
        self._decoded = 0
        self._pieces: list[bytes] = []

    def feed(self, piece: bytes) -> FetchFailed | None:
        """Takes the next piece as it came from the wire."""
        self._raw += len(piece)
        if self._raw > self._raw_bytes:
            return FetchFailed("too_big", f"more than {self._raw_bytes} bytes")
        return self._keep(piece) if self._inflate is None else self._unpack(self._inflate, piece)

    def _keep(self, piece: bytes) -> FetchFailed | None:
        self._decoded += len(piece)
        self._pieces.append(piece)
        if self._decoded > self._decoded_bytes:
            return FetchFailed("too_big", f"more than {self._decoded_bytes} bytes after decoding")
        if self._decoded > self._ratio_from and self._decoded > self._ratio * self._raw:
            return FetchFailed("coding", f"a gzip bomb: {self._decoded} bytes out of the first {self._raw}")
        return None

    def _unpack(self, inflate: zlib._Decompress, piece: bytes) -> FetchFailed | None:
        while piece:
            try:
                unpacked = inflate.decompress(piece, _BLOCK)
            except zlib.error as exc:
                return FetchFailed("coding", f"broken gzip data: {exc}")
            trouble = self._keep(unpacked)
            if trouble is not None:
                return trouble
            if inflate.unused_data:
                return FetchFailed("coding", "bytes after the end of the gzip data")
            piece = inflate.unconsumed_tail
        return None

    def finish(self) -> bytes | FetchFailed:
        """The whole body after its last piece; empty when nothing arrived at all."""
        if self._inflate is not None and self._raw and not self._inflate.eof:
            return FetchFailed("coding", "gzip data that ends in the middle")
        return b"".join(self._pieces)
