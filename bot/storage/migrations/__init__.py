"""Where this package's line of migrations lies."""

from pathlib import Path

from bot.storage import schema, schema_whatsapp
from feeds.storage.migrate import Branch

BOT = Branch("bot", Path(__file__).parent / "versions", schema.REVISION)
#: Where this package's tables stand: read, so that the metadata knows them all.
SCHEMAS = (schema, schema_whatsapp)
