"""What admins read of costs, and citizens say about urgent news and joined chats."""

from dataclasses import replace

import pytest

from bot.commands.conversation import Conversation
from bot.cost_alerts import CostAlerts
from bot.model import Incoming
from bot.storage import backlog, chats, consents, templates
from bot.storage.schema import chats as chat_table
from bot.storage.schema_costs import consents as consent_table
from bot.templates.standing import TemplateEvent
from tests.bot.commands.test_conversation import site, talk  # noqa: F401 - fixtures
from tests.bot.storage.newsroom import publish, rows, subscribe
from tests.bot.storage.test_paying import TERMS, agreed, citizen, owe_one
from tests.fakes.clock import NOON


@pytest.fixture
def paid(talk):  # noqa: F811
    """A conversation of a service that spends."""
    talk.desk = replace(talk.desk, terms=TERMS, topics=frozenset({"kesehatan"}))
    talk.conversation = Conversation(talk.desk)
    return talk


async def said(talk, text, *, channel="telegram", sender="42"):  # noqa: F811
    (answer, *_) = await talk.conversation.answer(Incoming(channel, sender, "private", text, sender))
    return " ".join((answer.title, *answer.paragraphs)).strip()


async def test_without_whatsapp_there_are_no_costs(talk):  # noqa: F811
    assert "tidak dinyalakan" in await talk.admin_says("/biaya")


async def test_an_admin_confirms_the_rates_once(paid):
    """Who and when is on record; the rates are shown before and after."""
    before = await paid.admin_says("/biaya")
    confirmed = await paid.admin_says("/biaya setuju")
    after = await paid.admin_says("/biaya")
    again = await paid.admin_says("/biaya setuju")

    assert "Tarif sejak 2026-10-01 belum disetujui" in before
    assert "berita massal Rp686, darurat Rp418, balasan Rp418" in before
    assert "Tarif sejak 2026-10-01 kini disetujui" in confirmed
    assert "disetujui oleh 1 pada Sel, 6 Okt 2026 12.00 WIB" in after
    assert "sudah disetujui sebelumnya" in again


async def test_what_was_spent_is_shown_with_a_picture(paid):
    """By day, month and story, what the month will come to, and what one more story costs."""
    database = paid.desk.database
    await agreed(database)
    await citizen(database, "628123", heard=NOON)
    await owe_one(database)

    words, picture = await paid.says("/biaya", sender="1")

    text = " ".join(words.paragraphs)
    assert "Hari ini: Rp418 (tanpa batas)." in text
    assert "Perkiraan sampai akhir bulan: Rp2.157." in text
    assert "Satu berita lagi: Rp418 sekarang untuk 1 dari 1 warga" in text
    assert "Berita 1: Rp418 untuk 1 pesan." in text
    assert picture.attachment.content.startswith(b"\x89PNG")


async def test_admins_are_told_once(paid, clock):
    """Of a stopped template by its name and reason; of what waits for their word."""
    from tests.fakes.channel import FakeChannel

    database = paid.desk.database
    await subscribe(database, "628123", channel="whatsapp")
    story_id = await publish(database)
    await database.write(backlog.owe, [story_id], NOON, 12, TERMS)
    await agreed(database)
    await database.write(templates.note, TemplateEvent("kabar_1", "id", NOON, "paused", reason="low quality"), NOON)
    channel = FakeChannel()
    teller = CostAlerts(database, [channel], {channel.name: frozenset({"1"})}, clock)

    await teller.tick()
    await teller.tick()

    assert len(channel.sent) == 1
    assert "Template kabar_1 (id) berhenti dipakai: paused. low quality" in str(channel.sent)
    assert "Tarif sejak 2026-10-01 belum disetujui" in str(channel.sent)


