"""Who asks, as far as we want to know: the network, for counting, and the language."""

from __future__ import annotations

import ipaddress

from starlette.requests import Request

from bot.model import Language

_LANGUAGES: dict[str, Language] = {"id": "id", "in": "id", "ms": "id", "jv": "id", "su": "id", "en": "en"}


def network_of(request: Request) -> str:
    """The network that a request comes from; "" where it has none (a unix socket)."""
    return network(request.client.host if request.client else "")


def network(host: str) -> str:
    """The network of an address, as a key for counting: one IPv4 address, or an IPv6 /64 (one household)."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def language_of(accept: str) -> Language | None:
    """The first language of `Accept-Language` that we speak; browsers list the preferred one first."""
    for part in accept.split(","):
        tag = part.partition(";")[0].strip().lower().partition("-")[0]
        if tag in _LANGUAGES:
            return _LANGUAGES[tag]
    return None
