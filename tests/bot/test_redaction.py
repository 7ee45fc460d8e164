"""What is blotted out of logs, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import BLOT, Redactor

TOKEN = "4242424:AAfakefakefakefakefakefakefakefake"
META = "EAA" + "x1" * 20


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"POST https://api.telegram.org/bot{TOKEN}/sendMessage", "POST https://api.telegram.org/bot***/sendMessage"),
        (f"bot{TOKEN.replace(':', '%3A')}", "bot***"),
        (f"Authorization: Bearer {META}", "Authorization: Bearer ***"),
        ("Authorization: Bearer sk-short.but-secret", "Authorization: Bearer ***"),
        ("/v23.0/me?access_token=abc123&x=1", "/v23.0/me?access_token=***&x=1"),
        ("postgresql://kent:rahasia@db/kent", "postgresql://***@db/kent"),
        ("POST /websub/0aBcDeFgHiJk 202", "POST /websub/*** 202"),
        ("address=6281234567890", "address=***"),
        ("+62 812-3456-7890 menulis", "*** menulis"),
        ("hubungi 0812 3456 7890.", "hubungi ***."),
        ("wa.me number '+60123456789'", "wa.me number '***'"),
    ],
)
def test_secrets_and_numbers_by_their_form(text, shown):
    """Nobody told us of them; their form gives them away."""
    assert Redactor()(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "timestamp=2026-11-24T13:20:00.123456Z level=info event='feed updated' feed=62 entries=10",
        "story=81234567 chat=62 delivery=628",
        "next_at=1764012345678",
        "published 2026-08-12 08:15:00",
        "Anggaran Rp 812.345.678.900 untuk 62 desa",
        "https://kab.example/berita/0812-jalan-ditutup",
        "poll=7-1764012345",
    ],
)
def test_what_an_operator_needs_stays(text):
    """Times, ids, counts and addresses of pages are no phone numbers."""
    assert Redactor()(text) == text


@given(
    secret=st.text(
        st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="*"), min_size=6, max_size=40
    ),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
)
def test_a_hidden_value_is_never_shown(secret, before, after):
    """Whatever it looks like and wherever it stands."""
    redactor = Redactor()
    redactor.hide([secret])

    shown = redactor(before + secret + after)

    assert BLOT in shown
    assert secret not in shown


def test_the_longer_of_two_secrets_leaves_no_rest():
    """One that begins with another."""
    redactor = Redactor()
    redactor.hide(["rahasia"])
    redactor.hide(["rahasia-sekali"])

    assert redactor("rahasia-sekali") == BLOT


def test_a_secret_is_found_in_an_address_and_in_a_repr():
    """As libraries print it."""
    redactor = Redactor()
    redactor.hide(["p@ss wörd'\\"])

    assert redactor("user:p%40ss%20w%C3%B6rd%27%5C at") == "user:*** at"
    assert redactor(repr("p@ss wörd'\\")) == f'"{BLOT}"'


def test_a_value_too_short_to_be_a_secret_hides_nothing():
    """A log of asterisks helps nobody."""
    redactor = Redactor()
    redactor.hide(["", "a", "id"])

    assert redactor("a valid id") == "a valid id"
