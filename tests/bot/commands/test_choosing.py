"""What citizens get when they choose, set, ask, and leave; and random walks over all buttons."""

import json
import random

import pytest
import sqlalchemy as sa

from bot.channels.telegram.markup import encode
from bot.commands.conversation import Conversation
from bot.storage import chats, subscriptions
from bot.storage.schema import deliveries as delivery_table
from feeds.storage import feeds
from tests.bot.commands.test_conversation import numbered, site, talk  # noqa: F401 - fixtures
from tests.fakes.clock import NOON
from tests.fakes.telegram_text import read_text


async def chosen(talk, address="42"):  # noqa: F811
    chat = await talk.desk.database.read(chats.find, "telegram", address)
    return await talk.desk.database.read(subscriptions.read, chat.id)


def presses(messages):
    """What the buttons of an answer say."""
    return [button.say for message in messages for row in message.buttons for button in row if button.say]


def text(messages):
    return " ".join(part for message in messages for part in (message.title, *message.paragraphs))


async def test_topics_by_button(talk):  # noqa: F811
    """A topic is chosen and taken back, where the menu stands; the menu says so."""
    await talk.says("mulai")
    assert "topik ya topik kesehatan" in presses(await talk.says("/topik"))

    (menu,) = await talk.says("topik ya topik kesehatan")
    assert (menu.in_place, (await chosen(talk)).has("topic", "kesehatan")) == (True, True)
    assert "topik tidak topik kesehatan" in presses([menu])

    await talk.says("topik semua")
    assert (await chosen(talk)).takes_all


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("/ikuti Kecamatan Kertek", "district", "33.07.08"),
        ("ikuti kab a", "feed", "1"),
        ("/follow health", "topic", "kesehatan"),
        ("IKUTI air bersih", "word", "air bersih"),
        ("ikuti kata kesehatan", "word", "sehat"),
    ],
)
async def test_following_by_name(talk, line, kind, value):  # noqa: F811
    """A name is a topic, a place, a site, or words."""
    await talk.says("mulai")
    await talk.says("topik ya topik olahraga")

    answer = await talk.says(line)

    assert (await chosen(talk)).has(kind, value), text(answer)


async def test_who_gets_everything_keeps_it(talk):  # noqa: F811
    """Following by name does not take the rest away; a button does, when pressed."""
    await talk.says("mulai")

    (answer,) = await talk.says("ikuti air bersih")

    assert (await chosen(talk)).takes_all
    await talk.says(presses([answer])[0])
    assert (await chosen(talk)).has("word", "air bersih")


async def test_a_link_chooses(talk):  # noqa: F811
    """Who came by the link of a topic gets that topic."""
    await talk.says("/start topik_kesehatan")

    assert (await chosen(talk)).has("topic", "kesehatan")


@pytest.mark.parametrize("line", ["/start topik_tidakada", "/start agen-7", "/start wilayah_99"])
async def test_a_link_that_names_nothing(talk, line):  # noqa: F811
    """It is a plain start."""
    await talk.says(line)

    assert (await chosen(talk)).takes_all


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("pengaturan cara harian", "mode", "daily"),
        ("pengaturan jam 6 ya", "digest_hours", (6,)),
        ("pengaturan hari 0", "digest_day", 0),
        ("pengaturan tenang 21-5", "quiet", (1260, 300)),
        ("pengaturan tenang 21.30-05.15", "quiet", (1290, 315)),
        ("pengaturan tenang 25-5", "quiet", None),
        ("pengaturan batas 3", "daily_limit", 3),
        ("pengaturan batas 0", "daily_limit", None),
        ("pengaturan darurat tidak", "urgent_allowed", False),
    ],
)
async def test_a_setting(talk, line, field, value):  # noqa: F811
    """Each is set by what its button says; nonsense changes nothing."""
    await talk.says("mulai")

    await talk.says(line)

    assert getattr((await chosen(talk)).preferences, field) == value


async def test_language_and_zone(talk):  # noqa: F811
    """They are the chat's own, and the answer is in the new language."""
    await talk.says("mulai")
    await talk.says("pengaturan zona wita")

    (answer,) = await talk.says("pengaturan bahasa en")

    chat = await talk.desk.database.read(chats.find, "telegram", "42")
    assert (answer.title, chat.timezone, chat.language) == ("Language", "Asia/Makassar", "en")


async def test_actions_of_a_story(talk):  # noqa: F811
    """Why, less, more, and a report; each says what it did."""
    await talk.says("mulai")
    await talk.publish(*numbered(1))

    def label(connection):
        connection.exec_driver_sql("UPDATE stories SET topics = 'bencana'")

    await talk.desk.database.write(label)
    assert "menerima semua berita" in text(await talk.says("sebab 1"))
    await talk.says("kurang 1")
    assert (await chosen(talk)).has("without_topic", "bencana")
    assert "mengecualikan" in text(await talk.says("sebab 1"))
    await talk.says("lebih 1")
    assert (await chosen(talk)).choices == ()
    assert "tidak ada lagi" in text(await talk.says("lebih 999"))
    for _ in range(2):
        await talk.says("lapor 1")
    count = await talk.desk.database.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM reports").scalar())
    assert count == 1


