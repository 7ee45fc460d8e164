"""Host names: taken out of addresses, and cut to what somebody registered. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_of(address: str) -> str:
    """The host of an address in lower case, without closing dot; "" where there is none."""
    try:
        return (urlsplit(address).hostname or "").rstrip(".").lower()
    except ValueError:  # what no parser can read leads nowhere
        return ""


def registrable(host: str) -> str:
    """The part of a host name that somebody registered: two labels, three under "go.id", "co.uk" and the like.

    An IP address is itself.
    """
    labels = host.split(".")
    if labels[-1].isdigit() or ":" in host:
        return host
    shared = len(labels) > 2 and len(labels[-1]) == 2 and (len(labels[-2]) <= 3 or labels[-2] == "desa")
    return ".".join(labels[-3:] if shared else labels[-2:])
