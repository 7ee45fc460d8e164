"""Looking at the certificate of a host without trusting it: a handshake over which nothing is said.

The only place where a certificate is not verified. The connection is cut as soon as the certificate is there, and no
request can be made over it, because it is never handed out.
"""

from __future__ import annotations

import asyncio
import socket
import ssl

from feeds.model import FetchFailed
from feeds.web.guard import Target, classify_address
from feeds.web.lookup import Lookup
from feeds.web.transport import AddrInfo, OpenSocket, behind_the_wall, explain_connecting, find_addresses


async def leaf_of(target: Target, *, lookup: Lookup, open_socket: OpenSocket) -> bytes | FetchFailed:
    """The certificate that `target` shows, DER, unverified; the address guard stands before it as before any request.

    Addresses are tried in order, one after another; how long that may take is the caller's to limit.
    """
    only_public = not target.listed
    open_socket = behind_the_wall(open_socket) if only_public else open_socket
    try:
        if classify_address(target.host) == "not_an_address":
            addresses = await find_addresses(lookup, target.host, only_public=only_public)
        else:
            addresses = (target.host,)
        sock = await _connect(addresses, target.port, open_socket)
        return await _shown(sock, target.host)
    except OSError as exc:
        return explain_connecting(exc, target.host)


async def _connect(addresses: tuple[str, ...], port: int, open_socket: OpenSocket) -> socket.socket:
    trouble = OSError("no address")
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        info: AddrInfo = (family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port))
        sock = open_socket(info)
        try:
            sock.settimeout(0)
            await asyncio.get_running_loop().sock_connect(sock, (address, port))
        except OSError as exc:
            sock.close()
            trouble = exc
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise trouble


async def _shown(sock: socket.socket, host: str) -> bytes | FetchFailed:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connect = asyncio.get_running_loop().create_connection
    transport, _ = await connect(asyncio.Protocol, sock=sock, ssl=context, server_hostname=host)
    try:
        certificate: bytes | None = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
    finally:
        transport.abort()
    return certificate or FetchFailed("tls", f"{host} shows no certificate")
