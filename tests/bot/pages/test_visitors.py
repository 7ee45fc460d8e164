"""Whom an address and a browser's words stand for."""

import pytest

from bot.pages.visitors import language_of, network


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        pytest.param("203.0.113.7", "203.0.113.7", id="ipv4"),
        pytest.param("::ffff:203.0.113.7", "203.0.113.7", id="ipv4-in-ipv6"),
        pytest.param("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64", id="ipv6-household"),
        pytest.param("fe80::1%eth0", "fe80::/64", id="ipv6-with-a-zone"),
        pytest.param("testclient", "testclient", id="no-address"),
        pytest.param("", "", id="unix-socket"),
    ],
)
def test_network(host, expected):
    """A household counts as one, by whatever address it comes."""
    assert network(host) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        pytest.param("id-ID,id;q=0.9,en-US;q=0.8", "id", id="indonesian"),
        pytest.param("en-US,en;q=0.9,id;q=0.8", "en", id="english-first"),
        pytest.param("jv,id;q=0.9", "id", id="javanese-reads-indonesian"),
        pytest.param("fr-FR, en;q=0.5", "en", id="first-that-we-speak"),
        pytest.param("fr", None, id="none-that-we-speak"),
        pytest.param("*", None, id="any"),
        pytest.param("", None, id="silent"),
        pytest.param(";;,-,=", None, id="rubbish"),
    ],
)
def test_language(accept, expected):
    """The first language in the browser's list that we speak."""
    assert language_of(accept) == expected
