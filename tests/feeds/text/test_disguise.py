"""Disguised words: what the eye reads, how sure the disguise is, and what is no disguise at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.disguise import Disguise, is_honest, reveal

DISGUISED = [
    pytest.param("coba 𝐖𝐀𝐘𝐀𝐍𝐆𝟕𝟕 ya", "coba wayang77 ya", [("wayang77", 3)], id="bold with figures"),
    pytest.param("main 𝓢𝓵𝓸𝓽 dulu", "main slot dulu", [("slot", 2)], id="one word in script letters"),
    pytest.param("𝗦𝗶𝘁𝘂𝘀 𝗦𝗹𝗼𝘁 𝗥𝗲𝘀𝗺𝗶", "situs slot resmi", [("situs", 1), ("slot", 1), ("resmi", 1)], id="a bold line"),
    pytest.param("info 𝙎l𝒐𝐭 baru", "info slot baru", [("slot", 3)], id="several alphabets in one word"),
    pytest.param("𝘿 𝐄 w 𝐴 seru", "dewa seru", [("dewa", 3)], id="single letters of several alphabets"),
    pytest.param("ⓢⓛⓞⓣ resmi", "slot resmi", [("slot", 2)], id="circled"),
    pytest.param("🅢🅛🅞🅣 resmi", "slot resmi", [("slot", 2)], id="circled in black"),
    pytest.param("🄶🄰🄲🄾🅁 pol", "gacor pol", [("gacor", 2)], id="squared"),
    pytest.param("🅶🅰🅲🅾🆁 pol", "gacor pol", [("gacor", 2)], id="squared in black"),
    pytest.param("ＳＬＯＴ resmi", "slot resmi", [("slot", 2)], id="full width"),
    pytest.param("ꜱɪᴛᴜꜱ resmi", "situs resmi", [("situs", 2)], id="small capitals"),
    pytest.param("main BTV❶❻❽", "main btv168", [("btv168", 3)], id="figures in circles behind letters"),
    pytest.param("daftar ѕlоt resmi", "daftar slot resmi", [("slot", 3)], id="two Cyrillic letters in a Latin word"),
    pytest.param("hasil tοgel", "hasil togel", [("togel", 3)], id="a Greek letter in a Latin word"),
    pytest.param("main s\u200bl\u200bo\u200bt", "main slot", [("slot", 2)], id="zero width spaces inside"),
    pytest.param("main sl\u2060ot", "main slot", [("slot", 2)], id="word joiner inside"),
    pytest.param("main s̶l̶o̶t̶", "main slot", [("slot", 2)], id="struck through"),
    pytest.param("s l o t resmi", "slot resmi", [("slot", 1)], id="spaced"),
    pytest.param("g.a.c.o.r banget", "gacor banget", [("gacor", 1)], id="dotted"),
    pytest.param("J-A-C-K-P-O-T besar", "jackpot besar", [("jackpot", 1)], id="dashed"),
    pytest.param("slót gàcor", "slot gacor", [], id="accents are read past"),
]

HONEST = [
    pytest.param("Bupati meresmikan jembatan.", "bupati meresmikan jembatan.", id="plain"),
    pytest.param("“Kami siap,” kata Camat – tegas…", "“kami siap,” kata camat – tegas…", id="typographic marks"),
    pytest.param("luas 10 m² dan 5 μg", "luas 10 m2 dan 5 μg", id="units"),
    pytest.param("❶ KTP ❷ Ijazah", "1 ktp 2 ijazah", id="circled figures as bullets"),
    pytest.param("ﬁnal di Pendopo", "final di pendopo", id="a ligature"),
    pytest.param("Kunjungan 李明 ke Москва", "kunjungan 李明 ke москва", id="names in their own script"),
    pytest.param("H. M. A. R. Sutrisno", "h. m. a. r. sutrisno", id="initials"),
    pytest.param("nomor 1 2 3 4 5", "nomor 1 2 3 4 5", id="spaced figures"),
    pytest.param("pem\u00adbangunan", "pembangunan", id="soft hyphen"),
]


@pytest.mark.parametrize(("text", "plain", "found"), DISGUISED)
def test_a_disguise_is_read_and_reported(text, plain, found):
    """The plain text is what people read, and each disguised word is named with how sure it is one."""
    revealed = reveal(text)
    assert revealed.plain == plain
    assert revealed.disguises == tuple(Disguise(word, certainty) for word, certainty in found)


@pytest.mark.parametrize(("text", "plain"), HONEST)
def test_honest_text_has_no_disguise(text, plain):
    """Units, initials, bullets, other scripts and typography are not taken for disguise."""
    revealed = reveal(text)
    assert (revealed.plain, revealed.disguises) == (plain, ())


@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    """Any text is revealed, in lower case and without anything invisible."""
    plain = reveal(text).plain
    assert plain == plain.lower()
    assert "\u200b" not in plain


@given(st.text(alphabet=st.characters(max_codepoint=0x7F), max_size=200))
def test_plain_letters_are_honest(text):
    """ASCII hides nothing behind its characters."""
    assert is_honest(text)
