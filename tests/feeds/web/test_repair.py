"""The fetcher and servers that leave a part of their chain out: mended when it can be verified, refused otherwise."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import serialize_certificates

from feeds.model import Fetched, FetchFailed
from feeds.web.fetch import Fetcher, Limits
from feeds.web.repair import ISSUER_ACCEPT
from feeds.web.transport import plain_socket
from feeds.web.trust import Verified, context_for
from tests.fakes.authorities import authority, host, serving, show, trusting
from tests.fakes.hostile_web import Asked, HostileWeb, Wire, answer, drip, hang, head, packed, raw, redirect
from tests.fakes.skewed_time import SkewedLoop, on_skewed_time

PROJECT = Path(__file__).parents[3]
FEED = answer(200, [], b"<rss/>")
ROOT = authority("Akar")
INTERMEDIATE = authority("Antara", ROOT)
MISSING = "the certificate of 127.0.0.1 can't be verified: unable to get local issuer certificate; "


class Site:
    """A site that shows one certificate only, the server of its authority, and a fetcher that may visit both."""

    def __init__(self, tmp_path: Path, web: HostileWeb, ca: HostileWeb, fetcher: Fetcher) -> None:
        self.folder, self.web, self.ca, self.fetcher = tmp_path, web, ca, fetcher

    def show(self, leaf, *others) -> None:
        show(self.web.tls, self.folder, leaf, *others)

    async def fetch(self):
        return await self.fetcher.fetch(self.web.url("/feed"))

    async def refusal(self) -> str:
        """Fetches, and gives the reason for which that was refused; nothing may have been asked."""
        result = await self.fetch()
        assert isinstance(result, FetchFailed)
        assert (result.fault, self.web.requests) == ("tls", [])
        return result.detail


@pytest.fixture
def site(tmp_path):
    """Opens a site; `scripts` are those of its authority's server."""

    @asynccontextmanager
    async def opened(scripts=None, *, roots=(ROOT,), **options):
        first = serving(tmp_path, host(INTERMEDIATE))
        async with HostileWeb({"/feed": FEED}, tls=first) as web, HostileWeb(scripts or {}) as ca:
            given = {"limits": Limits(host_gap=0.0), "ssl_context": trusting(*roots)} | options
            async with Fetcher(user_agent="x", allow_private_hosts={web.key, ca.key}, **given) as fetcher:
                yield Site(tmp_path, web, ca, fetcher)

    return opened


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(answer(200, [("Content-Type", "application/pkix-cert")], INTERMEDIATE.der), id="a certificate"),
        pytest.param(answer(200, [], INTERMEDIATE.pem), id="in PEM"),
        pytest.param(answer(200, [], b"our certificate:\n" + INTERMEDIATE.pem), id="in PEM, with a remark"),
        pytest.param(
            answer(200, [], serialize_certificates([ROOT.certificate, INTERMEDIATE.certificate], Encoding.DER)),
            id="a bundle",
        ),
        pytest.param(packed(INTERMEDIATE.der), id="packed"),
        pytest.param(redirect("/elsewhere.crt", 302), id="elsewhere"),
    ],
)
async def test_a_missing_certificate_is_found(site, form):
    """In whichever form its address gives it, the chain is completed and the site is read."""
    async with site({"/a.crt": form, "/elsewhere.crt": answer(200, [], INTERMEDIATE.der)}) as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt")))
        result = await here.fetch()
        assert isinstance(result, Fetched)
        assert (result.body, result.chain_mended) == (b"<rss/>", True)
        assert here.web.paths() == ["/feed"]
        assert [here.ca.requests[0].get(name) for name in ("accept", "host")] == [ISSUER_ACCEPT, here.ca.key]


async def test_a_whole_chain_needs_no_mending(site):
    """A server that is in order is not mended, and its authority is not asked."""
    async with site() as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt")), INTERMEDIATE)
        result = await here.fetch()
        assert isinstance(result, Fetched)
        assert (result.chain_mended, here.ca.connections, here.web.connections) == (False, 0, 1)


async def test_three_missing_certificates(site):
    """Up to three steps are made, each by the address in the certificate before."""
    async with site() as here:
        third = authority("Ketiga", ROOT)
        second = authority("Kedua", third, aia=here.ca.url("/3"))
        first = authority("Pertama", second, aia=here.ca.url("/2"))
        for path, issued in (("/1", first), ("/2", second), ("/3", third)):
            here.ca.scripts[path] = answer(200, [], issued.der)
        here.show(host(first, aia=here.ca.url("/1")))
        assert isinstance(await here.fetch(), Fetched)
        assert here.ca.paths() == ["/1", "/2", "/3"]


