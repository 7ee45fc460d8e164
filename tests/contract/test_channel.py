"""What every channel keeps, whatever its network: the promises of `bot.model.Channel`."""

from __future__ import annotations

import pytest

from bot.model import Button, ChatEvent, Failed, Item, Message, Sent, Unchangeable

STORY = Message(
    title="Pasar murah dibuka",
    paragraphs=("Bupati membuka pasar murah.", "Beras dijual Rp11.000."),
    items=(Item("Jalan diperbaiki", "Pemkab A · kemarin", "https://a.go.id/1"), Item("Tanpa alamat")),
    footer="Pemkab Contoh · 5 Okt 2026",
    buttons=((Button("Baca selengkapnya", url="https://contoh.go.id/1"),),),
    story_id=7,
)

#: Messages that no reader should miss because of what is in them.
MESSAGES = [
    pytest.param(STORY, id="a story"),
    pytest.param(Message(), id="nothing at all"),
    pytest.param(Message(title=" \u200b ", paragraphs=("\n",)), id="nothing to see"),
    pytest.param(Message(title="5 < 6 & 7 > 3", paragraphs=("</b> <script>",)), id="signs of markup"),
    pytest.param(Message(title="a\x00b\x1b\u202ec", footer="\ud800"), id="control characters and halves"),
    pytest.param(Message(title="x" * 300, paragraphs=("kata " * 5000,)), id="too long"),
    pytest.param(Message(paragraphs=("\U0001f600" * 5000,)), id="emoji"),
    pytest.param(Message("x", items=(Item("Berita", "kemarin", "https://a.go.id/" + "x" * 1000),) * 200), id="rows"),
    pytest.param(Message("x", items=(Item("Rusak", url="javascript:alert(1)"), Item("", url="x"))), id="bad addresses"),
    pytest.param(Message("x", buttons=((Button("Rusak", url="x"), Button("", say="ya")),) * 60), id="buttons"),
]


# --- life -------------------------------------------------------------------------------------------------------


async def test_health(world):
    """A channel is well while it runs, and says in a sentence that it doesn't when it does not."""
    before = await world.channel.healthy()
    await world.channel.start()
    running = await world.channel.healthy()
    await world.channel.stop()
    after = await world.channel.healthy()
    assert running is None
    assert before is not None
    assert after is not None
    assert before.endswith(".")


async def test_stop_at_any_time(world):
    """A stop before the start and a second stop are harmless."""
    await world.channel.stop()
    await world.channel.start()
    await world.channel.stop()
    await world.channel.stop()
    assert await world.channel.healthy() is not None


# --- hearing ----------------------------------------------------------------------------------------------------


async def test_what_a_person_says(running):
    """It is heard as it was said, with where it came from and who said it."""
    await running.says("cari pasar murah")
    said = await running.ear.next_said()
    assert said.channel == running.channel.name
    assert (said.text, said.address, said.kind) == ("cari pasar murah", running.address, "private")
    assert said.sender == running.address
    assert said.may_decide is True
    assert said.language in {"id", "en", None}


async def test_order_of_what_is_said(running):
    """A person's words are heard in the order in which they were said."""
    words = [f"kata {number}" for number in range(5)]
    for word in words:
        await running.says(word)
    assert [(await running.ear.next_said()).text for _ in words] == words


async def test_answers_in_order(running):
    """All messages of an answer arrive, in order."""
    running.ear.reply = lambda _said: [Message("satu"), Message("dua"), Message("tiga")]
    await running.says("halo")
    assert [await running.reads() for _ in range(3)] == ["satu", "dua", "tiga"]


async def test_button_says_its_word(running):
    """A pressed button is heard as what it says, not as its label."""
    running.ear.reply = lambda said: [Message(said.text, buttons=((Button("Ikuti ✓", say="ikuti 3"),),))]
    await running.says("topik")
    await running.reads()
    await running.presses("Ikuti ✓")
    assert await running.reads() == "ikuti 3"
    assert [said.text for said in running.ear.heard] == ["topik", "ikuti 3"]


async def test_person_who_leaves(running):
    """Where a network tells that a person left, we note it, and sends there fail for good."""
    if await running.leaves():
        assert await running.ear.next_event() == ChatEvent(running.channel.name, running.address, "left")
        outcome = await running.channel.send(running.address, running.channel.encode(STORY))
        assert isinstance(outcome, Failed)
        assert outcome.kind == "gone"


# --- sending ----------------------------------------------------------------------------------------------------


async def test_story_is_read_from_top_to_bottom(running):
    """Title, paragraphs, rows and footer are all there, in this order."""
    assert isinstance(await running.channel.send(running.address, running.channel.encode(STORY)), Sent)
    words = await running.reads()
    parts = [
        "Pasar murah dibuka",
        "Bupati membuka pasar murah.",
        "Beras dijual Rp11.000.",
        "Jalan diperbaiki",
        "Pemkab A · kemarin",
        "Tanpa alamat",
        "Pemkab Contoh · 5 Okt 2026",
    ]
    places = [words.find(part) for part in parts]
    assert places == sorted(places)
    assert places[0] == 0


async def test_words_are_read_as_they_were_written(running):
    """Nothing in a text is taken for markup."""
    title, text = "5 < 6 & 7 > 3 <b>", "*bintang* _garis_ `kode` &amp; </p> [a](https://b.id)"
    await running.channel.send(running.address, running.channel.encode(Message(title, (text,))))
    words = await running.reads()
    assert title in words
    assert text in words


