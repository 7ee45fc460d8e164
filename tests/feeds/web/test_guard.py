"""The address guard on its own: numbers, names, spellings and the operator's door."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.web.guard import (
    AddressGuard,
    ForbiddenAddressError,
    Refusal,
    Target,
    classify_address,
    refuse_answers,
    wall,
)
from tests.fakes.guard_cases import CASES, PUBLIC


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        pytest.param(address, kind, id=f"{address} {kind}")
        for address, kind in [
            ("0.255.255.255", "this_network"),
            ("1.0.0.0", "ok"),
            ("9.255.255.255", "ok"),
            ("10.0.0.0", "private"),
            ("10.255.255.255", "private"),
            ("11.0.0.0", "ok"),
            ("100.63.255.255", "ok"),
            ("100.64.0.0", "shared"),
            ("100.127.255.255", "shared"),
            ("100.128.0.0", "ok"),
            ("126.255.255.255", "ok"),
            ("127.0.0.0", "loopback"),
            ("127.255.255.255", "loopback"),
            ("128.0.0.0", "ok"),
            ("169.253.255.255", "ok"),
            ("169.254.0.0", "link_local"),
            ("169.254.255.255", "link_local"),
            ("169.255.0.0", "ok"),
            ("172.15.255.255", "ok"),
            ("172.16.0.0", "private"),
            ("172.31.255.255", "private"),
            ("172.32.0.0", "ok"),
            ("191.255.255.255", "ok"),
            ("192.0.0.0", "special_purpose"),
            ("192.0.0.255", "special_purpose"),
            ("192.0.1.0", "ok"),
            ("192.0.2.0", "documentation"),
            ("192.0.2.255", "documentation"),
            ("192.0.3.0", "ok"),
            ("192.31.195.255", "ok"),
            ("192.31.196.0", "special_purpose"),
            ("192.31.197.0", "ok"),
            ("192.52.192.255", "ok"),
            ("192.52.193.0", "relay"),
            ("192.52.194.0", "ok"),
            ("192.88.98.255", "ok"),
            ("192.88.99.0", "relay"),
            ("192.88.100.0", "ok"),
            ("192.167.255.255", "ok"),
            ("192.168.0.0", "private"),
            ("192.168.255.255", "private"),
            ("192.169.0.0", "ok"),
            ("192.175.47.255", "ok"),
            ("192.175.48.0", "special_purpose"),
            ("192.175.49.0", "ok"),
            ("198.17.255.255", "ok"),
            ("198.18.0.0", "benchmark"),
            ("198.19.255.255", "benchmark"),
            ("198.20.0.0", "ok"),
            ("198.51.99.255", "ok"),
            ("198.51.100.0", "documentation"),
            ("198.51.101.0", "ok"),
            ("203.0.112.255", "ok"),
            ("203.0.113.0", "documentation"),
            ("203.0.114.0", "ok"),
            ("223.255.255.255", "ok"),
            ("224.0.0.0", "multicast"),
            ("239.255.255.255", "multicast"),
            ("240.0.0.0", "reserved"),
            ("255.255.255.255", "reserved"),
            ("::", "not_global"),
            ("::1", "loopback"),
            ("::7f00:1", "not_global"),
            ("::ffff:8.8.8.8", "ok"),
            ("::ffff:100.64.0.1", "shared"),
            ("64:ff9b::8.8.8.8", "not_global"),
            ("1fff:ffff::", "not_global"),
            ("2000::", "ok"),
            ("2000:ffff::", "ok"),
            ("2001::", "special_purpose"),
            ("2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "special_purpose"),
            ("2001:200::", "ok"),
            ("2001:db7:ffff::", "ok"),
            ("2001:db8::", "documentation"),
            ("2001:db9::", "ok"),
            ("2001:ffff:ffff::", "ok"),
            ("2002::", "tunnel"),
            ("2002:ffff::", "tunnel"),
            ("2003::", "ok"),
            ("2404:c0:1234::1", "ok"),
            ("2620:4f:7fff::", "ok"),
            ("2620:4f:8000::", "special_purpose"),
            ("2620:4f:8001::", "ok"),
            ("3ffe:ffff::", "ok"),
            ("3fff::", "documentation"),
            ("3fff:fff:ffff::", "documentation"),
            ("3fff:1000::", "ok"),
            ("4000::", "not_global"),
            ("fe80::1%eth0", "not_an_address"),
            ("2404::1%1", "not_an_address"),
            ("127.1", "not_an_address"),
            ("0177.0.0.1", "not_an_address"),
            ("localhost", "not_an_address"),
            ("", "not_an_address"),
        ]
    ],
)
def test_addresses_at_the_edges_of_every_network(address: str, kind: str):
    """The first and last address of each listed network are of its kind, their neighbours are not."""
    assert classify_address(address) == kind


#: Where Python's `is_global` passes what we refuse: the AS112, AMT and 6to4 relay networks, multicast, and parts of
#: 192.0.0.0/24 that differ from one Python to the next.
_LOOSER_PYTHON = [
    ipaddress.ip_network(network)
    for network in (
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.175.48.0/24",
        "192.0.0.0/24",
        "224.0.0.0/4",
    )
]


@given(st.ip_addresses(v=4))
def test_agrees_with_python_on_ipv4(address: ipaddress.IPv4Address):
    """What we call public is global to Python, and the other way round but for the networks that we refuse on purpose."""
    looser = any(address in network for network in _LOOSER_PYTHON)
    assert (classify_address(address) == "ok") == (address.is_global and not looser)


@given(st.ip_addresses(v=6))
def test_nothing_is_public_that_python_calls_private(address: ipaddress.IPv6Address):
    """On all of IPv6 we are stricter than `is_global`."""
    if classify_address(address) == "ok":
        assert address.is_global
        assert not address.is_multicast


@given(st.integers(0, 2**32 - 1))
def test_ipv4_in_ipv6_clothes_is_judged_as_ipv4(number: int):
    """Neither mapping an IPv4 address nor writing it as text changes the verdict."""
    address = ipaddress.IPv4Address(number)
    verdict = classify_address(address)
    assert classify_address(f"::ffff:{address}") == verdict
    assert classify_address(str(address)) == verdict


@given(st.integers(0, 2**32 - 1), st.sampled_from(["::{}", "64:ff9b::{}", "::ffff:0:{}"]))
def test_other_clothes_are_never_public(number: int, clothes: str):
    """IPv4-compatible, NAT64 and SIIT forms are refused whatever they wrap."""
    assert classify_address(clothes.format(ipaddress.IPv4Address(number))) != "ok"


@given(st.text(max_size=40))
def test_any_text_gets_a_verdict(text: str):
    """Text that is no address is refused, never raised."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        assert classify_address(text) == "not_an_address"


