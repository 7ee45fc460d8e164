"""The HTTP client, tamed: how `feeds.web` uses aiohttp, and what aiohttp's errors mean.

Read in aiohttp 3.14 and aiohappyeyeballs 2.7: every TCP connection of a `TCPConnector` is opened by `_connect_sock` on
a socket from `socket_factory`, with or without happy eyeballs, for names and for literals (which never reach the
resolver), and it is connected to the very address that the factory was shown. So the factory is the wall. The client
also asks a second time by itself when a connection breaks before an answer; politeness forbids that here.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from feeds.model import FetchFailed
from feeds.web.guard import ForbiddenAddressError, refuse_answers, wall
from feeds.web.lookup import Lookup
from feeds.web.words import one_line

#: What `getaddrinfo` says of one address: family, type, protocol, canonical name, socket address.
AddrInfo = tuple[Any, ...]
OpenSocket = Callable[[AddrInfo], socket.socket]

#: Addresses of one name that are tried; a name with hundreds would keep us busy for others.
_ADDRESSES_TRIED = 4
#: OpenSSL's X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY: the chain ends before a root that we trust, at a certificate
#: that somebody else has issued. Where OpenSSL finds this it has not looked at dates and host name yet.
_ISSUER_MISSING = 20


class _BrokenOffError(aiohttp.ClientError):
    """The connection ended before an answer. Not one of the errors after which aiohttp asks again."""


@dataclass(frozen=True, slots=True)
class Untrusted:
    """The certificate could not be verified, and nothing was asked."""

    failure: FetchFailed
    #: The only thing found wrong so far is that a certificate is missing between the host's and the root.
    lacks_issuer: bool


def plain_socket(info: AddrInfo) -> socket.socket:
    """Opens a socket for an address, without connecting it."""
    return socket.socket(family=info[0], type=info[1], proto=info[2])


def behind_the_wall(open_socket: OpenSocket) -> OpenSocket:
    """Makes sockets for public addresses only; for any other it raises `ForbiddenAddressError` instead."""

    def guarded(info: AddrInfo) -> socket.socket:
        wall(str(info[4][0]))
        return open_socket(info)

    return guarded


async def find_addresses(lookup: Lookup, host: str, *, only_public: bool) -> tuple[str, ...]:
    """The addresses of a name that may be tried, four at most.

    Raises:
        OSError: If it has none or, with `only_public`, if any of them (the fifth, too) is not public.
    """
    addresses = tuple(await lookup(host))
    if not addresses:
        raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
    refusal = refuse_answers(host, addresses) if only_public else None
    if refusal is not None:
        raise ForbiddenAddressError(refusal.detail)
    return addresses[:_ADDRESSES_TRIED]


def open_session(
    *,
    lookup: Lookup,
    user_agent: str,
    connect: float,
    ssl_context: ssl.SSLContext,
    open_socket: OpenSocket = plain_socket,
    only_public: bool = True,
) -> aiohttp.ClientSession:
    """Opens a client that keeps nothing: no cookies, no credentials, no proxies, no connections, no second tries.

    Args:
        lookup: Resolves names.
        user_agent: What we call ourselves.
        connect: Seconds for lookup, connection and TLS together.
        ssl_context: Verifies every certificate.
        open_socket: Makes the sockets, after the wall.
        only_public: Whether the address guard stands before names and sockets; False is for listed hosts only.
    """
    connector = aiohttp.TCPConnector(
        resolver=_GuardedResolver(lookup, only_public=only_public),
        use_dns_cache=False,
        socket_factory=behind_the_wall(open_socket) if only_public else open_socket,
        ssl=ssl_context,
        # With fewer, aiohttp tries all addresses again after each that failed: ten attempts for four addresses.
        interleave=_ADDRESSES_TRIED,
        force_close=True,
        limit=0,
    )
    return aiohttp.ClientSession(
        connector=connector,
        headers={"User-Agent": user_agent, "Accept-Encoding": "gzip"},
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, connect=connect),
        auto_decompress=False,
        trust_env=False,
        middlewares=(_once,),
    )


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as exc:
        raise _BrokenOffError from exc


class _GuardedResolver(AbstractResolver):
    """Our `Lookup` in aiohttp's clothes; refuses a name altogether when one of its addresses isn't public."""

    def __init__(self, lookup: Lookup, *, only_public: bool) -> None:
        self._lookup = lookup
        self._only_public = only_public

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - aiohttp's signature
    ) -> list[ResolveResult]:
        addresses = await find_addresses(self._lookup, host, only_public=self._only_public)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Holds nothing."""


def explain(exc: aiohttp.ClientError | OSError, host: str) -> FetchFailed:
    """Translates an error of the client into our words; texts from the other side are cut and cleaned."""
    match exc:
        case aiohttp.ClientConnectorDNSError() if not isinstance(exc.os_error, ForbiddenAddressError):
            return _explain_lookup(exc.os_error, host)
        case aiohttp.ClientConnectorError():
            return explain_connecting(exc.os_error, host)
        case aiohttp.ConnectionTimeoutError():
            return FetchFailed("timeout", f"no connection to {host} in time")
        case asyncio.TimeoutError():
            return FetchFailed("timeout", f"{host} stopped answering")
        case aiohttp.InvalidURL():
            return FetchFailed("bad_url", "not a well-formed web address")
        case aiohttp.ClientResponseError():
            return FetchFailed("protocol", f"not HTTP as we know it: {one_line(exc.message).removesuffix(' ^')}")
        case aiohttp.ClientPayloadError() if "Not enough data" in str(exc) or isinstance(exc.__cause__, OSError):
            return FetchFailed("refused", f"{host} broke off in the middle of the body")
        case aiohttp.ClientPayloadError():
            return FetchFailed(
                "protocol", f"the body is not framed as announced: {one_line(str(exc.__cause__ or exc))}"
            )
        case _BrokenOffError() | OSError():
            cause = exc.__cause__ if isinstance(exc, _BrokenOffError) else exc
            reason = cause.strerror if isinstance(cause, OSError) else None
            return FetchFailed("refused", f"{host} broke the connection off: {reason or 'no answer'}")
        case _:
            return FetchFailed("protocol", f"{type(exc).__name__} while talking to {host}")


def explain_untrusted(exc: aiohttp.ClientConnectorCertificateError, host: str) -> Untrusted:
    """Translates a certificate that could not be verified."""
    code = getattr(exc.certificate_error, "verify_code", None)
    return Untrusted(explain_connecting(exc.os_error, host), lacks_issuer=code == _ISSUER_MISSING)


def explain_connecting(cause: OSError, host: str) -> FetchFailed:
    """Translates why there is no connection; certificates and forbidden addresses are such reasons, too."""
    match cause:
        case ForbiddenAddressError():
            return FetchFailed("forbidden_address", str(cause))
        case socket.gaierror():
            return _explain_lookup(cause, host)
        case ssl.SSLCertVerificationError():
            return FetchFailed("tls", f"the certificate of {host} can't be verified: {one_line(cause.verify_message)}")
        case ssl.SSLError():
            return FetchFailed("tls", f"no TLS with {host}: {one_line(cause.reason or str(cause))}")
        case TimeoutError():
            return FetchFailed("timeout", f"no connection to {host} in time")
        case _:
            return FetchFailed("refused", f"no connection to {host}: {one_line(cause.strerror or str(cause))}")


def _explain_lookup(cause: OSError, host: str) -> FetchFailed:
    return FetchFailed("dns", f"{host} can't be looked up: {one_line(cause.strerror or str(cause))}")
