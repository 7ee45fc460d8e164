"""Every captured feed of Indonesian sites, served on loopback and polled twice."""

import os

import pytest
import sqlalchemy as sa

from feeds.model import FeedData
from feeds.storage import feeds
from feeds.storage.schema import entries
from tests.feeds.test_update import parser, rig, site  # noqa: F401 - fixtures

FOLDERS = ("indonesia", "synthetic-pemkab")
#: What is no feed at all: an HTML error page that a site answers with status 200.
NO_FEED = {"html_error_page_200.xml": "html"}


def captured(shared_data):
    return [path for folder in FOLDERS for path in sorted((shared_data / "feeds" / folder).glob("*.xml"))]


@pytest.mark.captured
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_second_poll_of_a_captured_feed_finds_nothing_new(rig, site, shared_data, capsys):  # noqa: F811
    """Stored at the first poll, nothing at the second, nothing sent at either; a table says what was understood."""
    paths = captured(shared_data)
    names = [f"/{number}.xml" for number in range(len(paths))]
    for name, path in zip(names, paths, strict=True):
        await rig.database.write(feeds.add, site.put(name, path.read_bytes()), path.name, rig.clock())
    first = await rig.poller.poll_now()
    # A changed byte after the document forces the second poll to parse and compare every entry.
    for name, path in zip(names, paths, strict=True):
        site.put(name, path.read_bytes() + b"\n<!-- later -->")
    second = await rig.poller.poll_now()

    def understood(connection):
        query = sa.select(
            entries.c.feed_id,
            sa.func.count().label("entries"),
            sa.func.sum(sa.case((entries.c.published_at != entries.c.first_seen_at, 1), else_=0)).label("dated"),
            sa.func.avg(sa.func.length(entries.c.text)).label("length"),
        ).group_by(entries.c.feed_id)
        return {row.feed_id: row for row in connection.execute(query)}

    rows = await rig.database.read(understood)
    with capsys.disabled():
        print(f"\n{'captured feed':<34}{'entries':>8}{'dated':>7}{'text':>7}  fault")
        for outcome in first:
            row = rows.get(outcome.feed.id)
            figures = (row.entries, row.dated, round(row.length)) if row else (0, 0, 0)
            print(f"{outcome.feed.name:<34}{figures[0]:>8}{figures[1]:>7}{figures[2]:>7}  {outcome.fault or ''}")

    assert {outcome.feed.name: outcome.fault for outcome in first if outcome.fault} == NO_FEED
    assert [outcome.feed.name for outcome in first if not outcome.fault and not outcome.stored.new_entries] == []
    assert [outcome.feed.name for outcome in second if outcome.stored.new_entries] == []
    assert rig.due == []


@pytest.mark.captured
@pytest.mark.parametrize("folder", ["feedparser/wellformed", "feedparser/illformed", "gofeed/parser"])
async def test_no_captured_document_breaks_the_worker(parser, shared_data, folder):  # noqa: F811
    """The corpora of two feed parsers: every document gives data or a reason, from one and the same process."""
    paths = sorted(path for path in (shared_data / "feeds" / folder).rglob("*.xml"))
    await parser.open(b"<rss/>", "https://kab.example/")
    worker = parser._worker.pid
    crashed = []
    for path in paths[:: 1 if os.environ.get("CI") else 5]:
        result = await parser.open(path.read_bytes(), "https://kab.example/feed/")
        if not isinstance(result, FeedData) and result.reason in {"crashed", "too_slow", "too_big"}:
            crashed.append((path.name, result.detail))

    assert paths
    assert crashed == []
    assert parser._worker.pid == worker
