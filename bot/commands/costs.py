"""/biaya: what WhatsApp costs, and the admin's word on the rates. /darurat: urgent news at any time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from bot.commands.desk import Desk, Request, say
from bot.consent import Evidence
from bot.consent import Notice as ConsentNotice
from bot.cost_picture import cost_picture
from bot.costs.ledger import forecast
from bot.costs.rates import Micro, local_day
from bot.model import Attachment, Language, Message
from bot.storage import chats, ledger, paying
from bot.texts.costs import CostTexts, costs_in, rupiah
from bot.texts.speech import local_time

#: Says an amount.
Money = Callable[[Micro], str]
#: The dearest stories of the month that are named.
STORIES = 5
_DEFINITE = {"ya": True, "yes": True, "tidak": False, "no": False}


async def costs(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/biaya: spent, forecast, by story; "/biaya setuju" confirms the rates in force."""
    words = costs_in(request.language)
    terms, now = desk.terms, desk.clock()
    if terms is None:
        return say(words.off, title=words.title)
    today = local_day(now, terms.zone)
    edition = terms.table.on(today)
    if request.words.lower() in {"setuju", "confirm"}:
        incoming = request.incoming
        is_new = await desk.database.write(ledger.confirm, edition, incoming.channel, incoming.sender, now)
        sentence = words.confirmed_now if is_new else words.confirmed_before
        return say(sentence.format(since=edition.effective_from))
    money, market = _money(request.language), edition.markets[0]
    known = await desk.database.read(ledger.confirmation, edition)
    if known is None:
        lines = [words.unconfirmed.format(since=edition.effective_from)]
    else:
        at = local_time(known.at, request.timezone, request.texts)
        lines = [words.confirmed.format(since=edition.effective_from, who=known.address, at=at)]
    marketing, utility, service = (edition.price(one, market) for one in ("marketing", "utility", "service"))
    lines.append(
        words.rates.format(
            market=market.name, marketing=money(marketing), utility=money(utility), service=money(service)
        )
    )
    spent = await desk.database.read(ledger.spent, terms, now)
    lines.append(words.spent_day.format(spent=money(spent.day), cap=_cap(words, spent.day, terms.caps.day, money)))
    lines.append(
        words.spent_month.format(spent=money(spent.month), cap=_cap(words, spent.month, terms.caps.month, money))
    )
    lines.append(words.forecast.format(amount=money(forecast(spent.month, today))))
    lines.append(await broadcast_estimate(desk, request.language))
    month = datetime(today.year, today.month, 1, tzinfo=UTC)
    for one in await desk.database.read(ledger.by_story, month, STORIES):
        lines.append(words.story.format(id=one.story_id, amount=money(one.amount), count=one.messages))
    figures = await desk.database.read(ledger.by_day, terms, now)
    if not figures:
        return say(*lines, title=words.title)
    described = words.picture.format(amount=money(spent.month))
    draw = partial(cost_picture, figures, today, terms.caps.day, words.categories, described)
    content = await asyncio.to_thread(draw)
    picture = Attachment(f"biaya-{today:%Y-%m}.png", "image/png", content, described)
    return Message(title=words.title, paragraphs=tuple(lines)), Message(title=described, attachment=picture)


async def broadcast_estimate(desk: Desk, language: Language) -> str:
    """What one more story would cost on WhatsApp, to be shown before a broadcast; "" where WhatsApp is off."""
    if desk.terms is None:
        return ""
    money = _money(language)
    total, opened, now, later = await desk.database.read(paying.estimate, desk.clock(), desk.terms)
    return costs_in(language).estimate.format(now=money(now), open=opened, total=total, later=money(later))


async def urgent(desk: Desk, request: Request) -> tuple[Message, ...]:
    """DARURAT YA / TIDAK: whether urgent news may come at any time, as a template that costs."""
    words = costs_in(request.language)
    allowed = _DEFINITE.get(request.words.lower())
    if allowed is None:
        return say(words.urgent_how)
    if request.chat is None or request.chat.state != "active":
        return say(words.urgent_first)
    notice = ConsentNotice(request.language, words.urgent_how) if allowed else None
    evidence = Evidence("word", notice)
    change = partial(chats.allow_urgent, allowed=allowed)
    await desk.database.write(change, request.chat, desk.clock(), evidence)
    return say(words.urgent_on if allowed else words.urgent_off)


def _money(language: Language) -> Money:
    return partial(rupiah, language=language)


def _cap(words: CostTexts, spent: Micro, cap: Micro | None, money: Money) -> str:
    if cap is None:
        return words.no_cap
    return words.cap.format(cap=money(cap), percent=spent * 100 // cap if cap else 100)
