"""The feed doctor: every finding by name, and what it says of each."""

import ssl
from datetime import timedelta
from pathlib import Path

import pytest

from bot.texts.doctor_english import ENGLISH
from bot.texts.doctor_indonesian import INDONESIAN
from bot.texts.english import ENGLISH as TEXTS
from feeds.doctor import HEAVY, examine, fault_code, look_at_answer, look_at_feed, page_code
from feeds.model import CachingInfo, FeedData, Fetched, NotAFeed
from feeds.parse.parser import Parser
from feeds.web.fetch import Fetcher, Limits
from tests.fakes.clock import NOON
from tests.fakes.hostile_web import HostileWeb
from tests.fakes.website import serve_site
from tests.feeds.builders import WORDS, entry
from tests.feeds.test_update import item, rss

URL = "https://kab.go.id/feed/"
CERTIFICATES = Path(__file__).parents[1] / "data" / "tls"
LONG = f"<p>{WORDS} {WORDS} {WORDS}</p>"


def answer(**fields):
    values = {"body": b"x", "url": URL, "content_type": "", "caching": CachingInfo('"x"')}
    return Fetched(**values | fields)


@pytest.mark.parametrize(
    ("url", "fetched", "seconds", "codes"),
    [
        pytest.param(URL, answer(), 1, [], id="all is well"),
        pytest.param(URL, answer(caching=CachingInfo()), 1, ["no_validators"], id="no validators"),
        pytest.param(URL, answer(caching=CachingInfo(None, "gestern")), 1, [], id="a date is a validator"),
        pytest.param(URL, answer(body=b"x" * HEAVY), 1, ["heavy"], id="heavy"),
        pytest.param(URL, answer(), 12, ["slow"], id="slow"),
        pytest.param("http://kab.go.id/", answer(url="http://kab.go.id/"), 1, ["plain_http"], id="http"),
        pytest.param(URL, answer(moved_to="https://kab.go.id/baru/"), 1, ["moved"], id="moved at home"),
        pytest.param(URL, answer(url="https://lain.example/"), 1, ["foreign_redirect"], id="redirected abroad"),
        pytest.param(
            URL,
            answer(url="https://lain.example/", moved_to="https://lain.example/"),
            1,
            ["foreign_redirect"],
            id="abroad for good",
        ),
        pytest.param(URL, answer(chain_mended=True), 1, ["tls_incomplete"], id="a chain that we mended"),
        pytest.param(URL, answer(fresh_for=86_400.0), 1, ["stale_cache"], id="fresh for a day"),
        pytest.param(URL, answer(fresh_for=3600.0), 1, [], id="fresh for an hour"),
        pytest.param(URL, answer(content_type="text/html; charset=utf-8"), 1, ["wrong_type"], id="called a page"),
    ],
)
def test_what_the_answer_tells(url, fetched, seconds, codes):
    """The way the answer came, without looking into it."""
    assert [finding.code for finding in look_at_answer(url, fetched, seconds)] == codes


@pytest.mark.parametrize(
    ("fault", "detail", "code"),
    [
        pytest.param("tls", "k: certificate has expired", "tls_expired", id="expired"),
        pytest.param("tls", "k: certificate is not yet valid", "tls_expired", id="from the future"),
        pytest.param(
            "tls", "k: Hostname mismatch, certificate is not valid for 'kab.go.id'.", "tls_wrong_host", id="other host"
        ),
        pytest.param("tls", "k: unable to get local issuer certificate", "tls_incomplete", id="no intermediate"),
        pytest.param("tls", "k: unable to verify the first certificate", "tls_incomplete", id="first certificate"),
        pytest.param("tls", "k: self-signed certificate", "tls_self_signed", id="self-signed"),
        pytest.param("tls", "no TLS with k: WRONG_VERSION_NUMBER", "tls", id="no TLS at all"),
        pytest.param("redirects", "kab.go.id redirects from https down to http", "downgrade", id="down to http"),
        pytest.param("redirects", "kab.go.id redirects in a circle", "redirects", id="in a circle"),
        pytest.param("denied", "HTTP 401 Unauthorized", "login", id="a password"),
        pytest.param("denied", "HTTP 403 Forbidden", "denied", id="a firewall"),
        pytest.param("dns", "kab.go.id can't be looked up", "dns", id="anything else"),
    ],
)
def test_a_fault_by_its_closer_name(fault, detail, code):
    """An expired certificate and an incomplete chain are mended by different people."""
    assert fault_code(fault, detail) == code


