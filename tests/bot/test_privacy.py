"""What the privacy page promises is what the code keeps."""

import re

import pytest

from bot.app import background
from bot.config import NewsSection
from bot.storage.schema import metadata
from feeds.storage import schema as news
from tests.conftest import PROJECT

TEXT = (PROJECT / "docs" / "privasi.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", TEXT, re.MULTILINE))
#: Without a word in the configuration.
KEPT = NewsSection().keep_deliveries
#: Tables of public news hold no person's data.
NEWS = {name for name, value in vars(news).items() if hasattr(value, "columns")}


def test_every_table_of_people_is_on_the_page():
    """A table that nobody is told of may not exist, and the page names none that does not."""
    assert set(ROWS) == {table for table in metadata.tables if table not in NEWS}


@pytest.mark.parametrize(
    ("table", "kept"),
    [
        ("deliveries", KEPT),
        ("errands", KEPT),
        ("reports", background.ALERTS_KEPT),
        ("whatsapp_events", background.WHATSAPP_EVENTS_KEPT),
        ("alerts", background.ALERTS_KEPT),
        ("web_messages", background.WEB_MESSAGES_KEPT),
    ],
)
def test_what_is_forgotten_is_forgotten_in_time(table, kept):
    """The days on the page are those in the code."""
    assert ROWS[table] == f"{kept.days} hari"