async def test_words_that_are_no_action(talk):  # noqa: F811
    """A number makes the action: "lebih banyak hujan" is a search."""
    await talk.says("mulai")

    assert "Tidak ada berita" in text(await talk.says("lebih banyak hujan"))


@pytest.mark.parametrize(
    ("link", "word"),
    [
        ("https://a.example/0", "✅"),
        ("http://www.a.example/0/?utm_source=wa", "✅"),
        ("a.example/lain", "🟡"),
        ("https://a.example.penipu.test/0", "⚠️"),
        ("https://a.example@penipu.test/0", "⚠️"),
        ("https://а.example/0", "⚠️"),
        ("apa ini", "Tempel"),
        ("", "Tempel"),
    ],
)
async def test_checking_a_link(talk, link, word):  # noqa: F811
    """Ours and known, ours and unknown, not ours."""
    await talk.desk.database.write(feeds.add, "https://a.example/feed/", "Kab Contoh", NOON)
    await talk.publish(*numbered(1))

    assert text(await talk.says(f"cek {link}")).find(word) >= 0


async def test_what_was_missed(talk):  # noqa: F811
    """What came since, less what is not wanted."""
    await talk.says("mulai")
    await talk.publish(*numbered(2))
    await talk.desk.database.write(lambda c: c.exec_driver_sql("UPDATE stories SET topics = 'olahraga' WHERE id = 2"))
    assert len((await talk.says("terlewat"))[0].items) == 2
    await talk.says("kurang 2")

    (answer,) = await talk.says("terlewat 7")

    assert [item.title for item in answer.items] == ["Berita 0"]


async def test_all_data_is_handed_out_and_erased(talk, tmp_path):  # noqa: F811
    """One document has everything; after one confirmation the address is nowhere in the file, the count stays."""
    address = "918273645"
    await talk.says("mulai", sender=address)
    await talk.says("topik ya topik kesehatan", sender=address)
    await talk.says("topik semua", sender=address)
    await talk.says("ikuti ya kata air bersih", sender=address)
    await talk.publish(*numbered(1))
    owe = "INSERT INTO deliveries (story_id, chat_id, channel, priority, state, queued_at, next_at, message_id)"
    sent = f"{owe} VALUES (1, 1, 'telegram', 2, 'sent', 1, 1, '77')"
    await talk.desk.database.write(lambda c: c.exec_driver_sql(sent))

    (answer,) = await talk.says("/dataku", sender=address)
    held = json.loads(answer.attachment.content)
    assert (held["chat"]["address"], held["subscriptions"][0]["words"]) == (address, "air bersih")

    (asked,) = await talk.says("/hapusdata", sender=address)
    assert presses([asked]) == ["hapusdata ya", "batal"]
    await talk.says("batal", sender=address)
    assert await talk.desk.database.read(chats.find, "telegram", address) is not None
    await talk.says("hapusdata ya", sender=address)

    assert await talk.desk.database.read(chats.find, "telegram", address) is None
    left = [path.name for path in tmp_path.iterdir() if path.is_file() and address.encode() in path.read_bytes()]
    assert left == []
    count = sa.select(sa.func.count()).select_from(delivery_table)
    assert await talk.desk.database.read(lambda c: c.scalar(count)) == 1
    assert "tidak menyimpan data" in text(await talk.says("hapusdata ya", sender=address))


HOSTILE = [
    "<b>&amp;</b>",
    "\u202egnirts\u202d",
    "a" * 300,
    "\U0001f600" * 40,
    "\u200b\u200b",
    "'; DROP TABLE chats; --",
    "{choice} {words} %s",
]


@pytest.mark.parametrize("language", ["id", "en"])
async def test_walks_over_the_buttons(talk, language):  # noqa: F811
    """200 walks: every button leads somewhere with a button or an end, none fails, restarts and old buttons included."""
    await talk.desk.database.write(feeds.add, "https://wonosobokab.go.id/feed/", "Kabupaten Wonosobo <&>", NOON)
    await talk.publish(*numbered(6))
    draw = random.Random(6)
    sorry = {"Maaf, terjadi gangguan", "Sorry"}
    seen = []
    for walk in range(100):
        sender = str(1000 + walk % 5)
        answers = await talk.says("mulai" if language == "id" else "start", sender=sender, language=language)
        if walk % 7 == 0:
            answers = await talk.says(f"ikuti {draw.choice(HOSTILE)}", sender=sender, language=language)
        for _ in range(8):
            said = presses(answers)
            seen += said
            word = draw.choice(seen) if draw.random() < 0.2 or not said else draw.choice(said)
            if draw.random() < 0.1:
                talk.conversation = Conversation(talk.desk)
            talk.desk.clock.forward(seconds=2)
            answers = await talk.says(word, sender=sender, language=language)
            assert answers, word
            assert not any(start in text(answers) for start in sorry), word
            for message in answers:
                # By Telegram's own parser: whatever it refuses is raised here.
                read_text(encode(message).html, "HTML")
                assert sum(len(row) for row in message.buttons) == encode(message).reply_markup.count('"text"'), word
            if all(message.in_place for message in answers):
                assert presses(answers) or "hapus" in word or "berhenti" in word or "batal" in word, f"dead end: {word}"