async def test_a_server_that_shows_half_of_what_is_missing(site):
    """The chain ends at an intermediate that was shown: the rest is found all the same."""
    async with site() as here:
        lower = authority("Bawah", INTERMEDIATE, aia=here.ca.url("/upper"))
        here.ca.scripts = {"/upper": answer(200, [], INTERMEDIATE.der), "/lower": answer(200, [], lower.der)}
        here.show(host(lower, aia=here.ca.url("/lower")), lower)
        assert isinstance(await here.fetch(), Fetched)


async def test_four_missing_certificates_are_too_many(site):
    """After three steps the chain is given up."""
    async with site() as here:
        issuer = ROOT
        for step in (4, 3, 2, 1):
            issuer = authority(f"Tingkat {step}", issuer, aia=here.ca.url(f"/{step + 1}"))
            here.ca.scripts[f"/{step}"] = answer(200, [], issuer.der)
        here.show(host(issuer, aia=here.ca.url("/1")))
        assert await here.refusal() == MISSING + "no trusted authority within 3 steps"
        assert here.ca.paths() == ["/1", "/2", "/3"]


ROGUE_ROOT = authority("Akar Palsu")
#: Calls itself like the real root, and like the real intermediate.
ROGUE_TWIN = authority("Akar")
ROGUE_INTERMEDIATE = authority("Antara", ROGUE_TWIN)
EXPIRED_INTERMEDIATE = authority("Antara", ROOT, begins=-20, ends=-1)
FUTURE_INTERMEDIATE = authority("Antara", ROOT, begins=1, ends=20)
NO_AUTHORITY = authority("Antara", ROOT, ca=False)
NO_FLAG = authority("Antara", ROOT, ca=None)


@pytest.mark.parametrize(
    ("issuer", "wish", "reason"),
    [
        pytest.param(
            ROGUE_ROOT, {}, "its chain ends at an authority that is not trusted", id="rogue root as the issuer"
        ),
        pytest.param(
            ROGUE_INTERMEDIATE,
            {},
            "candidates exhausted: signature does not match",
            id="rogue intermediate that names the real root",
        ),
        pytest.param(
            EXPIRED_INTERMEDIATE,
            {},
            "candidates exhausted: cert is not valid at validation time",
            id="expired intermediate",
        ),
        pytest.param(
            FUTURE_INTERMEDIATE,
            {},
            "candidates exhausted: cert is not valid at validation time",
            id="intermediate of the future",
        ),
        pytest.param(
            NO_AUTHORITY,
            {},
            "candidates exhausted: basicConstraints.cA must be asserted in a CA certificate",
            id="issuer that is no authority",
        ),
        pytest.param(
            NO_FLAG,
            {},
            "candidates exhausted: invalid extension: 2.5.29.19: missing required extension: "
            "CA certificate has no basicConstraints",
            id="issuer without a CA flag",
        ),
        pytest.param(INTERMEDIATE, {"hosts": ("kabupaten.example",)}, "hostname mismatch", id="another host"),
        pytest.param(INTERMEDIATE, {"hosts": ("127.0.0.2",)}, "hostname mismatch", id="another address"),
        pytest.param(INTERMEDIATE, {"ca": True}, None, id="an authority as host"),
    ],
)
async def test_chains_that_must_not_be_mended(site, issuer, wish, reason):
    """Whatever the missing certificate turns out to be: a chain that is not valid is refused, and nothing is asked."""
    async with site({"/a.crt": answer(200, [], issuer.der)}) as here:
        here.show(host(issuer, aia=here.ca.url("/a.crt"), **wish))
        detail = await here.refusal()
        assert detail.startswith(MISSING)
        assert reason in {None, detail.removeprefix(MISSING)}
        assert here.ca.paths() == ["/a.crt"]


async def test_a_rogue_root_that_is_called_like_the_real_one(site):
    """Its signature gives it away; there is nobody to ask for anything better."""
    async with site() as here:
        here.show(host(ROGUE_TWIN, aia=here.ca.url("/a.crt")))
        assert await here.refusal() == MISSING + "candidates exhausted: signature does not match"
        assert here.ca.connections == 0


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        pytest.param({"begins": -9, "ends": -0.5}, "the certificate has expired on ", id="expired"),
        pytest.param({"begins": 0.5}, "the certificate is not yet valid, but from ", id="not yet valid"),
    ],
)
async def test_hosts_out_of_date_ask_nobody(site, wish, reason):
    """When the host's own certificate is out of date no chain can help, so its authority is left in peace."""
    async with site() as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt"), **wish))
        assert (await here.refusal()).startswith(MISSING + reason)
        assert here.ca.connections == 0


