"""A fake Bot API and a channel that runs against it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram.channel import TelegramChannel
from tests.fakes.bot_api import BotApi
from tests.fakes.clock import FakeClock
from tests.fakes.ear import PATIENCE, Ear


class Naps:
    """A `sleep` that lasts as long as the test wants."""

    def __init__(self):
        self.taken = []
        self._began = asyncio.Event()
        self._over = asyncio.Event()

    async def __call__(self, seconds):
        self.taken.append(seconds)
        self._over.clear()
        self._began.set()
        await self._over.wait()

    async def begun(self):
        """Waits until somebody sleeps."""
        async with asyncio.timeout(PATIENCE):
            await self._began.wait()
        self._began.clear()

    def wake(self):
        """Ends the sleep."""
        self._over.set()


@pytest.fixture
def ear():
    return Ear()


@pytest.fixture
def naps():
    return Naps()


@pytest.fixture
async def api():
    async with BotApi() as server:
        yield server


@pytest.fixture
def build(api, ear, naps):
    """Makes a channel that talks with the fake, not started; settings may be overridden."""

    def make(**settings):
        usual = {
            "token": api.token,
            "api_url": api.url,
            "answer": ear.answer,
            "notice": ear.notice,
            "clock": FakeClock(),
            "sleep": naps,
        }
        return TelegramChannel(**(usual | settings))

    return make


@pytest.fixture
def running(build):
    """A context in which a channel made by `build` runs."""

    @asynccontextmanager
    async def run(**settings):
        channel = build(**settings)
        await channel.start()
        try:
            yield channel
        finally:
            await channel.stop()

    return run


@pytest.fixture
async def channel(running):
    async with running() as started:
        yield started
