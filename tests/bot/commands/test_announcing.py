"""Announcements: written, shown, agreed to, sent as stories, stopped, corrected. A real database, a fake channel."""

from dataclasses import replace
from functools import partial

import pytest

from bot.broadcasts import Broadcasts
from bot.commands.announcing import parts
from bot.commands.conversation import Conversation
from bot.commands.moments import read_moment
from bot.storage import announcements, audit, chats, owing
from bot.storage.announcements import Target
from feeds.classify.rules import load_rules
from feeds.storage import feeds, stories
from tests.bot.commands.test_conversation import site, talk  # noqa: F401 - fixtures
from tests.bot.storage.newsroom import deliver, delivery_states, errand_states, subscribe
from tests.fakes.clock import NOON


@pytest.fixture
def desk(talk):  # noqa: F811
    """The talk with announcements that go out; a second owner, and the rule of two over two recipients."""
    publish = partial(announcements.publish, "Kabar Rawa", load_rules(None), None)
    talk.broadcasts = Broadcasts(talk.desk.database, (), talk.desk.clock, publish, talk.desk.wake)
    owners = {"telegram": frozenset({"1", "2"})}
    talk.desk = replace(talk.desk, broadcast=talk.broadcasts.tick, two_admins_over=2, admins=owners)
    talk.conversation = Conversation(talk.desk)
    return talk


async def sent(desk):
    """Titles of what was delivered."""
    return [story.title for story in await desk.desk.database.read(stories.latest, 9)]


async def test_an_announcement_is_shown_as_citizens_will_see_it_and_goes_out(desk):
    """The preview, the number of recipients, and after the yes a story like all others."""
    await subscribe(desk.desk.database, "10")
    preview, ask = await desk.says("/siar Air mati di Rawa.\nPerbaikan pipa sampai sore.", sender="1")
    assert (preview.title, preview.paragraphs) == ("Air mati di Rawa.", ("Perbaikan pipa sampai sore.",))
    assert preview.footer == "Kabar Rawa · Sel, 6 Okt 2026 12.00 WIB"
    assert ask.paragraphs == ("Kepada: semua, 1 obrolan.", "Waktu: sekarang.")
    assert await delivery_states(desk.desk.database) == []
    (going,) = await desk.says(ask.buttons[0][0].say, sender="1")
    assert going.paragraphs == ("Pengumuman 1 sedang dikirim.",)
    assert await delivery_states(desk.desk.database) == ["queued"]
    assert await sent(desk) == ["Air mati di Rawa."]
    assert "Tidak ada pengumuman" in (await desk.says("siar kirim 1", sender="1"))[0].paragraphs[0]
    (found,) = await desk.says("perbaikan pipa")
    assert [item.title for item in found.items] == ["Air mati di Rawa."]


async def test_the_built_in_feed_is_nobodys_to_run(desk):
    """It is in no list, can't be paused, and is never due."""
    await desk.says("/siar Halo warga", sender="1")
    await desk.says("siar kirim 1", sender="1")
    database = desk.desk.database
    assert [feed.name for feed in await database.read(feeds.list_all)] == ["Kab A"]
    assert "Tidak ada sumber nomor 2" in await desk.admin_says("/feed_jeda 2")
    assert [feed.id for feed in await database.read(feeds.pollable)] == [1]


async def test_many_recipients_need_two_admins(desk):
    """The same person's second yes is not a second person's."""
    for address in ("10", "11", "12"):
        await subscribe(desk.desk.database, address)
    _, ask = await desk.says("/siar Halo warga", sender="1")
    assert "admin kedua" in ask.paragraphs[-1]
    for _ in range(2):
        (answer,) = await desk.says("siar kirim 1", sender="1")
        assert "Admin lain harus menyetujui" in answer.paragraphs[0]
        assert await delivery_states(desk.desk.database) == []
    await desk.says("siar kirim 1", sender="2")
    assert await delivery_states(desk.desk.database) == ["queued"] * 3