async def test_urgent_news_at_any_time_is_asked_for(paid):
    """And is on record, both ways."""
    await said(paid, "MULAI")
    await said(paid, "/darurat ya")
    allowed = await rows(paid.desk.database, chat_table, "urgent_at")
    await said(paid, "/darurat tidak")

    assert allowed == [(NOON,)]
    assert await rows(paid.desk.database, chat_table, "urgent_at") == [(None,)]
    assert await rows(paid.desk.database, consent_table, "act", "purpose", "source") == [
        ("given", "news", "word"),
        ("given", "urgent", "word"),
        ("withdrawn", "urgent", "word"),
    ]


@pytest.mark.parametrize(
    ("line", "source"),
    [
        pytest.param("MULAI", "word", id="typed"),
        pytest.param("MULAI kesehatan #puskesmas", "poster:puskesmas", id="scanned"),
        pytest.param("/start kesehatan__puskesmas", "poster:puskesmas", id="Telegram's deep link"),
        pytest.param("mulai kapan sekolah libur", None, id="a question"),
        pytest.param("MULAI pinjaman", None, id="a topic that we don't have"),
    ],
)
async def test_only_a_clear_yes_is_one(paid, line, source):
    """What is on record says by which way the person came."""
    await said(paid, line)

    assert await rows(paid.desk.database, consent_table, "source") == ([(source,)] if source else [])


async def test_one_person_on_two_networks_gets_each_story_once(paid):
    """At the chat where the code was typed; undone by LEPAS."""
    database = paid.desk.database
    await said(paid, "MULAI")
    await said(paid, "MULAI", channel="web", sender="w1")
    shown = await said(paid, "TAUTKAN")
    code = next(word for word in shown.split() if "-" in word).strip(".,")

    wrong = await said(paid, "TAUTKAN AAAA-AAAA", channel="web", sender="w1")
    same = await said(paid, f"TAUTKAN {code}")
    joined = await said(paid, f"tautkan {code.lower()}", channel="web", sender="w1")
    again = await said(paid, f"TAUTKAN {code}", channel="web", sender="w1")
    states = await rows(database, chat_table, "channel", "state")
    parted = await said(paid, "LEPAS")

    assert "tidak kami kenal" in wrong
    assert "jaringan yang sama" in same
    assert "tidak lagi ke Telegram" in joined
    assert "sudah dipakai" in again
    assert states == [("telegram", "silent"), ("web", "active")]
    assert "dilepas" in parted
    assert await rows(database, chat_table, "state") == [("active",), ("active",)]


async def test_a_code_ends_after_ten_minutes(paid, clock):
    await said(paid, "MULAI")
    await said(paid, "MULAI", channel="web", sender="w1")
    code = next(word for word in (await said(paid, "TAUTKAN")).split() if "-" in word).strip(".,")
    clock.forward(minutes=10)

    assert "lewat 10 menit" in await said(paid, f"TAUTKAN {code}", channel="web", sender="w1")


async def test_stop_at_one_of_two_joined_chats_is_meant_for_both(paid):
    """Whoever says stop is sent nothing anywhere."""
    database = paid.desk.database
    await said(paid, "MULAI")
    await said(paid, "MULAI", channel="web", sender="w1")
    code = next(word for word in (await said(paid, "TAUTKAN")).split() if "-" in word).strip(".,")
    await said(paid, f"TAUTKAN {code}", channel="web", sender="w1")

    await said(paid, "BERHENTI")

    assert await rows(database, chat_table, "state") == [("stopped",), ("stopped",)]


async def test_proof_survives_erasure_and_the_person_does_not(database):
    """Found again by the address they show, with the key alone."""
    chat = await subscribe(database, "628123", channel="whatsapp")
    await database.write(chats.change_state, chat.id, "stopped", NOON)
    key = b"sixteen bytes ok"

    sealed = await database.write(consents.seal, chat.id, "whatsapp", "628123", key)

    proof = await database.read(consents.proof, "whatsapp", "628123", key)
    assert (sealed, [(one.act, one.erased) for one in proof]) == (2, [("given", True), ("withdrawn", True)])
    assert await database.read(consents.proof, "whatsapp", "628123", b"another key, ok!") == ()
    assert "628123" not in str(await rows(database, consent_table, "sealed", "message_id", "chat_id"))
