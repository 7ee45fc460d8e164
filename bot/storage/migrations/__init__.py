"""Where this package's line of migrations lies."""

from pathlib import Path

from bot.storage import schema, schema_choosing  # noqa: F401 - the whole metadata
from feeds.storage.migrate import Branch

BOT = Branch("bot", Path(__file__).parent / "versions", schema.REVISION)
