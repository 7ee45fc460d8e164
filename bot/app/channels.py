"""The channels that the configuration asks for, each with its pace. The only file that names a channel."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.routing import BaseRoute

from bot.commands.conversation import Conversation, is_leaving
from bot.config import Config, terms_of
from bot.delivery.answering import AnswerPace
from bot.delivery.pacing import NO_GAPS, TELEGRAM_GAPS, WHATSAPP_GAPS, WHATSAPP_RATE, Pacer
from bot.delivery.receipts import Receipts
from bot.delivery.sender import slots_for
from bot.model import Channel, ChannelName
from bot.storage.billing import Billing
from bot.storage.web_messages import WebMessages
from bot.storage.whatsapp_inbox import WhatsAppInbox
from bot.storage.whatsapp_people import WhatsAppPeople
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
    if config.whatsapp is not None and runs("whatsapp"):
        wired.append(_whatsapp(config, database, conversation, clock, may_send))
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
        keeps=is_leaving,
        may_send=may_send,
    )
    return Wired(channel, pacer, slots, channel.routes(), start_link=channel.start_link)


def _whatsapp(
    config: Config, database: Database, conversation: Conversation, clock: Clock, may_send: Callable[[], bool]
) -> Wired:
    from bot.channels.whatsapp.channel import WhatsAppChannel
    from bot.channels.whatsapp.filled import template_of
    from bot.channels.whatsapp.graph import GraphClient

    whatsapp = config.whatsapp
    assert whatsapp is not None  # noqa: S101 - asked by the caller
    terms = terms_of(config)
    assert terms is not None  # noqa: S101 - there are terms where there is WhatsApp
    pacer = Pacer(WHATSAPP_RATE, WHATSAPP_GAPS)
    slots = slots_for(WHATSAPP_RATE)
    channel = WhatsAppChannel(
        graph=GraphClient(
            graph_url=whatsapp.graph_url,
            phone_number_id=whatsapp.phone_number_id,
            waba_id=whatsapp.waba_id,
            access_token=whatsapp.access_token.get_secret_value(),
            pool_size=POOL_FOR_ANSWERS + slots,
            may_send=may_send,
        ),
        phone_number_id=whatsapp.phone_number_id,
        app_secret=whatsapp.app_secret.get_secret_value(),
        verify_token=whatsapp.verify_token.get_secret_value(),
        inbox=WhatsAppInbox(database, clock),
        people=WhatsAppPeople(database, clock, _draw_address),
        answer=conversation.answer,
        notice=conversation.notice,
        receive=Receipts("whatsapp", database, clock, random.random),
        templates=template_of,
        hear=Billing(database, clock, terms),
        keeps=is_leaving,
        clock=clock,
        grace=STOP_GRACE,
        pace=AnswerPace(pacer, asyncio.get_running_loop().time, asyncio.sleep),
    )
    return Wired(channel, pacer, slots, channel.routes())


def _draw_address() -> str:
    """The number of a new person's chat: 15 digits, so that it is never drawn twice and can be told on the phone."""
    return str(10**14 + secrets.randbelow(9 * 10**14))
