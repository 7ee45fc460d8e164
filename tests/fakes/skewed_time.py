"""A clock that a test can put forward, so that a minute passes without anybody waiting for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class SkewedLoop(asyncio.SelectorEventLoop):
    """An ordinary event loop with real sockets; its time is real time plus `ahead` seconds."""

    ahead: float = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


def on_skewed_time(test: Callable[[SkewedLoop], Coroutine[Any, Any, None]]) -> None:
    """Runs `test` on such a loop. Timers that became due by a step forward ring at the loop's next round."""
    with asyncio.Runner(loop_factory=SkewedLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, SkewedLoop)
        runner.run(test(loop))


async def rounds() -> None:
    """Lets everybody on the loop do what they can do now."""
    for _ in range(10):
        await asyncio.sleep(0)
