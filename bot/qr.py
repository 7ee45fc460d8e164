"""QR codes (ISO/IEC 18004) as PNG or SVG. The only room that knows segno."""

from __future__ import annotations

import io
from typing import Literal

import segno

#: A third of a poster's code may be scratched or wet (error correction level Q is a quarter, H is 30 per cent).
_LEVEL = "h"
#: Pixels of a module: some 1,200 pixels across, sharp on a sheet of A4 at 150 dots an inch.
_SCALE = 24
#: The quiet zone that the standard asks for.
_BORDER = 4


def qr_code(text: str, kind: Literal["png", "svg"]) -> bytes:
    """The code for a text. Raises `ValueError` when it does not fit into one."""
    try:
        code = segno.make_qr(text, error=_LEVEL, boost_error=False)
    except segno.DataOverflowError as error:
        raise ValueError("this is too long for a code") from error
    out = io.BytesIO()
    code.save(out, kind=kind, scale=_SCALE, border=_BORDER)
    return out.getvalue()