async def test_a_target_is_kept_also_when_what_is_missing_is_owed(desk):
    """Neither healing nor sending again reaches who was not meant."""
    database = desk.desk.database
    await subscribe(database, "10")
    await database.write(
        partial(chats.subscribe, language="id", timezone="Asia/Jakarta", now=NOON), "telegram", "-20", "group"
    )
    _, ask = await desk.says("/siar Halo warga", sender="1")
    assert [button.label for button in ask.buttons[1]] == ["Telegram", "perorangan", "grup"]
    (ask,) = await desk.says("siar untuk 1 group", sender="1")
    assert ask.paragraphs[0] == "Kepada: grup, 1 obrolan."
    await desk.says("siar kirim 1", sender="1")
    await database.write(owing.owe_missing, NOON, NOON)
    await desk.says("/kirim_ulang 1", sender="1")
    assert sorted(await delivery_states(database)) == ["expired", "queued"]
    assert "Ditujukan kepada 1 obrolan." in await desk.admin_says("/statistik 1")
    assert "tidak ditujukan" in await desk.admin_says("/mengapa 1 10")
    assert await database.read(announcements.recipients, Target(kind="group")) == 1


async def test_a_scheduled_one_waits_for_its_moment(desk):
    """And survives until then in the database alone."""
    await subscribe(desk.desk.database, "10")
    await desk.says("/siar besok 07.00 Halo warga", sender="1")
    (answer,) = await desk.says("siar kirim 1", sender="1")
    assert answer.paragraphs == ("Pengumuman 1 dijadwalkan pada Rab, 7 Okt 2026 07.00 WIB.",)
    await desk.broadcasts.tick()
    assert await delivery_states(desk.desk.database) == []
    desk.desk.clock.forward(hours=19)
    await desk.broadcasts.tick()
    assert await delivery_states(desk.desk.database) == ["queued"]


async def test_one_that_goes_out_can_be_stopped_and_corrected(desk):
    """What was sent stays and is corrected; what was not is not sent."""
    database = desk.desk.database
    await subscribe(database, "10")
    await desk.says("/siar Air mati di Rawa", sender="1")
    await desk.says("siar kirim 1", sender="1")
    await deliver(database)
    (answer,) = await desk.says("/ralat 1 Air mati di Lembah", sender="1")
    assert answer.paragraphs[0] == "Ralat berita 1 dikirim sekarang ke 1 obrolan."
    assert await errand_states(database) == [("correction", "edit", "queued")]
    await subscribe(database, "11")
    await desk.says("/siar Listrik padam", sender="1")
    await desk.says("siar kirim 2", sender="1")
    (answer,) = await desk.says("siar henti 2", sender="1")
    assert answer.paragraphs == ("Pengumuman 2 dihentikan; 2 obrolan tidak dikirimi.",)
    acts = await database.read(audit.page, 20)
    assert [act.act for act in acts[:2]] == ["announcement_stopped", "announcement_sent"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("/siar", "Tulis pengumuman", id="nothing"),
        pytest.param("/siar besok 07.00", "Tulis pengumuman", id="a moment alone"),
        pytest.param("/siar 2020-01-01 07.00 x", "sudah lewat", id="the past"),
        pytest.param("/siar 2026-02-30 07.00 x", "tidak ada", id="no such day"),
        pytest.param("/siar " + "x" * 3001, "dipersingkat", id="too long"),
        pytest.param("siar batal 9", "Tidak ada pengumuman nomor 9", id="unknown"),
        pytest.param("siar untuk 9 mars", "Tidak ada pengumuman nomor 9", id="no target"),
        pytest.param("siar henti 9", "tidak sedang dikirim", id="not going out"),
        pytest.param("/ralat 1 x", "bukan pengumuman", id="a feed's story"),
    ],
)
async def test_what_can_not_be_is_said(desk, line, words):
    """In one sentence."""
    assert words in await desk.admin_says(line)


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("Satu kalimat saja", "Satu kalimat saja", ""),
        ("Kalimat satu. Kalimat dua.", "Kalimat satu.", "Kalimat dua."),
        ("Judul\nIsi\nlagi", "Judul", "Isi lagi"),
    ],
)
def test_title_and_rest(text, title, rest):
    """The first line, else the first sentence, is the title."""
    assert parts(text) == (title, rest)


def test_a_long_sentence_loses_no_word():
    """What the title has no room for goes on below it."""
    title, rest = parts("kata " * 100)
    assert title.endswith("…")
    assert (title[:-1] + " " + rest[1:]).split() == ["kata"] * 100


@pytest.mark.parametrize(
    ("line", "hours"),
    [("besok 07.00 x", 19), ("tomorrow 7:00 x", 19), ("hari ini 13.30 x", 1.5), ("x besok 07.00", None)],
)
def test_moments(line, hours):
    """By the clock of the admin's zone."""
    moment = read_moment(line, NOON, "Asia/Jakarta")
    assert moment.at is None if hours is None else (moment.at - NOON).total_seconds() == hours * 3600


