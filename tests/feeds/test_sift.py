"""Only what changed by a byte goes on to the parser, and whatever can't be cut with certainty is not cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.sift import MARK, MAX_ENTRIES, sift

HEAD, TAIL = b"<rss><channel><title>Kabupaten</title>\n", b"\n</channel></rss>"


def item(name, more=""):
    return f"<item><title>{name}</title>{more}</item>".encode()


def feed(*items, between=b"\n"):
    return HEAD + between.join(items) + TAIL


SARI, RAYA, PASAR = item("Sari"), item("Raya"), item("Pasar")
BEFORE = feed(SARI, RAYA)

CUT = {
    "nothing new": (feed(SARI, RAYA), feed(between=b""), 2, 0),
    "one new on top": (feed(PASAR, SARI, RAYA), feed(PASAR), 2, 1),
    "one new, one dropped out": (feed(PASAR, SARI), feed(PASAR), 1, 1),
    "one changed": (feed(SARI, item("Raya", "<comments/>")), feed(item("Raya", "<comments/>")), 1, 1),
    "another order": (feed(RAYA, SARI), feed(between=b""), 2, 0),
    "another head": (BEFORE.replace(b"Kabupaten", b"Kota"), feed(between=b"").replace(b"Kabupaten", b"Kota"), 2, 0),
}


@pytest.mark.parametrize("name", CUT)
def test_what_is_familiar_is_left_out(name):
    body, rest, familiar, unfamiliar = CUT[name]
    first = sift(BEFORE, b"")
    assert first is not None
    assert (first.rest, first.familiar, first.unfamiliar, len(first.marks)) == (
        HEAD + SARI + RAYA + TAIL,
        0,
        2,
        2 * MARK,
    )

    sifted = sift(body, first.marks)

    assert sifted is not None
    assert (sifted.rest, sifted.familiar, sifted.unfamiliar) == (rest, familiar, unfamiliar)


def test_atom_is_cut_too():
    first = sift(b"<feed><entry a='1'>x</entry></feed>", b"")
    assert first is not None
    second = sift(b"<feed><entry>y</entry> <entry a='1'>x</entry></feed>", first.marks)
    assert second is not None
    assert (second.rest, second.familiar) == (b"<feed><entry>y</entry></feed>", 1)


UNCUT = {
    "no entries": HEAD + TAIL,
    "no feed": b'{"items": []}',
    "nothing": b"",
    "an end inside a text": feed(item("Sari", "<description><![CDATA[</item>]]></description>")),
    "a start inside a text": feed(item("Sari", "<description><![CDATA[<item>]]></description>")),
    "something between two": feed(SARI, RAYA, between=b"<title>Lain</title>"),
    "an entry that is not closed": HEAD + SARI + b"<item><title>Raya</title>" + TAIL,
    "an end without a start": HEAD + b"</item>" + TAIL,
    "too many": feed(*(item(str(n)) for n in range(MAX_ENTRIES + 1))),
    "letters of two bytes": BEFORE.decode().encode("utf-16"),
}


@pytest.mark.parametrize("name", UNCUT)
def test_what_is_odd_is_not_cut(name):
    assert sift(UNCUT[name], b"") is None


names = st.lists(st.text("abc ", min_size=1, max_size=6), max_size=12, unique=True)


@given(names, names)
def test_rest_has_just_what_the_last_document_had_not(before, after):
    known = sift(feed(*map(item, before)), b"")
    sifted = sift(feed(*map(item, after)), known.marks if known else b"")
    if sifted is None:
        assert not after
        return
    new = [item(name) for name in after if name not in before]
    assert sifted.rest == HEAD + b"".join(new) + TAIL
    assert (sifted.familiar, sifted.unfamiliar) == (len(after) - len(new), len(new))


@given(st.binary(max_size=300).map(lambda junk: junk.replace(b"x", b"<item>").replace(b"y", b"</item>")))
def test_any_bytes_are_cut_without_loss_or_not_at_all(body):
    sifted = sift(body, b"")
    assert sifted is None or sifted.familiar == 0
