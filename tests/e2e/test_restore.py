"""A drill in real processes: the service is backed up while it sends, lost, put back, and sends nothing twice."""

import asyncio
import json
import shlex
import shutil

import pytest
import sqlalchemy as sa

from feeds.storage.database import Database
from tests.e2e.process import Service, kentongan
from tests.e2e.test_service import item, polls, until_polled
from tests.fakes.bot_api import BotApi
from tests.fakes.website import serve_site
from tests.feeds.test_update import rss


@pytest.fixture
async def api():
    async with BotApi() as api:
        yield api


@pytest.fixture
async def site():
    async with serve_site() as site:
        yield site


@pytest.fixture
async def service(tmp_path, api, site, database_url):
    if database_url.startswith("postgres") and shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not on this machine")
    site.put("/feed/", rss(item("1", "Jembatan lama ditutup"), title="Kabupaten Rawa"))
    config = tmp_path / "config.toml"
    config.write_text(
        f"""
        [database]
        url = "{database_url}"
        search = "{tmp_path / "search"}"
        [telegram]
        token = "{api.token}"
        api_url = "{api.url}"
        [web]
        listen = "127.0.0.1:0"
        [feeds]
        allow_private_hosts = ["{site.host}"]
        [[feed]]
        url = "{site.url("/feed/")}"
        name = "Kabupaten Rawa"
        """,
        "utf-8",
    )
    service = Service(config, tmp_path / "log.txt")
    await service.start()
    yield service
    assert await service.stop() == 0, service.said()


def texts(api, person):
    """The first words of every story that a person was sent."""
    return [sent.text.partition("\n")[0] for sent in api.sent_to(person.id) if sent.text.startswith("Berita")]


async def until_told(api, people, title):
    await api.until(lambda: all(title in texts(api, person) for person in people))


async def test_nothing_is_sent_again_after_a_restore(api, service, site, database, tmp_path):
    """What was under way, what was sent after the backup, and what the feed published since: each came once, and stays so.

    News after the restore reaches everybody who was there when the backup was made.
    """
    await until_polled(database)
    people = [api.person(f"Warga {number}") for number in range(3)]
    for person in people:
        person.says("/start")
        await person.reads()
    feed = [item("1", "Jembatan lama ditutup")]

    async def publishes(key, title):
        feed.insert(0, item(key, title, f"{title} untuk warga kabupaten."))
        site.put("/feed/", rss(*feed))
        await polls(service)

    await publishes("2", "Berita satu")
    await until_told(api, people, "Berita satu")
    held = api.hold(people[0].id)
    await publishes("3", "Berita dua")
    await held.arrived.wait()

    code, out, err = await kentongan("backup", str(tmp_path), "--config", str(service.config), "--json")
    assert code == 0, err
    copy = json.loads(out)["file"]

    held.release()
    await until_told(api, people, "Berita dua")
    await publishes("4", "Berita tiga")
    await until_told(api, people, "Berita tiga")
    code, _, err = await kentongan("restore", copy, "--config", str(service.config))
    assert (code, err) == (1, "The service is running on this database. Stop it, then restore.\n")
    await service.kill()
    await database.close()

    code, out, err = await kentongan("restore", copy, "--config", str(service.config), "--json")
    assert code == 0, err
    done = json.loads(out)
    assert done["marked"]["deliveries"] >= 1
    assert done["marked"]["feeds"] == 1
    await service.start()
    await database.open()

    def began_anew(connection):
        return connection.scalar(sa.text("SELECT count(*) FROM feeds WHERE baseline_at IS NULL")) == 0

    async with asyncio.timeout(30):
        while not await database.read(began_anew):
            await asyncio.sleep(0)
    await publishes("5", "Berita empat")
    await until_told(api, people, "Berita empat")

    for person in people:
        assert sorted(texts(api, person)) == ["Berita dua", "Berita empat", "Berita satu", "Berita tiga"]
    _, found, _ = await kentongan("search", "Berita tiga", "--config", str(service.config), "--json")
    assert [hit["title"] for hit in json.loads(found)][:1] == ["Berita tiga"]


async def test_one_story_can_be_followed_through_the_log(tmp_path, api, site, sqlite_url):
    """By its number from being stored to the network's receipt, and by its poll back to the request."""
    site.put("/feed/", rss(item("1", "Jembatan lama ditutup"), title="Kabupaten Rawa"))
    config = tmp_path / "config.toml"
    config.write_text(
        f'[database]\nurl = "{sqlite_url}"\n[telegram]\ntoken = "{api.token}"\napi_url = "{api.url}"\n'
        f'[feeds]\nmin_interval = "1m"\nallow_private_hosts = ["{site.host}"]\n[[feed]]\nurl = "{site.url("/feed/")}"\n',
        "utf-8",
    )
    service = Service(config, tmp_path / "log.txt", "--log-level", "debug")
    await service.start()
    budi = api.person("Budi")
    budi.says("/start")
    await budi.reads()
    database = Database(sqlite_url)
    await database.open()
    await until_polled(database)
    site.put("/feed/", rss(item("2", "Berita dua", "Pasar dibuka."), item("1", "Jembatan lama ditutup")))
    await database.write(lambda c: c.execute(sa.text("UPDATE feeds SET next_poll_at = 0")))
    await database.close()
    await until_told(api, [budi], "Berita dua")
    assert await service.stop() == 0

    lines = [dict(_fields(line)) for line in service.said().splitlines()]
    (stored,) = [line for line in lines if line.get("event") == "story stored" and line.get("state") == "due"]
    trail = [line["event"] for line in lines if line.get("story") == stored["story"]]
    (fetched,) = [line for line in lines if line.get("event") == "feed fetched" and line["poll"] == stored["poll"]]
    (receipt,) = [line["receipt"] for line in lines if line.get("event") == "delivered"]
    assert trail == ["story stored", "story goes out", "delivered"]
    assert fetched["url"] == site.url("/feed/")
    assert receipt == str(api.sent_to(budi.id)[-1].message_id)


def _fields(line):
    """Keys and values of a logfmt line."""
    try:
        words = shlex.split(line)
    except ValueError:
        words = []
    return [tuple(word.split("=", 1)) for word in words if "=" in word]
