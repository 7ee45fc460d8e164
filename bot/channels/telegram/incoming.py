"""What an update of Telegram says: something a person said, or something that happened to a chat. Pure.

In groups and channels only what is meant for us is heard: a command, a reply to us, our name. An update that says
nothing to us (a picture, another bot's command, a poll) is None. A document in a private chat says its caption.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from telegram import (
    Chat,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    MessageEntity,
    Update,
    User,
)
from telegram.constants import ChatType

from bot.model import ChatEvent, ChatKind, Incoming, Language

#: What a person says who only calls our name: a greeting.
GREETING: Final = "halo"

#: The kinds of updates that this module reads; the Bot API is asked for no others.
UPDATE_KINDS: Final = ("message", "channel_post", "callback_query", "my_chat_member")

_KINDS: Final[dict[str, ChatKind]] = {
    ChatType.PRIVATE: "private",
    ChatType.GROUP: "group",
    ChatType.SUPERGROUP: "group",
    ChatType.CHANNEL: "broadcast",
}


@dataclass(frozen=True, slots=True)
class Me:
    """Our own account."""

    id: int
    #: Without "@".
    username: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file that a person sent us, not fetched yet."""

    file_id: str
    name: str
    media_type: str
    #: Bytes, as Telegram counts them; 0 when it does not say.
    size: int


def document_in(update: Update) -> Document | None:
    """The document of a message in a private chat; None when there is none, or it stands elsewhere."""
    message = update.message
    if message is None or message.document is None or message.chat.type != ChatType.PRIVATE:
        return None
    sent = message.document
    return Document(sent.file_id, sent.file_name or "", sent.mime_type or "", sent.file_size or 0)


def read(update: Update, me: Me) -> Incoming | ChatEvent | None:
    """Reads one update.

    `may_decide` is False for a member of a group or a reader of a channel: whether an administrator speaks is known
    to Telegram alone, and the caller has to ask. It is already True for one who writes in the name of the chat
    itself, which only the anonymous administrators of a group and those who post in a channel can.
    """
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    if update.callback_query is not None:
        query = update.callback_query
        if query.data is None or query.message is None:
            return None
        place = query.message
        thread = _thread(place) if isinstance(place, Message) else None
        said = _incoming(place.chat, thread, query.data, query.from_user, None)
        return None if said is None else replace(said, pressed=str(place.message_id))
    # Only these two: an edited message is not said again.
    message = update.message or update.channel_post
    return None if message is None else _message(message, me)


# --- what people say --------------------------------------------------------------------------------------------


def _message(message: Message, me: Me) -> Incoming | ChatEvent | None:
    if message.migrate_to_chat_id is not None:
        return _migrated(message.chat.id, message.migrate_to_chat_id)
    if message.migrate_from_chat_id is not None:
        return _migrated(message.migrate_from_chat_id, message.chat.id)
    document = message.document if message.chat.type == ChatType.PRIVATE else None
    if (not message.text and document is None) or message.is_automatic_forward:
        return None
    speaker = message.from_user
    # Telegram gives those who speak for a group or channel a bot as author; other bots are never answered.
    if speaker is not None and speaker.is_bot and message.sender_chat is None:
        return None
    text = (message.caption or "").strip() if document is not None else _for_us(message, me)
    return None if text is None else _incoming(message.chat, _thread(message), text, speaker, message.sender_chat)


def _for_us(message: Message, me: Me) -> str | None:
    """What the message says to us, without our name; None when it isn't said to us."""
    text = (message.text or "").strip()
    if text.startswith("/"):
        word, *rest = text.split(maxsplit=1)
        command, at, name = word.partition("@")
        if at and name.lower() != me.username.lower():
            return None
        return " ".join([command, *rest])
    if message.chat.type == ChatType.PRIVATE:
        return text or None
    unnamed = _without_name(message, me)
    if unnamed is not None:
        return unnamed or GREETING
    answered = message.reply_to_message
    to_us = answered is not None and answered.from_user is not None and answered.from_user.id == me.id
    return text if to_us and text else None


def _without_name(message: Message, me: Me) -> str | None:
    """The text without the mentions of us, None when there is none."""
    name = f"@{me.username}".lower()
    ours = [
        found
        for entity, found in message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION]).items()
        if found.lower() == name or (entity.user is not None and entity.user.id == me.id)
    ]
    if not ours:
        return None
    text = message.text or ""
    for found in ours:
        text = text.replace(found, " ", 1)
    return " ".join(text.split())


def _incoming(chat: Chat, thread: int | None, text: str, speaker: User | None, voice: Chat | None) -> Incoming | None:
    kind = _KINDS.get(chat.type)
    if kind is None:
        return None
    address = str(chat.id) if thread is None else f"{chat.id}:{thread}"
    sender = voice.id if voice is not None else speaker.id if speaker is not None else chat.id
    return Incoming(
        channel="telegram",
        address=address,
        kind=kind,
        text=text,
        sender=str(sender),
        language=_language(speaker),
        may_decide=kind == "private" or sender == chat.id,
    )


def _thread(message: Message) -> int | None:
    """The forum topic of a message in a group.

    A message_thread_id alone is no topic: any reply in a supergroup has one. The topic "General" has none, and would
    be refused as 1.
    """
    in_topic = message.is_topic_message and message.chat.type == ChatType.SUPERGROUP
    return message.message_thread_id if in_topic else None


def _language(speaker: User | None) -> Language | None:
    if speaker is None or not speaker.language_code:
        return None
    return "en" if speaker.language_code.lower().startswith("en") else "id"


# --- what happens to chats --------------------------------------------------------------------------------------


def _membership(change: ChatMemberUpdated) -> ChatEvent | None:
    """Whether we may write there now. A chat where we are but may not write is found out by the next send."""
    now = change.new_chat_member
    limited = now if isinstance(now, ChatMemberRestricted) else None
    here = now.status not in {ChatMember.LEFT, ChatMember.BANNED} if limited is None else limited.is_member
    if not here:
        return ChatEvent("telegram", str(change.chat.id), "left")
    if limited is not None and not limited.can_send_messages:
        return None
    if isinstance(now, ChatMemberAdministrator) and change.chat.type == ChatType.CHANNEL and not now.can_post_messages:
        return None
    return ChatEvent("telegram", str(change.chat.id), "returned")


def _migrated(old: int, new: int) -> ChatEvent:
    """A group became a supergroup. Both chats tell it, so it is told twice; either alone is enough."""
    return ChatEvent("telegram", str(old), "migrated", new_address=str(new))
