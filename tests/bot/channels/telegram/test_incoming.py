"""What updates say, as a table of what people do."""

from __future__ import annotations

import pytest
from telegram import Update

from bot.channels.telegram.incoming import GREETING, Me, read
from bot.model import ChatEvent, Incoming
from tests.fakes.bot_api import BotApi, Sent
from tests.fakes.telegram_people import member

ME = Me(id=4242, username="kentongan_bot")


@pytest.fixture
def api():
    """People without a server."""
    return BotApi(username=ME.username)


@pytest.fixture
def budi(api):
    return api.person("Budi")


@pytest.fixture
def group(api):
    return api.group()


def said(update):
    """What the update says to us."""
    return read(Update.de_json(update, None), ME)


def of_bot(api, place, topic=None):
    """A message of the bot in a chat, with one button."""
    return Sent(api, api.number(), place, topic, "Halo", [], [[{"text": "Ikuti", "callback_data": "/ikuti 3"}]], {})


def test_private_message(budi):
    """In private every text is for us, and the person decides."""
    assert said(budi.says("pasar murah")) == Incoming(
        channel="telegram",
        address=str(budi.id),
        kind="private",
        text="pasar murah",
        sender=str(budi.id),
        language="id",
        may_decide=True,
    )


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        pytest.param("/berita", "/berita", id="bare"),
        pytest.param("/cari pasar  murah", "/cari pasar  murah", id="with words"),
        pytest.param("/start agen-7", "/start agen-7", id="deep link"),
        pytest.param("/berita@kentongan_bot", "/berita", id="addressed to us"),
        pytest.param("/cari@Kentongan_Bot pasar", "/cari pasar", id="addressed to us in capitals"),
        pytest.param("/siar baris satu\nbaris dua", "/siar baris satu\nbaris dua", id="two lines"),
        pytest.param("/siar\nbaris dua", "/siar baris dua", id="words on the next line"),
        pytest.param("  /berita ", "/berita", id="blanks around"),
        pytest.param("/berita@lain_bot", None, id="addressed to another bot"),
        pytest.param("/", "/", id="a slash"),
    ],
)
@pytest.mark.parametrize("place", ["private", "group"])
def test_command(api, budi, group, place, typed, text):
    """A command is heard everywhere, without our name, unless it is another bot's."""
    heard = said(budi.says(typed, place=group if place == "group" else None))
    assert (heard and heard.text) == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        pytest.param("pasar murah di mana?", None, id="talk of the group"),
        pytest.param("@kentongan_bot pasar murah", "pasar murah", id="our name first"),
        pytest.param("ada 😀 kabar, @Kentongan_bot ?", "ada 😀 kabar, ?", id="our name inside"),
        pytest.param("@kentongan_bot", GREETING, id="our name alone"),
        pytest.param("@kentongan_bot_lain halo", None, id="a name that begins like ours"),
        pytest.param("surel@kentongan_bot.id", None, id="an address that contains it"),
        pytest.param("@kentongan_bot /berita", "/berita", id="our name before a command"),
    ],
)
def test_talk_in_a_group(budi, group, typed, text):
    """In a group we hear only our name."""
    heard = said(budi.says(typed, place=group))
    assert (heard and heard.text) == text


def test_mention_without_a_username(budi, group):
    """A mention may name our account by number."""
    mention = {
        "type": "text_mention",
        "offset": 0,
        "length": 9,
        "user": {"id": 4242, "is_bot": True, "first_name": "K"},
    }
    heard = said(budi.says("Kentongan pasar", place=group, entities=[mention]))
    assert heard.text == "pasar"


def test_reply_in_a_group(api, budi, group):
    """A reply to us is for us, a reply to another is not."""
    assert said(budi.says("2", place=group, reply_to=of_bot(api, group))).text == "2"
    other = budi.says("x", place=group)["message"]
    assert said(budi.says("2", place=group, reply_to_message=other)) is None


def test_member_of_a_group_does_not_decide_yet(budi, group):
    """Whether a member is an administrator has to be asked."""
    heard = said(budi.says("/ikuti 3", place=group))
    assert (heard.address, heard.kind, heard.sender, heard.may_decide) == (str(group.id), "group", str(budi.id), False)


def test_anonymous_administrator_decides(group):
    """Only administrators can write in the name of the group."""
    heard = said(group.says_anonymously("/ikuti 3"))
    assert (heard.sender, heard.may_decide) == (str(group.id), True)


def test_in_the_name_of_another_channel(api, budi, group):
    """One who writes in a group in the name of a channel is no administrator for that."""
    channel = api.broadcast()
    heard = said(budi.says("/ikuti 3", place=group, sender_chat=channel.chat()))
    assert (heard.sender, heard.may_decide) == (str(channel.id), False)


def test_post_in_a_channel(api):
    """A command in a channel is heard and decided by who posts; other posts are not for us."""
    channel = api.broadcast()
    heard = said(channel.posts("/mulai"))
    assert heard == Incoming("telegram", str(channel.id), "broadcast", "/mulai", str(channel.id), None, may_decide=True)
    assert said(channel.posts("Pasar murah dibuka")) is None