def test_the_wall_lets_public_addresses_through_only():
    """The last look raises for what is not public and says what it was."""
    wall(PUBLIC)
    with pytest.raises(ForbiddenAddressError, match="10\\.0\\.0\\.1 is not a public address \\(private\\)"):
        wall("10.0.0.1")


def test_one_private_answer_spoils_the_name():
    """A name with public and private addresses is refused altogether; a wholly public one is not."""
    assert refuse_answers("feed.example", [PUBLIC, "2404:c0::1"]) is None
    assert refuse_answers("feed.example", [PUBLIC, "10.0.0.1"]) == Refusal(
        "forbidden_address", "feed.example leads to 10.0.0.1, which is not public (private)"
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_every_trick_is_refused_by_its_address_or_by_its_answers(case):
    """No case of the table passes both looks."""
    target = AddressGuard().target(case.url)
    if isinstance(target, Refusal):
        assert target.fault == case.fault
        assert target.detail.isprintable()
    elif case.answers:
        assert refuse_answers(target.host, case.answers) is not None
    else:
        assert case.fault == "dns"


def test_the_table_is_long_enough():
    """At least 60 ways, none named twice."""
    assert len({case.id for case in CASES}) == len(CASES)
    assert len(CASES) >= 60


@pytest.mark.parametrize(
    ("text", "url", "host", "port"),
    [
        pytest.param("https://diskominfo.example/feed", "https://diskominfo.example/feed", "diskominfo.example", 443, id="plain"),
        pytest.param(" https://a.example/feed \n", "https://a.example/feed", "a.example", 443, id="blanks around"),
        pytest.param("HTTP://A.Example:8080/Feed", "http://a.example:8080/Feed", "a.example", 8080, id="case and port"),
        pytest.param("http://a.example./feed", "http://a.example/feed", "a.example", 80, id="trailing dot"),
        pytest.param("http://u:p@a.example/feed#top", "http://a.example/feed", "a.example", 80, id="user and fragment"),
        pytest.param("http://a.example?q=a b", "http://a.example/?q=a+b", "a.example", 80, id="no path, blank in query"),
        pytest.param("http://bücher.example/ä", "http://xn--bcher-kva.example/%C3%A4", "xn--bcher-kva.example", 80, id="IDN"),
        pytest.param("http://bu\u0308cher.example/", "http://xn--bcher-kva.example/", "xn--bcher-kva.example", 80, id="decomposed IDN"),
        pytest.param("http://my_site.example/", "http://my_site.example/", "my_site.example", 80, id="underscore"),
        pytest.param("http://8.8.8.8/", "http://8.8.8.8/", "8.8.8.8", 80, id="public IPv4"),
        pytest.param("https://[2404:C0::1]:8443/", "https://[2404:c0::1]:8443/", "2404:c0::1", 8443, id="public IPv6"),
        pytest.param("http://a.example:80/", "http://a.example/", "a.example", 80, id="default port"),
    ],
)  # fmt: skip
def test_addresses_that_may_be_asked(text: str, url: str, host: str, port: int):
    """Ordinary addresses pass, in the form in which they go to the HTTP client."""
    target = AddressGuard().target(text)
    assert isinstance(target, Target)
    assert (str(target.url), target.host, target.port, target.listed) == (url, host, port, False)


@pytest.mark.parametrize(
    ("entry", "url", "opened"),
    [
        pytest.param("127.0.0.1:9000", "http://127.0.0.1:9000/feed", True, id="the entry itself"),
        pytest.param("127.0.0.1:9000", "https://u:p@127.0.0.1:9000/", True, id="other scheme, user dropped"),
        pytest.param("127.0.0.1:9000", "http://127.0.0.1:9001/", False, id="another port"),
        pytest.param("127.0.0.1:9000", "http://127.0.0.1/", False, id="no port"),
        pytest.param("127.0.0.1:9000", "http://127.0.0.2:9000/", False, id="another host"),
        pytest.param("127.0.0.1:9000", "http://localhost:9000/", False, id="another name of the host"),
        pytest.param("127.0.0.1:9000", "http://2130706433:9000/", False, id="another spelling"),
        pytest.param("127.0.0.1:9000", "http://[::ffff:127.0.0.1]:9000/", False, id="IPv6 clothes"),
        pytest.param("127.0.0.1:80", "http://127.0.0.1/", True, id="default port of http"),
        pytest.param("127.0.0.1:80", "https://127.0.0.1/", False, id="default port of https"),
        pytest.param("[::1]:9000", "http://[0:0:0:0:0:0:0:1]:9000/", True, id="IPv6"),
        pytest.param("Nas.LAN:8000", "http://nas.lan:8000/", True, id="name, any case"),
        pytest.param("nas.lan:8000", "http://nas.lan.:8000/", True, id="trailing dot"),
        pytest.param("nas.lan:8000", "http://x.nas.lan:8000/", False, id="name below"),
        pytest.param("bücher.lan:80", "http://xn--bcher-kva.lan/", True, id="IDN"),
        pytest.param("localhost:9000", "http://localhost:9000/", True, id="localhost"),
    ],
)
def test_the_operators_door(entry: str, url: str, opened: bool):
    """An entry opens its host at its port, and nothing else."""
    target = AddressGuard([entry]).target(url)
    assert isinstance(target, Target) == opened
    if isinstance(target, Target):
        assert target.listed


@pytest.mark.parametrize(
    "entry", ["127.0.0.1", "nas.lan", "nas.lan:80/feed", "u@nas.lan:80", "nas.lan:x", "", "http://nas.lan:80"]
)
def test_malformed_entries_are_told_to_the_operator(entry: str):
    """An entry without a port, or with more than host and port, stops the start."""
    with pytest.raises(ValueError, match="is not of the form host:port"):
        AddressGuard([entry])


@given(st.text(max_size=60).map(lambda text: f"http://{text}"))
def test_any_address_gets_a_verdict(text: str):
    """Whatever follows "http://" is either refused or leads to a public literal or a plain ASCII name."""
    target = AddressGuard().target(text)
    if isinstance(target, Target):
        assert target.host.isascii()
        assert target.url.raw_host == target.host
        assert "." in target.host or classify_address(target.host) == "ok"
