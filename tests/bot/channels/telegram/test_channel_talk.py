"""People talk with the bot, and what must not stop them."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.model import Button, ChatEvent, Message


def address(place, topic=None):
    """The chat's address."""
    return str(place.id) if topic is None else f"{place.id}:{topic}"


# --- talk -------------------------------------------------------------------------------------------------------


async def test_question_and_answer(api, channel, ear):
    """What a person says is heard, and the answers come in order."""
    budi = api.person()
    ear.reply = lambda _said: [Message("satu"), Message("dua"), Message("tiga")]
    budi.says("/start agen-7")
    assert [(await budi.reads()).text for _ in range(3)] == ["satu", "dua", "tiga"]
    assert [said.text for said in ear.heard] == ["/start agen-7"]


async def test_button(api, channel, ear):
    """A press is acknowledged first, then heard as the button's word."""
    budi = api.person()
    ear.reply = lambda said: [Message(said.text, buttons=((Button("Ikuti", say="/ikuti 3"),),))]
    budi.says("/topik")
    budi.presses("Ikuti", await budi.reads())
    assert (await budi.reads()).text == "/ikuti 3"
    methods = [method for method, _ in api.calls if method in {"answerCallbackQuery", "sendMessage"}]
    assert methods == ["sendMessage", "answerCallbackQuery", "sendMessage"]


async def test_old_button(api, channel, ear):
    """A press that comes too late to be acknowledged is heard all the same."""
    budi = api.person()
    ear.reply = lambda said: [Message(said.text, buttons=((Button("Ikuti", say="/ikuti 3"),),))]
    budi.says("/topik")
    shown = await budi.reads()
    api.fail_next(
        None,
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
        method="answerCallbackQuery",
    )
    budi.presses("Ikuti", shown)
    assert (await budi.reads()).text == "/ikuti 3"


def menu(said):
    """A menu that changes where it stands."""
    return [Message(said.text, buttons=((Button("Lanjut", say="atur 2"),),), in_place=True)]


async def test_menu_changes_in_place(api, channel, ear):
    """The answer to a press takes the place of the message with the button; a typed command gets a message."""
    budi = api.person()
    ear.reply = menu
    budi.says("/atur")
    shown = await budi.reads()
    budi.presses("Lanjut", shown)
    await api.until(lambda: shown.text == "atur 2")
    assert [said.pressed for said in ear.heard] == [None, str(shown.message_id)]
    assert len(api.sent_to(budi.id)) == 1


@pytest.mark.parametrize(
    "refusal", ["Bad Request: message to edit not found", "Bad Request: message can't be edited", "Bad Request: X"]
)
async def test_menu_that_is_gone(api, channel, ear, refusal):
    """Where the old message can't be changed, a new one comes."""
    budi = api.person()
    ear.reply = menu
    budi.says("/atur")
    shown = await budi.reads()
    api.fail_next(budi.id, 400, refusal, method="editMessageText")
    budi.presses("Lanjut", shown)
    assert (await budi.reads()).text == "atur 2"


async def test_menu_that_stays_the_same(api, channel, ear):
    """Nothing to change is a change that is done."""
    budi = api.person()
    ear.reply = menu
    budi.says("/atur")
    shown = await budi.reads()
    api.fail_next(budi.id, 400, "Bad Request: message is not modified", method="editMessageText")
    budi.presses("Lanjut", shown)
    ear.reply = lambda _said: [Message("lain")]
    budi.says("lain")
    assert (await budi.reads()).text == "lain"


async def test_only_one_takes_the_place(api, channel, ear):
    """Of several answers the first that asks for it stands there, the others follow as new messages."""
    budi = api.person()
    ear.reply = menu
    budi.says("/atur")
    shown = await budi.reads()
    ear.reply = lambda _said: [Message("satu", in_place=True), Message("dua", in_place=True)]
    budi.presses("Lanjut", shown)
    assert (await budi.reads()).text == "dua"
    assert shown.text == "satu"


async def test_group(api, channel, ear):
    """In a group only what is for us is heard, and administrators decide; Telegram is asked once a minute."""
    group, budi, sari = api.group(), api.person("Budi"), api.person("Sari")
    group.joins(budi, "administrator")
    group.joins(sari)
    sari.says("siapa punya kabar?", place=group)
    sari.says("/berita@lain_bot", place=group)
    sari.says("/ikuti 3", place=group)
    budi.says("/ikuti@kentongan_bot 3", place=group)
    budi.says("/status", place=group)
    heard = [await ear.next_said() for _ in range(3)]
    assert [(said.text, said.sender, said.may_decide) for said in heard] == [
        ("/ikuti 3", address(sari), False),
        ("/ikuti 3", address(budi), True),
        ("/status", address(budi), True),
    ]
    assert len(api.called("getChatMember")) == 2
    assert (await group.reads()).text == "/ikuti 3"


async def test_group_that_hides_its_members(api, channel, ear):
    """When Telegram doesn't say who decides, nobody does."""
    group, budi = api.group(), api.person()
    group.joins(budi, "creator")
    api.fail_next(group.id, 400, "Bad Request: member list is inaccessible", method="getChatMember")
    budi.says("/ikuti 3", place=group)
    assert (await ear.next_said()).may_decide is False