@pytest.mark.parametrize(
    ("kind", "topic", "suffix"),
    [
        pytest.param("supergroup", 17, ":17", id="topic of a forum"),
        pytest.param("supergroup", None, "", id="topic General"),
        pytest.param("private", 17, "", id="topic of a private chat"),
    ],
)
def test_topic(api, budi, kind, topic, suffix):
    """A topic of a forum is a place of its own."""
    place = api.group(topics={17: "open"}) if kind == "supergroup" else None
    heard = said(budi.says("/berita", place=place, topic=topic))
    assert heard.address == f"{(place or budi).id}{suffix}"


def test_thread_of_replies_is_no_topic(budi, group):
    """A reply in a supergroup has a thread number too, where nothing can be sent to."""
    assert said(budi.says("/berita", place=group, message_thread_id=9)).address == str(group.id)


@pytest.mark.parametrize(
    ("code", "language"),
    [("en", "en"), ("en-GB", "en"), ("EN", "en"), ("id", "id"), ("jv", "id"), ("de", "id"), (None, None), ("", None)],
)
def test_language(api, code, language):
    """English apps get English, all others Indonesian; who doesn't say is asked nothing."""
    assert said(api.person(language=code).says("halo")).language == language


# --- buttons ----------------------------------------------------------------------------------------------------


def test_button_in_private(api, budi):
    """A button says its word, as if the person had typed it."""
    shown = of_bot(api, budi)
    heard = said(budi.presses("Ikuti", shown))
    number = str(budi.id)
    assert heard == Incoming("telegram", number, "private", "/ikuti 3", number, "id", pressed=str(shown.message_id))


def test_button_in_a_topic(api, budi):
    """The answer goes to where the button is, and who pressed has to be asked about."""
    forum = api.group(topics={17: "open"})
    heard = said(budi.presses("Ikuti", of_bot(api, forum, 17)))
    assert (heard.address, heard.sender, heard.may_decide) == (f"{forum.id}:17", str(budi.id), False)


def test_button_in_a_channel(api, budi):
    """A reader of a channel who presses a button decides nothing unasked."""
    channel = api.broadcast()
    heard = said(budi.presses("Ikuti", of_bot(api, channel)))
    assert (heard.kind, heard.may_decide) == ("broadcast", False)


def test_button_under_a_lost_message(api, budi):
    """Of a message too old, Telegram tells the chat only."""
    update = budi.presses("Ikuti", of_bot(api, budi))
    update["callback_query"]["message"] = {"chat": budi.chat(), "message_id": 5, "date": 0}
    assert said(update).address == str(budi.id)


@pytest.mark.parametrize("lacking", ["message", "data"])
def test_button_that_says_nothing(api, budi, lacking):
    """A button of a game, or under a message sent inline, is not for us."""
    update = budi.presses("Ikuti", of_bot(api, budi))
    del update["callback_query"][lacking]
    assert said(update) is None


# --- what says nothing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"text": None, "sticker": None}, id="no text"),
        pytest.param({"text": "   "}, id="blanks"),
        pytest.param({"from": {"id": 9, "is_bot": True, "first_name": "B"}}, id="another bot"),
        pytest.param({"is_automatic_forward": True}, id="forwarded from a linked channel"),
        pytest.param({"chat": {"id": 5, "type": "hologram"}}, id="a kind of chat from the future"),
    ],
)
def test_not_for_us(budi, change):
    """Such messages are passed over."""
    update = budi.says("/berita" if "text" not in change else "x")
    update["message"] |= change
    assert said(update) is None


@pytest.mark.parametrize("kind", ["edited_message", "edited_channel_post", "inline_query", "something_new"])
def test_other_updates(budi, kind):
    """What we never asked for says nothing."""
    update = budi.says("/berita")
    content = update.pop("message")
    if kind == "inline_query":
        content = {"id": "1", "from": budi.user(), "query": "x", "offset": ""}
    assert said(update | {kind: content}) is None


# --- what happens to chats --------------------------------------------------------------------------------------


def happened(place, what):
    """The event that is expected."""
    return ChatEvent("telegram", str(place.id), what)


def test_blocked_and_unblocked(budi):
    """A person who blocks us has left, and may come back."""
    assert said(budi.blocks()) == happened(budi, "left")
    assert said(budi.unblocks()) == happened(budi, "returned")


def test_kicked_and_added(budi, group):
    """So has a group."""
    assert said(group.kicks_bot(budi)) == happened(group, "left")
    assert said(group.adds_bot(budi)) == happened(group, "returned")


def test_channel_needs_the_right_to_post(api, budi):
    """An administrator who may not post can't send news; the next send finds that out."""
    channel = api.broadcast()
    assert said(channel.appoints_bot(budi, can_post=False)) is None
    assert said(channel.appoints_bot(budi, can_post=True)) == happened(channel, "returned")


@pytest.mark.parametrize(
    ("rights", "what"),
    [
        pytest.param({"can_send_messages": False}, None, id="may not write"),
        pytest.param({}, "returned", id="may write"),
        pytest.param({"is_member": False}, "left", id="is no member"),
    ],
)
def test_restricted(api, budi, group, rights, what):
    """A restricted bot may be there or not, and write or not."""
    update = group.silences_bot(budi)
    update["my_chat_member"]["new_chat_member"] = member(api.me(), "restricted", **rights)
    heard = said(update)
    assert (heard and heard.what) == what


def test_migration(api):
    """Both chats tell that a group has a new number; both say the same."""
    old = api.group(kind="group")
    new = old.upgrades()
    expected = ChatEvent("telegram", str(old.id), "migrated", new_address=str(new.id))
    assert [said(update) for update in api.updates] == [expected, expected]
