"""Why a chat got a story, or did not, as one sentence."""

from datetime import timedelta
from typing import get_args, get_type_hints

import pytest

from bot.explain import why_in_words
from bot.model import ChatState
from bot.reason import Reason, reason_of
from bot.storage.proof import ChatFacts, DeliveryFacts, PairFacts, StoryFacts
from tests.fakes.clock import NOON

MINUTE = timedelta(minutes=1)


def pair(delivery=None, *, story="due", chat="active", subscribed=NOON, folded=False):
    """The facts of a story that became due at noon."""
    facts = {"attempts": 1, "next_at": NOON, "settled_at": None, "error": ""} | (delivery or {})
    return PairFacts(
        story=StoryFacts(story, None if story == "quiet" else NOON, folded),
        chat=ChatFacts(chat, subscribed),
        delivery=None if delivery is None else DeliveryFacts(**facts),
    )


def told(facts, language="id"):
    return why_in_words(reason_of(facts), 7, language, "Asia/Jakarta")


SENTENCES = [
    pytest.param(
        {"state": "sent", "settled_at": NOON + 3 * MINUTE, "attempts": 2},
        "Berita terkirim ke obrolan ini pada Sel, 6 Okt 2026 12.03 WIB, 3 menit setelah siap, pada percobaan ke-2.",
        id="sent",
    ),
    pytest.param({"state": "queued"}, "Berita menunggu giliran untuk dikirim ke obrolan ini.", id="waits"),
    pytest.param(
        {"state": "queued", "error": "not_sent: refused", "next_at": NOON + MINUTE},
        "Berita belum terkirim dan dicoba lagi setelah Sel, 6 Okt 2026 12.01 WIB, karena sambungan ke jaringan gagal.",
        id="retried",
    ),
    pytest.param({"state": "sending"}, "Berita sedang dikirim ke obrolan ini.", id="on its way"),
    pytest.param(
        {"state": "failed", "error": "gone: blocked", "settled_at": NOON},
        "Berita tidak terkirim pada Sel, 6 Okt 2026 12.00 WIB, karena layanan ini diblokir atau obrolannya sudah "
        "tidak ada.",
        id="blocked",
    ),
    pytest.param(
        {"state": "rejected", "error": "bad_message: x", "settled_at": NOON},
        "Berita tidak terkirim pada Sel, 6 Okt 2026 12.00 WIB, karena jaringan menolak bentuk pesannya.",
        id="rejected",
    ),
    pytest.param(
        {"state": "in_doubt"},
        "Berita dua kali dikirim tanpa kepastian; mungkin sudah sampai, jadi tidak dikirim lagi.",
        id="in doubt",
    ),
    pytest.param(
        {"state": "expired", "error": "too old", "settled_at": NOON},
        "Berita tidak dikirim, karena pada Sel, 6 Okt 2026 12.00 WIB sudah terlalu lama untuk dikirim.",
        id="too old",
    ),
    pytest.param(
        {"state": "expired", "error": "chat is stopped", "settled_at": NOON},
        "Berita tidak dikirim, karena obrolan ini berhenti menerima pesan sebelum gilirannya.",
        id="stopped before its turn",
    ),
    pytest.param(
        {"state": "expired", "error": "recalled", "settled_at": NOON},
        "Berita tidak dikirim, karena ditarik sebelum gilirannya.",
        id="recalled before its turn",
    ),
    pytest.param(
        {"state": "digest"},
        "Berita menunggu rangkuman berikutnya, karena batas berita sehari sudah tercapai.",
        id="waits for the digest",
    ),
    pytest.param(
        {"state": "digested", "settled_at": NOON},
        "Judul berita ini dikirim dalam rangkuman pada Sel, 6 Okt 2026 12.00 WIB, karena batas berita sehari sudah "
        "tercapai.",
        id="in the digest",
    ),
]


@pytest.mark.parametrize(("values", "sentence"), SENTENCES)
def test_why_with_a_delivery(values, sentence):
    """What happened."""
    assert told(pair(values)) == sentence


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param(pair(story="quiet"), "baseline", id="a baseline goes to nobody"),
        pytest.param(pair(story="held"), "held", id="held"),
        pytest.param(pair(story="rejected"), "not_approved", id="rejected by an admin"),
        pytest.param(pair(story="recalled"), "recalled", id="recalled"),
        pytest.param(pair(chat="stopped"), "stopped", id="the person stopped"),
        pytest.param(pair(chat="blocked"), "blocked", id="we are blocked"),
        pytest.param(pair(chat="paused"), "paused", id="no right to write"),
        pytest.param(pair(chat="new", subscribed=None), "never", id="never subscribed"),
        pytest.param(pair(subscribed=NOON + MINUTE), "later", id="subscribed after the story"),
        pytest.param(pair(folded=True, chat="blocked"), "folded", id="only counts are left"),
        pytest.param(pair(), "missed", id="not owed, and should be"),
        pytest.param(PairFacts(None, None, None), "no_story", id="no such story"),
        pytest.param(PairFacts(StoryFacts("due", NOON), None, None), "no_chat", id="no such chat"),
    ],
)
def test_why_without_a_delivery(facts, code):
    """What stands in the way, told in both languages."""
    assert reason_of(facts).code == code
    assert all(told(facts, language).endswith(".") for language in ("id", "en"))


def test_every_state_has_a_sentence():
    """Whatever the database holds, an admin reads a sentence."""
    stories = get_args(get_type_hints(StoryFacts)["state"])
    states = ("queued", "sending", "sent", "delivered", "read", "failed", "rejected", "expired", "in_doubt", "digest")
    facts = [pair({"state": state}) for state in (*states, "digested")]
    facts += [pair(story=story, chat=chat) for story in stories for chat in get_args(ChatState)]

    assert all(told(one, language) for one in facts for language in ("id", "en"))


def test_an_error_without_words_is_shown_as_it_is():
    """Rather than hidden."""
    assert "karena kejadian baru" in why_in_words(Reason("failed", error="kejadian baru"), 7, "id", "Asia/Jakarta")
