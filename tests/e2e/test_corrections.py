"""A correction and a recall in the real process: a site, a Bot API server, an admin and two citizens."""

import asyncio
import json

import pytest

from bot.storage import deliveries
from feeds.storage.database import Database
from tests.e2e.process import kentongan
from tests.e2e.test_service import ADMIN, api, item, polls, service, site, until_polled  # noqa: F401 - fixtures
from tests.feeds.test_update import rss

OLD = item("1", "Jembatan lama ditutup")


@pytest.fixture(params=["sqlite"])
def database_url(sqlite_url):
    """The kind of database does not matter here; the tables of `tests/bot` run on both."""
    return sqlite_url


@pytest.fixture
async def database(database_url):
    database = Database(database_url)
    await database.open()
    yield database
    await database.close()


async def cli(service, *arguments):  # noqa: F811
    code, out, err = await kentongan(*arguments, "--config", str(service.config), "--json")
    assert code == 0, err
    return json.loads(out)


async def test_a_story_is_corrected_and_then_withdrawn(api, service, site, database):  # noqa: F811
    """Edited in place at the admin's word, counted, then deleted where it can be and edited where it is too old."""
    await until_polled(database)
    budi, ani, admin = api.person("Budi"), api.person("Ani"), api.person("Admin")
    admin.id, api.places[ADMIN] = ADMIN, admin
    for person in (budi, ani):
        person.says("/start")
        await person.reads()
        await person.reads()
    news = item("2", "Pasar murah dibuka Sabtu", "Pasar murah dibuka Sabtu di alun-alun.")
    site.put("/feed/", rss(news, OLD))
    await polls(service)
    first, second = await budi.reads(), await ani.reads()

    site.put("/feed/", rss(tuple(str(part).replace("Sabtu", "Minggu") for part in news), OLD))
    await polls(service)
    admin.says("/ralat 2")
    answer = await admin.reads()
    await api.until(lambda: all(sent.text.startswith("Ralat: Pasar murah dibuka Minggu") for sent in (first, second)))
    figures = await cli(service, "stats", "--story", "2")
    cause = await cli(service, "why", "2", f"telegram:{budi.id}")

    second.old = True
    admin.says("/tarik 2")
    withdrawn = await admin.reads()
    await api.until(lambda: first not in api.sent and second.text.startswith("Berita ditarik"))
    ani.says("/cari pasar murah")
    found = await ani.reads()
    await api.until(lambda: len(api.called("deleteMessage")) == 2)
    admin.says("/statistik 2")
    shown = await admin.reads()

    assert answer.text.startswith("Ralat berita 2 dikirim sekarang ke 2 obrolan.")
    assert "Minggu di alun-alun" in first.text or first not in api.sent
    assert (figures["intended"], figures["sent"]) == (2, 2)
    assert cause["reason"] == "sent"
    assert withdrawn.text.startswith("Ditarik: Pasar murah dibuka Minggu")
    assert "Pasar murah" not in second.text
    assert "Tidak ada berita yang cocok" in found.text
    assert "Penyampaian berita 2" in shown.text


async def test_only_who_missed_it_gets_it_again(api, service, site, database):  # noqa: F811
    """One command after a chat came back; the other hears nothing."""
    await until_polled(database)
    budi, ani = api.person("Budi"), api.person("Ani")
    for person in (budi, ani):
        person.says("/start")
        await person.reads()
        await person.reads()
    api.fail_next(ani.id, 400, "Bad Request: can't parse entities: unsupported start tag")
    site.put("/feed/", rss(item("2", "Pasar murah dibuka"), OLD))
    await polls(service)
    await budi.reads()

    async with asyncio.timeout(30):
        while "rejected" not in await database.read(deliveries.counts):
            await asyncio.sleep(0)
    before = await cli(service, "why", "2", str(ani.id))
    done = await cli(service, "resend", "2")
    news = await ani.reads()

    assert before["reason"] == "rejected"
    assert done == {"story": 2, "resent": 1}
    assert news.text.startswith("Pasar murah dibuka")
    assert len(api.sent_to(budi.id)) == 3
