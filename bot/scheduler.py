"""When things happen by themselves. The only importer of APScheduler; says when, never what.

Jobs live in memory: which feeds are due is asked of the database at every tick, so timers survive a restart there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

_log = structlog.get_logger(__name__)

Job = Callable[[], Awaitable[object]]


class Scheduler:
    """Runs jobs again and again in the running event loop."""

    def __init__(self) -> None:
        # APScheduler drops what is a second late; we run it late, and once for all missed times.
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._scheduler.add_listener(_note_error, EVENT_JOB_ERROR)

    def every(self, interval: timedelta, name: str, job: Job) -> None:
        """Runs `job` every `interval`, first one interval after the start; a run still going is not doubled."""

        async def run() -> None:
            # At a stop, and when another process takes over, what is running is cancelled: that is no fault.
            with suppress(asyncio.CancelledError):
                await job()

        self._scheduler.add_job(run, "interval", seconds=interval.total_seconds(), id=name, name=name)

    def start(self) -> None:
        """Begins."""
        self._scheduler.start()

    def stop(self) -> None:
        """Ends; what is running is the caller's to wait for."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _note_error(event: JobExecutionEvent) -> None:
    _log.error("job failed", job=event.job_id, error=repr(event.exception))