@pytest.mark.parametrize("name", ["expired", "wronghost", "rogue"])
async def test_certificates_on_the_wire(clock, name):
    """What OpenSSL really says today is understood."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(CERTIFICATES / f"{name}.pem", CERTIFICATES / "key.pem")
    parser = Parser("Asia/Jakarta")
    async with HostileWeb({}, tls=server) as web:
        context = ssl.create_default_context(cafile=str(CERTIFICATES / "root.pem"))
        limits = Limits(host_gap=0.0)
        async with Fetcher(
            user_agent="K/0 (+https://k.example)",
            allow_private_hosts={web.key},
            limits=limits,
            ssl_context=context,
        ) as fetcher:
            found = await examine(web.url("/feed/"), fetcher, parser, clock)
    await parser.close()

    codes = {"expired": "tls_expired", "wronghost": "tls_wrong_host", "rogue": "tls_self_signed"}
    assert [finding.code for finding in found.findings] == [codes[name]]


@pytest.mark.parametrize(
    ("reason", "body", "code"),
    [
        pytest.param("html", b"<html><title>Just a moment...</title>", "challenge", id="a firewall's question"),
        pytest.param("html", b"<html><title>403 Forbidden</title>", "challenge", id="a refusal with status 200"),
        pytest.param("html", b"<html><h1>Account Suspended</h1>", "suspended", id="the bill was not paid"),
        pytest.param("html", b"<h1>Error establishing a database connection</h1>", "error_page", id="no database"),
        pytest.param("not_xml", b"PHP Fatal error: Allowed memory size exhausted", "error_page", id="PHP broke down"),
        pytest.param("html", b"<html><title>Situs dalam pemeliharaan</title>", "maintenance", id="maintenance"),
        pytest.param("html", b'<body><div id="root"></div><script src="/a.js">', "script_page", id="scripts fill it"),
        pytest.param("html", b"<html><p>Jalan provinsi dalam perbaikan</p>", "html", id="an ordinary page"),
        pytest.param("empty", b"", "empty", id="nothing"),
        pytest.param("crashed", b"Fatal error", "crashed", id="not a page at all"),
    ],
)
def test_what_came_instead_of_a_feed(reason, body, code):
    """Each kind of page has another cure."""
    assert page_code(NotAFeed(reason), body) == code


def feed(*entries, warnings=()):
    return FeedData("Kab", None, entries, warnings=warnings)


def good(number=1, **fields):
    return entry(guid=str(number), link=f"https://kab.go.id/{number}", html=LONG, **fields)


def ahead(hours, raw):
    return good(published=NOON + timedelta(hours=hours), published_raw=raw)


@pytest.mark.parametrize(
    ("document", "codes"),
    [
        pytest.param(feed(good(1), good(2)), [], id="all is well"),
        pytest.param(feed(), ["no_entries"], id="no entries"),
        pytest.param(
            feed(good(), warnings=("charset:utf-8", "junk", "torn")), ["charset", "junk", "torn"], id="mended"
        ),
        pytest.param(feed(good(published=None, published_raw="kemarin")), ["undated"], id="no date"),
        pytest.param(feed(good(published=NOON + timedelta(hours=7))), ["future"], id="seven hours ahead"),
        pytest.param(feed(ahead(7, "Tue, 06 Oct 2026 12:00:00 +0000")), ["zone"], id="local time called UTC"),
        pytest.param(feed(ahead(7, "Tue, 06 Oct 2026 12:00:00 GMT")), ["zone"], id="local time called GMT"),
        pytest.param(feed(ahead(7, "Tue, 06 Oct 2026 19:00:00 +0700")), ["future"], id="ahead in its own zone"),
        pytest.param(feed(ahead(70, "Fri, 09 Oct 2026 03:00:00 +0000")), ["future"], id="three days ahead"),
        pytest.param(
            feed(good(), warnings=("broken_xml:3:14: not well-formed",)), ["broken_xml"], id="read although broken"
        ),
        pytest.param(
            feed(entry(guid="1", link=None, html=LONG), good(2)), ["no_link"], id="a guid and nothing to open"
        ),
        pytest.param(
            feed(*(good(n, published=NOON - timedelta(days=6, hours=n)) for n in range(9))),
            ["silent"],
            id="hourly, and nothing for six days",
        ),
        pytest.param(feed(good(published=NOON - timedelta(days=40))), ["silent"], id="silent"),
        pytest.param(
            feed(
                entry(guid="1", link="https://kab.go.id/x", html=LONG),
                entry(guid="2", link="https://kab.go.id/x", html=LONG),
            ),
            ["shared_links"],
            id="one link for all",
        ),
        pytest.param(feed(entry(guid=None, link=None, html=LONG)), ["no_identity"], id="neither guid nor link"),
        pytest.param(feed(entry(html="<p>Cuplikan saja.</p>")), ["teasers"], id="teasers"),
        pytest.param(
            feed(
                good(),
                entry(guid="9", title="Situs slot gacor maxwin", html=f"{LONG} bonus new member, rtp live, togel"),
            ),
            ["hijacked"],
            id="injected",
        ),
    ],
)
def test_what_the_document_tells(document, codes):
    """Each fault by its name, and none where there is none."""
    assert [finding.code for finding in look_at_feed(URL, document, NOON)] == codes


async def test_a_dated_feed_with_a_slow_habit_is_not_silent():
    """A feed that publishes monthly is not called silent after six weeks."""
    monthly = [good(n, published=NOON - timedelta(days=40 + 30 * n)) for n in range(5)]

    assert [finding.code for finding in look_at_feed(URL, feed(*monthly), NOON)] == []


@pytest.mark.parametrize(
    ("prepare", "codes", "broken"),
    [
        pytest.param(
            lambda site: site.put("/feed/", rss(item("1", text=LONG))), ["plain_http"], False, id="a good feed"
        ),
        pytest.param(lambda site: site.fail("/feed/", 403), ["denied"], True, id="a firewall"),
        pytest.param(lambda site: site.put("/feed/", "<html>Galat</html>", "text/html"), ["html"], True, id="a page"),
        pytest.param(lambda site: site.put("/feed/", rss()), ["no_entries", "plain_http"], True, id="an empty feed"),
        pytest.param(
            lambda site: site.put("/feed/", "<html>Error establishing a database connection</html>", "text/html"),
            ["error_page"],
            True,
            id="an error with status 200",
        ),
        pytest.param(
            lambda site: site.put("/feed/", rss(item("1", name="Sapi & kambing", text=LONG))),
            ["plain_http", "broken_xml"],
            False,
            id="a bare ampersand",
        ),
        pytest.param(
            lambda site: site.put("/feed/", "<br /><b>Warning</b>: foreach()" + rss(item("1", text=LONG))),
            ["plain_http", "junk"],
            False,
            id="a PHP warning",
        ),
    ],
)
async def test_an_examination_on_the_wire(clock, prepare, codes, broken):
    """Fetched and parsed for real, the worst finding first."""
    parser = Parser("Asia/Jakarta")
    async with serve_site() as site:
        prepare(site)
        limits, allowed = Limits(total=10.0, host_gap=0.0), frozenset({site.host})
        async with Fetcher(
            user_agent="K/0 (+https://k.example)", allow_private_hosts=allowed, limits=limits
        ) as fetcher:
            found = await examine(site.url("/feed/"), fetcher, parser, clock)
    await parser.close()

    assert ([finding.code for finding in found.findings], found.is_broken) == (codes, broken)


async def test_a_sites_address_leads_to_its_feed(clock):
    """Whoever pastes the address of a site means the feed that would be read."""
    parser = Parser("Asia/Jakarta")
    async with serve_site() as site:
        site.put("/", '<link rel="alternate" type="application/rss+xml" href="/kabar.xml"><p>Sukamaju</p>', "text/html")
        site.put("/kabar.xml", rss(item("1", text=LONG)))
        async with Fetcher(
            user_agent="K/0 (+https://k.example)",
            allow_private_hosts=frozenset({site.host}),
            limits=Limits(total=10.0, host_gap=0.0),
        ) as fetcher:
            found = await examine(site.url("/"), fetcher, parser, clock)
            expected = site.url("/kabar.xml")
    await parser.close()

    assert (found.url, found.entries, found.is_broken) == (expected, 1, False)


def test_every_finding_is_explained_in_both_languages():
    """What was seen, why it matters, and what to ask, for every fault that can be found."""
    codes = {"no_validators", "heavy", "slow", "plain_http", "moved", "foreign_redirect", "no_entries", "hijacked"}
    codes |= {"charset", "junk", "torn", "broken_xml", "undated", "future", "zone", "silent", "stale_cache"}
    codes |= {"shared_links", "no_identity", "no_link", "teasers", "wrong_type", "downgrade", "login"}
    codes |= {"tls_expired", "tls_wrong_host", "tls_self_signed", "tls_incomplete"}
    codes |= {"challenge", "suspended", "error_page", "maintenance", "script_page"}
    codes |= TEXTS.faults.keys()

    assert codes == INDONESIAN.keys() == ENGLISH.keys()
    assert all(words.seen and words.matters and words.ask for words in (*INDONESIAN.values(), *ENGLISH.values()))
