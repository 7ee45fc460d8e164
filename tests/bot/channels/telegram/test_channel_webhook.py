"""The channel when Telegram brings the updates."""

from __future__ import annotations

import json

import aiohttp
import pytest
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.channels.telegram.channel import SEEN
from bot.channels.telegram.incoming import UPDATE_KINDS
from bot.channels.telegram.webhook import PATH, SECRET_HEADER
from tests.fakes.loopback import LoopbackServer

HOOK = {"mode": "webhook", "webhook_url": f"https://bot.contoh.go.id{PATH}", "webhook_secret": "rahasia-123"}


# --- webhook ----------------------------------------------------------------------------------------------------


@pytest.fixture
async def hooked(running):
    """A channel that receives by webhook, its route behind a real server, and how Telegram calls it."""
    async with (
        running(**HOOK) as channel,
        LoopbackServer(Starlette(routes=channel.routes())) as server,
        aiohttp.ClientSession() as session,
    ):

        async def bring(update, secret=HOOK["webhook_secret"]):
            headers = {SECRET_HEADER: secret}
            async with session.post(server.url + PATH, json=update, headers=headers) as response:
                return response.status

        yield channel, bring


async def test_webhook(api, hooked, ear):
    """Telegram is told where to call and with which secret; what it brings is answered; nothing is polled."""
    channel, bring = hooked
    budi = api.person()
    assert await bring(budi.says("halo")) == 200
    assert (await budi.reads()).text == "halo"
    assert await channel.healthy() is None
    assert api.called("setWebhook") == [
        {
            "url": HOOK["webhook_url"],
            "secret_token": HOOK["webhook_secret"],
            "allowed_updates": json.dumps(UPDATE_KINDS),
        }
    ]
    assert api.called("getUpdates") == []


async def test_webhook_brought_twice(api, hooked, ear):
    """An update that Telegram brings again, because our 200 got lost, is answered once."""
    _, bring = hooked
    budi = api.person()
    update = budi.says("/siar x")
    assert (await bring(update), await bring(update)) == (200, 200)
    assert await bring(budi.says("akhir")) == 200
    assert [(await budi.reads()).text for _ in range(2)] == ["/siar x", "akhir"]


async def test_memory_of_what_was_brought_is_bounded(hooked):
    """The numbers of old updates are let go."""
    channel, _ = hooked
    with capture_logs():
        for number in range(SEEN + 10):
            assert channel._take({"update_id": number, "message": "poison"})
    assert list(channel._seen) == list(range(10, SEEN + 10))


async def test_webhook_with_a_wrong_secret_or_poison(api, hooked, ear):
    """A stranger is turned away; an update that can't be read is taken, lest it come again for a day."""
    _, bring = hooked
    budi = api.person()
    assert await bring(budi.says("palsu"), secret="salah") == 403
    assert await bring({"update_id": 1, "message": "halo"}) == 200
    assert await bring(budi.says("asli")) == 200
    assert (await ear.next_said()).text == "asli"


async def test_webhook_after_the_stop(api, hooked):
    """A stopped channel asks Telegram to bring updates again later; the webhook stays set."""
    channel, bring = hooked
    await channel.stop()
    assert await bring(api.person().says("halo")) == 503
    assert api.webhook is not None


async def test_webhook_that_is_ill(api, hooked):
    """Telegram's own account of the webhook is passed on, while it is fresh."""
    channel, _ = hooked
    now = channel._clock().timestamp()
    api.webhook_error = (int(now) - 60, "Wrong response from the webhook: 403 Forbidden")
    assert await channel.healthy() == (
        f"Telegram can't bring updates to {HOOK['webhook_url']} (Wrong response from the webhook: 403 Forbidden)."
    )
    api.webhook_error = (int(now) - 3600, "old")
    assert await channel.healthy() is None
    api.webhook = api.webhook | {"url": "https://lain.contoh/"}
    assert "Another program" in await channel.healthy()
    api.fail_next(None, 502, "Bad Gateway", method="getWebhookInfo")
    assert await channel.healthy() == "Telegram can't be asked about the webhook (Bad Gateway)."


def test_no_route_when_polling(build):
    """A channel that polls serves nothing."""
    assert build().routes() == []
