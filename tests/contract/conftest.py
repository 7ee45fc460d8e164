"""Every test of the contract runs in every world."""

from __future__ import annotations

import pytest

from tests.contract.worlds import WORLDS


@pytest.fixture(params=WORLDS)
async def world(request):
    """A world whose channel was not started."""
    async with request.param() as made:
        yield made
        await made.channel.stop()


@pytest.fixture
async def running(world):
    """A world whose channel runs."""
    await world.channel.start()
    return world
