"""Those who talk with the bot in tests: persons, groups, channels. Their verbs put updates into the fake Bot API."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_ENTITY = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?|(?<!\w)@\w{4,32}")

_RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]
_PERMISSIONS = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
    "can_react_to_messages",
]


def member(user, status, **extra):
    """A ChatMember object as the server writes it, with every required field of its kind."""
    fields = {
        "creator": {"is_anonymous": False},
        "administrator": dict.fromkeys(_RIGHTS, False),
        "restricted": {**dict.fromkeys(_PERMISSIONS, True), "is_member": True, "until_date": 0},
        "kicked": {"until_date": 0},
    }.get(status, {})
    return {"user": user, "status": status, **fields, **extra}


def entities(text):
    """The commands and mentions that the server finds in a message; offsets count UTF-16 units."""
    return [
        {
            "type": "bot_command" if found[0].startswith("/") else "mention",
            "offset": len(text[: found.start()].encode("utf-16-le")) // 2,
            "length": len(found[0]),
        }
        for found in _ENTITY.finditer(text)
    ]


@dataclass(eq=False)
class Place:
    """A chat as the server knows it."""

    api: Any
    id: int
    type: str
    name: str
    #: What the bot is here: member, administrator, left, kicked, restricted; None when it never was here.
    bot: str | None = "member"
    #: Topics of a forum: number -> "open" or "closed"; None when the chat is no forum.
    topics: dict[int, str] | None = None
    #: Persons by id and what they are here.
    members: dict[int, str] = field(default_factory=dict)
    upgraded_to: int | None = None
    can_post: bool = True

    def chat(self):
        """The Chat object."""
        if self.type == "private":
            return {"id": self.id, "type": "private", "first_name": self.name}
        return {"id": self.id, "type": self.type, "title": self.name} | ({"is_forum": True} if self.topics else {})

    async def reads(self):
        """Waits for the next message of the bot in this chat that was not read yet."""
        return await self.api.next_sent(self.id)

    def _bot_becomes(self, status, by, **extra):
        """Changes what the bot is here and tells it so."""
        before, self.bot = self.bot, status
        change = {
            "chat": self.chat(),
            "from": by,
            "date": self.api.now(),
            "old_chat_member": member(self.api.me(), before or "left"),
            "new_chat_member": member(self.api.me(), status, **extra),
        }
        return self.api.put("my_chat_member", change)


class Person(Place):
    """A person and the private chat with the bot."""

    def __init__(self, api, number, name, language):
        super().__init__(api, number, "private", name, bot=None)
        self.language = language

    def user(self):
        """The User object."""
        user = {"id": self.id, "is_bot": False, "first_name": self.name}
        return user | ({"language_code": self.language} if self.language else {})

    def says(self, text, *, place=None, topic=None, reply_to=None, **extra):
        """Writes a message, here or in another place. Gives the update."""
        place = place or self
        if place is self:
            self.bot = "member"
        said = {
            "message_id": self.api.number(),
            "date": self.api.now(),
            "chat": place.chat(),
            "from": self.user(),
            "text": text,
        }
        if found := entities(text):
            said["entities"] = found
        if topic is not None:
            said |= {"message_thread_id": topic, "is_topic_message": True}
        if reply_to is not None:
            said["reply_to_message"] = reply_to.message()
        return self.api.put("message", said | extra)

    def sends(self, name, content, *, caption="", media_type="text/x-opml", place=None):
        """Sends a document, here or in another place. Gives the update."""
        number = self.api.number()
        self.api.files[f"documents/file_{number}"] = content
        document = {"file_id": f"file_{number}", "file_unique_id": str(number), "file_name": name}
        document |= {"mime_type": media_type, "file_size": len(content)}
        said = {
            "message_id": self.api.number(),
            "date": self.api.now(),
            "chat": (place or self).chat(),
            "from": self.user(),
            "document": document,
        }
        if place is None:
            self.bot = "member"
        return self.api.put("message", said | ({"caption": caption} if caption else {}))

    def presses(self, label, message):
        """Presses the button with this label under a message of the bot. A button that opens an address says nothing."""
        button = message.button(label)
        if "callback_data" not in button:
            return None
        query = {
            "id": self.api.new_query(),
            "from": self.user(),
            "message": message.message(),
            "chat_instance": "1",
            "data": button["callback_data"],
        }
        return self.api.put("callback_query", query)

    def blocks(self):
        """Blocks the bot."""
        return self._bot_becomes("kicked", self.user())

    def unblocks(self):
        """Lets the bot write again."""
        return self._bot_becomes("member", self.user())


class Group(Place):
    """A group or supergroup."""

    def joins(self, person, status="member"):
        """Makes a person a member, or "administrator", or "creator"."""
        self.members[person.id] = status

    def says_anonymously(self, text, **extra):
        """An anonymous administrator writes in the name of the group."""
        said = {
            "message_id": self.api.number(),
            "date": self.api.now(),
            "chat": self.chat(),
            "from": {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"},
            "sender_chat": self.chat(),
            "text": text,
        }
        return self.api.put("message", said | {"entities": entities(text)} | extra)

    def kicks_bot(self, by):
        """Removes the bot."""
        return self._bot_becomes("kicked", by.user())

    def adds_bot(self, by):
        """Takes the bot in again."""
        return self._bot_becomes("member", by.user())

    def silences_bot(self, by):
        """Takes the right to write away."""
        return self._bot_becomes("restricted", by.user(), can_send_messages=False)

    def upgrades(self):
        """Becomes a supergroup with another number, told in both chats. Gives the new group."""
        new = self.api.group(self.name, kind="supergroup", members=dict(self.members))
        self.upgraded_to = new.id
        told = {"date": self.api.now(), "from": self.api.me()}
        self.api.put(
            "message",
            told | {"message_id": self.api.number(), "chat": self.chat(), "migrate_to_chat_id": new.id},
        )
        self.api.put(
            "message",
            told | {"message_id": self.api.number(), "chat": new.chat(), "migrate_from_chat_id": self.id},
        )
        return new


class Broadcast(Place):
    """A channel of Telegram, in which only administrators write."""

    def posts(self, text):
        """An administrator posts."""
        post = {
            "message_id": self.api.number(),
            "date": self.api.now(),
            "chat": self.chat(),
            "sender_chat": self.chat(),
            "text": text,
        }
        return self.api.put("channel_post", post | {"entities": entities(text)})

    def appoints_bot(self, by, *, can_post):
        """Makes the bot an administrator, with or without the right to post."""
        self.can_post = can_post
        return self._bot_becomes("administrator", by.user(), can_post_messages=can_post)
