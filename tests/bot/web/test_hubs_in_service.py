"""The service as a whole and hubs: from a feed's first poll to news that a hub announces."""

import asyncio

import aiohttp
import pytest

from bot.app.service import Service
from bot.config import Config
from bot.web.websub import PATH
from feeds.storage import feeds
from feeds.storage import websub as websub_table
from feeds.web.fetch import Limits
from tests.fakes.website import serve_site


async def status_of_post(client, url):
    """The status of an answer; the server may still be about to listen."""
    async with asyncio.timeout(20):
        while True:
            try:
                async with client.post(url) as response:
                    return response.status
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("public_url", "code"),
    [
        pytest.param("https://news.example", 410, id="with an address to be called at"),
        pytest.param(None, 404, id="without"),
    ],
)
async def test_the_callback_is_there_when_hubs_can_reach_it(sqlite_url, clock, public_url, code):
    """410 is the callback's own word to a hub that nobody has asked."""
    config = Config(database={"url": sqlite_url}, web={"listen": "127.0.0.1:0", "public_url": public_url})
    service = Service(config, clock)

    async with service.open(background=False), aiohttp.ClientSession() as client:
        assert await status_of_post(client, f"{service.web_address}{PATH}unknown") == code


async def test_a_poll_finds_the_hub(sqlite_url, clock):
    """What the feed declares at its poll is what would be asked next."""
    async with serve_site() as site:
        rss = (
            '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Kab Rawa</title>'
            f'<atom:link rel="hub" href="{site.url("/hub")}"/><atom:link rel="self" href="{site.url("/feed/")}"/>'
            "<item><title>Pasar murah</title><link>https://rawa.example/1/</link></item></channel></rss>"
        )
        config = Config(
            database={"url": sqlite_url},
            web={"listen": "127.0.0.1:0", "public_url": "https://news.example"},
            feeds={"allow_private_hosts": [site.host]},
            feed=[{"url": site.put("/feed/", rss)}],
        )
        async with Service(config, clock, limits=Limits(host_gap=0.0)).open(background=False) as news:
            await news.poller.poll_now()
            ((feed_id, declared, subscription),) = await news.database.read(websub_table.wanting, clock(), 10)
            (feed,) = await news.database.read(feeds.list_all)

    assert (feed_id, declared.hub, declared.topic) == (feed.id, site.url("/hub"), site.url("/feed/"))
    assert subscription is None
