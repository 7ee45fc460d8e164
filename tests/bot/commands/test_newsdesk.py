"""The newsroom's commands: correct, withdraw, prove, explain, send again. A real database, no channel."""

import pytest
import sqlalchemy as sa

from bot.storage import chats, errands, owing
from bot.storage.schema import deliveries as delivery_table
from tests.bot.commands.test_conversation import site, talk  # noqa: F401 - fixtures
from tests.bot.storage.newsroom import deliver, errand_states, publish, revise, subscribe
from tests.fakes.clock import NOON


async def sent(talk):  # noqa: F811
    """A story that two chats have read, and a third missed."""
    for address in ("10", "11", "12"):
        await subscribe(talk.desk.database, address)
    story_id = await publish(talk.desk.database)
    await talk.desk.database.write(owing.owe, [story_id], NOON)
    await deliver(talk.desk.database, outcomes={"12": {"state": "rejected", "error": "bad_message: x"}})
    return story_id


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        pytest.param("/ralat", "Tulis nomor berita setelah perintah, misalnya: /ralat 12.", id="correct what"),
        pytest.param("/tarik x", "Tulis nomor berita setelah perintah, misalnya: /tarik 12.", id="withdraw what"),
        pytest.param("/kirim_ulang", "Tulis nomor berita setelah perintah, misalnya: /kirim_ulang 12.", id="send what"),
        pytest.param(
            "/mengapa 1", "Tulis nomor berita dan nomor obrolan, misalnya: /mengapa 12 123456789.", id="why whom"
        ),
        pytest.param("/ralat 99", "Tidak ada berita nomor 99.", id="correct nothing"),
        pytest.param("/tarik 99", "Tidak ada berita nomor 99.", id="withdraw nothing"),
        pytest.param("/statistik 99", "Tidak ada berita nomor 99.", id="figures of nothing"),
        pytest.param("/kirim_ulang 99", "Tidak ada berita nomor 99.", id="send nothing"),
        pytest.param("/mengapa 99 10", "Tidak ada berita nomor 99.", id="why of nothing"),
        pytest.param("/mengapa 1 77", "Obrolan itu tidak kami kenal.", id="an unknown chat"),
        pytest.param("/ralat 1", "Tidak ada ralat yang perlu dikirim untuk berita 1.", id="nothing to correct"),
        pytest.param("/kirim_ulang 1", "Berita 1 dikirim lagi ke 1 obrolan yang belum menerimanya.", id="sent again"),
        pytest.param(
            "/mengapa 1 telegram:12",
            "Berita tidak terkirim pada Sel, 6 Okt 2026 12.00 WIB, karena jaringan menolak bentuk pesannya.",
            id="why not",
        ),
        pytest.param(
            "/mengapa 1 10",
            "Berita terkirim ke obrolan ini pada Sel, 6 Okt 2026 12.00 WIB, 0 detik setelah siap, pada percobaan ke-1.",
            id="why",
        ),
        pytest.param(
            "/statistik 1",
            "Penyampaian berita 1: Pasar murah Ditujukan kepada 3 obrolan. Terkirim: 2. Sampai: 0. Dibaca: 0. "
            "Selang sejak berita siap: separuhnya dalam 0 detik, 95% dalam 0 detik. "
            "Menunggu: 0. Sedang dikirim: 0. Belum pasti: 0. Kedaluwarsa: 0. "
            "Gagal: 1 jaringan menolak bentuk pesannya.",
            id="figures",
        ),
    ],
)
async def test_what_an_admin_is_answered(talk, line, answer):  # noqa: F811
    """One sentence, or the figures."""
    await sent(talk)

    assert await talk.admin_says(line) == answer


async def test_the_correction_goes_out_at_once_at_an_admins_word(talk):  # noqa: F811
    """Without waiting for the feed to calm down; those who read it, and nobody else."""
    story_id = await sent(talk)
    await revise(talk.desk.database, story_id, "Pasar murah!", NOON)

    answer = await talk.admin_says("/ralat 1")

    assert answer == (
        "Ralat berita 1 dikirim sekarang ke 2 obrolan. Ralat: 0 disunting, 2 menunggu, 0 tidak terjangkau."
    )
    assert await errand_states(talk.desk.database) == [("correction", "edit", "queued")] * 2
    assert talk.woken


async def test_a_withdrawn_story_is_neither_found_nor_shown(talk):  # noqa: F811
    """The admin reads how many are being reached, a citizen finds nothing."""
    await sent(talk)

    answer = await talk.admin_says("/tarik 1")
    latest = await talk.says("/berita")

    assert answer.startswith("Ditarik: Pasar murah. Berita itu tidak dapat dicari dan tidak dikirim lagi.")
    assert "2 menunggu" in answer
    assert "Pasar murah" not in " ".join(message.title for message in latest)
    assert (await talk.admin_says("/kirim_ulang 1")) == "Berita 1 tidak sedang disiarkan."


@pytest.mark.parametrize("line", ["/ralat 1", "/tarik 1", "/statistik 1", "/mengapa 1 10", "/kirim_ulang 1"])
async def test_citizens_have_no_such_commands(talk, line):  # noqa: F811
    """For them these words do not exist, and nothing happens."""
    await sent(talk)

    (answer, *_) = await talk.says(line)

    assert answer.paragraphs[0].startswith("Perintah itu tidak kami kenal.")
    assert await errand_states(talk.desk.database) == []


async def test_a_withdrawn_story_stays_withdrawn_when_another_feed_repeats_it(talk):  # noqa: F811
    """The same words from elsewhere join it, and go to nobody."""
    from tests.feeds.builders import draft, entry

    await subscribe(talk.desk.database, "10")
    await talk.publish(draft())
    await talk.desk.database.write(errands.recall, 1, NOON)

    stored = await talk.publish(draft(entry(guid="2", link="https://a.example/berita/2/", title="Jembatan ditutup")))

    assert (stored.new_stories, stored.due) == (0, 0)
    owed = await talk.desk.database.read(lambda c: c.scalar(sa.select(sa.func.count()).select_from(delivery_table)))
    assert owed == 1


async def test_who_writes_to_us_has_let_us_back_in(talk):  # noqa: F811
    """Even when the network's word of the return got lost."""
    chat = await subscribe(talk.desk.database, "42")
    await talk.desk.database.write(chats.change_state, chat.id, "blocked", NOON)

    await talk.says("halo")

    assert (await talk.desk.database.read(chats.find, "telegram", "42")).state == "active"
