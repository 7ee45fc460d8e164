"""A secret that is made once and kept in a file that only its owner reads.

Never in the database: a copy of that must not be enough to find out who stands in the consent log.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.consent import LEAST_KEY
from bot.errors import StartError


def read_or_make(path: Path) -> bytes:
    """The key in a file, which is made when there is none. Raises `StartError` when it can't be read or made."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    except OSError as error:
        raise StartError(f"The consent key {path} can't be written: {error.strerror}.") from error
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise StartError(f"The consent key {path} can't be read: {error.strerror}.") from error
    if len(key) < LEAST_KEY:
        raise StartError(f"The consent key {path} is too short; bring back its copy: without it no proof can be found.")
    return key
