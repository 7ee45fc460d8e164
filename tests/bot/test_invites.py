"""Links and codes of posters."""

import pytest

from bot.invites import Invitation, read_invitation, telegram_link, typed, whatsapp_link
from bot.qr import qr_code

TOPICS = frozenset({"kesehatan", "layanan_publik"})


@pytest.mark.parametrize(
    "invitation",
    [
        Invitation(),
        Invitation("kesehatan"),
        Invitation("layanan_publik", "pasar-rawa"),
        Invitation(None, "pasar"),
    ],
)
def test_what_a_link_hands_over_is_read_back(invitation):
    """On both networks."""
    payload = telegram_link("@KabarBot", invitation).partition("start=")[2]

    assert read_invitation(typed(invitation).removeprefix("MULAI").strip(), TOPICS) == invitation
    assert read_invitation(payload, TOPICS) == invitation


def test_the_link_of_a_poster():
    link = whatsapp_link("628123456789", Invitation("kesehatan", "puskesmas"))

    assert link == "https://wa.me/628123456789?text=MULAI%20kesehatan%20%23puskesmas"


@pytest.mark.parametrize("number", ["+628123", "0812345678", "", "62812x"])
def test_a_wrong_number_is_refused(number):
    with pytest.raises(ValueError, match="country"):
        whatsapp_link(number, Invitation())


@pytest.mark.parametrize("words", ["kapan sekolah libur", "pinjaman", "kesehatan #Ä", "#", "__", "kesehatan; drop"])
def test_other_words_are_no_invitation(words):
    assert read_invitation(words, TOPICS) is None


def test_codes_are_what_they_say():
    assert qr_code("https://wa.me/628", "png").startswith(b"\x89PNG")
    assert b"<svg" in qr_code("https://wa.me/628", "svg")
    with pytest.raises(ValueError, match="too long"):
        qr_code("x" * 5000, "png")