async def test_a_certificate_that_signed_itself(site):
    """There is nothing missing in it, so nobody is asked for anything."""
    async with site() as here:
        here.show(host(None, aia=here.ca.url("/a.crt")))
        assert (await here.refusal()).endswith("can't be verified: self-signed certificate")
        assert (here.web.connections, here.ca.connections) == (0, 0)


async def test_a_rogue_chain_that_is_complete(site):
    """A chain up to a root that is not ours lacks nothing, and is not mended."""
    async with site() as here:
        rogue = authority("Antara Palsu", ROGUE_ROOT)
        here.show(host(rogue, aia=here.ca.url("/a.crt")), rogue, ROGUE_ROOT)
        assert (await here.refusal()).endswith("self-signed certificate in certificate chain")
        assert here.ca.connections == 0


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        pytest.param(answer(200, [], b"\x30\x82\xff\xff" * 100), "what its issuer's address gives is not", id="garbage"),
        pytest.param(answer(200, [], b"<html>moved</html>"), "what its issuer's address gives is not", id="a page"),
        pytest.param(answer(200, [], b""), "what its issuer's address gives is not", id="nothing"),
        pytest.param(answer(200, [], ROGUE_ROOT.der), "what its issuer's address gives is not", id="another's"),
        pytest.param(
            answer(200, [], b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            "what its issuer's address gives is not",
            id="broken PEM",
        ),
        pytest.param(
            answer(200, [], INTERMEDIATE.der[:-1]), "what its issuer's address gives is not", id="cut off"
        ),
        pytest.param(answer(404), "its issuer's address gives no certificate: HTTP 404 Not Found", id="not there"),
        pytest.param(answer(304), "its issuer's address gives no certificate: HTTP 304 although", id="not modified"),
        pytest.param(
            answer(200, [], bytes(5_000_000)), "its issuer's address gives no certificate: announces 5000000", id="5 MB"
        ),
        pytest.param(
            raw(head(200) + bytes(65_537)), "its issuer's address gives no certificate: more than 65536", id="64 KiB + 1"
        ),
        pytest.param(
            packed(bytes(60_000) + bytes(range(256)) * 30),
            "its issuer's address gives no certificate: more than 65536 bytes after decoding",
            id="64 KiB + 1 after decoding",
        ),
        pytest.param(redirect("http://10.0.0.1/a.crt"), "10.0.0.1 is not a public address", id="sends us inside"),
        pytest.param(redirect("file:///etc/passwd"), "redirects away", id="sends us to a file"),
        pytest.param(redirect("/a.crt"), "redirects in a circle", id="in circles"),
    ],
)  # fmt: skip
async def test_addresses_that_give_no_certificate(site, script, reason):
    """What is not a small answer with the issuer's certificate is refused as a fault of the site's TLS."""
    async with site({"/a.crt": script}) as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt")))
        detail = await here.refusal()
        assert detail.startswith(MISSING)
        assert reason in detail


@pytest.mark.parametrize(
    ("aia", "reason"),
    [
        pytest.param("http://10.0.0.1/a.crt", "10.0.0.1 is not a public address (private)", id="private"),
        pytest.param("http://169.254.169.254/latest", "169.254.169.254 is not a public", id="metadata"),
        pytest.param("http://127.0.0.1:1/a.crt", "127.0.0.1 is not a public address (loopback)", id="another port"),
        pytest.param("https://ca.example/a.crt", "gives no address of its issuer's", id="https"),
        pytest.param("ldap://ca.example/cn=a", "gives no address of its issuer's", id="ldap"),
        pytest.param("file:///etc/passwd", "gives no address of its issuer's", id="file"),
        pytest.param(None, "gives no address of its issuer's", id="none"),
        pytest.param(b"http://ca.example/\xff", "a certificate can't be read (ValueError)", id="no text"),
        pytest.param("http://[", "not an absolute http or https address", id="no address"),
    ],
)
async def test_addresses_that_are_not_asked(site, aia, reason):
    """The address comes from a stranger: it passes the guard, or is not asked at all."""
    async with site() as here:
        here.show(host(INTERMEDIATE, aia=aia))
        assert reason in await here.refusal()
        assert here.ca.connections == 0