async def test_progress_is_edited_into_one_message_until_the_report(desk):
    """With a button while something waits, without one when nothing does; also after a restart."""
    from bot.model import Sent

    class Screen:
        name = "telegram"
        shown = ()

        def encode(self, message):
            return message

        async def send(self, address, encoded):
            self.shown += ((address, "new", encoded),)
            return Sent("9")

        async def edit(self, address, message_id, encoded):
            self.shown += ((address, message_id, encoded),)
            return Sent(message_id)

    screen, database = Screen(), desk.desk.database
    broadcasts = replace(desk.broadcasts, channels=(screen,))
    await subscribe(database, "10")
    await desk.says("/siar Halo <b>&", sender="1")
    await desk.says("siar kirim 1", sender="1")
    await broadcasts.tick()
    await deliver(database)
    await replace(broadcasts).tick()
    await broadcasts.tick()
    (_, _, first), (address, edited, last) = screen.shown
    assert (address, edited) == ("1", "9")
    assert first.paragraphs == ("Halo <b>&", "Terkirim 0 dari 1. Menunggu 1. Gagal 0.")
    assert first.buttons[0][0].say == "siar henti 1"
    assert (last.title, last.buttons) == ("Pengumuman 1 selesai dikirim", ())


class Wall:
    """A channel that shows what it was given, and notes whose turn it was."""

    name = "telegram"

    def __init__(self):
        self.shown, self.turns = [], []

    def encode(self, message):
        return message

    async def send(self, address, encoded):
        from bot.model import Sent

        self.shown.append((address, "new", encoded))
        return Sent("9")

    async def edit(self, address, message_id, encoded):
        from bot.model import Sent

        self.shown.append((address, message_id, encoded))
        return Sent(message_id)

    async def pace(self, address, kind):
        self.turns.append((address, kind))


@pytest.fixture
def wall(desk):
    """Announcements that show their progress and ask the other admins."""
    wall = Wall()
    owners = {"telegram": frozenset({"1", "2"})}
    desk.broadcasts = replace(desk.broadcasts, channels=(wall,), admins=owners, paces={"telegram": wall.pace})
    desk.desk = replace(desk.desk, broadcast=desk.broadcasts.tick)
    desk.conversation = Conversation(desk.desk)
    return wall


async def test_the_second_admin_is_asked_by_us(desk, wall):
    """Once, with the announcement and two buttons; who agreed first is not; at the pace of all answers."""
    for address in ("10", "11", "12"):
        await subscribe(desk.desk.database, address)
    await desk.says("/siar Halo <warga>\nIsi & lagi", sender="1")
    await desk.says("siar kirim 1", sender="1")
    await desk.broadcasts.tick()
    ((address, _, asked),) = wall.shown
    assert (address, asked.title) == ("2", "Pengumuman 1 menunggu persetujuan Anda")
    assert asked.paragraphs[:2] == ("Halo <warga>", "Isi & lagi")
    assert "telegram:1 ingin mengirimkannya kepada 3 obrolan" in asked.paragraphs[2]
    assert wall.turns == [("2", "private")]
    await desk.says(asked.buttons[0][0].say, sender="2")
    assert await delivery_states(desk.desk.database) == ["queued"] * 3


async def test_after_a_stop_the_progress_says_so_and_nothing_is_sent_again(desk, wall):
    """Once; /kirim_ulang refuses."""
    await subscribe(desk.desk.database, "10")
    await desk.says("/siar Halo", sender="1")
    await desk.says("siar kirim 1", sender="1")
    await desk.broadcasts.tick()
    await desk.says("siar henti 1", sender="1")
    await desk.broadcasts.tick()
    address, edited, last = wall.shown[-1]
    assert (address, edited, last.title, last.buttons) == ("1", "9", "Pengumuman 1 dihentikan", ())
    shown = len(wall.shown)
    await desk.broadcasts.tick()
    assert len(wall.shown) == shown
    assert "tidak sedang disiarkan" in await desk.admin_says("/kirim_ulang 1")
    assert await delivery_states(desk.desk.database) == ["expired"]


async def test_an_announcement_reaches_also_those_who_chose(desk):
    """A chat that wants one topic only is not left out when the water is cut."""
    from bot.choices import Choice
    from bot.storage import subscriptions

    chat = await subscribe(desk.desk.database, "10")
    await desk.desk.database.write(subscriptions.add, chat.id, [Choice("topic", "kesehatan")], NOON)
    await desk.says("/siar Air mati", sender="1")
    await desk.says("siar kirim 1", sender="1")
    assert await delivery_states(desk.desk.database) == ["queued"]
