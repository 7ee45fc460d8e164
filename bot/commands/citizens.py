"""What every person can ask: subscribing, stopping, help, status, privacy."""

from __future__ import annotations

from bot.commands.desk import Desk, Request, say
from bot.consent import Evidence, Notice
from bot.invites import Invitation, read_invitation
from bot.model import Button, Message
from bot.render import story_message
from bot.storage import chats, links
from bot.texts.catalogue import Texts
from bot.texts.speech import local_time
from feeds.storage import feeds as feeds_table
from feeds.storage import stories

#: A new subscriber is shown this many stories: neither nothing nor a flood.
FIRST_STORIES = 3


async def start(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Subscribes, says who runs this and what is stored, records the consent, and shows the newest stories."""
    incoming, texts = request.incoming, request.texts
    invitation = read_invitation(request.words, desk.topics) or Invitation()
    if request.chat is not None and request.chat.state == "silent":
        # Its person reads at another chat: MULAI here means that news should come here.
        await desk.database.write(links.choose, request.chat.id, desk.clock())
    _, changed = await desk.database.write(
        chats.subscribe,
        incoming.channel,
        incoming.address,
        incoming.kind,
        language=request.language,
        timezone=request.timezone,
        now=desk.clock(),
        evidence=Evidence(invitation.source, Notice(request.language, "\n".join((*texts.welcome, *texts.privacy)))),
    )
    if not changed:
        return (Message(paragraphs=(texts.welcome_again,), buttons=(menu(texts),)),)
    welcome = Message(
        title=texts.welcome_title.format(service=desk.service_name),
        paragraphs=tuple(line.format(operator=desk.operator).strip() for line in texts.welcome),
        buttons=(menu(texts),),
    )
    newest = await desk.database.read(stories.latest, FIRST_STORIES)
    if not newest:
        return welcome, Message(paragraphs=(texts.no_news_yet,))
    return welcome, *(story_message(story, texts, request.timezone) for story in reversed(newest))


async def stop(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Unsubscribes at once; what was still owed is let go."""
    texts = request.texts
    if request.chat is None or request.chat.state not in {"active", "paused", "silent"}:
        return say(texts.not_subscribed)
    joined = await desk.database.write(links.stop, request.chat.id)
    if joined is not None:
        await desk.database.write(chats.change_state, joined, "stopped", desk.clock())
    await desk.database.write(chats.change_state, request.chat.id, "stopped", desk.clock())
    return (Message(paragraphs=(texts.stopped,), buttons=((_button(texts.button_start),),)),)


async def help_(_desk: Desk, request: Request) -> tuple[Message, ...]:
    """Lists what can be said."""
    texts = request.texts
    lines = (*texts.help, texts.help_admin) if request.is_admin else texts.help
    return (Message(title=texts.help_title, paragraphs=lines, buttons=(menu(texts),)),)


async def privacy(_desk: Desk, request: Request) -> tuple[Message, ...]:
    """Says what is stored, the chat's number included: an operator needs it to name an admin."""
    texts, address = request.texts, request.incoming.address
    # The web chat's address is a secret of one browser, and no number.
    number = (texts.privacy_number.format(number=address),) if address.removeprefix("-").isdigit() else ()
    return (Message(title=texts.privacy_title, paragraphs=(*texts.privacy, *number)),)


async def status(desk: Desk, request: Request) -> tuple[Message, ...]:
    """Says how the subscription stands and whether the feeds can be read."""
    texts, chat = request.texts, request.chat
    feeds = await desk.database.read(feeds_table.list_all)
    newest = await desk.database.read(stories.latest, 1)
    if chat is not None and chat.state == "active" and chat.subscribed_at is not None:
        since = local_time(chat.subscribed_at, request.timezone, texts)
        lines = [texts.status_active.format(since=since)]
    else:
        lines = [texts.status_not_active]
    if feeds and newest:
        lines.append(
            texts.status_feeds.format(
                healthy=sum(feed.fault is None for feed in feeds),
                total=len(feeds),
                newest=local_time(newest[0].published, request.timezone, texts),
            )
        )
    return (Message(title=texts.status_title, paragraphs=tuple(lines)),)


def menu(texts: Texts) -> tuple[Button, ...]:
    """The row of buttons under an answer."""
    return _button(texts.button_news), _button(texts.button_help)


def _button(label_and_word: tuple[str, str]) -> Button:
    label, word = label_and_word
    return Button(label, say=word)