async def test_forum(api, channel, ear):
    """An answer goes to the topic where the question was."""
    forum, budi = api.group(topics={17: "open"}), api.person()
    budi.says("/berita", place=forum, topic=17)
    shown = await forum.reads()
    assert (shown.topic, ear.heard[0].address) == (17, address(forum, 17))


async def test_chat_events(api, channel, ear):
    """What happens to chats is noted."""
    budi, group = api.person(), api.group(kind="group")
    budi.blocks()
    assert await ear.next_event() == ChatEvent("telegram", address(budi), "left")
    budi.unblocks()
    assert await ear.next_event() == ChatEvent("telegram", address(budi), "returned")
    new = group.upgrades()
    moved = ChatEvent("telegram", address(group), "migrated", new_address=address(new))
    assert [await ear.next_event(), await ear.next_event()] == [moved, moved]


async def test_person_who_blocks_while_being_answered(api, channel, ear):
    """The answer that can't be sent shows that the person left."""
    budi = api.person()
    api.fail_next(budi.id, 403, "Forbidden: bot was blocked by the user")
    budi.says("halo")
    assert await ear.next_event() == ChatEvent("telegram", address(budi), "left")


async def test_people_do_not_wait_for_each_other(api, channel, ear):
    """While an answer to one is held up, another is answered."""
    budi, sari = api.person("Budi"), api.person("Sari")
    held = api.hold(budi.id)
    budi.says("lama")
    await held.arrived.wait()
    sari.says("cepat")
    assert (await sari.reads()).text == "cepat"
    assert api.sent_to(budi.id) == []
    held.release()
    assert (await budi.reads()).text == "lama"


# --- what must not stop the flow --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "poison",
    [
        pytest.param({"message": {"message_id": 1}}, id="no chat"),
        pytest.param({"message": {"message_id": 1, "date": "x", "chat": {"id": 1, "type": "private"}}}, id="no date"),
        pytest.param({"message": "halo"}, id="no object"),
        pytest.param({"callback_query": []}, id="a list"),
        pytest.param({"my_chat_member": {"chat": None}}, id="half an event"),
        pytest.param({"something_new": {"x": 1}}, id="from the future"),
        pytest.param({}, id="nothing"),
    ],
)
async def test_poisonous_update(api, channel, ear, poison):
    """An update that nobody can read is skipped; the next one is heard, once."""
    api.put_raw(poison)
    api.person().says("halo")
    assert (await ear.next_said()).text == "halo"
    await api.until(lambda: api.updates == [])
    assert len(ear.heard) == 1


async def test_answer_that_raises(api, channel, ear):
    """A fault in answering is logged, without the person's words, and the next message is answered."""

    def fails_once(said):
        ear.reply = lambda again: [Message(again.text)]
        raise ValueError("rusak")

    ear.reply = fails_once
    budi = api.person()
    with capture_logs() as logs:
        budi.says("rahasia pribadi")
        budi.says("halo")
        assert (await budi.reads()).text == "halo"
    assert [line["event"] for line in logs] == ["update failed"]
    assert "pribadi" not in str(logs)


async def test_second_copy(api, running, ear, naps):
    """Two programs with one token: it is said what is wrong, and the flow goes on when the other is gone."""
    async with running() as channel:
        await api.until(lambda: api.called("getUpdates"))
        api.fail_next(None, 409, "Conflict: terminated by other getUpdates request", method="getUpdates")
        api.person().says("satu")
        await ear.next_said()
        await naps.begun()
        assert await channel.healthy() == (
            "Another program receives this bot's updates; stop the other copy, or its webhook"
            " (Conflict: terminated by other getUpdates request)."
        )
        api.person().says("dua")
        naps.wake()
        assert (await ear.next_said()).text == "dua"
        await api.until(lambda: len(api.called("getUpdates")) >= 4)
        assert await channel.healthy() is None
    assert naps.taken == [1.0]


async def test_server_that_breaks_polls(api, running, ear, naps):
    """Dropped connections, pages of proxies and broken answers pass, and the messages are still there."""
    api.drop_connection_after_accepting(method="getUpdates")
    for broken in (
        b"<html>",
        b'{"ok":true,"result":[{"no":"number"}]}',
        b'{"ok":true,"result":[5]}',
        b'{"ok":true,"result":true}',
        b"[]",
    ):
        api.answer_next(None, 200, broken, method="getUpdates")
    api.person().says("halo")
    async with running() as channel:
        await naps.begun()
        assert await channel.healthy() is None
        naps.wake()
        await naps.begun()
        assert await channel.healthy() == "Updates can't be fetched from Telegram (Invalid server response)."
        for _ in range(4):
            naps.wake()
            await naps.begun()
        naps.wake()
        assert (await ear.next_said()).text == "halo"
    assert naps.taken == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0]


async def test_what_was_received_is_confirmed_at_the_stop(api, running, ear):
    """The next start does not receive again what this one answered."""
    async with running():
        held = api.hold(method="getUpdates")
        await held.arrived.wait()
        api.person().says("halo")
        held.release()
        await ear.next_said()
    assert api.updates == []
