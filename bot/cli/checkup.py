"""`kentongan check`: tries everything that the configuration names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bot.app.news import open_news
from bot.app.service import Service
from bot.cli.console import finish, read_config, show, show_json
from bot.config import Config
from bot.errors import AlreadyRunningError, StartError
from bot.texts.english import ENGLISH
from bot.texts.speech import fault_in_words
from feeds.errors import StorageUnavailableError
from feeds.storage.database import SAFE_SQLITE, sqlite_module
from feeds.trial import NotFound, try_this


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried. `fault` says what is wrong and how to mend it, None when all is well."""

    what: str
    fault: str | None
    #: A warning is worth knowing and does not make the check fail.
    is_warning: bool = False


def check(path: Path, *, as_json: bool) -> None:
    """Tries the configuration, the database, every channel and every configured feed; exits 1 when one fails."""
    config = read_config(path)
    findings = [Finding("configuration", None), *finish(_collect(config))]
    if as_json:
        show_json([{"what": f.what, "ok": f.fault is None, "fault": f.fault} for f in findings])
    else:
        for finding in findings:
            mark = "ok  " if finding.fault is None else "note" if finding.is_warning else "BAD "
            show(f"{mark} {finding.what}" + (f": {finding.fault}" if finding.fault else ""))
    if any(finding.fault and not finding.is_warning for finding in findings):
        raise SystemExit(1)


async def _collect(config: Config) -> list[Finding]:
    return [finding async for finding in _try_all(config)]


async def _try_all(config: Config) -> AsyncIterator[Finding]:
    if config.database.url.startswith("sqlite"):
        module = sqlite_module()
        old = module.sqlite_version_info < SAFE_SQLITE
        advice = (
            f"version {module.sqlite_version} has a rare corruption bug; use {'.'.join(map(str, SAFE_SQLITE))} or newer"
        )
        yield Finding("sqlite", advice if old else None, is_warning=True)
    try:
        async with open_news(config) as news:
            yield Finding("database", None)
            for feed in config.feed:
                trial = await try_this(feed.url, news.fetcher, news.parser)
                fault = fault_in_words(trial.fault, ENGLISH) if isinstance(trial, NotFound) else None
                yield Finding(f"feed {feed.url}", fault)
    except StorageUnavailableError as error:
        yield Finding("database", str(error))
        return
    try:
        async with Service(config).open(background=False):
            sections = {"telegram": config.telegram, "whatsapp": config.whatsapp, "web": config.web}
            for name in (name for name, section in sections.items() if section is not None):
                yield Finding(name, None)
    except AlreadyRunningError:
        yield Finding("channels", "the service is running; its /readyz tells how its channels are", is_warning=True)
    except StartError as error:
        yield Finding("service", str(error))
