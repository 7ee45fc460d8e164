"""Who the admins are: inviting, changing roles, removing. By numeric id, never by a name that can be taken over."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.commands import reading
from bot.commands.desk import Desk, Request, say
from bot.model import ROLES, Button, Item, Message, Role
from bot.storage import audit
from bot.storage import team as table
from bot.storage.audit import Note
from bot.storage.team import Member
from bot.texts.desk import DeskTexts, desk_in, role_named

#: What stands before the token in the link of an invitation.
INVITED = "undang_"
#: Members who get buttons; the others are changed by words.
WITH_BUTTONS = 10
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,50}")
_ROLE = re.compile(r"(?:peran|role) (?P<id>\d{1,9}) (?P<role>\w+)")
_REMOVE = re.compile(r"(?:cabut|remove) (?P<id>\d{1,9})")
_INVITE = re.compile(r"(?:undang|invite) (?P<role>\w+)")


async def admin(desk: Desk, request: Request) -> tuple[Message, ...]:
    """/admin: who the admins are. With words: invites, changes a role, removes."""
    line = request.words.lower()
    if (asked := _INVITE.fullmatch(line)) and (role := role_named(asked["role"])):
        return await _invite(desk, request, role)
    if (asked := _ROLE.fullmatch(line)) and (role := role_named(asked["role"])):
        return await _change(desk, request, int(asked["id"]), role)
    if asked := _REMOVE.fullmatch(line):
        return await _remove(desk, request, int(asked["id"]))
    return await _show(desk, request)


async def accept(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Somebody uses an invitation, by its link or by its word; whatever else begins with that word is a search."""
    words, incoming = desk_in(request.language), request.incoming
    token = request.words.removeprefix(INVITED)
    if not _TOKEN.fullmatch(token):
        return await reading.find(desk, replace(request, words=incoming.text.strip()))
    if incoming.kind != "private":
        return say(words.accept_private)
    now = desk.clock()
    note = Note(now, request.who, "joined", request.who)
    accepted = await desk.database.write(audit.noted(note, table.accept), token, incoming.channel, incoming.sender, now)
    if accepted is None:
        return say(words.accept_no)
    role, _ = accepted
    return say(words.accepted.format(role=words.roles[role]))


async def _show(desk: Desk, request: Request) -> tuple[Message, ...]:
    words = desk_in(request.language)
    named = [Item(f"{channel}:{one}", words.team_configured) for channel in desk.admins for one in desk.admins[channel]]
    members = await desk.database.read(table.members)
    items = [Item(f"{one.id}. {one.who}", words.roles[one.role]) for one in members]
    rows = tuple(_buttons(one, words) for one in members[:WITH_BUTTONS])
    invite = tuple(
        Button(words.button_invite.format(role=words.roles[role]), say=f"admin undang {role}") for role in ROLES
    )
    return (
        Message(
            title=words.team_title,
            paragraphs=(words.team_how,),
            items=(*named, *items),
            buttons=(*rows, invite),
            in_place=True,
        ),
    )


def _buttons(member: Member, words: DeskTexts) -> tuple[Button, ...]:
    """The other roles, and removal."""
    others = tuple(
        Button(f"{member.id}: {words.roles[role]}", say=f"admin peran {member.id} {role}")
        for role in ROLES
        if role != member.role
    )
    return (*others, Button(words.button_remove.format(id=member.id), say=f"admin cabut {member.id}"))


async def _invite(desk: Desk, request: Request, role: Role) -> tuple[Message, ...]:
    words = desk_in(request.language)
    if request.incoming.kind != "private":
        return say(words.accept_private)
    token, now = desk.new_token(), desk.clock()
    note = Note(now, request.who, "invited", detail=role)
    await desk.database.write(audit.noted(note, table.invite), token, role, request.who, now)
    link = desk.start_link(f"{INVITED}{token}")
    lines = [words.invited.format(role=words.roles[role])]
    if link is not None:
        lines += [link, words.invited_or]
    return say(*lines, f"undang {token}", title=words.invited_title)


async def _change(desk: Desk, request: Request, member_id: int, role: Role) -> tuple[Message, ...]:
    words, now = desk_in(request.language), desk.clock()
    note = Note(now, request.who, "role_changed", await _who(desk, member_id), role)
    member = await desk.database.write(audit.noted(note, table.change_role), member_id, role)
    if member is None:
        return say(words.member_unknown.format(id=member_id))
    return say(words.role_changed.format(who=member.who, role=words.roles[role]))


async def _remove(desk: Desk, request: Request, member_id: int) -> tuple[Message, ...]:
    words, now = desk_in(request.language), desk.clock()
    note = Note(now, request.who, "member_removed", await _who(desk, member_id))
    member = await desk.database.write(audit.noted(note, table.remove), member_id)
    if member is None:
        return say(words.member_unknown.format(id=member_id))
    return say(words.member_removed.format(who=member.who))


async def _who(desk: Desk, member_id: int) -> str:
    members = await desk.database.read(table.members)
    return next((one.who for one in members if one.id == member_id), "")
