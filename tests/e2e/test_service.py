"""The whole service in a real process: a regency's site, a Bot API server, and people."""

import asyncio
import json
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
import sqlalchemy as sa

from bot.storage import deliveries
from tests.e2e.process import Service, kentongan
from tests.fakes.bot_api import BotApi
from tests.fakes.website import serve_site
from tests.feeds.test_update import item as dated_item
from tests.feeds.test_update import rss

ADMIN = 900


def item(key, name, text="Jalan poros ditutup karena longsor."):
    """An entry that has just been published: this process has the real clock."""
    return dated_item(key, name, text, format_datetime(datetime.now(UTC)))


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
        admins = [{ADMIN}]
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
    code = await service.stop()
    said = service.said()
    assert code == 0, said
    assert "Traceback" not in said
    assert api.token not in said


async def polls(service):
    """An operator polls by hand; the running service sends."""
    code, out, err = await kentongan("poll", "--config", str(service.config), "--json")
    assert code == 0, err
    return json.loads(out)


async def until_polled(database):
    """Waits for the baseline that the service takes by itself, and until it is edited."""

    def polled(connection):
        taken = connection.scalar(sa.text("SELECT count(*) FROM feeds WHERE last_ok_at IS NULL")) == 0
        return taken and connection.scalar(sa.text("SELECT count(*) FROM baselines")) == 0

    async with asyncio.timeout(30):
        while not await database.read(polled):
            await asyncio.sleep(0)


async def test_a_day_with_the_service(api, service, site, database):
    """Subscribe, read, search, get a new story, let an admin add a site, stop: each step as a person sees it."""
    await until_polled(database)
    budi = api.person("Budi")

    budi.says("/start")
    welcome, old = await budi.reads(), await budi.reads()
    budi.says("/cari jembatan")
    found = await budi.reads()
    site.put(
        "/feed/", rss(item("2", "Pasar murah dibuka", "Pasar murah dibuka Sabtu."), item("1", "Jembatan lama ditutup"))
    )
    polled = await polls(service)
    news = await budi.reads()
    budi.says("/berhenti")
    bye = await budi.reads()

    assert "Selamat datang" in welcome.text
    assert old.text.startswith("Jembatan lama ditutup")
    assert "Jembatan lama ditutup" in found.text
    assert [outcome["due"] for outcome in polled] == [1]
    assert news.text.startswith("Pasar murah dibuka\n\nPasar murah dibuka Sabtu.")
    assert "Kabupaten Rawa" in news.text
    assert "WIB" in news.text
    assert news.button("Baca selengkapnya")["url"] == "https://kab.example/2/"
    assert "dihentikan" in bye.text


async def test_killed_at_any_point_every_story_reaches_every_chat(api, service, site, database):
    """Six kills while four stories go out to twenty people: nobody misses one, nobody gets more than two copies."""
    await until_polled(database)
    people = [api.person(f"Warga {number}") for number in range(20)]
    for person in people:
        person.says("/start")
        await person.reads()
    titles = [f"Berita nomor {number}" for number in range(4)]
    before = [item("1", "Jembatan lama ditutup")]
    for number, title in enumerate(titles, 2):
        before.insert(0, item(str(number), title, f"Isi berita nomor {number} untuk warga."))
    site.put("/feed/", rss(*before))
    await polls(service)

    for kill in range(6):
        already = len(api.sent)
        await api.until(lambda: len(api.sent) >= already + 6 + kill)  # noqa: B023 - awaited in the same round
        await service.kill()
        await service.start()

    def copies(person):
        texts = [sent.text for sent in api.sent_to(person.id)]
        return [sum(text.startswith(title) for text in texts) for title in titles]

    await api.until(lambda: all(min(copies(person)) >= 1 for person in people))

    assert max(max(copies(person)) for person in people) <= 2
    counted = await database.read(deliveries.counts)
    # Hit twice, a delivery is parked rather than sent a third time (docs/decisions/006).
    assert set(counted) <= {"sent", "sending", "queued", "in_doubt"}
    if database.is_sqlite:
        check = await database.read(lambda connection: connection.scalar(sa.text("PRAGMA integrity_check")))
        assert check == "ok"