@pytest.mark.parametrize("message", MESSAGES)
async def test_every_message_can_be_sent(running, message):
    """Whatever a message holds, the network takes it; encoding never fails and is the same each time."""
    encoded = running.channel.encode(message)
    assert isinstance(await running.channel.send(running.address, encoded), Sent)
    assert running.channel.encode(message) == encoded


async def test_each_message_has_its_own_name(running):
    """What was sent is named, and no two messages have one name."""
    encoded = running.channel.encode(STORY)
    names = [(await running.channel.send(running.address, encoded)).message_id for _ in range(3)]
    assert all(names)
    assert len(set(names)) == 3


async def test_nobody_there(running):
    """A send to an address where nobody is fails for good, as a value."""
    outcome = await running.channel.send(running.nobody, running.channel.encode(STORY))
    assert isinstance(outcome, Failed)
    assert outcome.kind == "gone"
    assert "\n" not in outcome.detail


@pytest.mark.parametrize("address", ["", " ", "x" * 500, "\n", "../1", "1&x=2"])
async def test_address_that_is_none(running, address):
    """So does a send to something that is no address at all."""
    outcome = await running.channel.send(address, running.channel.encode(STORY))
    assert isinstance(outcome, Failed)
    assert outcome.kind == "gone"


# --- changing what was sent -------------------------------------------------------------------------------------

CORRECTED = Message(title="Ralat: Pasar murah ditutup", paragraphs=("Pasar murah ditutup.",), story_id=7)


async def send(world, message=STORY):
    """Sends a message and gives its name."""
    return (await world.channel.send(world.address, world.channel.encode(message))).message_id


async def test_an_edit_changes_the_message_where_it_stands(running):
    """No new message, the others as they were; the same edit again is no fault."""
    if not running.changes:
        return
    names = [await send(running, Message(title)) for title in ("Satu", "Dua", "Tiga")]
    before = await running.shows()
    encoded = running.channel.encode(CORRECTED)

    outcomes = [await running.channel.edit(running.address, names[1], encoded) for _ in range(2)]

    assert before == ["Satu", "Dua", "Tiga"]
    assert outcomes == [Sent(names[1])] * 2
    assert await running.shows() == ["Satu", "Ralat: Pasar murah ditutup", "Tiga"]


async def test_a_deletion_takes_the_message_away(running):
    """Only that one; what is no longer there counts as taken away."""
    if not running.changes:
        return
    names = [await send(running, Message(title)) for title in ("Satu", "Dua", "Tiga")]
    await running.shows()

    outcomes = [await running.channel.delete(running.address, names[1]) for _ in range(2)]

    assert outcomes == [Sent(names[1])] * 2
    assert await running.shows() == ["Satu", "Tiga"]


async def test_a_network_without_changes_says_so(running):
    """Where nothing can be edited or deleted that is a value, and the message stands."""
    if running.changes:
        return
    name = await send(running)
    assert isinstance(
        await running.channel.edit(running.address, name, running.channel.encode(CORRECTED)), Unchangeable
    )
    assert isinstance(await running.channel.delete(running.address, name), Unchangeable)
    assert await running.shows() == ["Pasar murah dibuka"]


@pytest.mark.parametrize("message", MESSAGES)
async def test_every_message_can_stand_in_the_place_of_another(running, message):
    """Whatever can be sent can be edited into place."""
    if not running.changes:
        return
    name = await send(running)
    assert await running.channel.edit(running.address, name, running.channel.encode(message)) == Sent(name)


async def test_an_edit_of_what_is_not_there(running):
    """A message that was deleted, or never was, can't be edited: said as a value."""
    name = await send(running)
    await running.channel.delete(running.address, name)

    for gone in (name, "999999"):
        outcome = await running.channel.edit(running.address, gone, running.channel.encode(CORRECTED))
        assert isinstance(outcome, Unchangeable)
        assert "\n" not in outcome.detail


@pytest.mark.parametrize("address", ["", " ", "x" * 500, "\n", "../1", "1&x=2"])
async def test_changes_at_an_address_that_is_none(running, address):
    """Never an exception, never another chat's message."""
    name = await send(running)
    edited = await running.channel.edit(address, name, running.channel.encode(CORRECTED))
    deleted = await running.channel.delete(address, name)

    assert not isinstance(edited, Sent)
    assert not isinstance(deleted, Sent)
    assert await running.shows() == ["Pasar murah dibuka"]


@pytest.mark.parametrize("name", ["", "x", "-1", "1&chat_id=2", "²"])
async def test_a_name_that_no_message_has(running, name):
    """Nothing is asked of the network for it."""
    encoded = running.channel.encode(CORRECTED)
    assert isinstance(await running.channel.edit(running.address, name, encoded), Unchangeable)
    assert isinstance(await running.channel.delete(running.address, name), Unchangeable)


async def test_nobody_elses_message(running):
    """A message is changed at its own address only."""
    name = await send(running)
    outcome = await running.channel.edit(running.nobody, name, running.channel.encode(CORRECTED))
    assert not isinstance(outcome, Sent)
    assert await running.shows() == ["Pasar murah dibuka"]
