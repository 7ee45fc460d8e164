"""/ruang: a link by which an admin enters the newsroom, good once and for ten minutes."""

from __future__ import annotations

from bot.commands.desk import Desk, Request, say
from bot.model import Message
from bot.storage import audit
from bot.storage import newsroom as table
from bot.storage.audit import Note
from bot.storage.newsroom import Person
from bot.texts.newsroom import newsroom_in


async def newsroom(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Makes the link. Refuses in a group, where others would read it, and where there are no pages."""
    words, incoming = newsroom_in(request.language), request.incoming
    if incoming.kind != "private":
        return say(words.link_private)
    if not desk.pages:
        return say(words.link_nowhere)
    token, now = desk.new_token(), desk.clock()
    note = Note(now, request.who, "link_made")
    person = Person(incoming.channel, incoming.sender)
    await desk.database.write(audit.noted(note, table.make_link), token, person, now)
    return say(words.link, f"{desk.pages}/newsroom/masuk/{token}", title=words.title)
