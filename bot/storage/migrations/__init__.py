"""Where this package's line of migrations lies."""

from pathlib import Path

from bot.storage import schema, schema_costs
from feeds.storage.migrate import Branch

#: Tables that stand in files of their own, named here so that they are part of the one metadata.
TABLES = (schema_costs,)

BOT = Branch("bot", Path(__file__).parent / "versions", schema.REVISION)