async def test_a_host_is_mended_once_a_day(site):
    """For a day a mended host is read like any other; then its chain is completed anew."""
    now = datetime.now(UTC)
    async with site({"/a.crt": answer(200, [], INTERMEDIATE.der)}, clock=lambda: now) as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt")))
        for _ in range(3):
            assert isinstance(await here.fetch(), Fetched)
        # Once to look and three times to ask; the attempt that was in vain did not get as far as a connection.
        assert (here.web.connections, here.ca.connections) == (4, 1)
        now += timedelta(days=1)
        assert isinstance(await here.fetch(), Fetched)
        assert (here.web.connections, here.ca.connections) == (6, 2)


async def test_hosts_of_one_authority_ask_it_once(site):
    """Ten sites that lack the same certificate cost its authority one request."""
    async with site({"/a.crt": answer(200, [], INTERMEDIATE.der)}) as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt"), hosts=("127.0.0.1", "localhost")))
        here.fetcher._guard = type(here.fetcher._guard)({here.web.key, here.ca.key, f"localhost:{here.web.port}"})
        assert isinstance(await here.fetch(), Fetched)
        result = await here.fetcher.fetch(here.web.url("/feed").replace("127.0.0.1", "localhost"))
        assert isinstance(result, Fetched)
        assert (result.chain_mended, here.ca.connections) == (True, 1)


async def test_an_authority_in_trouble_is_left_in_peace(site):
    """An address that gave no certificate is asked again after ten minutes, not with every fetch."""
    now = datetime.now(UTC)
    async with site({"/a.crt": answer(503)}, clock=lambda: now) as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt")))
        await here.refusal()
        await here.refusal()
        assert here.ca.connections == 1
        here.ca.scripts["/a.crt"] = answer(200, [], INTERMEDIATE.der)
        now += timedelta(minutes=10)
        assert isinstance(await here.fetch(), Fetched)


class Sockets:
    """Counts the sockets that were opened."""

    def __init__(self) -> None:
        self.opened = 0

    def __call__(self, info):
        self.opened += 1
        return plain_socket(info)

    def since(self) -> int:
        opened, self.opened = self.opened, 0
        return opened


async def test_a_site_that_changes_its_authority(site):
    """What was mended for the old certificate stands in the way of the new one once, and is forgotten."""
    other_root, sockets = authority("Akar Lain"), Sockets()
    scripts = {"/a.crt": answer(200, [], INTERMEDIATE.der)}
    async with site(scripts, roots=(ROOT, other_root), open_socket=sockets) as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt")))
        assert isinstance(await here.fetch(), Fetched)
        # In vain, to look, to the authority, and to ask.
        assert sockets.since() == 4
        here.show(host(other_root))
        for expected in (2, 1):
            result = await here.fetch()
            assert isinstance(result, Fetched)
            assert (result.chain_mended, sockets.since()) == (False, expected)


async def test_openssl_has_the_last_word(site):
    """A chain that was completed and still can't be verified by the rules of the context is refused, and forgotten."""
    context, sockets = trusting(ROOT), Sockets()
    context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF
    scripts = {"/a.crt": answer(200, [], INTERMEDIATE.der)}
    async with site(scripts, ssl_context=context, open_socket=sockets) as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt")))
        assert (await here.refusal()).endswith("unable to get certificate CRL")
        assert sockets.since() == 4
        assert (await here.refusal()).endswith("unable to get certificate CRL")
        assert sockets.since() == 3


async def test_a_mended_site_that_is_taken_over(site):
    """A host that was mended today and shows a rogue certificate now is refused, and asked nothing."""
    async with site({"/a.crt": answer(200, [], INTERMEDIATE.der)}) as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt")))
        assert isinstance(await here.fetch(), Fetched)
        here.web.requests.clear()
        here.ca.scripts["/b.crt"] = answer(200, [], ROGUE_INTERMEDIATE.der)
        here.show(host(ROGUE_INTERMEDIATE, aia=here.ca.url("/b.crt")))
        assert (await here.refusal()).endswith("signature does not match")
        here.show(host(None))
        assert (await here.refusal()).endswith("self-signed certificate")


