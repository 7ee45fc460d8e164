"""What every person can ask: subscribing, stopping, help, status, privacy."""

from __future__ import annotations

from dataclasses import replace

from bot.choices import Choice
from bot.commands.choosing import add_and_say
from bot.commands.desk import Desk, Request, say
from bot.consent import Evidence, Notice
from bot.invites import Invitation, read_invitation
from bot.model import Button, Message
from bot.render import story_message
from bot.storage import chats, links, subscriptions
from bot.texts.catalogue import Texts
from bot.texts.choosing import choosing_in, in_words
from bot.texts.personal import personal_in
from bot.texts.speech import local_time
from feeds.regions.gazetteer import country
from feeds.storage import feeds as feeds_table
from feeds.storage import stories
from feeds.storage.outlets import outlets

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
    chosen = await _linked(desk, request, new=changed)
    if not changed:
        missed = Button(personal_in(request.language).button_missed, say="terlewat")
        again = Message(paragraphs=(texts.welcome_again,), buttons=((missed,), menu(texts)))
        return chosen or (again,)
    welcome = Message(
        title=texts.welcome_title.format(service=desk.service_name),
        paragraphs=tuple(line.format(operator=desk.operator).strip() for line in texts.welcome),
        buttons=(menu(texts), _choices(request)),
    )
    if chosen:
        return welcome, *chosen
    newest = await desk.database.read(stories.latest, FIRST_STORIES)
    if not newest:
        return welcome, Message(paragraphs=(texts.no_news_yet,))
    return welcome, *(story_message(story, texts, request.timezone) for story in reversed(newest))


async def _linked(desk: Desk, request: Request, *, new: bool) -> tuple[Message, ...]:
    """What a link chose on the way in: "/start topik_kesehatan", "/start wilayah_33-07-01".

    Telegram lets such words have letters, digits, "_" and "-". Who came by it gets just that; who gets everything
    already is asked. Empty for what names nothing.
    """
    kind, _, value = request.words.lower().partition("_")
    choice: Choice | None = None
    if kind in {"topik", "topic"} and value in desk.topics:
        choice = Choice("topic", value)
    region = country().by_code.get(value.replace("-", "."))
    if kind in {"wilayah", "region"} and region is not None:
        choice = Choice("regency" if region.place.level == "regency" else "district", region.place.code)
    if choice is None:
        return ()
    now = desk.clock()
    chat = await desk.database.read(chats.find, request.incoming.channel, request.incoming.address)
    assert chat is not None  # noqa: S101 - subscribed just now
    if not new:
        return (await add_and_say(desk, replace(request, chat=chat), choice),)
    await desk.database.write(subscriptions.add, chat.id, [choice], now)
    words, known = choosing_in(request.language), await desk.database.read(outlets)
    name = in_words(choice, request.language, known.names)
    return (
        Message(
            paragraphs=(words.followed.format(choice=name), words.followed_only),
            buttons=((Button(words.button_choices, say="ikuti utama"),),),
        ),
    )


def _choices(request: Request) -> tuple[Button, ...]:
    words = choosing_in(request.language)
    return Button(words.button_topics, say="topik"), Button(words.button_settings, say="pengaturan")


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
    if chat is not None and chat.state == "active" and chat.consented_at is not None:
        # Not `subscribed_at`, which a change of choices moves.
        since = local_time(chat.consented_at, request.timezone, texts)
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
