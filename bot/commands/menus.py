"""What the menus of choosing and of settings share. A button says all that it does: nothing is remembered for it.

A menu typed for is a new message; one reached by a button takes the place of the menu before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from bot.commands.desk import Desk, Request
from bot.model import Button, Message
from bot.storage import subscriptions
from bot.storage.subscriptions import Chosen
from bot.texts.choosing import choosing_in

#: Buttons on one page of a long menu.
PAGE = 8
#: Bytes that a button can say.
SAY_BYTES = 64

Row = tuple[Button, ...]
_Result = TypeVar("_Result")


def needs_start(request: Request) -> tuple[Message, ...] | None:
    """What is said to a chat that is not subscribed and so has nothing to choose; None when it is."""
    if request.chat is not None and request.chat.state in {"active", "paused"}:
        return None
    label, word = request.texts.button_start
    message = Message(paragraphs=(choosing_in(request.language).start_first,), buttons=((Button(label, say=word),),))
    return (message,)


def ticked(label: str, *, chosen: bool) -> str:
    """The label of a button that is on or off."""
    return f"✅ {label}" if chosen else label


def rows_of(buttons: Iterable[Button], width: int = 2) -> tuple[Row, ...]:
    """Buttons in rows."""
    every = tuple(buttons)
    return tuple(every[start : start + width] for start in range(0, len(every), width))


def page_of(count: int, wanted: str) -> int:
    """The page that was asked for, from 0; that which is nearest when it does not exist any more."""
    page = int(wanted) - 1 if wanted.isdecimal() and len(wanted) < 5 else 0
    return max(0, min(page, (count - 1) // PAGE))


def paged(buttons: Sequence[Button], wanted: str, say: str, request: Request) -> tuple[Row, ...]:
    """One page of buttons, one in a row, and the way to its neighbours: `say` with the page's number."""
    page = page_of(len(buttons), wanted)
    shown = rows_of(buttons[page * PAGE : (page + 1) * PAGE], 1)
    neighbours = ways(len(buttons), wanted, say, request)
    return (*shown, neighbours) if neighbours else shown


def ways(count: int, wanted: str, say: str, request: Request) -> Row:
    """The way from a page of a list of `count` to its neighbours, empty when there are none."""
    words, page = choosing_in(request.language), page_of(count, wanted)
    buttons = []
    if page > 0:
        buttons.append(Button(words.button_previous, say=f"{say} {page}"))
    if (page + 1) * PAGE < count:
        buttons.append(Button(words.button_next, say=f"{say} {page + 2}"))
    return tuple(buttons)


def back(request: Request, say: str) -> Row:
    """The way back."""
    return (Button(choosing_in(request.language).button_back, say=say),)


async def chosen(desk: Desk, request: Request) -> Chosen:
    """What the chat chose; only after `needs_start`."""
    return await desk.database.read(subscriptions.read, chat_id(request))


async def write(desk: Desk, request: Request, work: Callable[..., _Result], *args: object) -> _Result:
    """Changes what the chat chose: `work(connection, chat_id, *args, now)`; only after `needs_start`."""
    return await desk.database.write(work, chat_id(request), *args, desk.clock())


def chat_id(request: Request) -> int:
    """The chat's number; only after `needs_start`."""
    assert request.chat is not None  # noqa: S101 - `needs_start` has seen to it
    return request.chat.id
