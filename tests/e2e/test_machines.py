"""Several real processes on one PostgreSQL: a second one by mistake, one that hangs and wakes, and parts of the service."""

import asyncio
from contextlib import AsyncExitStack

import pytest
import sqlalchemy as sa

from bot.storage import deliveries
from tests.e2e.process import Service, kentongan
from tests.e2e.test_service import api, item, polls, site, until_polled  # noqa: F401 - fixtures
from tests.feeds.test_update import rss

pytestmark = pytest.mark.postgres

OLD = item("1", "Jembatan lama ditutup")


@pytest.fixture(params=[pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request, postgres_url):
    """Only PostgreSQL is shared by several processes."""
    return postgres_url


@pytest.fixture
async def machine(tmp_path, api, site, database_url):  # noqa: F811
    """Starts one more process of the service, as on a machine of its own."""
    site.put("/feed/", rss(OLD, title="Kabupaten Rawa"))
    async with AsyncExitStack() as stack:

        async def start(name, *arguments, until="service runs"):
            config = tmp_path / f"{name}.toml"
            config.write_text(
                f"""
                [database]
                url = "{database_url}"
                search = "{tmp_path / name}"
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
            service = Service(config, tmp_path / f"{name}.log", *arguments)
            await service.start(until)

            async def end():
                code = await service.stop()
                assert code == 0, service.said()
                assert "Traceback" not in service.said(), service.said()

            stack.push_async_callback(end)
            return service

        yield start


async def subscribed(api, count):  # noqa: F811
    people = [api.person(f"Warga {number}") for number in range(count)]
    for person in people:
        person.says("/start")
        await person.reads()
    return people


def copies(api, person, titles):  # noqa: F811
    texts = [sent.text for sent in api.sent_to(person.id)]
    return [sum(text.startswith(title) for text in texts) for title in titles]


async def test_a_stopped_sender_that_wakes_sends_nothing_twice(api, site, machine, database):  # noqa: F811
    """The second process stands by, takes over within its term, and the first one stands by when it wakes."""
    first = await machine("satu")
    second = await machine("dua", until="stands by")
    await until_polled(database)
    people = await subscribed(api, 20)
    titles = [f"Berita nomor {number}" for number in range(4)]
    news = [item(str(number), title, f"Isi berita nomor {number}.") for number, title in enumerate(titles, 2)]
    site.put("/feed/", rss(*reversed(news), OLD))
    await polls(first)

    already = len(api.sent)
    await api.until(lambda: len(api.sent) >= already + 10)
    first.pause()
    await second.says("service runs")
    taken_over = len(api.sent)
    await api.until(lambda: len(api.sent) > taken_over)
    mark = first.log.stat().st_size
    first.wake()
    await first.says("stands by", mark)
    await api.until(lambda: all(min(copies(api, person, titles)) >= 1 for person in people))

    assert {number for person in people for number in copies(api, person, titles)} == {1}
    async with asyncio.timeout(30):
        while await database.read(deliveries.counts) != {"sent": len(people) * len(titles)}:
            await asyncio.sleep(0)
    people[0].says("/cari jembatan")
    assert "Jembatan lama ditutup" in (await people[0].reads()).text


async def test_a_process_that_ends_hands_over_at_once(api, site, machine, database):  # noqa: F811
    """No term is waited for when the holder said good-bye, or is seen dead."""
    first = await machine("satu")
    second = await machine("dua", until="stands by")

    assert await first.stop() == 0
    await second.says("service runs")
    third = await machine("tiga", until="stands by")
    await second.kill()
    await third.says("service runs")
    await second.start("stands by")


async def test_the_parts_of_the_service_on_machines_of_their_own(api, site, machine, database):  # noqa: F811
    """One polls, one talks to Telegram, one serves the web; together they are the service."""
    sender = await machine("kirim", "--role", "send")
    await machine("web", "--role", "web")
    (budi,) = await subscribed(api, 1)
    assert await database.read(lambda c: c.scalar(sa.text("SELECT count(last_polled_at) FROM feeds"))) == 0

    await machine("baca", "--role", "poll")
    await until_polled(database)
    site.put("/feed/", rss(item("2", "Pasar murah dibuka", "Pasar murah dibuka Sabtu."), OLD))
    await polls(sender)
    await api.until(lambda: copies(api, budi, ["Pasar murah"]) == [1])

    other = await machine("kirim-dua", "--role", "send", until="stands by")
    assert "holder=" in other.said()


async def test_two_pollers_share_the_hosts(machine, database):
    """Each knows of the other, and of one that leaves."""
    first = await machine("satu", "--role", "poll")
    second = await machine("dua", "--role", "poll")
    await first.says("pollers=2")

    assert await second.stop() == 0
    mark = first.log.stat().st_size
    await first.says("shares=256", mark)


async def test_a_part_needs_a_database_that_can_be_shared(tmp_path, sqlite_url, api):  # noqa: F811
    """On SQLite the operator is told so."""
    config = tmp_path / "config.toml"
    config.write_text(
        f'[database]\nurl = "{sqlite_url}"\n[telegram]\ntoken = "{api.token}"\napi_url = "{api.url}"\n', "utf-8"
    )

    refused = await kentongan("run", "--config", str(config), "--role", "send")
    unknown = await kentongan("run", "--config", str(config), "--role", "cook")

    assert (refused[0], "PostgreSQL" in refused[2]) == (1, True)
    assert (unknown[0], unknown[2]) == (2, "--role takes all, poll, send or web.\n")
