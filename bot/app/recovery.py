"""What is done, on taking a channel over, about the sends that were under way."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress

import structlog

from bot.app.post import Post
from bot.delivery.retry import DOUBT_WAIT, RECEIPT_WAIT
from bot.errors import LeaseLostError
from bot.model import ChannelName
from bot.storage import deliveries, errands
from feeds.errors import StorageError
from feeds.model import Clock
from feeds.storage.database import Database

#: Seconds until the next try when the database failed.
_AGAIN = 5.0

_log = structlog.get_logger(__name__)


async def recover(database: Database, channel: ChannelName, post: Post, clock: Clock, stack: AsyncExitStack) -> int:
    """Puts what was being sent back into the outbox, as in doubt; gives how many deliveries that were.

    At once when the sender before is gone. When its lease only expired it may have been stopped, and know better once
    it wakes: then after a while, in a task that ends with `stack`, what it has not spoken of until then.
    """
    flying = await database.read(deliveries.in_flight, channel)
    running = await database.read(errands.in_flight, channel)
    tenure = post.tenure(channel, database)

    async def put_back() -> int:
        await tenure.write(errands.recover, clock(), running)
        return await tenure.write(deliveries.recover, clock(), flying, RECEIPT_WAIT)

    async def put_back_later() -> None:
        await asyncio.sleep(DOUBT_WAIT.total_seconds())
        while True:
            try:
                count = await put_back()
            except StorageError:
                await asyncio.sleep(_AGAIN)
            except LeaseLostError:
                return
            else:
                _log.warning("sends in doubt", channel=channel, count=count)
                return

    if not flying and not running:
        return 0
    if post.was_clean(channel):
        return await put_back()
    task = asyncio.create_task(put_back_later(), name="recover later")
    stack.push_async_callback(_end, task)
    return 0


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