async def test_partial_chains_open_nothing(site):
    """With VERIFY_X509_PARTIAL_CHAIN, the default of Python 3.13, a rogue chain is still refused, a good one mended."""
    context = trusting(ROOT)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    scripts = {"/a.crt": answer(200, [], ROGUE_INTERMEDIATE.der), "/b.crt": answer(200, [], INTERMEDIATE.der)}
    async with site(scripts, ssl_context=context) as here:
        here.show(host(ROGUE_INTERMEDIATE, aia=here.ca.url("/a.crt")))
        assert (await here.refusal()).endswith("signature does not match")
        here.show(host(INTERMEDIATE, aia=here.ca.url("/b.crt")))
        assert isinstance(await here.fetch(), Fetched)


async def test_a_root_that_somebody_else_issued(site):
    """An intermediate among the trusted certificates is no anchor: a chain must reach a root."""
    async with site(roots=(INTERMEDIATE,)) as here:
        lower = authority("Bawah", INTERMEDIATE)
        here.ca.scripts["/a.crt"] = answer(200, [], lower.der)
        here.show(host(lower, aia=here.ca.url("/a.crt")))
        assert (await here.refusal()).endswith("gives no address of its issuer's")


async def test_a_chain_that_is_missing_behind_a_redirect(site):
    """Each hop is mended by itself."""
    async with site({"/a.crt": answer(200, [], INTERMEDIATE.der)}) as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt")))
        here.ca.scripts["/go"] = redirect(here.web.url("/feed"))
        result = await here.fetcher.fetch(here.ca.url("/go"))
        assert isinstance(result, Fetched)
        assert (result.url, result.chain_mended) == (here.web.url("/feed"), True)


async def test_a_form_to_a_site_with_a_missing_certificate(site):
    """Forms are sent to mended sites, too."""
    async with site({"/a.crt": answer(200, [], INTERMEDIATE.der)}) as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt")))
        here.web.scripts["/hub"] = answer(202)
        assert await here.fetcher.post_form(here.web.url("/hub"), {"hub.mode": "subscribe"}) == 202
        assert [asked.method for asked in here.web.requests] == ["POST"]


async def test_an_authority_without_end(site):
    """An answer that trickles on and on is cut off at its 64 KiB."""
    async with site({"/a.crt": drip(head(200))}) as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt")))
        assert await here.refusal() == MISSING + "its issuer's address gives no certificate: more than 65536 bytes"


def test_an_authority_that_hangs(site):
    """An authority's server that never says a word is given up after twenty seconds of the fetch's minute."""

    async def give_up(loop: SkewedLoop) -> None:
        async def hang_for_long(asked: Asked, wire: Wire) -> None:
            loop.ahead += 21
            await hang(asked, wire)

        async with site({"/a.crt": hang_for_long}) as here:
            here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt")))
            detail = await here.refusal()
        assert detail.startswith(MISSING + "its issuer's address gives no certificate: not finished within ")

    on_skewed_time(give_up)


async def test_an_intermediate_is_no_anchor(tmp_path):
    """A context that was given an intermediate but not its root refuses, even when the flags of old would accept."""
    like = trusting(ROOT)
    like.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context = context_for(Verified((INTERMEDIATE.der,)), like)
    assert not context.verify_flags & ssl.VERIFY_X509_PARTIAL_CHAIN
    async with HostileWeb({}, tls=serving(tmp_path, host(INTERMEDIATE))) as web:
        with pytest.raises(ssl.SSLCertVerificationError, match="issuer certificate"):
            await asyncio.open_connection(web.host, web.port, ssl=context)


def test_mended_contexts_verify_like_their_model():
    """Flags and oldest version are those of the usual context; certificate and host name are always verified."""
    like = trusting(ROOT)
    like.verify_flags |= ssl.VERIFY_X509_STRICT
    like.minimum_version = ssl.TLSVersion.TLSv1_3
    context = context_for(Verified((INTERMEDIATE.der, ROOT.der)), like)
    assert context.verify_flags & ssl.VERIFY_X509_STRICT
    assert context.minimum_version == ssl.TLSVersion.TLSv1_3
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


async def test_no_time_left_for_the_authority(site):
    """A fetch with less time left than an authority may take does not ask, and blames nobody for it."""
    async with site({"/a.crt": answer(200, [], INTERMEDIATE.der)}, limits=Limits(host_gap=0.0, total=19.0)) as here:
        here.show(host(INTERMEDIATE, aia=here.ca.url("/a.crt")))
        assert (await here.refusal()).endswith("no time was left to ask")
        assert here.ca.connections == 0


def test_cryptography_is_loaded_for_broken_chains_only():
    """Importing the fetcher does not load what only a broken chain needs."""
    code = "import sys, feeds.web.fetch; print('cryptography' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=PROJECT)
    assert run.stdout.strip() == "False"
