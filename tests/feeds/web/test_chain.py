"""Completing a chain as a decision: certificates in, what to do next out."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds.web.chain import Trusted, next_step
from feeds.web.repair import Shelf
from feeds.web.trust import AskFor, Hopeless, Verified, root_certificates
from tests.fakes.authorities import authority, host, trusting

NOW = datetime.now(UTC)
URL = "http://ca.example/a.crt"
ROOT = authority("Akar")
INTERMEDIATE = authority("Antara", ROOT)
LEAF = host(INTERMEDIATE, aia=URL, hosts=("kabupaten.example", "*.kabupaten.example", "93.184.216.34", "2600::1"))
TRUSTED = Trusted([ROOT.der])
WHOLE = Verified((INTERMEDIATE.der, ROOT.der))


def step(leaf=LEAF.der, answers=(), host="kabupaten.example", now=NOW, trusted=TRUSTED):
    return next_step(leaf, answers, host=host, now=now, trusted=trusted)


def test_the_address_in_the_certificate_comes_first():
    """With nothing but the host's certificate, its issuer's address is the next step."""
    assert step() == AskFor(URL)


@pytest.mark.parametrize("name", ["kabupaten.example", "www.kabupaten.example", "93.184.216.34", "2600::1"])
def test_hosts_of_the_certificate(name: str):
    """A chain is good for the names and addresses of its certificate, wildcards included."""
    assert step(answers=[INTERMEDIATE.der], host=name) == WHOLE


@pytest.mark.parametrize(
    "name", ["kabupaten.example.org", "a.b.kabupaten.example", "kabupaten", "93.184.216.35", "2600::2", "host"]
)
def test_hosts_of_other_certificates(name: str):
    """It is good for no other, whatever the certificate's own name."""
    assert step(answers=[INTERMEDIATE.der], host=name) == Hopeless("hostname mismatch")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(-31, Hopeless, id="before"),
        pytest.param(-29, Verified, id="from its first day"),
        pytest.param(29, Verified, id="to its last day"),
        pytest.param(31, Hopeless, id="after"),
    ],
)
def test_dates(days: int, expected: type):
    """A chain is verified for the moment that is given, not for the machine's clock."""
    assert isinstance(step(answers=[INTERMEDIATE.der], now=NOW + timedelta(days=days)), expected)


def test_roots_with_the_serial_number_zero():
    """Some roots that everybody trusts have it; they are read without complaint."""
    root = authority("Akar Nol", serial=1)
    zero = root.der.replace(bytes.fromhex("a003020102020101"), bytes.fromhex("a003020102020100"), 1)
    assert zero != root.der
    assert Trusted([zero, b"garbage", b""]).names == {root.certificate.subject.public_bytes()}


def test_the_roots_of_this_system_are_read():
    """What the system trusts can be read; a certificate that is no root of its own is left out."""
    roots = root_certificates(ssl.create_default_context(), ssl.get_default_verify_paths())
    trusted = Trusted([*roots, INTERMEDIATE.der, ROOT.der])
    assert INTERMEDIATE.certificate.subject.public_bytes() not in trusted.names
    assert ROOT.certificate.subject.public_bytes() in trusted.names
    assert step(answers=[INTERMEDIATE.der], trusted=trusted) == WHOLE


def test_no_roots():
    """Who trusts nobody can verify nothing."""
    assert step(answers=[INTERMEDIATE.der], trusted=Trusted([])) != WHOLE


def test_roots_in_files_and_folders(tmp_path):
    """Roots are found in the file and in the folder, each once; what is no certificate is passed over."""
    folder = tmp_path / "certs"
    folder.mkdir()
    (tmp_path / "bundle.crt").write_bytes(b"# Akar\n" + ROOT.pem + INTERMEDIATE.pem)
    (folder / "b1159c4c.0").write_bytes(ROOT.pem)
    (folder / "other.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n" + LEAF.pem)
    (folder / "README").write_bytes(b"\xff not a certificate")
    (folder / "lost.0").symlink_to(tmp_path / "nowhere")
    (folder / "deeper").mkdir()
    paths = ssl.get_default_verify_paths()._replace(cafile=str(tmp_path / "bundle.crt"), capath=str(folder))
    assert root_certificates(trusting(ROOT), paths) == (ROOT.der, INTERMEDIATE.der, LEAF.der)
    assert root_certificates(trusting(ROOT), None) == (ROOT.der,)
    nowhere = paths._replace(cafile=None, capath=None)
    assert root_certificates(trusting(INTERMEDIATE), nowhere) == (INTERMEDIATE.der,)


def signed(der: bytes) -> bytes:
    """What is under the signature of a certificate."""
    return x509.load_der_x509_certificate(der).tbs_certificate_bytes


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=300, deadline=None)
def test_one_wrong_bit(place: int, bit: int):
    """Wherever a bit of a certificate is wrong, nothing is raised, and nothing that was signed differently is verified."""
    for original in (LEAF.der, INTERMEDIATE.der):
        broken = bytearray(original)
        broken[place % len(broken)] ^= 1 << bit
        leaf, issuer = (bytes(broken), INTERMEDIATE.der) if original is LEAF.der else (LEAF.der, bytes(broken))
        if isinstance(step(leaf=leaf, answers=[issuer]), Verified):  # a signature has more spellings than one
            assert signed(bytes(broken)) == signed(original)


@given(leaf=st.binary(max_size=200), answers=st.lists(st.binary(max_size=200), max_size=3))
@example(leaf=LEAF.der, answers=[b"-----BEGIN CERTIFICATE-----"])
@example(leaf=LEAF.der, answers=[b"0\x80" * 100])
@settings(max_examples=200, deadline=None)
def test_garbage(leaf: bytes, answers: list[bytes]):
    """Bytes that are no certificates are hopeless, and nothing is raised."""
    assert isinstance(step(leaf=leaf, answers=answers), Hopeless | AskFor)


def test_a_shelf_keeps_what_is_new():
    """The newest things stay, each until its time."""
    shelf: Shelf[str, int] = Shelf(2)
    soon, late = NOW + timedelta(hours=1), NOW + timedelta(days=1)
    shelf.put("a", 1, late)
    shelf.put("b", 2, late)
    shelf.put("a", 3, soon)
    shelf.put("c", 4, late)
    assert [shelf.get(key, NOW) for key in "abc"] == [3, None, 4]
    assert [shelf.get(key, soon) for key in "ac"] == [None, 4]
    shelf.drop("c")
    shelf.drop("c")
    assert shelf.get("c", NOW) is None
