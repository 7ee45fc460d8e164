"""Certificates as the TLS library takes them: the roots we trust, and a context for one chain. Nothing heavy.

`chain` judges certificates and is loaded only when a chain is broken; this is what it shares with the rest.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")


@dataclass(frozen=True, slots=True)
class AskFor:
    """The chain lacks a certificate that may be found at this http address."""

    url: str


@dataclass(frozen=True, slots=True)
class Hopeless:
    """The chain can't be completed; `reason` is English, one line, without a stranger's line breaks."""

    reason: str


@dataclass(frozen=True, slots=True)
class Verified:
    """A chain that is valid for its host: the issuers above the host's certificate, the root last, as DER."""

    issuers: tuple[bytes, ...]


def context_for(chain: Verified, like: ssl.SSLContext) -> ssl.SSLContext:
    """Makes a context that knows the issuers of one verified chain, and trusts its root alone.

    The intermediate certificates are material, no anchors: a chain must reach the self-signed root. That is the rule
    unless VERIFY_X509_PARTIAL_CHAIN is set, which `ssl.create_default_context` does from Python 3.13 on; with it, a
    certificate that was merely put into the context would vouch for everything it ever signed. So it is cleared. All
    other flags of verification, and the oldest version of TLS, are those of `like`.
    """
    context = ssl.create_default_context(cadata=b"".join(chain.issuers))
    context.verify_flags = like.verify_flags & ~ssl.VERIFY_X509_PARTIAL_CHAIN
    context.minimum_version = like.minimum_version
    return context


def root_certificates(context: ssl.SSLContext, paths: ssl.DefaultVerifyPaths | None) -> tuple[bytes, ...]:
    """The certificates that `context` may trust, as DER, without repetitions; what can't be read is left out.

    Args:
        context: Knows what was put into it, but not what it would look up in a folder when it needs it.
        paths: Where the system keeps its roots, for a context that trusts these; None for any other.
    """
    roots = context.get_ca_certs(binary_form=True)
    if paths is not None:
        roots += _read_roots(paths)
    return tuple(dict.fromkeys(filter(None, roots)))


def _read_roots(paths: ssl.DefaultVerifyPaths) -> Iterable[bytes]:
    files = [Path(paths.cafile)] if paths.cafile else []
    if paths.capath:
        files += sorted(Path(paths.capath).iterdir())
    for file in files:
        try:
            text = file.read_text("ascii", "replace")
        except OSError:  # a folder, or a link that leads nowhere
            continue
        for block in _PEM.findall(text):
            try:
                yield ssl.PEM_cert_to_DER_cert(block)
            except ValueError:
                continue
