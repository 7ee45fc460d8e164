"""The real program in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

#: Seconds of the real clock after which a test gives up on a process.
PATIENCE = 60


def environment(**extra: str) -> dict[str, str]:
    """An environment with nothing of the operator's in it."""
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LC_ALL": "C.UTF-8", **extra}


async def kentongan(*arguments: str, **extra: str) -> tuple[int, str, str]:
    """Runs one command to its end; gives exit code, standard output and standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(**extra),
        cwd=Path(__file__).resolve().parents[2],
    )
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


class Service:
    """`kentongan run`, started, killed and started again."""

    def __init__(self, config: Path, log: Path, *arguments: str) -> None:
        self.config, self.log, self.arguments = config, log, arguments
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, until: str = "service runs") -> None:
        """Starts and waits until it says that it runs, or something else."""
        mark = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                "--config",
                str(self.config),
                *self.arguments,
                stdout=log,
                stderr=log,
                env=environment(),
                cwd=Path(__file__).resolve().parents[2],
            )
        await self.says(until, mark)

    async def says(self, words: str, after: int = 0) -> None:
        """Waits until it has logged these words, behind the first `after` bytes."""
        async with asyncio.timeout(PATIENCE):
            while words.encode() not in self.log.read_bytes()[after:]:
                if self._process.returncode is not None:
                    raise AssertionError(f"the service ended:\n{self.said()}")
                with contextlib.suppress(TimeoutError):
                    # Not a sleep: waits for the process to end, which it must not.
                    await asyncio.wait_for(asyncio.shield(self._process.wait()), 0.05)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def pause(self) -> None:
        """Stops it in the middle of whatever it does, like a machine that hangs."""
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Lets it go on where it was."""
        self._process.send_signal(signal.SIGCONT)

    async def kill(self) -> None:
        """Ends it like a power cut."""
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self) -> int:
        """Asks it to stop as systemd does; gives its exit code."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            return await self._process.wait()

    def said(self) -> str:
        """Everything it has logged."""
        return self.log.read_text("utf-8")
