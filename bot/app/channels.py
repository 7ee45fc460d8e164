"""The channels that the configuration asks for, each with its pace. The only file that names a channel."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.routing import BaseRoute

from bot.commands.conversation import Conversation
from bot.config import Config
from bot.delivery.answering import AnswerPace
from bot.delivery.pacing import NO_GAPS, TELEGRAM_GAPS, Pacer
from bot.delivery.sender import slots_for
from bot.model import Channel, ChannelName
from bot.storage.web_messages import WebMessages
from bot.texts.english import ENGLISH
from bot.texts.indonesian import INDONESIAN
from feeds.model import Clock
from feeds.storage.database import Database

#: Seconds that answers under way are given at a stop; with the senders' patience it stays within ten.
STOP_GRACE = 2.0
#: Connections for answers, errands and the long poll, beside those of the broadcast.
POOL_FOR_ANSWERS = 64
#: A page of our own is paced only so that one broadcast does not hold the event loop; and what is in flight together
#: shares the transactions that keep it.
WEB_RATE = 4000.0
WEB_SLOTS = 250


@dataclass(frozen=True, slots=True)
class Wired:
    """A channel, the pace of all that goes out on it, and what it answers over HTTP."""

    channel: Channel[Any]
    pacer: Pacer
    #: Messages of a broadcast in flight at once.
    slots: int
    routes: Sequence[BaseRoute]
    #: How many pages are open now, where a channel has any.
    pages: Callable[[], int] = lambda: 0
    #: A link that opens a chat with us and says `/start WORD`; None where a network knows no such thing.
    start_link: Callable[[str], str | None] = lambda _word: None


def build_channels(
    config: Config,
    database: Database,
    conversation: Conversation,
    clock: Clock,
    *,
    runs: Callable[[ChannelName], bool] = lambda _name: True,
    may_send: Callable[[], bool] = lambda: True,
) -> tuple[Wired, ...]:
    """Every channel that has a section in the configuration and that this process `runs`; none of them started.

    `may_send` is asked at the last moment before anything leaves.
    """
    wired = []
    if config.web is not None and runs("web"):
        wired.append(_web_chat(config, database, conversation, clock))
    if config.telegram is not None and runs("telegram"):
        wired.append(_telegram(config, conversation, clock, may_send))
    return tuple(wired)


def _web_chat(config: Config, database: Database, conversation: Conversation, clock: Clock) -> Wired:
    from bot.channels.webchat.channel import WebChat

    assert config.web is not None  # noqa: S101 - asked by the caller
    chat = WebChat(
        log=WebMessages(database, clock),
        answer=conversation.answer,
        clock=clock,
        own_origins=frozenset({config.web.origin} if config.web.origin else ()),
    )
    return Wired(chat, Pacer(WEB_RATE, NO_GAPS), WEB_SLOTS, chat.routes(), pages=lambda: chat.pages)


def _telegram(config: Config, conversation: Conversation, clock: Clock, may_send: Callable[[], bool]) -> Wired:
    from bot.channels.telegram.channel import TelegramChannel

    telegram = config.telegram
    assert telegram is not None  # noqa: S101 - asked by the caller
    public_url = config.web.public_url if config.web else None
    pacer = Pacer(telegram.rate, TELEGRAM_GAPS)
    slots = slots_for(telegram.rate)
    channel = TelegramChannel(
        token=telegram.token.get_secret_value(),
        api_url=telegram.api_url,
        answer=conversation.answer,
        notice=conversation.notice,
        mode=telegram.mode,
        webhook_url=f"{public_url}/telegram/webhook" if public_url else None,
        webhook_secret=telegram.webhook_secret.get_secret_value() if telegram.webhook_secret else None,
        commands={"id": INDONESIAN.commands, "en": ENGLISH.commands},
        clock=clock,
        grace=STOP_GRACE,
        pace=AnswerPace(pacer, asyncio.get_running_loop().time, asyncio.sleep),
        pool_size=POOL_FOR_ANSWERS + slots,
        takes_files=partial(conversation.may_send_files, "telegram"),
        may_send=may_send,
    )
    return Wired(channel, pacer, slots, channel.routes(), start_link=channel.start_link)
