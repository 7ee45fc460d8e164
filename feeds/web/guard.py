"""The address guard: which web addresses and which machines we are ever willing to contact.

An address comes from strangers (a feed, a link in an entry, a redirect), so it is judged twice:

1. `AddressGuard.target` reads the URL: scheme, port, the way its host is written, names that are never public.
2. `AddressGuard.refuse_answers` and `wall` read the numbers: every address that a name stands for, and once more the
   very address that a socket is about to be opened to. The second look is what makes a name harmless that answers with
   a public address first and a private one afterwards (DNS rebinding), and a literal that never passes a resolver.

The only door is the operator's `allow_private_hosts`. Everything here is pure; the sources are the IANA special-purpose
registries for IPv4 and IPv6 (RFC 6890, RFC 8190), RFC 6761/6762 for names and the WHATWG URL rule for odd numbers.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Literal

from yarl import URL

AddressClass = Literal[
    "ok",
    "this_network",
    "private",
    "shared",
    "loopback",
    "link_local",
    "special_purpose",
    "documentation",
    "relay",
    "benchmark",
    "multicast",
    "reserved",
    "tunnel",
    "not_global",
    "not_an_address",
]

_V4_FORBIDDEN: tuple[tuple[IPv4Network, AddressClass], ...] = (
    (IPv4Network("0.0.0.0/8"), "this_network"),
    (IPv4Network("10.0.0.0/8"), "private"),
    (IPv4Network("100.64.0.0/10"), "shared"),
    (IPv4Network("127.0.0.0/8"), "loopback"),
    (IPv4Network("169.254.0.0/16"), "link_local"),
    (IPv4Network("172.16.0.0/12"), "private"),
    (IPv4Network("192.0.0.0/24"), "special_purpose"),
    (IPv4Network("192.0.2.0/24"), "documentation"),
    (IPv4Network("192.31.196.0/24"), "special_purpose"),
    (IPv4Network("192.52.193.0/24"), "relay"),
    (IPv4Network("192.88.99.0/24"), "relay"),
    (IPv4Network("192.168.0.0/16"), "private"),
    (IPv4Network("192.175.48.0/24"), "special_purpose"),
    (IPv4Network("198.18.0.0/15"), "benchmark"),
    (IPv4Network("198.51.100.0/24"), "documentation"),
    (IPv4Network("203.0.113.0/24"), "documentation"),
    (IPv4Network("224.0.0.0/4"), "multicast"),
    (IPv4Network("240.0.0.0/4"), "reserved"),
)

#: The only part of IPv6 that is handed out for public use; all else (`::1`, `fc00::/7`, `fe80::/10`, `fec0::/10`,
#: `::a.b.c.d`, NAT64 `64:ff9b::/96`) is refused by not being in it.
_V6_GLOBAL = IPv6Network("2000::/3")

_V6_FORBIDDEN: tuple[tuple[IPv6Network, AddressClass], ...] = (
    (IPv6Network("2001::/23"), "special_purpose"),  # Teredo, ORCHID, benchmarking, AMT and more
    (IPv6Network("2001:db8::/32"), "documentation"),
    (IPv6Network("2002::/16"), "tunnel"),  # 6to4: any IPv4 address in disguise
    (IPv6Network("2620:4f:8000::/48"), "special_purpose"),
    (IPv6Network("3fff::/20"), "documentation"),
)

#: Web ports that a stranger may send us to; any other has to be listed by the operator.
WEB_PORTS = frozenset({80, 443, 8080, 8443})

#: Names (and all names below them) that mean a machine or network of our own: RFC 6761, 6762, 8375, ICANN's "internal".
_LOCAL_NAMES = frozenset({"localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa", "onion"})

_LONGEST_URL = 2048
#: Control characters, and the surrogates by which Python marks bytes that are no text.
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_AUTHORITY = re.compile(r"(?is)^https?://(?:[^/?#]*@)?(\[[^\]/?#]*\]|[^:/?#\[\]]*)(?::([0-9]*))?(?:[/?#]|$)")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class ForbiddenAddressError(OSError):
    """Says "not there" inside the HTTP client, where nothing but an exception can. It never leaves `feeds.web`."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an address is not contacted; `detail` is English, one line, and names the host only."""

    fault: Literal["bad_url", "forbidden_address"]
    detail: str


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked: `url` is exactly what the HTTP client gets, without user, password or fragment."""

    url: URL
    #: Lower case ASCII, without a trailing dot; an IPv6 address without brackets.
    host: str
    port: int
    #: The operator listed this host and port: its addresses need not be public.
    listed: bool

    @property
    def key(self) -> str:
        """Host and port, as the operator lists them and as politeness counts them."""
        return _key(self.host, self.port)


def _key(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def classify_address(address: str | IPv4Address | IPv6Address) -> AddressClass:
    """Tells whether an IP address belongs to the public internet ("ok") or else what it is.

    Stricter than `ipaddress.is_global`, which passes 6to4 (`2002::/16` around a private IPv4 address), and wider than
    `is_private`, which does not know carrier NAT (`100.64.0.0/10`). An IPv4 address in IPv6 clothes (`::ffff:a.b.c.d`)
    is judged as the IPv4 address. Text that is not a plain address, or that carries a scope (`fe80::1%eth0`), is
    "not_an_address".
    """
    if isinstance(address, str):
        try:
            address = ipaddress.ip_address(address)
        except ValueError:
            return "not_an_address"
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return "not_an_address"
        if address.ipv4_mapped is None:
            return _classify_v6(address)
        address = address.ipv4_mapped
    return next((kind for network, kind in _V4_FORBIDDEN if address in network), "ok")


def _classify_v6(address: IPv6Address) -> AddressClass:
    if address not in _V6_GLOBAL:
        return "loopback" if address.is_loopback else "not_global"
    return next((kind for network, kind in _V6_FORBIDDEN if address in network), "ok")


def wall(address: str) -> None:
    """Stands at the moment of connecting: raises `ForbiddenAddressError` unless `address` is public."""
    kind = classify_address(address)
    if kind != "ok":
        raise ForbiddenAddressError(f"{address} is not a public address ({kind})")


def refuse_answers(host: str, addresses: Iterable[str]) -> Refusal | None:
    """Judges what a name stands for: all of its addresses must be public, or the name is refused altogether.

    One private address among public ones is an attack or a mistake; picking the public ones would help the attacker
    to guess which one we take next time.
    """
    for address in addresses:
        kind = classify_address(address)
        if kind != "ok":
            return Refusal("forbidden_address", f"{host} leads to {address}, which is not public ({kind})")
    return None


class AddressGuard:
    """Reads URLs from strangers and says whether they may be asked at all.

    Args:
        allow_private_hosts: Exact "host:port" entries (IPv6 in brackets) that may be reached although they are not
            public, at that port only. An entry opens nothing else: not another port of the host, not another spelling
            of the same address.

    Raises:
        ValueError: If an entry is not of the form "host:port".
    """

    def __init__(self, allow_private_hosts: Iterable[str] = ()) -> None:
        self._listed = frozenset(_listed_key(entry) for entry in allow_private_hosts)

    def target(self, text: str) -> Target | Refusal:
        """Reads `text` as an absolute http(s) address and decides whether it may be asked.

        User name and password are dropped. Refused are: other schemes; ports outside `WEB_PORTS`; literals that are
        not public; numbers written in any way but four plain decimals (octal, hex, short, one big number); hosts in
        look-alike characters (full-width digits, circled letters, ideographic dots) or percent signs; names of the
        own machine or network, and names of one word. An entry of `allow_private_hosts` passes all but the first.
        """
        text = text.strip()
        written = _AUTHORITY.match(text)
        if len(text) > _LONGEST_URL or _UNREADABLE.search(text) or written is None:
            return Refusal("bad_url", "not an absolute http or https address")
        try:
            url = _plain(URL(text))
        except ValueError:
            return Refusal("bad_url", "not a well-formed web address")
        host, port = url.raw_host, url.port
        if not host or not port:
            return Refusal("bad_url", "the address names no host or no port")
        if _key(host, port) in self._listed:
            return Target(url, host, port, listed=True)
        trouble = _odd_spelling(written[1]) or _refuse_host(host) or _refuse_port(port)
        return trouble or Target(url, host, port, listed=False)


def _plain(url: URL) -> URL:
    """Takes off what is not for the wire: user, password, fragment, and the dot that ends an absolute name."""
    url = url.with_user(None).with_fragment(None)
    host = (url.raw_host or "").removesuffix(".")
    return url.with_host(host) if host and host != url.raw_host else url


def _listed_key(entry: str) -> str:
    try:
        url = URL(f"http://{entry.strip()}")
    except ValueError as exc:
        raise ValueError(f"{entry!r} is not of the form host:port") from exc
    if not url.raw_host or not url.explicit_port or url.raw_path_qs != "/" or url.raw_user:
        raise ValueError(f"{entry!r} is not of the form host:port")
    return _key(url.raw_host.lower().removesuffix("."), url.explicit_port)


def _odd_spelling(host: str) -> Refusal | None:
    """Refuses a host whose written form is not the one it would be asked by, `bücher.example` excepted."""
    plain = unicodedata.normalize("NFKC", host)
    if plain != unicodedata.normalize("NFC", host) or "。" in host:
        return Refusal("forbidden_address", "the host is written in look-alike characters")
    if "%" in host:
        return Refusal("forbidden_address", "the host is written with percent signs")
    return None


def _refuse_host(host: str) -> Refusal | None:
    if ":" in host:
        return _refuse_literal(host)
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _refuse_literal(host)
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return Refusal("bad_url", "the host is not a well-formed name")
    if len(labels) == 1 or any(".".join(labels[start:]) in _LOCAL_NAMES for start in range(len(labels))):
        return Refusal("forbidden_address", f"{host} is not a public name")
    return None


def _refuse_literal(host: str) -> Refusal | None:
    kind = classify_address(host)
    if kind == "not_an_address":
        return Refusal("forbidden_address", f"{host[:80]} is an odd way to write an address")
    return None if kind == "ok" else Refusal("forbidden_address", f"{host} is not a public address ({kind})")


def _refuse_port(port: int) -> Refusal | None:
    return None if port in WEB_PORTS else Refusal("forbidden_address", f"port {port} is not a web port")
